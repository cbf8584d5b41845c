"""Lists to fix: the leads and accounts with a value that breaks a data standard, with that value, what is wrong with it, and who mends it.

A list is mended where it stands, in a spreadsheet, and imported again: it has the ids, and the columns have the record's names.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from handfast.engine.findings_made import Findings
from handfast.faults import HandfastError
from handfast.record import sql

WRONG = "what_is_wrong"
"""The column that says what is wrong; importing knows a list to fix by it."""

ABOUT: Mapping[str, tuple[str, ...]] = {
    "leads": ("lead_id", "created_at", "first_name", "last_name", "company", "owner_id", "stage", "source"),
    "accounts": ("account_id", "name", "owner_id"),
}
"""What tells a person which lead or account it is, where the record has it."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


@dataclass(frozen=True)
class FixList:
    """What is to be mended in one table of the record.

    Attributes:
        table: `leads` or `accounts`.
        columns: ids and what tells which one it is, `what_is_wrong`, then the fields with faults.
        rows: one for each lead or account, by owner and id.
        wrong: for each row the fields that have a fault.
    """

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wrong: tuple[frozenset[str], ...]


def fix_lists(findings: Findings, owner: str | None = None) -> tuple[FixList, ...]:
    """What is to be mended: leads, then accounts for fields that stand there; a list without rows is left out.

    Args:
        findings: of a whole evaluation.
        owner: a user_id; of all owners when not given.
    """
    made = (_list(findings, table, owner) for table in ABOUT)
    return tuple(one for one in made if one.rows)


def write_fix_lists(lists: Sequence[FixList], path: Path) -> tuple[Path, ...]:
    """Write lists as a workbook with a sheet for each (`.xlsx`), or as CSV, one file for each; returns what was written.

    Nothing that is written can become a formula. Raises HandfastError for another ending, and when it can't be written.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            _write_workbook(lists, path)
            return (path,)
        if path.suffix.lower() == ".csv":
            return tuple(_write_csv(one, path, len(lists) > 1) for one in lists)
    except OSError as error:
        raise HandfastError(f"{path} can't be written: {error.strerror or error}") from error
    raise HandfastError(f"{path.name} is no list that can be written; let its name end in .xlsx or .csv")


def _list(findings: Findings, table: str, owner: str | None) -> FixList:
    key = ABOUT[table][0]
    faults = _faults(findings, table, owner)
    if not faults:
        return FixList(table, (), (), ())
    fields = tuple(dict.fromkeys(field for found in faults.values() for field, _ in found))
    has = findings.record.columns(table)
    about = tuple(name for name in ABOUT[table] if name in has)
    columns = (*about, WRONG, *(field for field in fields if field not in about))
    wanted = sorted(set(columns) - {WRONG})
    found = findings.query(f"SELECT {sql.names(wanted)} FROM seen.{table} ORDER BY {key}").to_pylist()
    rows = [row for row in found if row[key] in faults]
    rows.sort(key=lambda row: (row.get("owner_id") or "", row[key]))
    return FixList(
        table,
        columns,
        tuple(
            tuple(_said(faults[row[key]]) if name == WRONG else _text(row[name]) for name in columns)
            for row in rows
        ),
        tuple(frozenset(field for field, _ in faults[row[key]]) for row in rows),
    )


def _faults(findings: Findings, table: str, owner: str | None) -> dict[str, dict[tuple[str, str], None]]:
    """For each lead or account its faults, as field and sentence, each once."""
    has = findings.record.columns(table)
    rows = findings.query(
        "SELECT f.lead_id, l.account_id, f.field, f.fault, f.value, f.reason FROM findings.data_faults f "
        "JOIN seen.leads l ON l.lead_id = f.lead_id ORDER BY f.lead_id, f.field, f.fault"
    ).to_pylist()
    owners = _owners(findings, table) if owner else {}
    found: dict[str, dict[tuple[str, str], None]] = {}
    for row in rows:
        key = row["lead_id"] if table == "leads" else row["account_id"]
        stands_here = (
            row["field"] in has if table == "leads" else row["field"] not in findings.record.columns("leads")
        )
        if key is None or not stands_here or (table == "accounts" and row["field"] not in has):
            continue
        if owner is None or owners.get(key) == owner:
            found.setdefault(key, {})[row["field"], _sentence(row)] = None
    return found


def _owners(findings: Findings, table: str) -> dict[str, str]:
    key = ABOUT[table][0]
    rows = findings.query(
        f"SELECT {key} AS id, owner_id FROM seen.{table} WHERE owner_id IS NOT NULL"
    ).to_pylist()
    return {row["id"]: row["owner_id"] for row in rows}


def _sentence(row: Mapping[str, Any]) -> str:
    return f"{row['field']}: {row['reason'] or row['fault']}"


def _said(faults: Mapping[tuple[str, str], None]) -> str:
    return "; ".join(sentence for _, sentence in faults)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep="T") + "Z"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before what would begin one, as spreadsheets do it themselves."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _write_csv(one: FixList, path: Path, several: bool) -> Path:
    target = path.with_stem(f"{path.stem}-{one.table}") if several else path
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(one.columns)
        writer.writerows([neutral(value) for value in row] for row in one.rows)
    return target


def _write_workbook(lists: Sequence[FixList], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        wrong = book.add_format({"bg_color": "#FFF2CC"})
        for one in lists:
            sheet = book.add_worksheet(f"{one.table} to fix")
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, len(one.rows), len(one.columns) - 1)
            for place, name in enumerate(one.columns):
                sheet.write_string(0, place, name, head)
            for line, (row, fields) in enumerate(zip(one.rows, one.wrong, strict=True), 1):
                for place, (name, value) in enumerate(zip(one.columns, row, strict=True)):
                    if name in fields:
                        sheet.write_string(line, place, value, wrong) if value else sheet.write_blank(
                            line, place, None, wrong
                        )
                    elif value:
                        sheet.write_string(line, place, value)
            sheet.autofit(400)
