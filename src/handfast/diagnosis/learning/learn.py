"""`learn`: a record in, what a qualified lead is out, as a draft with its evidence, or why nothing is proposed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from handfast.agreement.model import Agreement
from handfast.diagnosis.learning.asked import Asked, landmarks
from handfast.diagnosis.learning.capacity import recent, threshold_of
from handfast.diagnosis.learning.draft import draft_text
from handfast.diagnosis.learning.fields import Field, fields_of
from handfast.diagnosis.learning.fitting import fitted, rules_of, shown, supported
from handfast.diagnosis.learning.leaks import Leak, leaks_of
from handfast.diagnosis.learning.learned import Explored, Learned, Rule, State, Threshold
from handfast.diagnosis.learning.limits import limits_of
from handfast.diagnosis.learning.matrix import matrix_of
from handfast.diagnosis.learning.population import FEW, Population
from handfast.diagnosis.learning.sampling import MOST_ROWS, Drawn, draw, only_drawn
from handfast.diagnosis.learning.splitting import split
from handfast.diagnosis.learning.statistics import auc
from handfast.diagnosis.learning.today import today_of
from handfast.diagnosis.learning.traits import Fit, Trait, engagement_traits, fit_traits
from handfast.diagnosis.learning.validation import Judged, Validation, has_signal
from handfast.diagnosis.learning.weights import SUPPORT, Outcomes, chance_worked, outcomes_of, with_worked
from handfast.engine.evaluate import evaluate
from handfast.engine.findings_made import Findings
from handfast.record import Record

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
FEW_LATER = 8
"""Fewer wins among the rows kept for judging than this judge nothing."""


def learn(
    agreements: Sequence[Agreement],
    record: Record,
    asked: Asked | None = None,
    as_of: datetime | None = None,
    *,
    promised: bool = True,
    text: str | None = None,
    most_rows: int = MOST_ROWS,
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
        most_rows: of more landmarks than about so many a part is learned from, whole accounts chosen by their hash.
        progress: told what is being done.

    Returns what was learned; with a state other than `learned` nothing is proposed.
    Raises InputFaults for whatever `evaluate` refuses, for an outcome on fields that do not exist, and for a record that doesn't say what was won.
    """
    asked = asked or Asked()
    progress("applying the agreement")
    findings = evaluate(agreements, record, as_of, promised=promised)
    everything = landmarks(findings, asked.outcome)
    progress("looking at what leads were and did")
    drawn = draw(everything, outcomes_of(everything), most_rows)
    named = frozenset(name.name for name in asked.outcome.names) if asked.outcome else frozenset()
    rows, outcomes = drawn.rows, drawn.outcomes
    fields = fields_of(findings, rows, named)
    counts = np.where(rows.worked, outcomes.weight, 0.0)
    leaks = leaks_of(fields, outcomes.won, counts, dated=rows.basis != "leads")
    made = _Making(findings, drawn, fields, tuple(leaks), asked, text)
    wins, losses = int((outcomes.won * (counts > 0)).sum()), int(((1 - outcomes.won) * (counts > 0)).sum())
    if min(wins, losses) < FEW:
        return made.nothing("too few outcomes", wins, losses)
    progress("learning")
    return made.learned()


@dataclass(frozen=True)
class _Making:
    """Learning under way: what is known before anything is fitted."""

    findings: Findings
    drawn: Drawn
    fields: list[Field]
    leaks: tuple[Leak, ...]
    asked: Asked
    text: str | None

    @property
    def rows(self) -> Population:
        """The landmarks."""
        return self.drawn.rows

    @property
    def outcomes(self) -> Outcomes:
        """What became of them."""
        return self.drawn.outcomes

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
        with only_drawn(self.findings, self.drawn) as stands_for:
            return self._learned(stands_for)

    def _learned(self, stands_for: Mapping[str, float]) -> Learned:
        rows, outcomes, many = self.rows, self.outcomes, self.drawn.stands_for
        traits: list[Trait] = [*fit_traits(self.kept)]
        if self.dated:
            traits += engagement_traits(self.findings)
        raised, handed = self._raised(), float(many[recent(rows, self._now)].sum())
        values = matrix_of(self.findings, rows, traits) if traits else np.zeros((len(rows), 0))
        self._forget_unset(values, traits)
        chance = chance_worked(values, rows, self._now, many)
        weight = with_worked(outcomes, rows, chance, many)
        unsupported = int((rows.worked & (chance < SUPPORT)).sum())
        able, among, no_evidence = supported(values, traits, rows.worked, many)
        counts = weight > 0
        wins, losses = int((outcomes.won * counts).sum()), int(((1 - outcomes.won) * counts).sum())
        parts = split(rows, counts, outcomes.won)

        def nothing(
            state: State, crossed: Judged | None = None, validation: Validation | None = None
        ) -> Learned:
            return self.nothing(state, wins, losses, unsupported, no_evidence, crossed, validation, parts.cut)

        if _fewest(outcomes, parts.learned) < FEW // 2 or _fewest(outcomes, parts.judged) < FEW_LATER:
            return nothing("too few outcomes")
        able, among = shown(able, among, parts.learned)
        if not among:
            return nothing("no signal")
        points, crossed, validation = fitted(rows, outcomes, able, weight, parts)
        if not points.any():
            return nothing("no signal", crossed)
        if not has_signal(crossed, validation):
            return nothing("no signal", crossed, validation)
        if validation.today is not None and validation.draft.auc <= validation.today.auc:
            return nothing("no gain", crossed, validation)
        rules = rules_of(among, points, able, outcomes.won, weight, parts.learned)
        place = {trait: n for n, trait in enumerate(traits)}
        worth = np.zeros(len(traits), dtype=np.int64)
        worth[[place[trait] for trait in among]] = points
        threshold = threshold_of(
            self.findings,
            rows,
            traits,
            worth,
            values @ worth,
            self.asked.capacity,
            raised,
            handed,
            stands_for,
        )
        explored = self._explored(values @ worth, weight)
        result = self._result(
            "learned", wins, losses, unsupported, no_evidence, crossed, validation, parts.cut, rules, threshold, explored, ""
        )  # fmt: skip
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
            _iso(cut), rules, threshold, explored, draft, limits_of(rows, current), len(rows), self.drawn.of, today_of(self.findings.current),
        )  # fmt: skip

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


def _fewest(outcomes: Outcomes, rows: Bools) -> int:
    """The wins or the losses among some rows, whichever are fewer."""
    won = outcomes.won[rows]
    return int(min(won.sum(), len(won) - won.sum()))
