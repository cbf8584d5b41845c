"""Every definition of a sign stays inside the SQL that engines read alike, and says its grain at its head."""

from importlib import resources

import pytest
from sqlglot import exp, parse_one

from handfast.diagnosis.signs.rows import definition_names
from handfast.engine.portable import for_engine, violations

NAMES = definition_names()
SPLITS_TEXT = "customer-repeats.forms"
"""It takes a list of names in one text apart, for which DuckDB and Spark have different functions that both return a list."""


def text_of(name: str) -> str:
    folder = resources.files("handfast.diagnosis.signs").joinpath("definitions")
    return folder.joinpath(f"{name}.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_keeps_to_the_list(name: str) -> None:
    found = {text.split(" is not")[0] for text in violations(parse_one(text_of(name), read="duckdb"))}
    assert found == ({"Split", "Unnest", "RegexpReplace"} if name == SPLITS_TEXT else set())


@pytest.mark.parametrize("name", [name for name in NAMES if name != SPLITS_TEXT])
def test_a_definition_renders_for_spark_and_reads_back(name: str) -> None:
    tree = parse_one(text_of(name), read="duckdb")
    filled = tree.transform(lambda node: exp.column(node.name) if isinstance(node, exp.Placeholder) else node)
    assert isinstance(
        parse_one(for_engine(filled, "spark").sql("spark", comments=False), read="spark"), exp.Query
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_says_its_grain_at_its_head(name: str) -> None:
    first = text_of(name).splitlines()[0]
    assert first.startswith("-- One row per"), f"{name}.sql begins with: {first}"
