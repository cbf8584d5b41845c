"""What changed with each new version of the agreement: before and after, where enough weeks have passed."""

from datetime import date
from itertools import groupby
from typing import Literal

from handfast.report import words
from handfast.report.blocks import Block, Cell, Column, Figure, Head, Picture, Pictures, Section, Table, say
from handfast.report.change_charts import intervals, weeks_around
from handfast.report.context import Context, Row
from handfast.report.svg import to_svg

MADE = "select 1 from information_schema.tables where table_schema = 'findings' and table_name = 'changes'"
CHANGES = """
    select * from findings.changes
    order by changed_on desc, case measure when 'follow-up' then 1 when 'acceptance' then 2 when 'conversion' then 3 else 4 end, commitment_id
"""
WEEKS = "select measure, commitment_id, week, part, counted, of, value from findings.change_weeks where agreement_hash = :version order by week"
SIDE = """
    select week, counted, of, value
    from findings.change_weeks
    where agreement_hash = :version and measure = :measure and commitment_id = :commitment and part = :part
    order by week
"""
UNDER = """
    select handoff_id, lead_id, handed_at, team, timing, decision, decided_at, outcome
    from findings.handoffs
    where agreement_hash = :version
    order by handed_at, handoff_id
"""
METHOD = (
    "Weeks before the change are compared with weeks after it: the difference that is left once the season, a steady drift and the mix of "
    "leads are held equal, with its 90% interval. The 13 weeks that led to the change (hollow) are left out: people change an agreement when "
    "things are at their worst, and what was at its worst gets better by itself. Whatever else began in the same weeks is part of the difference."
)


def changes(context: Context) -> Section | None:
    """A table and the weeks of each version that superseded another."""
    rows = context.ask(CHANGES) if context.ask(MADE) else []
    if not rows:
        return None
    blocks: list[Block] = [say(METHOD, tone="note")]
    for changed_on, group in groupby(rows, key=lambda row: row["changed_on"]):
        blocks += _version(context, changed_on, list(group))
    return Section("changes", "Changes", "What changed with the agreement?", tuple(blocks))


def in_short(context: Context) -> str:
    """What changed with the latest version, for a screen; empty where no version superseded another."""
    rows = context.ask(CHANGES) if context.ask(MADE) else []
    latest = [row for row in rows if row["changed_on"] == rows[0]["changed_on"]]
    if not latest:
        return ""
    told = [row for row in latest if row["change"] is not None]
    apart = [row for row in told if row["verdict"] != "no difference shown"]
    return f"Since {words.day(latest[0]['changed_on'])}: {_lead(apart, told, latest)}".strip()


def _version(context: Context, changed_on: date, rows: list[Row]) -> list[Block]:
    told = [row for row in rows if row["change"] is not None]
    later = context.rows(
        f"Hand-offs made under the version of {words.day(changed_on)}",
        UNDER,
        version=rows[0]["agreement_hash"],
    )
    apart = [row for row in told if row["verdict"] != "no difference shown"]
    lead = say(
        f"Since {words.day(changed_on)}: ",
        _lead(apart, told, rows),
        Figure("Hand-offs made under this version", later),
        ".",
        tone="lead",
    )
    blocks: list[Block] = [Head(f"The version of {words.day(changed_on)}"), lead, _table(context, rows)]
    weeks = context.ask(WEEKS, version=rows[0]["agreement_hash"])
    return [
        *blocks,
        Pictures((*_intervals(told), *(_picture(row, weeks) for row in rows if _own(row, weeks)))),
    ]


def _lead(apart: list[Row], told: list[Row], rows: list[Row]) -> str:
    if not told:
        return "it is too early to tell whether anything changed. "
    if not apart:
        early = len(rows) - len(told)
        also = f"; for {early} it is too early to tell" if early else ""
        return f"no difference is shown in {words.some(len(told), 'measure')}{also}. "
    said = [f"{row['name']} {row['verdict']} by {amount(row, abs(row['change']))}" for row in apart]
    return f"{words.listed(said)}. "


def amount(row: Row, value: float, signed: bool = False) -> str:
    """A difference as people say it: points of a share, hand-offs a week."""
    sign = "+" if signed else ""
    if row["measure"] == "handoffs":
        return f"{round(value, 1) or 0.0:{sign},.1f} a week"
    return f"{round(100 * value):{sign},d} points"


