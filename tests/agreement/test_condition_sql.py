"""A compiled condition says in DuckDB what the slow reference says of every row."""

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from sqlglot import exp, parse_one

from handfast.agreement.conditions import ConditionFault, Name, Operand, parse_condition
from handfast.engine.portable import violations
from tests import condition_strategies as made
from tests.reference import conditions as reference

ROWS = made.rows(120)


def resolve(name: Name) -> Operand:
    kind = made.COLUMNS[name.name]
    return Operand(exp.column(name.name, table="facts", quoted=True), kind, finite=name.name == "employees")


@pytest.fixture(scope="module")
def connection():
    types = {"text": pa.string(), "boolean": pa.bool_(), "instant": pa.timestamp("us")}
    schema = pa.schema(
        [
            (name, types.get(kind) or (pa.int64() if name == "employees" else pa.float64()))
            for name, kind in made.COLUMNS.items()
        ]
    )
    connection = duckdb.connect()
    rows = pa.Table.from_pylist(ROWS, schema=schema)
    connection.register("given_rows", rows)
    connection.execute("create table facts as select row_number() over () as at, * from given_rows")
    yield connection
    connection.close()


def truths(connection, text):
    compiled = parse_condition(text).compile(resolve)
    sql = exp.select(compiled.as_("truth")).from_("facts").order_by("at").sql("duckdb")
    return [truth for (truth,) in connection.execute(sql).fetchall()]


@given(made.conditions)
def test_compiled_conditions_agree_with_the_reference(connection, text):
    tree = parse_condition(text).tree
    found = truths(connection, text)
    for row, truth in zip(ROWS, found, strict=True):
        assert truth is reference.holds(tree, row, made.COLUMNS), (text, row)


@given(made.conditions)
def test_compiled_conditions_keep_to_what_engines_read_alike(text):
    compiled = parse_condition(text).compile(resolve)
    assert violations(compiled) == []
    assert parse_one(compiled.sql("spark"), read="spark") is not None


@given(made.patterns)
@settings(max_examples=min(settings().max_examples, 300))
def test_patterns_agree_with_the_reference(connection, pattern):
    condition = f'title ~ {made.quote(pattern)} or "Job Title" ~ {made.quote(pattern)}'
    found = truths(connection, condition)
    for row, truth in zip(ROWS, found, strict=True):
        assert truth is reference.holds(parse_condition(condition).tree, row, made.COLUMNS), (pattern, row)


