"""Which signs of misalignment fire, since when, and whose move it is: the worst first."""

from dataclasses import dataclass
from datetime import datetime

from handfast.engine.periods import local_day
from handfast.report import words
from handfast.report.blocks import (
    Block,
    Column,
    Figure,
    Head,
    Prose,
    Section,
    Signal,
    Spark,
    State,
    Table,
    say,
)
from handfast.report.charts_of_diagnosis import sign_course
from handfast.report.context import Context, Row
from handfast.report.diagnosed import Stand, Told
from handfast.report.first_steps import FIRST_STEPS
from handfast.report.svg import to_svg

MARKS_OF: dict[str, State] = {
    "fires": "broken",
    "watch": "risk",
    "clear": "kept",
    "too few": "none",
    "no data": "none",
}
OPENS = """
    select part, lead_id, handoff_id, opportunity_id, subject, happened_at, numerator, denominator, owner_id, account_id
    from findings.sign_rows
    where sign_id = :sign
    order by numerator > 0 desc, happened_at, lead_id, subject
"""
SUMS = """
    select sign_id, min(source) as source, sum(numerator) as top, sum(denominator) as bottom
    from findings.sign_rows
    group by sign_id
"""
TIMES, COUNTED = ("give-aways.bunched",), ("intel-unread.competitors", "no-dialogue.check-ins")
OFF = ("uneven-distribution", "spend-without-result")
"""Shares that no rows in the denominator make: distances from a weight, growth."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sign with its figures in words.

    Attributes:
        told: the sign. source: which of its sources speaks for it.
        title: what it says; beside conventions where nobody promised anything.
        mark: its state's mark. said: its state in words.
        figure: the value with its denominator, which opens its rows. short: the value alone.
        limit: what it is held to, in words.
    """

    told: Told
    source: str
    title: str
    mark: State
    said: str
    figure: Figure
    short: str
    limit: str


def shown(context: Context) -> tuple[Shown, ...]:
    """Every sign in words, the worst first."""
    sums = {row["sign_id"]: row for row in context.ask(SUMS)} if context.signs else {}
    return tuple(_shown(context, told, sums.get(told.id)) for told in context.signs)


def _shown(context: Context, told: Told, sums: Row | None) -> Shown:
    source = sums["source"] if sums else ""
    short = value_said(told, source, told.value)
    said = short
    if (
        sums
        and sums["bottom"]
        and told.sign.unit == "share"
        and told.id not in OFF
        and source not in (*TIMES, *COUNTED)
    ):
        said = words.out_of(sums["top"], sums["bottom"])
    title = as_usual(context, told.sign.title)
    rows = context.rows(f"{title}: what it rests on", OPENS, sign=told.id) if sums else None
    mark = MARKS_OF[told.state] if context.results.promised or told.state == "watch" else "none"
    return Shown(
        told,
        source,
        title,
        mark,
        _state(context, told),
        Figure(said, rows, sort=told.value),
        short,
        value_said(told, source, told.threshold),
    )


def as_usual(context: Context, said: str) -> str:
    """Words of promises as words of what is usual, where nobody promised anything."""
    if context.results.promised:
        return said
    return said.replace("promised", "usual").replace("the agreed weights", "equal weights")


def value_said(told: Told, source: str, value: float | None) -> str:
    """A value or threshold of a sign in words."""
    if value is None:
        return words.NOTHING
    if source in TIMES:
        return f"{value:.1f} times".replace(".0 ", " ")
    if source in COUNTED:
        return words.count(value)
    if told.sign.unit == "share":
        return words.percent(value)
    if told.sign.unit == "days":
        return f"{value:.0f} days"
    return (
        words.count(value)
        if told.sign.kind in ("count", "period") and float(value).is_integer()
        else f"{value:.2f}"
    )


def since_said(context: Context, at: datetime, short: bool = False) -> str:
    """The month at whose close a sign began to fire: `March 2026`; short: `Mar 2026`."""
    month = _month(context, at)
    return f"{month:%b %Y}" if short else f"{month:%B %Y}"


