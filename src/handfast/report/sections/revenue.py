"""From lead to revenue: each source's way through the cycle, cohorts, pipeline and revenue by month, velocity, attribution."""

from collections.abc import Sequence

from handfast.report import charts, words
from handfast.report.blocks import (
    Block,
    Cell,
    Column,
    Fact,
    Facts,
    Figure,
    Head,
    Picture,
    Pictures,
    Section,
    Spark,
    Table,
    say,
)
from handfast.report.context import Context, Row
from handfast.report.svg import to_svg

STEPS = (
    ("lead_to_qualified", "Qualified", "of the cycles begun"),
    ("qualified_to_handoff", "Handed over", "of the qualified"),
    ("handoff_to_accepted", "Accepted", "of those handed over"),
    ("accepted_to_deal", "Opportunity", "of the accepted"),
    ("deal_to_won", "Won", "of those with an opportunity"),
)
MODELS = {
    "first": "First touch",
    "last": "Last touch",
    "linear": "Linear",
    "u": "U-shaped",
    "w": "W-shaped",
    "decay": "Time decay",
    "markov": "Markov",
}
CREDITS = """
    select a.opportunity_id, a.model, a.channel, a.credit, a.amount, o.outcome, o.created_at, o.closed_at
    from findings.attribution_credits as a join findings.opportunities as o on o.opportunity_id = a.opportunity_id
    where a.channel = :channel
    order by a.model, a.credit desc, a.opportunity_id
"""
LAST = 12
NO_TOUCH = "none"
"""The channel of what no touch came before."""


def revenue(context: Context) -> Section | None:
    """What becomes of leads, and which sources become revenue."""
    blocks: list[Block] = [
        *_speed(context),
        *_sources(context),
        *_cohorts(context),
        *_months(context),
        *_attribution(context),
    ]
    if not blocks:
        return None
    return Section(
        "revenue", "From lead to revenue", "What becomes of the leads, and what do they bring?", tuple(blocks)
    )


def _speed(context: Context) -> list[Block]:
    """The last whole quarter's deals: number, size, length, velocity."""
    names = (
        ("new_opportunities", "New opportunities"),
        ("win_rate", "Win rate"),
        ("deal_size", "Mean deal won"),
        ("sales_cycle", "Mean time to win"),
        ("pipeline_velocity", "Pipeline velocity"),
        ("revenue", "Revenue"),
    )
    facts, quarter = [], ""
    for name, label in names:
        whole = context.whole(name, grain="quarter")
        if not whole:
            continue
        quarter = max(quarter, str(whole[-1]["period"]))
        facts.append(
            Fact(
                label,
                context.measured(whole[-1]),
                words.period(str(whole[-1]["period"])),
                _spark(context, whole),
            )
        )
    if not facts:
        return []
    note = say(
        "Velocity is new opportunities × win rate × mean amount ÷ mean days from creation to win: the money that the pipeline makes in a day.",
        tone="note",
    )
    return [Head("Speed of the pipeline"), Facts(tuple(facts)), note]


def _spark(context: Context, series: Sequence[Row]) -> Spark:
    rows = series[-LAST:]
    said = ", ".join(f"{words.period(str(row['period']))} {context.measured(row).text}" for row in rows[-4:])
    return Spark(tuple(row["value"] for row in rows), said)


def _sources(context: Context) -> list[Block]:
    """Each source from lead to revenue, over the whole record."""
    sources = context.members("leads_created", "flow", "all", "all", "source")
    if not sources:
        return []
    rows = [_source(context, source) for source in sources]
    rows.sort(
        key=lambda row: (
            -(
                row[1].sort or 0.0
                if isinstance(row[1], Figure) and isinstance(row[1].sort, int | float)
                else 0.0
            )
        )
    )
    columns = [Column("Source", number=False), Column("Leads")]
    columns += [Column(label, help=help) for _, label, help in STEPS] + [
        Column("Won of all begun"),
        Column("Revenue"),
    ]
    return [
        Head("By source, over the whole record"),
        Table(
            "Sources, from lead to revenue",
            tuple(columns),
            tuple(rows),
            foot="Shares are of cycles: a lead that comes back begins a new one.",
        ),
    ]


def _source(context: Context, source: str) -> tuple[Cell, ...]:
    def of(name: str, basis: str) -> Figure:
        return context.measured(context.metric(name, basis, "all", "all", "source", source))

    return (
        source,
        of("leads_created", "flow"),
        *(of(name, "cohort") for name, _, _ in STEPS),
        of("lead_to_won", "cohort"),
        of("revenue", "flow"),
    )


def _cohorts(context: Context) -> list[Block]:
    """Conversion by the quarter in which a step began."""
    quarters = [
        str(row["period"])
        for row in context.series("lead_to_qualified", "cohort", "quarter")
        if row["denominator"]
    ][-4:]
    if not quarters:
        return []
    columns = (
        [Column("Begun in", number=False)]
        + [Column(label, help=help) for _, label, help in STEPS]
        + [Column("Won of all begun")]
    )
    rows = []
    for quarter in reversed(quarters):
        figures = [
            context.measured(context.metric(name, "cohort", "quarter", quarter)) for name, _, _ in STEPS
        ]
        rows.append(
            (
                Figure(words.period(quarter), sort=quarter),
                *figures,
                context.measured(context.metric("lead_to_won", "cohort", "quarter", quarter)),
            )
        )
    foot = "By cohort: of what began a step in the quarter, what had made it by now. Recent quarters have had less time."
    return [
        Head("Conversion by quarter"),
        Table("Conversion by quarter", tuple(columns), tuple(rows), foot=foot),
    ]