def _table(context: Context, rows: list[Row]) -> Table:
    columns = (
        Column("Measure", number=False),
        Column("Before", help="as counted"),
        Column("After", help="as counted"),
        Column("Difference", help="season, drift and mix held equal"),
        Column("90% interval"),
        Column("Weeks before, after"),
        Column("What it says", number=False),
    )
    early = [row["sentence"].partition(". As counted")[0] for row in rows if row["change"] is None]
    foot = f"{'. '.join(early)}." if early else None
    made = tuple(_row(context, row) for row in rows)
    return Table("Before and after the change", columns, made, foot, shown=20)


def _row(context: Context, row: Row) -> tuple[Cell, ...]:
    known = row["change"] is not None
    interval = (
        f"{amount(row, row['low'], True).split()[0]} to {amount(row, row['high'], True)}" if known else "–"
    )
    return (
        row["name"],
        _side(context, row, "before"),
        _side(context, row, "after"),
        Figure(amount(row, row["change"], True) if known else "–", sort=row["change"]),
        interval,
        f"{row['weeks_before']}, {row['weeks_after']}",
        row["verdict"],
    )


def _side(context: Context, row: Row, part: Literal["before", "after"]) -> Figure:
    value, many = row[part], row[f"rows_{part}"]
    if value is None:
        return Figure(words.NOTHING)
    title = f"{row['name']}, week by week, {part} {words.day(row['changed_on'])}"
    opens = context.rows(
        title,
        SIDE,
        version=row["agreement_hash"],
        measure=row["measure"],
        commitment=row["commitment_id"],
        part=part,
    )
    text = (
        f"{words.count(round(value, 1))} a week"
        if row["measure"] == "handoffs"
        else f"{words.percent(value)}, of {words.count(many)}"
    )
    return Figure(text, opens, sort=value)


def _intervals(told: list[Row]) -> list[Picture]:
    shares = [row for row in told if row["measure"] != "handoffs"]
    if not shares:
        return []
    table = Table(
        "Differences with their intervals",
        (Column("Measure", number=False), Column("Difference"), Column("From"), Column("To")),
        tuple(
            (row["name"], *(amount(row, row[key], True) for key in ("change", "low", "high")))
            for row in shares
        ),
    )
    sure = [row for row in shares if row["verdict"] in ("higher", "lower")]
    title = (
        f"{len(sure)} of {words.some(len(shares), 'share')} {'is' if len(sure) == 1 else 'are'} clear of no difference"
        if sure
        else "No share is clear of no difference"
    )
    points = [
        {
            "name": row["commitment_id"] or row["measure"],
            **{key: row[key] for key in ("change", "low", "high")},
        }
        for row in shares
    ]
    return [
        Picture(title, to_svg(intervals(points), title), table, note="Points of a share, with 90% intervals.")
    ]


def _own(row: Row, weeks: list[Row]) -> list[Row]:
    return [
        week
        for week in weeks
        if (week["measure"], week["commitment_id"]) == (row["measure"], row["commitment_id"])
    ]


def _picture(row: Row, weeks: list[Row]) -> Picture:
    own, unit = _own(row, weeks), "count" if row["measure"] == "handoffs" else "share"
    levels = []
    for part in ("before", "after"):
        side = [week for week in own if week["part"] == part]
        if side:
            whole = sum(week["of"] or 0 for week in side)
            value = sum(week["counted"] for week in side) / (whole if unit == "share" else len(side))
            levels.append({"first": side[0]["week"], "last": side[-1]["week"], "value": value})
    said = (
        row["verdict"]
        if row["change"] is None or row["verdict"] == "no difference shown"
        else f"{row['verdict']} by {amount(row, abs(row['change']))}"
    )
    title = f"{row['name']}: {said}"
    table = Table(
        row["name"],
        (Column("Week of", number=False), Column("Part", number=False), Column("Counted"), Column("Of")),
        tuple(
            (
                words.day(week["week"]),
                week["part"],
                words.count(week["counted"]),
                "" if week["of"] is None else words.count(week["of"]),
            )
            for week in own
        ),
    )
    chart = weeks_around(own, levels, row["changed_on"], unit)
    return Picture(
        title, to_svg(chart, title), table, note="Each week as counted, and the level of each side."
    )