def _month(context: Context, closed_at: datetime) -> datetime:
    """A day of the month that a close ends, in the agreement's zone."""
    day = local_day(closed_at.replace(tzinfo=None), context.zone)
    return datetime(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def _state(context: Context, told: Told) -> str:
    if told.state == "fires" and told.since:
        return f"fires since {since_said(context, told.since)}"
    if told.state == "watch":
        return "watched" if context.results.promised else "beyond what is usual"
    if told.state == "clear" and not context.results.promised:
        return "within what is usual"
    return "too few to judge" if told.state == "too few" else told.state


def who(told: Told) -> str:
    """Who can act."""
    return "both can act" if told.party == "both" else f"{told.party} can act"


def signals(context: Context) -> Section | None:
    """The section; None where nobody diagnosed."""
    if not context.diagnosed:
        return None
    if not context.signs:
        said = "No month of this record is over yet, and signs are judged at a month's close: none has been judged."
        return Section("signs", "Signs", "What keeps the two teams apart?", (say(said),))
    all_shown = shown(context)
    promised = context.results.promised
    first = [one for one in all_shown if one.told.state == ("fires" if promised else "watch")]
    others = [one for one in all_shown if one not in first and one.told.state != "no data"]
    unknown = [one for one in all_shown if one.told.state == "no data"]
    blocks: list[Block] = [
        say(_judged(context, len(first)), tone="note"),
        *(_signal(context, one) for one in first),
    ]
    if others:
        blocks.append(_table(others, promised))
    if unknown:
        blocks += [
            Head("Not known from this record"),
            Prose(tuple(("", f"{one.title}?", one.told.sentence) for one in unknown), short=True),
        ]
    return Section("signs", "Signs", "What keeps the two teams apart, and since when?", tuple(blocks))


def _judged(context: Context, firing: int) -> str:
    if not context.results.promised:
        return (
            "Nobody has agreed on a threshold, so that nothing fires: what stands here is beyond what is usual in the field. "
            "Each figure opens the rows that it rests on."
        )
    rule = "A sign fires when it is beyond its threshold at two months' closes running, and beyond what chance explains. Each figure opens its rows."
    return rule if firing else f"No sign fires. {rule}"


def _signal(context: Context, one: Shown) -> Signal:
    told, promised = one.told, context.results.promised
    held = "threshold" if promised else "usual"
    stands = [
        (
            f"{_month(context, stand.closed_at):%Y-%m}",
            stand,
            stand.state if promised or stand.state == "watch" else "not judged",
        )
        for stand in told.trend
    ]
    points = [
        {
            "period": month,
            "value": stand.value if stand.part == told.part else None,
            "threshold": stand.threshold if stand.part == told.part else None,
            "state": state,
        }
        for month, stand, state in stands
    ]
    course = ", ".join(f"{words.period(month)} {_at(one, stand)} {state}" for month, stand, state in stands)
    svg = to_svg(
        sign_course(points, told.sign.unit, one.short, f"{one.limit} {held}"), f"{one.title}: {course}"
    )
    rows = tuple(
        (
            Figure(words.period(month), sort=month),
            Figure(_at(one, stand), sort=stand.value),
            Figure(value_said(told, _source(one, stand), stand.threshold), sort=stand.threshold),
            Figure(
                state if promised or state != "watch" else "beyond what is usual",
                state=MARKS_OF.get(state),
                sort=state,
            ),
        )
        for month, stand, state in reversed(stands)
    )
    columns = (
        Column("At the end of", number=False),
        Column("Value"),
        Column(held.title()),
        Column("State", number=False),
    )
    table = Table(f"{one.title}: its closes", columns, rows, shown=6)
    return Signal(
        told.id,
        one.title,
        told.party,
        who(told),
        one.mark,
        one.said,
        one.figure,
        one.limit,
        held,
        told.sentence,
        as_usual(context, FIRST_STEPS[told.id]),
        svg,
        table,
    )


def _at(one: Shown, stand: Stand) -> str:
    return value_said(one.told, _source(one, stand), stand.value)


def _source(one: Shown, stand: Stand) -> str:
    """The source that spoke at a close: today's, where the close was held to the same; the sign's plain unit elsewhere."""
    return one.source if stand.threshold == one.told.threshold else ""


def _table(others: list[Shown], promised: bool) -> Table:
    rows = tuple(
        (
            Figure(one.title, sort=one.title),
            Figure(one.said, state=one.mark, sort=place),
            one.figure,
            Figure(one.limit, sort=one.told.threshold),
            Spark(
                tuple(stand.value for stand in one.told.trend),
                ", ".join(_at(one, stand) for stand in one.told.trend),
                one.told.threshold,
            ),
            one.told.party,
        )
        for place, one in enumerate(others)
    )
    columns = (
        Column("Sign", number=False),
        Column("State", number=False),
        Column("Value"),
        Column("Threshold" if promised else "Usual"),
        Column("Course", number=False),
        Column("Who can act", number=False),
    )
    watched = sum(one.told.state == "watch" for one in others)
    few = sum(one.told.state == "too few" for one in others)
    counted = [f"{watched} watched"] if watched else []
    counted += [f"{few} too few to judge"] if few else []
    clear = len(others) - watched - few
    counted += [f"{clear} {'clear' if promised else 'within what is usual'}"] if clear else []
    return Table(f"The other signs: {words.listed(counted)}", columns, rows, shown=max(watched + few, 4))
