"""What Overview is made of: the head of the report, without what only the worker knows."""

from dataclasses import dataclass

from handfast.report.blocks import Fact, Figure, Say, Spark, State, Total
from handfast.web.snapshots.blocks_json import block


@block
@dataclass(frozen=True, slots=True)
class Promised:
    """A promise in a line.

    Attributes:
        state, said: how it stands: the mark, and in words.
        words: the promise. convention: where it comes from, where nobody promised it.
        now: the current period; None: nothing runs.
        figure, period, target: the last whole period, its name, and what was promised.
        spark: its course.
    """

    state: State
    said: str
    words: str
    now: Figure | None
    figure: Figure
    period: str
    target: str
    spark: Spark
    convention: str | None


@block
@dataclass(frozen=True, slots=True)
class Side:
    """A party's promises, and how many of them were kept."""

    party: str
    title: str
    counted: str
    lines: tuple[Promised, ...]


@block
@dataclass(frozen=True, slots=True)
class Firing:
    """A sign that fires: its value, since when, and who can act."""

    id: str
    title: str
    mark: State
    figure: Figure
    since: str
    party: str


@block
@dataclass(frozen=True, slots=True)
class Glance:
    """How the two teams are doing.

    Attributes:
        promised: whether anybody promised anything.
        sides: marketing, then sales. both: what both promised; None: nothing.
        moves: what waits, the most urgent first.
        firing: signs, the worst first. standing: the others in words; empty: none was judged.
        costs, period: the two totals, and theirs in words.
        facts, month: the last whole month's figures.
        health: sentences on the data.
    """

    promised: bool
    sides: tuple[Side, ...]
    both: Side | None
    moves: tuple[Say, ...]
    firing: tuple[Firing, ...]
    standing: str
    costs: tuple[Total, ...]
    period: str
    facts: tuple[Fact, ...]
    month: str
    health: tuple[str, ...]
