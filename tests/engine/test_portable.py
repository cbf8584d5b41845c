"""Every definition stays inside the SQL that engines read alike, and says its grain at its head."""

from importlib import resources
from typing import cast

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from handfast.engine.context import Context
from handfast.engine.definition import as_tree, define, definition_names
from handfast.engine.fact_rows import filled
from handfast.engine.metrics import METRICS, condition
from handfast.engine.portable import for_engine, respell, violations
from handfast.engine.terms import name_key

NAMES = definition_names()


def text_of(name: str) -> str:
    return (
        resources.files("handfast.engine").joinpath("definitions", f"{name}.sql").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_keeps_to_the_list(name: str) -> None:
    assert violations(parse_one(text_of(name), read="duckdb")) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_renders_for_spark_and_reads_back(name: str) -> None:
    tree = parse_one(text_of(name), read="duckdb")
    filled = tree.transform(lambda node: exp.column(node.name) if isinstance(node, exp.Placeholder) else node)
    spark = for_engine(filled, "spark").sql("spark", comments=False)
    assert isinstance(parse_one(spark, read="spark"), exp.Query)


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_says_its_grain_at_its_head(name: str) -> None:
    first = text_of(name).splitlines()[0]
    assert first.startswith("-- ") and "row" in first, f"{name}.sql begins with: {first}"


def test_conditions_of_the_registry_keep_to_the_list() -> None:
    texts = {text for metric in METRICS for text in (metric.rows, metric.hits, metric.amount) if text}
    assert {text: found for text in texts if (found := violations(condition(text)))} == {}


def test_spelling_a_condition_for_an_engine_leaves_the_registry_as_it_was() -> None:
    text = "micros_between(created_at, closed_at) > 0"
    spelled = respell(filled(cast(Context, None), text), "duckdb")
    assert spelled.sql("duckdb") != condition(text).sql("duckdb")
    assert violations(condition(text)) == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select list(x order by t) from a", "list"),
        ("select row_number() over (order by x) from a", "window without a partition"),
        ("select epoch_us(x) from a", "epoch"),
        ("select hash(x) from a", "hash is not on the list"),
        ("select * from a asof join b on a.t >= b.t", "asof join"),
        ("select try_cast(x as int) from a", "TryCast"),
    ],
)
def test_what_engines_read_differently_is_named(sql: str, said: str) -> None:
    found = violations(parse_one(sql, read="duckdb"))
    assert any(said.lower() in one.lower() for one in found), found


@pytest.mark.parametrize(
    "function",
    [
        "micros_between(a, b)",
        "plus_micros(a, 5)",
        "json_text(a, 'k')",
        "sha256_hex(a)",
        "exact_quantile(a, 0.5)",
        "name_key(a)",
    ],
)
def test_each_engine_has_its_own_spelling(function: str) -> None:
    tree = parse_one(f"select {function} from t", read="duckdb")
    assert violations(tree) == []
    texts = {dialect: for_engine(tree, dialect).sql(dialect) for dialect in ("duckdb", "spark")}
    assert texts["duckdb"] != texts["spark"] and function.split("(", 1)[0].upper() not in str(texts).upper()


LETTERS = st.sampled_from("aAzZéÉİſßẞ -1") | st.characters(codec="utf-8", exclude_categories=("Z", "C"))


@given(st.text(alphabet=LETTERS))
def test_a_name_is_compared_in_sql_as_in_python(name: str) -> None:
    key = exp.Anonymous(this="NAME_KEY", expressions=[exp.Literal.string(name)])
    asked = for_engine(exp.select(key), "duckdb").sql("duckdb")
    found = duckdb.execute(asked).fetchall()[0][0]
    assert found == name_key(name)


def test_a_fill_without_a_place_and_a_place_without_a_fill_are_refused() -> None:
    with pytest.raises(ValueError, match="placeholders"):
        define("spend")
    with pytest.raises(ValueError, match="placeholders"):
        define("people", side_of_team=None, more=1)


def test_text_becomes_a_literal_and_never_sql() -> None:
    assert as_tree("x' or 1=1 --").sql("duckdb") == "'x'' or 1=1 --'"
