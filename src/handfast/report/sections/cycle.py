"""The revenue cycle as a picture and a table: volumes, conversion, time, what sticks, what was skipped."""

from handfast.report import words
from handfast.report.blocks import Block, Column, Figure, Flow, Section, Stop, Table, say
from handfast.report.context import Context, Row

STAGES = """
    select
        stage,
        any_value(known) as known,
        count(*) as spans,
        count(entered_at) as entered,
        count(*) filter (where left_at is null) as here,
        median(business_seconds) filter (where left_at is not null and entered_at is not null) as typical,
        quantile_cont(business_seconds, 0.9) filter (where left_at is not null and entered_at is not null) as slow,
        count(*) filter (where stuck and left_at is null) as stuck,
        count(*) filter (where stuck) as overstayed,
        count(*) filter (where due_at is not null) as limited,
        count(*) filter (where skipped) as skipped,
        count(*) filter (where backward) as backward
    from findings.stage_spans
    group by stage
"""
SPANS = """
    select lead_id, stage, entered_at, left_at, due_at, business_seconds, stuck, skipped, backward
    from findings.stage_spans
    where stage = :stage
    order by stuck desc, entered_at, lead_id
"""
HERE = """
    select lead_id, entered_at, due_at, business_seconds, stuck
    from findings.stage_spans
    where stage = :stage and left_at is null
    order by stuck desc, entered_at, lead_id
"""
STUCK = """
    select lead_id, entered_at, due_at, business_seconds
    from findings.stage_spans
    where stage = :stage and left_at is null and stuck
    order by due_at, lead_id
"""
FURTHEST = """
    select furthest, count(*) as leads
    from (
        select lead_id, max(list_position(:stages, stage)) as furthest
        from findings.stage_spans
        group by lead_id
    ) as f
    group by furthest
"""
REACHED = """
    select lead_id, furthest
    from (
        select lead_id, max(list_position(:stages, stage)) as furthest
        from findings.stage_spans
        group by lead_id
    ) as f
    where furthest >= :place
    order by furthest, lead_id
"""


def cycle(context: Context) -> Section | None:
    """Where leads go, and where they stop."""
    stages = {row["stage"]: row for row in context.ask(STAGES)}
    if not stages:
        return None
    reached = _reached(context)
    blocks: list[Block] = [
        _headline(context, stages, reached),
        _flow(context, stages, reached),
        _table(context, stages),
    ]
    unknown = [row for row in stages.values() if not row["known"]]
    if unknown:
        named = words.listed(
            [f"“{row['stage']}” ({words.some(row['spans'], 'stay')})" for row in unknown[:8]]
        )
        blocks.append(
            say(
                f"The CRM also uses stages that the agreement doesn't name: {named}. They are kept as they are and count in no stage.",
                tone="note",
            )
        )
    return Section("cycle", "The cycle", "Where do leads go, and where do they stop?", tuple(blocks))


def _reached(context: Context) -> list[int]:
    """How many leads came at least as far as each stage."""
    found = context.ask(FURTHEST, stages=context.stages)
    furthest = {row["furthest"]: row["leads"] for row in found if row["furthest"]}
    return [
        sum(leads for place, leads in furthest.items() if place >= want)
        for want in range(1, len(context.stages) + 1)
    ]


def _headline(context: Context, stages: dict[str, Row], reached: list[int]) -> Block:
    """The step at which most leads stop, and the stage in which most are stuck."""
    steps = [
        (reached[place + 1] / reached[place], place)
        for place in range(len(reached) - 1)
        if reached[place] >= 30
    ]
    parts: list[str | Figure] = []
    if steps:
        _, place = min(steps)
        parts += [
            "The narrowest step is from ",
            context.stages[place],
            " to ",
            context.stages[place + 1],
            ": ",
            context.share(reached[place + 1], reached[place], _rows_reached(context, place)),
            " of the leads that came so far went on. ",
        ]
    stuck = max(stages.values(), key=lambda row: row["stuck"])
    if stuck["stuck"]:
        rows = context.rows(f"Over the time limit in {stuck['stage']} now", STUCK, stage=stuck["stage"])
        parts += [
            "Most stuck now: ",
            context.number(stuck["stuck"], rows),
            f" of {words.count(stuck['here'])} leads in {stuck['stage']} are over its time limit.",
        ]
    return say(*parts or ["Leads by the furthest stage that they came to."], tone="lead")


def _rows_reached(context: Context, place: int) -> str:
    name = context.stages[place]
    return context.rows(
        f"Leads that came to {name} or further", REACHED, stages=context.stages, place=place + 1
    )


def _flow(context: Context, stages: dict[str, Row], reached: list[int]) -> Flow:
    most = max([*reached, 1])
    stops = []
    for place, stage in enumerate(context.agreement.stages):
        row = stages.get(stage.id) or {"here": 0, "stuck": 0, "typical": None}
        onward = (
            context.share(reached[place + 1], reached[place], _rows_reached(context, place))
            if place + 1 < len(reached)
            else None
        )
        here = context.rows(f"In {stage.id} now", HERE, stage=stage.id) if row["here"] else None
        stuck = (
            context.rows(f"Over the time limit in {stage.id} now", STUCK, stage=stage.id)
            if row["stuck"]
            else None
        )
        spans = (
            context.rows(f"Stays in {stage.id}", SPANS, stage=stage.id)
            if row["typical"] is not None
            else None
        )
        stops.append(
            Stop(
                name=stage.id,
                party=stage.owner,
                reached=context.number(reached[place], _rows_reached(context, place)),
                here=context.number(row["here"], here),
                time=context.time(row["typical"], spans),
                stuck=context.number(row["stuck"], stuck) if stage.time_limit else None,
                onward=onward,
                width=reached[place] / most,
            )
        )
    return Flow(tuple(stops))


def _table(context: Context, stages: dict[str, Row]) -> Table:
    columns = (
        Column("Stage", number=False),
        Column("Entered", help="stays whose beginning is known"),
        Column("There now"),
        Column("Half leave within", help="median business time of the stays that ended"),
        Column("9 of 10 leave within", help="90th percentile of the same"),
        Column("Time limit", number=False),
        Column("Ever over the limit"),
        Column("Skipped to it", help="came without passing the stage before"),
        Column("Came back to it", help="came from a later stage"),
    )
    rows = []
    for stage in context.agreement.stages:
        row = stages.get(stage.id)
        if row is None:
            continue
        opens = context.rows(f"Stays in {stage.id}", SPANS, stage=stage.id)
        over = context.share(row["overstayed"], row["limited"], opens) if row["limited"] else Figure("–")
        limit = stage.time_limit.words() if stage.time_limit else "none"
        rows.append(
            (
                stage.id,
                context.number(row["entered"], opens),
                context.number(row["here"], opens),
                context.time(row["typical"], opens),
                context.time(row["slow"], opens),
                limit,
                over,
                context.number(row["skipped"], opens),
                context.number(row["backward"], opens),
            )
        )
    return Table(
        "Stages of the revenue cycle",
        columns,
        tuple(rows),
        foot="Times are business time, by the agreement's calendar.",
    )
