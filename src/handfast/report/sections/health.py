"""Can the data be trusted, do stages and nurture programs fit each other, does the CRM hold what happened?"""

from handfast.report import words
from handfast.report.blocks import Block, Cell, Column, Figure, Section, Spark, Table, say
from handfast.report.context import Context, Row

NOW = "select * from findings.data_health where dimension = 'all' and period = 'now' order by score, field"
TREND = "select field, period, score from findings.data_health where dimension = 'all' and period <> 'now' order by field, period"
CUT = "select * from findings.data_health where dimension = :dimension and period = 'now' and rows > 0 order by field, member"
FAULTS = """
    select lead_id, field, fault, value, reason, stage, source, owner_id from findings.data_faults
    where field = :field and fault = :fault order by lead_id
"""
OF_FIELD = "select lead_id, field, fault, value, reason, stage, source, owner_id from findings.data_faults where field = :field order by fault, lead_id"
KINDS = ("missing", "invalid", "stale", "duplicated")
GAPS = "select gap, subject, count(*) as rows, sum(leads) as leads from findings.automation group by gap, subject order by gap, leads desc, subject"
OF_GAP = """
    select gap, subject, lead_id, program_id, since, leads
    from findings.automation
    where gap = :gap and subject is not distinct from :subject
    order by since, lead_id
"""
UNUSED = """select gap, coalesce(team, 'nobody') as team, count(*) as rows, min(since) as since from findings.crm_use group by 1, 2 order by 3 desc, 1, 2"""
OF_UNUSED = """
    select subject_id, lead_id, team, owner_id, since from findings.crm_use where gap = :gap and coalesce(team, 'nobody') = :team order by since, subject_id
"""
SAID = {
    "unmapped stage": "stage of the CRM that maps to nothing",
    "stage without program": "stage without an active program",
    "reason without program": "recycle reason without an active program",
    "nurtured against stage": "lead nurtured against its stage",
    "recycled without program": "recycled lead in no program",
    "unlogged hand-off": "hand-off worked without a logged touch",
    "next step past due": "next step past due",
    "opportunity without contacts": "opportunity without contacts",
}


def data_health(context: Context) -> Section | None:
    """Fields by standard: missing, invalid, stale, duplicated."""
    rows = context.ask(NOW)
    if not rows:
        return None
    trend: dict[str, list[float | None]] = {}
    for row in context.ask(TREND):
        trend.setdefault(row["field"], []).append(row["score"])
    worst = rows[0]
    opens = context.rows(f"Faults of {worst['field']}", OF_FIELD, field=worst["field"])
    sound = round((worst["score"] or 0) * worst["rows"])
    lead = say(
        "The weakest field is ",
        worst["field"],
        ": ",
        context.share(sound, worst["rows"], opens),
        " leads to which its standard applies have it without a fault.",
        tone="lead",
    )
    columns = (
        Column("Field", number=False),
        Column("Without a fault"),
        *(Column(kind.title()) for kind in KINDS),
        Column("Last months", number=False),
    )
    table = Table(
        "Fields, the weakest first",
        columns,
        tuple(_field(context, row, trend.get(row["field"], [])) for row in rows),
        foot="Out of the leads to which a standard applies now.",
    )
    return Section("data", "Data health", "Can the data be trusted?", (lead, table, *_cuts(context)))


def _field(context: Context, row: Row, trend: list[float | None]) -> tuple[Figure | Spark | str, ...]:
    opens = context.rows(f"Faults of {row['field']}", OF_FIELD, field=row["field"])
    sound = (
        context.share(round((row["score"] or 0) * row["rows"]), row["rows"], opens)
        if row["rows"]
        else Figure(words.NOTHING)
    )
    kinds = [
        context.number(
            row[kind],
            context.rows(f"{row['field']}: {kind}", FAULTS, field=row["field"], fault=kind)
            if row[kind]
            else None,
        )
        for kind in KINDS
    ]
    said = ", ".join(words.percent(score) for score in trend[-6:])
    return (row["field"], sound, *kinds, Spark(tuple(trend[-12:]), said) if trend else "")


def _cuts(context: Context) -> list[Block]:
    """The same by stage and by source: a table of shares, fields down, members across."""
    blocks: list[Block] = []
    for dimension in ("stage", "source"):
        rows = context.ask(CUT, dimension=dimension)
        members = (
            [name for name in context.stages if any(row["member"] == name for row in rows)]
            if dimension == "stage"
            else sorted({row["member"] for row in rows if row["member"]})
        )
        if not 1 < len(members) <= 9:
            continue
        score = {(row["field"], row["member"]): row for row in rows}
        fields = sorted({row["field"] for row in rows})
        body: tuple[tuple[Cell, ...], ...] = tuple(
            (field, *(_score(context, score.get((field, member))) for member in members)) for field in fields
        )
        blocks.append(
            Table(
                f"Without a fault, by {dimension}",
                (Column("Field", number=False), *(Column(member) for member in members)),
                body,
            )
        )
    return blocks


def _score(context: Context, row: Row | None) -> Figure:
    if row is None or row["score"] is None:
        return Figure("–")
    opens = context.rows(f"Faults of {row['field']}", OF_FIELD, field=row["field"])
    return Figure(
        words.percent(row["score"]),
        opens,
        sort=row["score"],
        part=row["score"],
        exact=f"of {words.count(row['rows'])}",
    )


def automation(context: Context) -> Section | None:
    """Stages and nurture programs that are not configured for each other."""
    rows = context.ask(GAPS)
    if not rows:
        return None
    columns = (
        Column("What", number=False),
        Column("Stage or reason", number=False),
        Column("Leads concerned"),
    )
    body: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _said(row["gap"]),
            str(row["subject"] or "–"),
            context.number(
                row["leads"],
                context.rows(
                    f"{SAID.get(row['gap'], row['gap'])}: {row['subject']}",
                    OF_GAP,
                    gap=row["gap"],
                    subject=row["subject"],
                ),
            ),
        )
        for row in rows
    )
    return Section(
        "automation",
        "Automation",
        "Do stages and nurture programs fit each other?",
        (Table("Gaps between stages and programs", columns, body),),
    )


def crm_use(context: Context) -> Section | None:
    """What happened and isn't in the CRM."""
    rows = context.ask(UNUSED)
    if not rows:
        return None
    columns = (
        Column("What", number=False),
        Column("Team", number=False),
        Column("How many"),
        Column("Since", number=False),
    )
    body: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _said(row["gap"]),
            row["team"],
            context.number(
                row["rows"],
                context.rows(
                    f"{SAID.get(row['gap'], row['gap'])}, {row['team']}",
                    OF_UNUSED,
                    gap=row["gap"],
                    team=row["team"],
                ),
            ),
            words.day(row["since"]),
        )
        for row in rows
    )
    return Section(
        "crm",
        "CRM use",
        "Does the CRM hold what happened?",
        (Table("Gaps between what happened and what the CRM holds", columns, body),),
    )


def _said(gap: str) -> str:
    """A gap in words."""
    return SAID.get(gap, gap)
