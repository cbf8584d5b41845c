"""`learn`: a record in, what a qualified lead is out, as a draft with its evidence, or why nothing is proposed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from handfast.agreement.conditions import Condition, ConditionFault
from handfast.agreement.model import Agreement
from handfast.diagnosis.learning.capacity import LOOKED_AT, SHARE, months_of, reached, recent, score_for
from handfast.diagnosis.learning.draft import draft_text
from handfast.diagnosis.learning.fields import Field, fields_of
from handfast.diagnosis.learning.leaks import Leak, leaks_of
from handfast.diagnosis.learning.learned import Explored, Learned, Rule, State, Threshold
from handfast.diagnosis.learning.matrix import matrix_of
from handfast.diagnosis.learning.model import fit_model, whole_points
from handfast.diagnosis.learning.population import FEW, Population, of_leads, population
from handfast.diagnosis.learning.splitting import Split, split
from handfast.diagnosis.learning.statistics import auc
from handfast.diagnosis.learning.traits import Fit, Trait, engagement_traits, fit_traits
from handfast.diagnosis.learning.validation import Judged, Validation, has_signal, judge, line_of, validate
from handfast.diagnosis.learning.weights import SUPPORT, Outcomes, chance_worked, outcomes_of, with_worked
from handfast.engine.evaluate import evaluate
from handfast.engine.findings_made import Findings
from handfast.engine.names import UnknownName
from handfast.faults import Fault, InputFaults
from handfast.record import Record

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
FEW_LATER = 8
"""Fewer wins among the rows kept for judging than this judge nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for.

    Attributes:
        outcome: what won means, a condition on leads; None where opportunities say it.
        capacity: leads a month that sales can work (of leads without instants: in all); None for as many as today.
    """

    outcome: Condition | None = None
    capacity: float | None = None


def learn(
    agreements: Sequence[Agreement],
    record: Record,
    asked: Asked | None = None,
    as_of: datetime | None = None,
    *,
    promised: bool = True,
    text: str | None = None,
    progress: Callable[[str], None] = lambda doing: None,
) -> Learned:
    """Learn the definition.

    Args:
        agreements: one or more versions; the one in force is what the draft is made of.
        record: the facts.
        asked: what won means, and for how many leads there is room.
        as_of: nothing later is seen (aware); the record's latest fact when not given.
        promised: whether anybody promised anything by the agreements.
        text: the text of the agreement in force, whose comments and other clauses the draft keeps; without it the canonical one.
        progress: told what is being done.

    Returns what was learned; with a state other than `learned` nothing is proposed.
    Raises InputFaults for whatever `evaluate` refuses, for an outcome on fields that do not exist, and for a record that doesn't say what was won.
    """
    asked = asked or Asked()
    progress("applying the agreement")
    findings = evaluate(agreements, record, as_of, promised=promised)
    rows = _rows(findings, asked.outcome)
    progress("looking at what leads were and did")
    outcomes = outcomes_of(rows)
    named = frozenset(name.name for name in asked.outcome.names) if asked.outcome else frozenset()
    fields = fields_of(findings, rows, named)
    counts = np.where(rows.worked, outcomes.weight, 0.0)
    leaks = leaks_of(fields, outcomes.won, counts, dated=rows.basis != "leads")
    made = _Making(findings, rows, outcomes, fields, tuple(leaks), asked, promised, text)
    wins, losses = int((outcomes.won * (counts > 0)).sum()), int(((1 - outcomes.won) * (counts > 0)).sum())
    if min(wins, losses) < FEW:
        return made.nothing("too few outcomes", wins, losses)
    progress("learning")
    return made.learned()


def _rows(findings: Findings, outcome: Condition | None) -> Population:
    if outcome is not None:
        try:
            return of_leads(findings, outcome)
        except UnknownName as unknown:
            names = ", ".join(sorted({*findings.context.lead_columns, *findings.context.account_columns}))
            raise _refuse(f"{unknown} is no field of this record; it has {names}", "unknown-field") from None
        except ConditionFault as fault:
            raise _refuse(fault.message, fault.code) from None
    deals = findings.engine.fetch(
        "SELECT count(*) AS many, count(is_won) AS told FROM seen.opportunities"
    ).to_pylist()[0]
    if not deals["many"]:
        message = 'the record has no opportunities, which would say what was won; name what won means, as in --outcome "converted = 1"'
        raise _refuse(message, "no-outcomes")
    instants = findings.engine.fetch(
        "SELECT count(*) AS many, count(DISTINCT created_at) AS different FROM seen.leads"
    ).to_pylist()[0]
    if instants["many"] > 1 and instants["different"] == 1:
        return of_leads(findings, None)
    return population(findings)


def _refuse(message: str, code: str) -> InputFaults:
    return InputFaults([Fault("", 0, 0, "--outcome", message, code)])


@dataclass(frozen=True)
class _Making:
    """Learning under way: what is known before anything is fitted."""

    findings: Findings
    rows: Population
    outcomes: Outcomes
    fields: list[Field]
    leaks: tuple[Leak, ...]
    asked: Asked
    promised: bool
    text: str | None

    @property
    def kept(self) -> list[Field]:
        """The fields that know nothing of the outcome."""
        left_out = {leak.field for leak in self.leaks}
        return [field for field in self.fields if field.words not in left_out]

    @property
    def dated(self) -> bool:
        """Whether leads are followed through time."""
        return self.rows.basis in ("hand-offs", "months")

    def nothing(
        self, state: State, wins: int, losses: int, unsupported: int = 0, no_evidence: tuple[str, ...] = (), crossed: Judged | None = None,
        validation: Validation | None = None, cut: float | None = None,
    ) -> Learned:  # fmt: skip
        """What is said where nothing is proposed."""
        return self._result(
            state, wins, losses, unsupported, no_evidence, crossed, validation, cut, (), None, None, ""
        )

    def learned(self) -> Learned:
        """Fit, judge, and write the draft where there is something in it."""
        rows, outcomes = self.rows, self.outcomes
        traits: list[Trait] = [*fit_traits(self.kept)]
        if self.dated:
            traits += engagement_traits(self.findings)
        raised, handed = self._raised(), int(recent(rows, self._now).sum())
        values = matrix_of(self.findings, rows, traits) if traits else np.zeros((len(rows), 0))
        self._forget_unset(values, traits)
        chance = chance_worked(values, rows, self._now)
        weight = with_worked(outcomes, rows, chance)
        unsupported = int((rows.worked & (chance < SUPPORT)).sum())
        values, traits, no_evidence = _supported(values, traits, rows.worked)
        counts = weight > 0
        wins, losses = int((outcomes.won * counts).sum()), int(((1 - outcomes.won) * counts).sum())
        parts = split(rows, counts, outcomes.won)
        few = min(_wins(outcomes, parts.learned), int((parts.learned & (outcomes.won == 0)).sum())) < FEW // 2
        if (
            few
            or min(_wins(outcomes, parts.judged), int((parts.judged & (outcomes.won == 0)).sum())) < FEW_LATER
        ):
            return self.nothing("too few outcomes", wins, losses, unsupported, no_evidence, cut=parts.cut)
        if not traits:
            return self.nothing("no signal", wins, losses, unsupported, no_evidence, cut=parts.cut)
        points, crossed, validation = _fitted(rows, outcomes, values, weight, parts)
        if not points.any():
            return self.nothing("no signal", wins, losses, unsupported, no_evidence, crossed, None, parts.cut)
        if not has_signal(crossed, validation):
            return self.nothing(
                "no signal", wins, losses, unsupported, no_evidence, crossed, validation, parts.cut
            )
        if validation.today is not None and validation.draft.auc <= validation.today.auc:
            return self.nothing(
                "no gain", wins, losses, unsupported, no_evidence, crossed, validation, parts.cut
            )
        rules = _rules(traits, points, values, outcomes.won, weight, parts.learned)
        threshold = self._threshold(traits, points, values, raised, handed)
        explored = self._explored(values @ points, weight)
        result = self._result(
            "learned",
            wins,
            losses,
            unsupported,
            no_evidence,
            crossed,
            validation,
            parts.cut,
            rules,
            threshold,
            explored,
            "",
        )
        return self._with_draft(result, rules, threshold)

    @property
    def _now(self) -> float:
        return self.findings.as_of.timestamp() / 86_400

    def _raised(self) -> set[tuple[str, int]]:
        found = self.findings.engine.fetch(
            "SELECT lead_id, cycle FROM findings.qualifications WHERE \"by\" = 'raised'"
        ).to_pylist()
        return {(row["lead_id"], row["cycle"]) for row in found}

    def _forget_unset(self, values: Floats, traits: Sequence[Trait]) -> None:
        """A field without history counts only if it was set before: what stands on an account made after the landmark wasn't."""
        if not self.dated:
            return
        made = self.findings.engine.fetch(
            "SELECT account_id, epoch(created_at) / 86400 AS at FROM seen.accounts WHERE created_at IS NOT NULL"
        )
        since = dict(zip(made.column("account_id").to_pylist(), made.column("at").to_pylist(), strict=True))
        later = np.array(
            [
                since.get(account, -np.inf) > at
                for account, at in zip(self.rows.account_id, self.rows.at, strict=True)
            ]
        )
        unknown = {field.words for field in self.kept if field.scope == "account" and not field.history}
        for place, trait in enumerate(traits):
            if isinstance(trait, Fit) and trait.field in unknown:
                values[later, place] = 0.0

    def _threshold(
        self,
        traits: Sequence[Trait],
        points: NDArray[np.int64],
        values: Floats,
        raised: set[tuple[str, int]],
        handed: int,
    ) -> Threshold:
        asked = self.asked.capacity
        if not self.dated:
            scores = values @ points
            months = 1.0
            if self.rows.basis == "deals":
                scores, months = scores[recent(self.rows, self._now)], months_of(LOOKED_AT)
            room = asked if asked is not None else SHARE * len(scores) / months
            score, many = score_for(scores, 0, room * months)
            per = "month" if self.rows.basis == "deals" else "record"
            return Threshold(score, many / months, room, asked is not None, per)  # type: ignore[arg-type]
        span = min(LOOKED_AT, max(self._now - self.findings.context.first_fact.timestamp() / 86_400, 1.0))
        months = months_of(span)
        best = reached(self.findings, traits, points.tolist(), span)
        scores = np.array([score for key, score in best.items() if key not in raised])
        always = sum(key in raised for key in best)
        today = handed / months if self.rows.basis == "hand-offs" and handed else SHARE * len(best) / months
        room = asked if asked is not None else today
        score, many = score_for(scores, always, room * months)
        return Threshold(score, many / months, room, asked is not None, "month")

    def _explored(self, score: Floats, weight: Floats) -> Explored | None:
        rows = self.rows.explored & (weight > 0)
        if not self.findings.current.qualified_lead.explore_share:
            return None
        won = self.outcomes.won[rows]
        wins = int(won.sum())
        enough = min(wins, len(won) - wins) >= FEW
        today = np.nan_to_num(self.rows.score[rows])
        return Explored(
            len(won),
            wins,
            enough,
            auc(score[rows], won, weight[rows]) if enough else None,
            auc(today, won, weight[rows]) if enough else None,
        )

    def _result(
        self, state: State, wins: int, losses: int, unsupported: int, no_evidence: tuple[str, ...], crossed: Judged | None,
        validation: Validation | None, cut: float | None, rules: tuple[Rule, ...], threshold: Threshold | None, explored: Explored | None, draft: str,
    ) -> Learned:  # fmt: skip
        rows, outcomes = self.rows, self.outcomes
        current = tuple(field.words for field in self.kept if not field.history)
        return Learned(
            state, rows.basis, rows.timed, outcomes.horizon, wins + losses, wins, losses, int((~outcomes.known & ~outcomes.bulk).sum()),
            int((~rows.worked).sum()), int(outcomes.bulk.sum()), unsupported, self.leaks, no_evidence, current, crossed, validation,
            _iso(cut), rules, threshold, explored, draft, self._cannot(current),
        )  # fmt: skip

    def _cannot(self, current: tuple[str, ...]) -> tuple[str, ...]:
        rows, said = self.rows, []
        if rows.basis == "leads":
            said.append(
                "It is learned across leads as they stand: what came before the outcome and what after it can't be told apart."
            )
            if not rows.timed:
                said.append(
                    "All leads have one instant: it is judged on accounts kept apart, which doesn't show whether it holds later."
                )
            if bool(rows.worked.all()):
                said.append(
                    "The record doesn't say whom sales worked: leads that nobody worked count as lost."
                )
        elif rows.basis == "deals":
            said.append(
                "There are no leads: it is learned from deals and their accounts, and says nothing of leads that became no deal."
            )
        elif rows.basis == "hand-offs":
            said.append(
                "Only leads that were handed over are known: of others it says nothing, unless some are handed over by explore."
            )
        if current and rows.basis != "leads":
            said.append(
                "Fields without a history are taken as they stand, where lead or account were there before."
            )
        return tuple(said)

    def _with_draft(self, result: Learned, rules: tuple[Rule, ...], threshold: Threshold) -> Learned:
        from handfast.diagnosis.learning.words import head_of

        agreement = self.findings.current
        text = self.text if self.text is not None else _canonical(agreement)
        after = _first_of_next_month(self.findings.as_of)
        return replace(result, draft=draft_text(agreement, text, rules, threshold, head_of(result), after))