@pytest.mark.parametrize(
    ("text", "row", "truth"),
    [
        ("employees between 50 and 5000", {"employees": 50}, True),
        ("employees between 50 and 5000", {"employees": None}, False),
        ("not employees between 50 and 5000", {"employees": None}, False),
        ("title not in ('US', 'CA')", {"title": None}, False),
        ("size >= 50", {"size": " 50 "}, True),
        ("size >= 50", {"size": "5e1"}, False),
        ("size <> 50", {"size": "NaN"}, False),
        ("size is null", {"size": "NaN"}, False),
        ("size + 0 is null", {"size": "NaN"}, True),
        ("employees / 0 is null", {"employees": 5}, True),
        ("revenue > 0", {"revenue": float("inf")}, False),
        ("revenue * 10 > 0", {"revenue": 1e308}, False),
        ("revenue > 0 or revenue <= 0", {"revenue": float("nan")}, False),
        ("0.1 + 0.2 = 0.3", {}, False),
        ("lower(title) = 'Ärger'", {"title": "ÄRGER"}, True),
        ("upper(title) = 'VP'", {"title": "vp"}, True),
        ("title like 'a\\b'", {"title": "a\\b"}, True),
        ("title like '50\\%'", {"title": "50%"}, False),
        ("title ~ 'vp|head'", {"title": "the vp of sales"}, True),
        ("title ~ 'sales$'", {"title": "sales\n"}, False),
        ("title ~ '^.$'", {"title": "🤦"}, True),
        ("length(title) = 1", {"title": "🤦"}, True),
        ("created_at >= '2026-01-01'", {"created_at": made.INSTANTS[1]}, True),
        ("created_at < '2026-01-01T01:00:00+02:00'", {"created_at": made.INSTANTS[0]}, False),
        ("raised", {"raised": None}, False),
        ("not raised", {"raised": None}, False),
    ],
)
def test_worked_conditions(text, row, truth):
    values = {name: row.get(name) for name in made.COLUMNS}
    literals = {
        "text": lambda value: exp.cast(exp.Literal.string(value), "text"),
        "number": lambda value: exp.cast(exp.Literal.string(str(value)), "double"),
        "boolean": lambda value: exp.Boolean(this=value),
        "instant": lambda value: exp.cast(
            exp.Literal.string(value.isoformat(" ")), exp.DataType.build("timestamp", dialect="duckdb")
        ),
    }
    nothing = {"text": "text", "number": "double", "boolean": "boolean", "instant": "timestamp"}

    def known(name: Name) -> Operand:
        value, kind = values[name.name], made.COLUMNS[name.name]
        expr = exp.cast(exp.Null(), nothing[kind]) if value is None else literals[kind](value)
        return Operand(expr, kind)

    condition = parse_condition(text)
    sql = exp.select(condition.compile(known)).sql("duckdb")
    assert duckdb.sql(sql).fetchall() == [(truth,)]
    assert reference.holds(condition.tree, values, made.COLUMNS) is truth


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("title", "title is a text and not true or false; compare it with something", 0),
        ("not employees", "employees is a number and not true or false; compare it with something", 4),
        ("employees like '5%'", "employees is a number and no text", 0),
        ("lower(employees) = 'x'", "employees is a number and no text", 6),
        ("employees = 'many'", "'many' is no number, and is compared with one", 12),
        ("raised = 1", "cannot compare raised (true or false) with 1 (a number)", 0),
        (
            "title = true",
            "cannot compare title (a text) with true (true or false); write = 'true' for a text",
            0,
        ),
        ("raised > false", "true and false have no order; compare them with = or <>", 0),
        ("raised between false and true", "true and false have no order; compare them with = or <>", 0),
        ("created_at > 5", "cannot compare created_at (an instant) with 5 (a number)", 0),
        ("created_at > 'yesterday'", "'yesterday' is no date; write it as in '2026-01-31'", 13),
        ("created_at > '2026-02-30'", "'2026-02-30' is no date; write it as in '2026-01-31'", 13),
        (
            "created_at > title",
            "title is a text; an instant is compared with a date such as '2026-01-31'",
            13,
        ),
        ("created_at + 1 > 5", "created_at is an instant and no number", 0),
        ("title = 'x' and employees in ('1', 'b')", "'b' is no number, and is compared with one", 35),
    ],
)
def test_types_that_do_not_fit_are_said_with_their_place(text, message, offset):
    with pytest.raises(ConditionFault) as caught:
        parse_condition(text).compile(resolve)
    assert (caught.value.message, caught.value.offset) == (message, offset)


def test_an_unknown_name_is_the_callers_to_tell():
    class NoSuchName(Exception):
        pass

    def refuse(name: Name) -> Operand:
        raise NoSuchName(name)

    with pytest.raises(NoSuchName):
        parse_condition("account.size > 5").compile(refuse)


def test_a_name_that_stands_for_an_operation_keeps_its_brackets(connection):
    def either(name: Name) -> Operand:
        return Operand(exp.or_(exp.column("raised"), exp.true()), "boolean")

    compiled = parse_condition("raised and raised = false").compile(either)
    assert connection.execute(
        exp.select(exp.func("bool_or", compiled)).from_("facts").sql("duckdb")
    ).fetchall() == [(False,)]


def test_the_longest_and_the_deepest_conditions_run(connection):
    wide = " or ".join(f"title = 'v{at}'" for at in range(550))
    listed = f"title in ({', '.join(repr(str(at)) for at in range(1300))})"
    deep = "(" * 28 + "employees" + " + 1)" * 28 + " > 5"
    divided = "1 / (1 / (1 / (1 / (employees * 2)))) > 3"
    nested = "length(" + "lower(trim(" * 10 + "title" + "))" * 10 + ") > 3"
    for text in (wide, listed, deep, divided, nested):
        assert len(truths(connection, text)) == len(ROWS)
