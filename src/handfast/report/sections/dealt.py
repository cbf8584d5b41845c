"""Is the work dealt evenly, and do booked meetings take place?"""

from handfast.report import charts, words
from handfast.report.blocks import Block, Column, Fact, Facts, Figure, Picture, Pictures, Section, Table, say
from handfast.report.context import Context, Row
from handfast.report.svg import to_svg

FAIR = "select * from findings.fairness where period = 'all' order by handoff, weight_share desc, owner_id"
OF_REP = """
    select handoff_id, lead_id, team, handed_at, raised, timing, decision, outcome
    from findings.handoffs
    where handoff = :handoff and owner_id = :rep
    order by handed_at desc, handoff_id
"""
EVEN = 0.2
"""A share off its weight by more than this is uneven, by the sign's default."""


def fairness(context: Context) -> Section | None:
    """Leads and expected value for each rep against weights."""
    rows = context.ask(FAIR)
    if not rows:
        return None
    clauses = dict.fromkeys(row["handoff"] for row in rows)
    blocks: list[Block] = [
        Pictures(
            tuple(
                _clause(context, handoff, [row for row in rows if row["handoff"] == handoff])
                for handoff in clauses
            )
        )
    ]
    if not context.names:
        blocks.append(
            say("Reps are numbered and not named: the agreement says that reports name teams.", tone="note")
        )
    return Section("fairness", "Fairness", "Is the work dealt evenly, in number and in value?", tuple(blocks))


def _clause(context: Context, handoff: str, rows: list[Row]) -> Picture:
    named = [
        {
            **row,
            "rep": context.person(row["owner_id"])
            if context.names
            else f"rep {place} ({row['team'] or 'no team'})",
        }
        for place, row in enumerate(rows, 1)
    ]
    off = [row for row in named if max(abs(row["leads_gap"] or 0), abs(row["value_gap"] or 0)) > EVEN]
    clause = context.agreement.handoff(handoff)
    where = f"{clause.from_team} to {clause.to}" if clause else handoff
    title = f"{where}: {len(off)} of {words.some(len(named), 'rep')} more than {words.percent(EVEN)} off their share"
    svg = to_svg(charts.fairness(named[:15]), title)
    columns = (
        Column("Rep", number=False),
        Column("Leads"),
        Column("Share of leads"),
        Column("Share of expected value"),
        Column("Share agreed"),
        Column("Leads against agreed"),
        Column("Value against agreed"),
    )
    table = Table(f"Reps, {where}", columns, tuple(_rep(context, row) for row in named))
    return Picture(
        title,
        svg,
        table,
        note="● leads, ◆ expected value: each rep's share against the share that the weights give, over the whole record.",
    )


def _rep(context: Context, row: Row) -> tuple[Figure | str, ...]:
    opens = context.rows(
        f"Hand-offs ({row['handoff']}) that {row['rep']} was first to own",
        OF_REP,
        handoff=row["handoff"],
        rep=row["owner_id"],
    )
    return (
        row["rep"],
        context.number(row["leads"], opens),
        Figure(words.percent(row["leads_share"]), opens, sort=row["leads_share"]),
        Figure(words.percent(row["value_share"]), opens, sort=row["value_share"]),
        Figure(words.percent(row["weight_share"]), sort=row["weight_share"]),
        _gap(row["leads_gap"]),
        _gap(row["value_gap"]),
    )


def _gap(value: float | None) -> Figure:
    return Figure(words.NOTHING if value is None else f"{value:+.0%}", sort=value)


def meetings(context: Context) -> Section | None:
    """Meetings booked, held, missed."""
    names = (
        ("meetings_booked", "Booked"),
        ("meetings_held", "Held"),
        ("no_show_rate", "Lead did not come"),
        ("cancelled_meetings", "Cancelled"),
    )
    series = {name: context.whole(name)[-6:] for name, _ in names}
    if not any(row["value"] for row in series["meetings_booked"]):
        return None
    months = sorted({str(row["period"]) for rows in series.values() for row in rows}, reverse=True)
    facts = tuple(
        Fact(label, context.measured(rows[-1]), words.period(str(rows[-1]["period"])))
        for name, label in names
        if (rows := series[name])
    )
    columns = (Column("Month", number=False), *(Column(label) for _, label in names))
    table = Table(
        "Meetings by month",
        columns,
        tuple(
            (
                Figure(words.period(month), sort=month),
                *(context.measured(context.metric(name, "flow", "month", month)) for name, _ in names),
            )
            for month in months
        ),
    )
    return Section("meetings", "Meetings", "Do booked meetings take place?", (Facts(facts), table))