def _canonical(agreement: Agreement) -> str:
    """The agreement as YAML with a key to a line, where its own text isn't at hand."""
    import json

    from handfast.agreement.canonical import canonical_document

    document = canonical_document(agreement)
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in document.items())


def _first_of_next_month(at: datetime) -> date:
    return (at.astimezone(UTC).date().replace(day=1) + timedelta(days=32)).replace(day=1)


def _iso(at: float | None) -> str | None:
    return (
        None
        if at is None
        else datetime.fromtimestamp(at * 86_400, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    )


def _wins(outcomes: Outcomes, rows: Bools) -> int:
    return int(outcomes.won[rows].sum())


def _supported(
    values: Floats, traits: Sequence[Trait], worked: Bools
) -> tuple[Floats, list[Trait], tuple[str, ...]]:
    """Without the conditions whose leads are worked in fewer than one case in twenty: nothing is known of what would have become of them."""
    kept, without = [], []
    for place, trait in enumerate(traits):
        true = values[:, place] > 0
        if isinstance(trait, Fit) and true.any() and worked[true].mean() < SUPPORT:
            without.append(trait.condition)
        else:
            kept.append(place)
    return values[:, kept], [traits[place] for place in kept], tuple(without)


def _fitted(
    rows: Population, outcomes: Outcomes, values: Floats, weight: Floats, parts: Split
) -> tuple[NDArray[np.int64], Judged, Validation]:
    """Whole points learned from the earlier rows, how they do by cross-validation there, and on the later ones."""
    early, late, groups = parts.learned, parts.judged, rows.groups
    model = fit_model(values[early], outcomes.won[early], weight[early], groups[early])
    points = whole_points(model.weights, values[early], outcomes.won[early], weight[early])
    crossed = judge(model.held_out, outcomes.won[early], weight[early], groups[early])
    score = values @ points
    line = line_of(score[early], outcomes.won[early], weight[early])
    return (
        points,
        crossed,
        validate(score[late], rows.score[late], outcomes.won[late], weight[late], groups[late], line),
    )


def _rules(
    traits: Sequence[Trait],
    points: NDArray[np.int64],
    values: Floats,
    won: Floats,
    weight: Floats,
    learned: Bools,
) -> tuple[Rule, ...]:
    """The rules that give points, most points first, each with what became of the rows for which it holds."""

    def share(rows: Bools) -> float:
        return float((won[rows] * weight[rows]).sum() / weight[rows].sum()) if rows.any() else 0.0

    made = []
    for place in np.argsort(-np.abs(points), kind="stable").tolist():
        if points[place]:
            true = learned & (values[:, place] > 0)
            made.append(
                Rule(traits[place], int(points[place]), int(true.sum()), share(true), share(learned & ~true))
            )
    return tuple(made)
