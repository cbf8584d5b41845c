"""Which content sales uses, and what prospects open."""

from handfast.report import words
from handfast.report.blocks import Cell, Column, Section, Table, When, say
from handfast.report.context import Context, Row

USED = "select * from findings.content order by uses_90_days desc, uses desc, asset_id"
LIVE = """
    select asset_id, title, kind, stage, persona, uses, uses_90_days, last_used_at, opened
    from findings.content
    where live
    order by uses_90_days, uses, asset_id
"""
ASSET = """
    select asset_id, title, kind, stage, persona, live, uses, users, uses_90_days, last_used_at, opened, won, lost
    from findings.content
    where asset_id = :asset
    order by asset_id
"""


def content(context: Context) -> Section | None:
    """Assets by use."""
    rows = context.ask(USED)
    if not rows:
        return None
    live = [row for row in rows if row["live"]]
    unused = sum(not row["uses_90_days"] for row in live)
    never = sum(not row["uses"] for row in live)
    opens = context.rows("Live assets, the least used first", LIVE)
    columns = (
        Column("Asset", number=False),
        Column("Kind", number=False),
        Column("For stage", number=False),
        Column("Uses by sales"),
        Column("In the last 90 days"),
        Column("Reps who used it"),
        Column("Last used", number=False),
        Column("Opened by prospects"),
        Column("Seen in deals won"),
        Column("Seen in deals lost"),
    )
    table = Table("Assets, the most used lately first", columns, tuple(_row(context, row) for row in rows))
    lead = say(
        context.share(unused, len(live), opens),
        " live assets were not used by sales in the last 90 days; ",
        context.number(never, opens),
        " never. Only uses that are logged can be counted.",
        tone="lead",
    )
    return Section("content", "Content", "What do sales use, and what do prospects open?", (lead, table))


def _row(context: Context, row: Row) -> tuple[Cell, ...]:
    asset = context.rows(f"Asset {row['asset_id']}", ASSET, asset=row["asset_id"])
    numbers = [context.number(row[name], asset) for name in ("uses", "uses_90_days", "users")]
    later = [context.number(row[name], asset) for name in ("opened", "won", "lost")]
    last = When(row["last_used_at"]) if row["last_used_at"] else "never"
    retired = "" if row["live"] else " (retired)"
    return (
        f"{row['title'] or row['asset_id']}{retired}",
        row["kind"] or words.NOTHING,
        row["stage"] or "any",
        *numbers,
        last,
        *later,
    )
