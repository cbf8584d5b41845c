"""The tables of the findings, from `handfast.engine.findings`."""

from docs.generator.markdown import code, codes, page, table
from handfast.engine.findings import DIAGNOSED, TABLES, FindingsTable

INTRODUCTION = """
`handfast audit RECORD --out DIR` writes `DIR/findings/TABLE.parquet` for each of these tables,
empty or not, sorted by its key. They are published whole or not at all. Every figure in the report
is a count, a sum or a quantile of these rows. How to read them with DuckDB, Python or pandas: [open
the rows](../how-to/open-the-rows.md).
"""

TYPES = """
| Type | In Parquet |
|---|---|
| TEXT | string |
| INSTANT | `TIMESTAMP`, microseconds, UTC |
| DATE | `DATE`, in the agreement's zone |
| COUNT | 64-bit integer |
| NUMBER | double |
| MONEY | `DECIMAL(18,2)` |
| BOOLEAN | boolean |
"""


def page_text() -> str:
    """The whole page."""
    overview = table(
        ("Table", "One row"), ((f"[{t.name}](#{t.name})", _grain(t)) for t in (*TABLES, *DIAGNOSED))
    )
    return page("The findings", INTRODUCTION, TYPES, overview, *map(_section, (*TABLES, *DIAGNOSED)))


def _grain(of: FindingsTable) -> str:
    return of.grain.removeprefix("One row ")


def _section(of: FindingsTable) -> str:
    notes = [f"{of.grain}.", f"Key: {codes(of.key)}."]
    if not of.published:
        notes.append("Too many to write out: computed when asked for, by `handfast explain`.")
    rows = ((code(column.name), column.type, column.words) for column in of.columns)
    return "\n\n".join([f"## {of.name}", " ".join(notes), table(("Column", "Type", "Means"), rows)])