def _months(context: Context) -> list[Block]:
    pictures = []
    for name, label in (
        ("qualified_leads", "Qualified leads"),
        ("pipeline_created", "Pipeline created"),
        ("revenue", "Revenue"),
    ):
        series = context.whole(name)[-LAST:]
        if not any(row["value"] for row in series):
            continue
        unit, currency = series[-1]["unit"], series[-1]["currency"]
        points = [{"period": row["period"], "value": row["value"] or 0, "target": None} for row in series]
        title = _course(context, label, series)
        svg = to_svg(
            charts.by_period(points, unit, "marketing" if unit == "count" else "sales", currency), title
        )
        table = Table(
            label,
            (Column("Month", number=False), Column(label)),
            tuple(
                (Figure(words.period(str(row["period"])), sort=str(row["period"])), context.measured(row))
                for row in reversed(series[-6:])
            ),
        )
        pictures.append(Picture(title, svg, table, context.measured(series[-1]).rows))
    return [Head("Month by month"), Pictures(tuple(pictures))] if pictures else []


def _course(context: Context, label: str, series: Sequence[Row]) -> str:
    """How the last three months compare with the three before."""
    last = series[-1]
    said = f"{label}: {context.measured(last).text} in {words.period(str(last['period']))}"
    if len(series) < 6:
        return said
    recent, before = (sum(row["value"] or 0 for row in part) for part in (series[-3:], series[-6:-3]))
    if not before:
        return said
    change = recent / before - 1
    moved = (
        f"{'up' if change > 0 else 'down'} {words.percent(abs(change))}"
        if abs(change) >= 0.005
        else "unchanged"
    )
    return f"{said}; the last three months are {moved} on the three before"


def _attribution(context: Context) -> list[Block]:
    """The same revenue shared out by each model: a rule of accounting, and it says so."""
    currency = context.agreement.currency
    rows = [
        row for row in context.results.table("attribution").to_pylist() if row["currency"] in (None, currency)
    ]
    amount = "revenue" if any(row["revenue"] for row in rows) else "pipeline"
    totals = {
        model: float(sum(row[amount] or 0 for row in rows if row["model"] == model)) for model in MODELS
    }
    points = [
        {
            "channel": row["channel"],
            "model": row["model"],
            "share": float(row[amount] or 0) / totals[row["model"]],
        }
        for row in rows
        if row["model"] in MODELS and totals[row["model"]]
    ]
    spans = _spans(points)
    named = [channel for channel in spans if channel != NO_TOUCH]
    if len(named) < 2:  # With one channel there is nothing to share out.
        return []
    widest = max(named, key=lambda channel: spans[channel][1] - spans[channel][0])
    low, high = spans[widest]
    share = words.percent(low) if words.percent(low) == words.percent(high) else None
    title = (
        f"“{widest}” brings {share} of {amount} by every rule"
        if share
        else f"“{widest}” brings {words.percent(low)} to {words.percent(high)} of {amount}, depending on the rule"
    )
    best = sorted(spans, key=lambda channel: (-spans[channel][1], channel))[:10]
    svg = to_svg(charts.by_model([point for point in points if point["channel"] in best]), title)
    models = [model for model in MODELS if totals[model]]
    columns = (Column("Channel", number=False), *(Column(MODELS[model]) for model in models))
    shares = {(point["channel"], point["model"]): point["share"] for point in points}
    table = Table(
        f"Share of {amount} by model",
        columns,
        tuple(
            (channel, *(_credit(context, channel, model, shares) for model in models))
            for channel in sorted(spans, key=lambda channel: (-spans[channel][1], channel))
        ),
        foot=f"All of {words.money(totals[models[0]], currency)} {amount} in each column.",
    )
    note = say(
        "Attribution is an accounting rule and no effect: it shares out what was won among the touches that came before, whatever made the customer buy. "
        "“none” had no touch in the 180 days before the opportunity.",
        tone="note",
    )
    return [Head("Attribution"), note, Pictures((Picture(title, svg, table),))]


def _credit(context: Context, channel: str, model: str, share: dict[tuple[str, str], float]) -> Figure:
    value = share.get((channel, model), 0.0)
    return Figure(
        words.percent(value),
        context.rows(f"Credits of {channel}", CREDITS, channel=channel) if value else None,
        sort=value,
        part=value,
    )


def _spans(points: Sequence[Row]) -> dict[str, tuple[float, float]]:
    shares: dict[str, list[float]] = {}
    for point in points:
        shares.setdefault(point["channel"], []).append(point["share"])
    models = len({point["model"] for point in points})
    return {
        channel: (min(found) if len(found) == models else 0.0, max(found))
        for channel, found in shares.items()
    }
