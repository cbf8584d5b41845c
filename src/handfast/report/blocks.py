"""What a page is made of: sections of sentences, figures, tables and pictures. The templates know these and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from handfast.report.svg import Drawing

Tone = Literal["kept", "risk", "broken", "muted"]
State = Literal["kept", "broken", "risk", "none"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is read, and the rows that it counts.

    Attributes:
        text: with its unit and denominator.
        rows: the id of the drill-down; None where nothing is counted (a target, a name).
        sort: what a table sorts it by; None: not known, last.
        exact: shown on hover.
        state: how a promise stands, where the figure says so.
        part: from 0 to 1, drawn as a thin bar under it; None: no bar.
    """

    text: str
    rows: str | None = None
    sort: float | str | None = None
    exact: str | None = None
    state: State | None = None
    part: float | None = None
    kind: ClassVar[str] = "figure"


@dataclass(frozen=True, slots=True)
class When:
    """An instant, shown in the reader's zone."""

    at: datetime
    kind: ClassVar[str] = "when"


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry a sentence; in a party's colour where it names one."""

    text: str
    party: str | None = None
    kind: ClassVar[str] = "strong"


Part = str | Figure | When | Strong


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence or a few, figures inside."""

    parts: tuple[Part, ...]
    tone: Literal["plain", "note", "lead"] = "plain"
    kind: ClassVar[str] = "say"


def say(*parts: Part, tone: Literal["plain", "note", "lead"] = "plain") -> Say:
    """A paragraph of these parts."""
    return Say(parts, tone)


@dataclass(frozen=True, slots=True)
class Head:
    """A heading inside a section."""

    text: str
    kind: ClassVar[str] = "head"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers are right-aligned and sort as numbers; `help` says what is counted."""

    label: str
    number: bool = True
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line of the last periods: values from oldest to newest (None: not known), the target, and it in words."""

    values: tuple[float | None, ...]
    words: str
    target: float | None = None
    kind: ClassVar[str] = "spark"


Cell = Figure | Spark | When | Strong | str


@dataclass(frozen=True, slots=True)
class Table:
    """A table that sorts. `caption` says what one row is; `shown` rows are visible, the rest one click away."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: str | None = None
    shown: int = 12
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: a title that says the finding, the drawing, and the table behind it."""

    title: str
    svg: Drawing
    table: Table
    rows: str | None = None
    note: str | None = None
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Charts beside each other; two at most where they are `wide`."""

    pictures: tuple[Picture, ...]
    wide: bool = False
    kind: ClassVar[str] = "pictures"


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign at length.

    Attributes:
        id: the sign's.
        title, sentence: what it says; in a line, and with the figures in it.
        party, who: whom it asks: marketing, sales or both, and in words.
        state, said: its state's mark, and it in words: `fires since March 2026`.
        figure: the value. limit, held: what it is held to, and what that is called.
        step: the one thing to begin with.
        svg, table: its course.
    """

    id: str
    title: str
    party: str
    who: str
    state: State
    said: str
    figure: Figure
    limit: str
    held: str
    sentence: str
    step: str
    svg: Drawing
    table: Table
    kind: ClassVar[str] = "signal"


@dataclass(frozen=True, slots=True)
class Total:
    """A total of what misalignment cost: its name, the amount, the interval in words, and what it is."""

    label: str
    figure: Figure
    interval: str
    note: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals beside each other, never added."""

    totals: tuple[Total, ...]
    kind: ClassVar[str] = "totals"


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with its name, and how it moved."""

    label: str
    figure: Figure
    note: str = ""
    spark: Spark | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures in a row."""

    facts: tuple[Fact, ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a split bar: name, how many, and what it means."""

    label: str
    figure: Figure
    part: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Split:
    """A whole and its parts, as one bar with its parts named under it."""

    title: str
    shares: tuple[Share, ...]
    kind: ClassVar[str] = "split"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage of the cycle in the picture: volumes, time, what sticks, and what goes on to the next."""

    name: str
    party: str
    reached: Figure
    here: Figure
    time: Figure
    stuck: Figure | None
    onward: Figure | None
    width: float


@dataclass(frozen=True, slots=True)
class Flow:
    """The revenue cycle as a picture."""

    stops: tuple[Stop, ...]
    kind: ClassVar[str] = "flow"


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences, each with the id of its clause and with where it comes from; either may be empty. Short ones stand in two columns."""

    lines: tuple[tuple[str, str, str], ...]
    short: bool = False
    kind: ClassVar[str] = "prose"


@dataclass(frozen=True, slots=True)
class Terms:
    """Words and what they mean."""

    terms: Mapping[str, str]
    kind: ClassVar[str] = "terms"


Block = Say | Head | Table | Picture | Pictures | Signal | Totals | Facts | Split | Flow | Prose | Terms


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that answers one question."""

    id: str
    name: str
    question: str
    blocks: tuple[Block, ...] = field(default=())
