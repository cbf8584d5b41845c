"""The same facts give the same rows: in any order, in any files, asked for whole or in part, on one thread or two."""

import csv
import json
import random
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from handfast.engine import evaluate
from handfast.engine.findings import FINDINGS
from handfast.record import Record, read_record, record_from_tables
from handfast.record.tables import BY_NAME
from tests.drawing import drawn
from tests.reference.evaluate import TABLES
from tests.strategies import Row, Setting, settings_of_worlds, worlds
from tests.worlds import agreements_of, record_of, reference_rows

Tables = dict[str, list[Row]]
Found = dict[str, list[Row]]
PUBLISHED = [name for name in TABLES if FINDINGS[name].published]


@cache
def setting() -> Setting:
    """A setting with two versions in which the record lacks nothing and is judged before its end, and in which most is found."""
    drawn_settings = drawn(settings_of_worlds(), 250, start=3)
    whole = [
        each
        for each in drawn_settings
        if not each.dropped and each.decisions and each.history and len(each.documents) > 1
    ]

    def least(each: Setting) -> int:
        rows = reference_rows(each, record_of(each, drawn(worlds(each.instants), 15, start=3)))
        return min(len(rows[name]) for name in PUBLISHED if name != "lead_identities")

    return max((each for each in whole if each.as_of < max(each.instants)), key=least)


@cache
def tables() -> Tables:
    """Sixty small worlds."""
    return record_of(setting(), drawn(worlds(setting().instants), 180, start=3)[::3])


def found(record: Record, leads: Iterable[str] | None = None, names: Iterable[str] = PUBLISHED) -> Found:
    """The per-lead findings of a record, which is closed."""
    with record:
        findings = evaluate(
            agreements_of(setting()),
            record,
            as_of=setting().as_of,
            leads=None if leads is None else list(leads),
        )
        return {name: in_order(findings.table(name).to_pylist()) for name in names}


def in_order(rows: list[Row]) -> list[Row]:
    """Rows sorted, numbers to nine decimals."""
    rounded = [
        {name: round(value, 9) if isinstance(value, float) else value for name, value in row.items()}
        for row in rows
    ]
    return sorted(rounded, key=repr)


def found_of_all(record: Record) -> Found:
    """The findings of a record when every lead is asked for by name, which spares the figures over all leads."""
    return found(record, (str(row["lead_id"]) for row in tables()["leads"]), TABLES)


@cache
def all_leads() -> Found:
    """What is found of every lead."""
    return found_of_all(record_from_tables(tables(), threads=1))


def test_there_is_something_to_find() -> None:
    assert {
        name: len(rows) for name, rows in all_leads().items() if len(rows) < 10 and name != "lead_identities"
    } == {}


def shuffled() -> Tables:
    """The facts as they may arrive: in another order, some of them twice."""
    order = random.Random(1)
    again = {name: [*rows, *order.sample(rows, len(rows) // 4)] for name, rows in tables().items()}
    return {name: order.sample(rows, len(rows)) for name, rows in again.items()}


def test_order_of_arrival_and_repeats() -> None:
    assert found_of_all(record_from_tables(shuffled(), threads=1)) == all_leads()


def test_two_threads() -> None:
    assert found_of_all(record_from_tables(tables(), threads=2)) == all_leads()


def test_rules_are_asked_again_of_the_same_record() -> None:
    with record_from_tables(tables(), threads=1) as record:
        evaluate(agreements_of(setting())[:1], record, as_of=max(setting().instants))
        assert found_of_all(record) == all_leads()


def as_csv(path: Path, rows: list[Row], columns: list[str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({name: text(row.get(name)) for name in columns} for row in rows)


def text(value: object) -> str:
    """A value as a file has it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps(value) if isinstance(value, bool) else str(value)


def as_parquet(path: Path, rows: list[Row], columns: list[str]) -> None:
    arrays = {
        name: pa.array([row.get(name) for row in rows], arrow_type([row.get(name) for row in rows]))
        for name in columns
    }
    pq.write_table(pa.table(arrays), path)


def arrow_type(values: list[object]) -> pa.DataType:
    """The type of a column."""
    kinds = {
        datetime: pa.timestamp("us", "UTC"),
        bool: pa.bool_(),
        int: pa.int64(),
        Decimal: pa.decimal128(18, 8),
        date: pa.date32(),
    }
    return next((kinds[type(value)] for value in values if type(value) in kinds), pa.string())


def written(
    folder: Path, write: Callable[[Path, list[Row], list[str]], None], ending: str, parts: int
) -> Path:
    """The record as files: one for each table, or a folder of parts."""
    for name, rows in shuffled().items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        random.Random(name).shuffle(columns)
        if parts == 1:
            write(folder / f"{name}.{ending}", rows, columns)
        else:
            (folder / name).mkdir()
            for n in range(parts):
                write(folder / name / f"part-{n}.{ending}", rows[n::parts], columns)
    return folder


@pytest.mark.parametrize(
    ("write", "ending", "parts"), [(as_csv, "csv", 1), (as_csv, "csv", 3), (as_parquet, "parquet", 2)]
)
def test_files(
    tmp_path: Path, write: Callable[[Path, list[Row], list[str]], None], ending: str, parts: int
) -> None:
    assert set(tables()) <= set(BY_NAME)
    assert found_of_all(read_record(written(tmp_path, write, ending, parts), threads=1)) == all_leads()


def test_the_whole_finds_the_very_rows_of_its_leads() -> None:
    whole = found(record_from_tables(tables(), threads=1))
    leads = {row["lead_id"] for row in tables()["leads"]}
    whole["opportunities"] = [row for row in whole["opportunities"] if row["lead_id"] in leads]
    assert whole == {name: all_leads()[name] for name in PUBLISHED}


@pytest.mark.parametrize("size", [1, 40])
def test_some_leads_find_the_very_rows_of_all(size: int) -> None:
    identities = {row["lead_id"]: row["survivor_id"] for row in all_leads()["lead_identities"]}
    known = [str(row["lead_id"]) for row in tables()["leads"]]
    asked = random.Random(size).sample(known, min(size, len(known)))
    wanted = {identities.get(lead, lead) for lead in asked}
    part = found(record_from_tables(tables(), threads=1), asked, TABLES)
    for name in TABLES:
        column = "survivor_id" if name == "lead_identities" else "lead_id"
        assert part[name] == [row for row in all_leads()[name] if row[column] in wanted], name
