"""Lists of probable duplicates for people: what a list shows, a CSV file to review, and what a reviewed one says."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handfast.faults import Fault, HandfastError, InputFaults
from handfast.importing.linkage.merges import Wanted
from handfast.importing.linkage.profiles import Thing
from handfast.record import Record

COLUMNS = [
    "merge",
    "keep",
    "probability",
    "reasons",
    "lead_id",
    "name",
    "email",
    "company",
    "phone",
    "created_at",
    "other_lead_id",
    "other_name",
    "other_email",
    "other_company",
    "other_phone",
    "other_created_at",
]
YES = frozenset({"yes", "y", "x", "true", "1", "ja", "oui", "si", "sí"})
NO = frozenset({"", "no", "n", "false", "0", "nein", "non"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair that is probably one, to be looked at.

    Attributes:
        one, other: ids; the earlier first.
        probability: that they are one; None where a record's own list doesn't say.
        reasons: in words.
        shown, other_shown: who they are: name, e-mail, company, phone, instant of creation as text; an account's name and domain.
    """

    one: str
    other: str
    probability: float | None
    reasons: str
    shown: tuple[str, ...]
    other_shown: tuple[str, ...]


def pairs_of(record: Record, thing: Thing, least: float = 0.0) -> list[Pair]:
    """The record's probable duplicates of at least that probability, most probable first; pairs that were merged since are left out."""
    if thing is Thing.ACCOUNT:
        return _of_accounts(record, least)
    rows = record.connection.execute(
        """
        WITH lead AS (
            SELECT l.lead_id, concat_ws(' ', l.first_name, l.last_name) AS name, l.email, l.company, l.phone,
                strftime(l.created_at, '%Y-%m-%dT%H:%M:%SZ') AS created_at
            FROM record.leads l
        ), pair AS (
            SELECT least(a, b) AS a, greatest(a, b) AS b, arg_max(d, d.probability) AS d FROM (
                SELECT coalesce(i.survivor_id, d.lead_id) AS a, coalesce(j.survivor_id, d.other_lead_id) AS b, d
                FROM record.likely_duplicates d
                LEFT JOIN record.lead_identities i ON i.lead_id = d.lead_id
                LEFT JOIN record.lead_identities j ON j.lead_id = d.other_lead_id
            ) WHERE a <> b GROUP BY 1, 2
        )
        SELECT pair.d.probability, pair.d.reasons, one, other FROM pair
        JOIN lead one ON one.lead_id = a JOIN lead other ON other.lead_id = b
        WHERE coalesce(pair.d.probability, 1) >= ?
        ORDER BY pair.d.probability DESC NULLS LAST, one.created_at, one.lead_id, other.created_at, other.lead_id
        """,
        [least],
    ).fetchall()
    return [_pair(*row) for row in rows]


def _of_accounts(record: Record, least: float) -> list[Pair]:
    rows = record.connection.execute(
        """
        WITH account AS (SELECT account_id, name, domain FROM record.accounts)
        SELECT probability, reasons, one, other FROM record.likely_duplicate_accounts d
        JOIN account one ON one.account_id = d.account_id JOIN account other ON other.account_id = d.other_account_id
        WHERE coalesce(probability, 1) >= ? ORDER BY probability DESC NULLS LAST, one.account_id, other.account_id
        """,
        [least],
    ).fetchall()
    return [_pair(*row) for row in rows]


def _pair(probability: Any, reasons: str | None, one: dict[str, Any], other: dict[str, Any]) -> Pair:
    first, second = ([value or "" for value in side.values()] for side in (one, other))
    if len(first) > 3 and (second[-1], second[0]) < (first[-1], first[0]):
        first, second = second, first
    likely = None if probability is None else float(probability)
    return Pair(first[0], second[0], likely, reasons or "", tuple(first[1:]), tuple(second[1:]))


def write_list(pairs: Iterable[Pair], path: Path) -> None:
    """Write pairs of leads for review, with an empty column `merge`; text that a spreadsheet would take for a formula gets an apostrophe.

    Raises HandfastError when it can't be written.
    """
    try:
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for pair in pairs:
                likely = "" if pair.probability is None else f"{pair.probability:.4f}"
                cells = ["", "", likely, pair.reasons, pair.one, *pair.shown, pair.other, *pair.other_shown]
                writer.writerow([_harmless(cell) for cell in cells])
    except OSError as error:
        raise HandfastError(f"{path}: can't be written: {error.strerror}") from error


def read_list(path: Path) -> list[Wanted]:
    """What a reviewed list says is to be merged: the rows whose `merge` is yes.

    Raises InputFaults with all there are: a file that can't be read, columns that are missing, words that are neither yes nor no.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            sample = file.read(4096)
            file.seek(0)
            first = sample.split("\n", 1)[0]
            reader = csv.DictReader(file, delimiter=max(",;\t", key=first.count), restval="")
            header = [name.strip().lower() for name in reader.fieldnames or ()]
            reader.fieldnames = header
            lacking = [name for name in ("merge", "lead_id", "other_lead_id") if name not in header]
            if lacking:
                message = (
                    f"lacks the column{'s' if len(lacking) > 1 else ''} {', '.join(lacking)}; "
                    "`handfast merge RECORD --list --out FILE.csv` makes a list that has them"
                )
                raise InputFaults([Fault(str(path), 1, 0, "", message, "missing-column")])
            return _wanted(path, [(reader.line_num, row) for row in reader])
    except OSError as error:
        raise InputFaults(
            [Fault(str(path), 0, 0, "", f"can't be read: {error.strerror}", "unreadable")]
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"is no CSV file in UTF-8 ({error}); save it as one"
        raise InputFaults([Fault(str(path), 0, 0, "", message, "unreadable")]) from None


def _wanted(path: Path, rows: Iterable[tuple[int, dict[str, Any]]]) -> list[Wanted]:
    wanted: list[Wanted] = []
    faults: list[Fault] = []
    for line, row in rows:
        said = _cell(row, "merge").lower()
        if said in NO:
            continue
        if said not in YES:
            message = (
                f'"{said}" is neither yes nor no; write yes to merge the row\'s leads, or leave it empty'
            )
            faults.append(Fault(str(path), line, 0, "merge", message, "yes-or-no"))
            continue
        leads = (_cell(row, "lead_id"), _cell(row, "other_lead_id"))
        wanted.append(
            Wanted(leads, _cell(row, "keep") or None, _cell(row, "reasons") or None, str(path), line)
        )
    if faults:
        raise InputFaults(faults)
    return wanted


def _cell(row: dict[str, Any], name: str) -> str:
    """A cell without blanks, and without the apostrophe that made it harmless."""
    text = str(row.get(name) or "").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text
