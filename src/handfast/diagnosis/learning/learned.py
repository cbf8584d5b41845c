"""What was learned, as data: the terminal, `--json` and the draft are written from it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from handfast.diagnosis.learning.leaks import Leak
from handfast.diagnosis.learning.population import Basis
from handfast.diagnosis.learning.traits import Engagement, Fit, Trait
from handfast.diagnosis.learning.validation import Judged, Validation

State = Literal["learned", "too few outcomes", "no signal", "no gain"]


def engagement_words(
    kind: str, condition: str, of: str, at_most: str, expires_after: str, half_life: str = ""
) -> str:
    """An engagement clause in words; what is empty isn't said."""
    parts = [
        kind + (" at the account" if of == "account" else "") + (f" with {condition}" if condition else "")
    ]
    parts += [f"at most {at_most}"] if at_most else []
    parts += [f"for {expires_after}"] if expires_after else []
    parts += [f"halved every {half_life}"] if half_life else []
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a draft with its evidence, from the rows that were learned from.

    Attributes:
        trait: the condition, or what is counted.
        points: what it gives, each time.
        rows: rows for which it holds. won: the share of these that was won. others: the share of the others.
    """

    trait: Trait
    points: int
    rows: int
    won: float
    others: float

    @property
    def words(self) -> str:
        """What it is about, as an agreement says it."""
        if isinstance(self.trait, Fit):
            return self.trait.condition
        trait: Engagement = self.trait
        return engagement_words(trait.kind, trait.condition, trait.of, trait.at_most, trait.expires_after)


@dataclass(frozen=True, slots=True)
class Today:
    """The definition in force, to stand beside what was learned.

    Attributes:
        rules: points and words of each rule. line: when a lead qualifies; empty where only raised hands do.
    """

    rules: tuple[tuple[float, str], ...]
    line: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where the line is drawn.

    Attributes:
        score: a lead qualifies from so many points.
        a_month: leads over it, raised hands included, a month (of leads without instants: in all).
        capacity: what it was drawn for. asked: whether that was asked for; else it is what is handed over today, or a fifth.
        per: `month`, or `record` where nothing has an instant.
    """

    score: int
    a_month: float
    capacity: float
    asked: bool
    per: Literal["month", "record"]


@dataclass(frozen=True, slots=True)
class Explored:
    """Hand-offs by `explore`, the only ones without selection.

    Attributes:
        rows, wins: with a known outcome.
        enough: whether they compare definitions.
        draft, today: AUC among them; None unless enough.
    """

    rows: int
    wins: int
    enough: bool
    draft: float | None
    today: float | None


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from a record.

    Attributes:
        state: `learned`; else why nothing is proposed.
        basis: what a row is.
        timed: whether earlier and later rows can be told apart.
        horizon: won within so many days; nought without instants.
        rows, wins, losses: rows with a known outcome.
        open: rows whose outcome isn't known yet. unworked: rows that nobody worked. bulk: rows closed in bulk.
        unsupported: worked, but where hardly anybody is.
        leaks: fields left out, and why.
        no_evidence: traits of leads that are hardly ever worked.
        current: fields without a history, taken as they stand.
        crossed: the draft's AUC by cross-validation, None where nothing was fitted.
        validation: on later rows, None likewise.
        cut: from when on rows were kept for judging, ISO 8601; None without instants.
        rules, threshold, explored: the draft; no rules where nothing is proposed.
        draft: the draft agreement as YAML; empty where nothing is proposed.
        cannot: sentences on what this record can't show.
        landmarks, of: how many landmarks were looked at, of how many; fewer where the record is large.
        today: the definition in force.
    """

    state: State
    basis: Basis
    timed: bool
    horizon: float
    rows: int
    wins: int
    losses: int
    open: int
    unworked: int
    bulk: int
    unsupported: int
    leaks: tuple[Leak, ...]
    no_evidence: tuple[str, ...]
    current: tuple[str, ...]
    crossed: Judged | None
    validation: Validation | None
    cut: str | None
    rules: tuple[Rule, ...]
    threshold: Threshold | None
    explored: Explored | None
    draft: str
    cannot: tuple[str, ...]
    landmarks: int
    of: int
    today: Today

    def plain(self) -> dict[str, Any]:
        """All of it as plain data."""
        data = asdict(self)
        for rule, made in zip(data["rules"], self.rules, strict=True):
            rule["rule"] = made.words
            rule["kind"] = "fit" if isinstance(made.trait, Fit) else "engagement"
        return data
