"""The worked examples: cases that a revenue-operations person can read, on the engine and on the reference."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from handfast.engine.findings import FINDINGS
from tests.strategies import Row, Setting
from tests.worlds import engine_rows, reference_rows

FOLDER = Path(__file__).parent.parent / "examples"
INSTANTS = {
    "as_of",
    "occurred_at",
    "changed_at",
    "recorded_at",
    "created_at",
    "closed_at",
    "booked_at",
    "starts_at",
    "ends_at",
    "status_at",
}
EXAMPLES = sorted(path for path in FOLDER.glob("*.yaml") if path.read_text().startswith("title:"))


def read(path: Path) -> Any:
    """A YAML file in which instants stay the text that they are."""
    yaml = YAML(typ="safe")
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)
    return yaml.load(path)


BASE = read(FOLDER / "base.yaml")


def instant(text: str) -> datetime:
    """An instant with its offset."""
    return datetime.fromisoformat(text).astimezone(UTC)


def fact(name: str, value: Any) -> Any:
    """A value of the record, in the type of its column."""
    if value is None:
        return None
    if name in INSTANTS:
        return instant(value)
    if name == "on":
        return date.fromisoformat(value)
    return Decimal(str(value)) if name in ("amount", "rate") else value


def setting_and_tables(example: dict[str, Any]) -> tuple[Setting, dict[str, list[Row]]]:
    """What an example is judged under, and its rows with those that every example has."""
    versions = example.get("agreements") or [example.get("agreement", {})]
    documents = tuple({**BASE["agreement"], **version} for version in versions)
    record = dict(BASE["record"])
    for name, rows in example["record"].items():
        record[name] = [*record.get(name, []), *rows]
    tables = {
        name: [{key: fact(key, value) for key, value in row.items()} for row in rows]
        for name, rows in record.items()
    }
    return Setting(documents, (), instant(example["as_of"]), {}, (), True, True), tables


def as_found(name: str, column: str, value: Any) -> Any:
    """An expected value, in the type of its column of the findings."""
    kinds = {each.name: each.type for each in FINDINGS[name].columns}
    if value is None or column not in kinds:
        return value
    if kinds[column] == "INSTANT":
        return instant(value)
    return round(float(value), 6) if kinds[column] in ("COUNT", "NUMBER", "MONEY") else value


def check(name: str, expected: list[Row], found: list[Row]) -> None:
    """Each expected row is one of those found, in the columns it names, and nothing else was found."""
    left = [
        {key: round(value, 6) if isinstance(value, float) else value for key, value in row.items()}
        for row in found
    ]
    for row in expected:
        wanted = {column: as_found(name, column, value) for column, value in row.items()}
        match = next(
            (each for each in left if all(each[column] == value for column, value in wanted.items())), None
        )
        shown = "\n".join(str({column: each[column] for column in wanted}) for each in left)
        assert match is not None, f"{name}: no row\n{wanted}\namong\n{shown}"
        left.remove(match)
    assert not left, f"{name}: found besides: {left}"


@pytest.mark.parametrize("judge", [reference_rows, engine_rows], ids=["reference", "engine"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(path: Path, judge: Callable[[Setting, dict[str, list[Row]]], dict[str, list[Row]]]) -> None:
    example = read(path)
    setting, tables = setting_and_tables(example)
    found = judge(setting, tables)
    for name, expected in example["finds"].items():
        if name == "scores":
            expected_moments = {row["moment"] for row in expected}
            found[name] = [row for row in found[name] if row["moment"] in expected_moments]
        check(name, expected, found[name])


def test_there_is_an_example_of_everything() -> None:
    told = {name for path in EXAMPLES for name in read(path)["finds"]}
    assert told >= {table.name for table in FINDINGS.values() if table.per_lead} - {"points"}
