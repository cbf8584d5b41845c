"""What the opened files are: source tables, all text, with the line of each row.

Each table is a relation of the schema `sources` on the connection it was opened on: every column is VARCHAR under its header's name, trimmed, blank as
NULL, plus `__line`. What could not be read stands in `sources.set_aside(file, line, "column", "value", reason, kept)`, as `record.set_aside` does.
"""

from dataclasses import dataclass

SCHEMA = "sources"
"""The schema that source tables stand in."""

LINE = "__line"
"""The column with the row's first line in the file (BIGINT; 1 is the header's when the header comes first), the row of a sheet, the place in an array."""

SET_ASIDE = f"{SCHEMA}.set_aside"
"""What could not be read: `file VARCHAR, line BIGINT, "column" VARCHAR, "value" VARCHAR, reason VARCHAR, kept BOOLEAN`."""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table of a file, a sheet or a ZIP's member.

    Attributes:
        label: how messages name it: `contacts.csv`, `exports.zip/contacts.csv`, `book.xlsx#Leads`.
        stem: its bare name in lower case, without folders, endings and the file's own name where a sheet has one: `contacts`, `sf_lead_data`, `leads`.
        relation: its name in SQL, `sources.t0`.
        columns: its columns as the relation names them, in the file's order, `__line` left out.
        rows: its rows, those set aside left out.
        digest: SHA-256 of the file's or the member's bytes, in hexadecimal; the sheets of a workbook share it.
        format: `csv`, `excel`, `parquet`, `json`.
        notes: what a reader should be told: an encoding assumed, headers renamed, lines above the header or below the rows left out.
    """

    label: str
    stem: str
    relation: str
    columns: tuple[str, ...]
    rows: int
    digest: str
    format: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """All that was opened.

    Attributes:
        tables: in the order of their paths; those of a folder or a ZIP by name.
        notes: what belongs to no table: files passed over and why. Notes of tables stand with them.
    """

    tables: tuple[SourceTable, ...]
    notes: tuple[str, ...] = ()
