"""The record's tables, from `handfast.record.tables`."""

from docs.generator.markdown import code, codes, page, table
from handfast.record.columns import Column, Repeats, Table, Type
from handfast.record.kinds import MARKETING_KINDS, PROSPECT_KINDS, SALES_KINDS
from handfast.record.tables import TABLES

TYPES = {
    Type.TEXT: "text",
    Type.INSTANT: "instant",
    Type.DATE: "day",
    Type.MONEY: "money",
    Type.RATE: "decimal",
    Type.SHARE: "share",
    Type.WHOLE: "whole number",
    Type.BOOLEAN: "true or false",
    Type.JSON: "JSON object",
}

REPEATS = {
    Repeats.KEY: "Of several rows with one key, the fullest is kept and the others are set aside.",
    Repeats.CHANGE: "Every change is kept; several of one field at one instant are put in order.",
    Repeats.NONE: "Only exact duplicates are one.",
}

INTRODUCTION = """
A folder with one CSV or Parquet file for each table (`leads.csv`, `activities.parquet`, …) is a
record: `handfast audit FOLDER` reads it as it stands. Only `leads` is required. Whatever else is
absent makes the results that need it say "no data", never zero. Columns may come in any order; a
column that is not listed here is kept under its own name, as text that rules may use.

An *instant* is a moment in UTC (`2026-03-04T09:30:00Z`); an offset is honoured, and a bare time is
read in the zone that is named when reading. *Money* has two decimals. A row without a value in a
required column (●) is set aside with its place and reason.
"""


def page_text() -> str:
    """The whole page."""
    overview = table(("Table", "One row"), ((f"[{t.name}](#{t.name})", _grain(t)) for t in TABLES))
    return page("The record", INTRODUCTION, overview, *map(_section, TABLES), _kinds())


def _grain(of: Table) -> str:
    return of.grain.removeprefix("One row ")


def _section(of: Table) -> str:
    rows = [_row(column) for column in of.columns] + [_row(column, derived=True) for column in of.derived]
    return "\n\n".join(
        [
            f"## {of.name}",
            f"{of.grain} Key: {codes(of.key)}. {REPEATS[of.repeats]}",
            table(("Column", "", "Type", "Means"), rows),
        ]
    )


def _row(column: Column, *, derived: bool = False) -> tuple[str, str, str, str]:
    means = column.description
    if column.choices:
        means += f" One of {codes(column.choices)}."
    if derived:
        means += " Added by reading; no file has it."
    return (code(column.name), "●" if column.required and not derived else "", TYPES[column.type], means)


def _kinds() -> str:
    rows = (
        ("the prospect", codes(PROSPECT_KINDS)),
        ("marketing", codes((*MARKETING_KINDS, "email_sent")) + " with a `campaign_id`"),
        ("sales", codes((*SALES_KINDS, "email_sent")) + " with a `user_id` of side sales"),
    )
    return (
        "## Kinds of activity\n\nWho acts when `side` is empty. Other kinds are allowed and have no side.\n\n"
        + table(("Acts", "Kinds"), rows)
    )
