"""Conditions as texts: what is read, how it is written back, what is refused and in which words, and that nothing else gets past."""

import random
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from sqlglot import exp

from handfast.agreement.condition_parser import DEEPEST
from handfast.agreement.condition_tokens import LONGEST
from handfast.agreement.condition_tree import canonical
from handfast.agreement.conditions import Condition, ConditionFault, Name, Operand, parse_condition
from tests import condition_strategies as made

ALLOWED = {
    exp.Coalesce, exp.Boolean, exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In,
    exp.Like, exp.RegexpLike, exp.Is, exp.Null, exp.Literal, exp.Column, exp.Identifier, exp.Cast, exp.DataType, exp.Neg, exp.Add, exp.Sub,
    exp.Mul, exp.Div, exp.Abs, exp.Case, exp.If, exp.Trim, exp.Lower, exp.Upper, exp.Translate, exp.Length, exp.BitLength,
}  # fmt: skip
"""Every kind of syntax that a compiled condition may hold."""

INJECTIONS = [
    "1=1; drop table leads", "' or '1'='1", "' or 1=1 --", "title = '' union select * from users", "exists(select 1 from leads)",
    "title = (select email from leads limit 1)", "1 in (select lead_id from leads)", "read_csv('/etc/passwd') is not null",
    "title = 'x' /* */", "title = 'x' -- y", "title::int > 1", "cast(title as int) > 1", "try_cast(title as int) > 1", "title = $1", "title = ?",
    "title = :name", "title = @v", "getenv('HOME') = 'x'", "case when true then 1 end = 1", "title in (title)", "x -> x + 1 = 1", "lambda x: x",
    "list_transform([1], x -> x)", "sum(employees) over () > 1", "count(*) > 1", "row_number() over (order by x) = 1", "{'a': 1}.a = 1",
    "[1,2][1] = 1", "title[1] = 'x'", "lead.properties.x = 1", "main.leads.title = 'x'", "title collate nocase = 'x'", "title || 'x' = 'y'",
    "title similar to 'x'", "title glob '*'", "title ilike 'x'", "title ~~ 'x'", "title like 'x' escape '!'", "employees % 2 = 0",
    "employees // 2 = 0", "employees ** 2 = 0", "employees ^ 2 = 0", "employees & 1 = 1", "employees << 1 = 1", "interval 1 day = 1",
    "date '2026-01-01' = created_at", "timestamp '2026-01-01' = created_at", "title = all(select 1)",
    "title is distinct from 'x'", "* = 1", "columns(*) > 1", "employees between symmetric 1 and 2", "title = e'x'", "title = x'00'",
    "title = $$x$$", "title = U&'x'", "1e5 < employees", "0x10 < employees", "1_000 < employees", "employees = .5.5", "employees = 1.2.3",
    "title = \"x\"\"; drop", "(employees, title) = (1, 'x')", "row(1) = row(1)", "not", "and", "()", "(())", "title = 'x' or", "in (1)", "= 1",
    "title = 'x' 'y'", "employees not 5", "employees is not 5", "employees is unknown", "coalesce(title) = 'x'", "coalesce() = 'x'",
    "lower(title, title) = 'x'", "lower() = 'x'", "lower (", "lower(title", "title ~ title", "title like title", "title ~ ''", "title ~ '(?i)x'",
    "title ~ '(a)\\1'", "title ~ 'a(?=b)'", "title ~ '[[:alpha:]]'", "title ~ '\\bvp'", "title ~ 'a++'", "title ~ '(a'",
    "title = 'a' > 'b'", "1 < employees < 5", "-title = 'x' = 1", "'a' + 1 = 2", "true + 1 = 2", "(title = 'x') = true", "(title = 'x') + 1 = 2",
    "lower(title = 'x') = 'x'", "title is null is null", "5", "'x'", "lower(title)", "-employees", "employees + 1",
]  # fmt: skip
"""Texts that are no conditions: injections, syntax of other dialects, slips, values that are no tests."""


def resolve(name: Name) -> Operand:
    """Any name, by chance a text or a number."""
    return Operand(exp.column(name.name, quoted=True), "number" if len(name.name) % 2 else "text")


def check(text: str) -> Condition | None:
    """What must hold of any text at all: it is refused with a place inside it, or read, written back alike, and compiled to allowed syntax."""
    try:
        condition = parse_condition(text)
    except ConditionFault as fault:
        assert fault.message
        assert "\n" not in fault.message or "\n" in text
        assert 0 <= fault.offset <= len(text)
        return None
    again = parse_condition(condition.text)
    assert again == condition
    assert again.tree == condition.tree
    assert canonical(again.tree) == condition.text
    assert condition.words()
    try:
        compiled = condition.compile(resolve)
    except ConditionFault as fault:
        assert 0 <= fault.offset <= len(text)
        return condition
    kinds = {type(node) for node in compiled.walk()}
    assert kinds <= ALLOWED, kinds - ALLOWED
    columns = {column.name for column in compiled.find_all(exp.Column)}
    assert columns <= {name.name for name in condition.names}
    return condition


@given(made.conditions)
def test_conditions_are_read_written_back_and_compiled(text):
    assert check(text) is not None


@given(st.text())
@example("'" * 3)
@example("\ud800 = 1")
@example("title = '\x00'")
@example('"' + "x" * 5000)
def test_any_text_is_read_or_refused(text):
    check(text)


_scraps = st.sampled_from(
    [*"()',\"=<>~!+-*/.%;:[]{}|&^?@#$\\ \n\t", "and", "or", "not", "in", "between", "like", "is", "null", "true", "--", "/*", "*/", "::", "lower(",
     "coalesce(", "title", "lead.", "account.x", "'x'", "5", "0.1", "select", "from", "case", "é", "’", "\x00", "\ud800", "\U0001f926"]
)  # fmt: skip


@given(
    made.conditions,
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 6), _scraps), min_size=1, max_size=4),
)
def test_mangled_conditions_are_read_or_refused(text, edits):
    for where, cut, scrap in edits:
        at = where % (len(text) + 1)
        text = text[:at] + scrap + text[at + cut :]
    check(text)


@given(st.lists(_scraps, max_size=30).map(" ".join) | st.lists(_scraps, max_size=30).map("".join))
def test_scraps_of_the_language_are_read_or_refused(text):
    check(text)


@pytest.mark.parametrize("text", INJECTIONS)
def test_injections_other_dialects_and_slips_are_refused(text):
    assert check(text) is None
    for wrapped in (f"title = 'x' and {text}", f"({text})", f"not {text}"):
        check(wrapped)


@given(st.data())
def test_sql_written_by_sqlglot_is_read_or_refused(data):
    """Syntax of every kind that SQLGlot can write: what is read holds nothing but the language."""
    name, number, text = exp.column("employees"), exp.Literal.number(5), exp.Literal.string("x")
    leaves = st.sampled_from(
        [
            name,
            number,
            text,
            exp.column("title", table="lead"),
            exp.Null(),
            exp.true(),
            exp.Star(),
            exp.Placeholder(),
        ]
    )
    kinds = sorted(
        (kind for kind in vars(exp).values() if isinstance(kind, type) and issubclass(kind, exp.Expression)),
        key=lambda kind: kind.__name__,
    )

    def build(kind, left, right):
        arguments = {
            "this": left.copy(),
            "expression": right.copy(),
            "expressions": [left.copy(), right.copy()],
            "to": exp.DataType.build("int"),
        }
        return kind(**{key: arguments[key] for key in kind.arg_types if key in arguments})

    trees = st.recursive(
        leaves, lambda inner: st.builds(build, st.sampled_from(kinds), inner, inner), max_leaves=4
    )
    try:
        sql = data.draw(trees).sql(data.draw(st.sampled_from(["duckdb", "spark", "postgres"])))
    except Exception:  # not every tree can be written
        return
    check(sql)
    check(f"{sql} = 5")


@pytest.mark.parametrize(
    "text",
    ["(" * 5000, "not " * 2000, "-" * 5000, "- " * 2000 + "5 > 1", "lower(" * 900, "a+" * 3000, "a = 1 and (" * 500, "((((" * 400 + "a" + "))))" * 400,
     "title ~ '" + "(" * 900 + "'", "x in (" + "1," * 4000, "a or " * 2000 + "a", "coalesce(a, " * 200, "'" * 9999, '"' * 9999, "a." * 999],
)  # fmt: skip
def test_depth_and_length_never_reach_pythons_stack(text):
    check(text)


def test_conditions_are_read_with_little_stack_left():
    """At the depth of a busy web request there are some hundred frames in use already."""

    def deeper(levels, then):
        return deeper(levels - 1, then) if levels else then()

    text = "(" * (DEEPEST - 2) + "employees" + "+ 1)" * (DEEPEST - 2) + " > 1"
    used = len(__import__("traceback").extract_stack())
    assert deeper(sys.getrecursionlimit() - used - 600, lambda: check(text)) is not None


def test_texts_are_bounded():
    with pytest.raises(ConditionFault, match=f"at most {LONGEST} are read"):
        parse_condition("x" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("employees BETWEEN 50 AND 5000", "employees between 50 and 5000"),
        ("  a   =\n'x' ", "a = 'x'"),
        ("a != 1.50", "a <> 1.5"),
        ("((a = 1))", "a = 1"),
        ("(a = 1 and b = 2) and c = 3", "a = 1 and b = 2 and c = 3"),
        ("a = 1 and (b = 2 or c = 3)", "a = 1 and (b = 2 or c = 3)"),
        ("a = 1 or (b = 2 and c = 3)", "a = 1 or b = 2 and c = 3"),
        ("not (a = 1)", "not a = 1"),
        ("not (a and b)", "not (a and b)"),
        ("a NOT IN ('x','y')", "a not in ('x', 'y')"),
        ("x - (y - z) = 0", "x - (y - z) = 0"),
        ("(x - y) - z = 0", "x - y - z = 0"),
        ("x / (y * z) = -0", "x / (y * z) = 0"),
        ("x - - 5 = 1", "x - -5 = 1"),
        ("-(-x) = +5", "-(-x) = 5"),
        ("\"Job Title\" = 'it''s'", "\"Job Title\" = 'it''s'"),
        ("\"title\" = 'x'", "title = 'x'"),
        ('"in" is null', '"in" is null'),
        ('LEAD."x y" is not null', 'lead."x y" is not null'),
        ("LOWER(title) !~ 'a|b'", "lower(title) !~ 'a|b'"),
        ("000.10 = x", "0.1 = x"),
        (".5 < x", "0.5 < x"),
        ("1200000 < x", "1200000 < x"),
    ],
)
def test_the_canonical_text(text, written):
    assert parse_condition(text).text == written
    assert parse_condition(written).text == written


def test_equality_is_that_of_the_canonical_text():
    assert parse_condition("a=1") == parse_condition("( a = 1.0 )")
    assert hash(parse_condition("a=1")) == hash(parse_condition("a = 1"))
    assert parse_condition("a = 1") != parse_condition("A = 1")


def test_names_are_told_once_in_order_as_written():
    condition = parse_condition(
        "account.size > 5 and lower(Title) = 'x' and lead.\"Job Title\" = account.size and Title is null"
    )
    assert condition.names == (Name("account", "size"), Name(None, "Title"), Name("lead", "Job Title"))
    assert [str(name) for name in condition.names] == ["account.size", "Title", 'lead."Job Title"']
    assert condition.offset_of(Name(None, "Title")) == 27


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("a == 1", '"==" is no comparison; did you mean "="?', 2),
        ("a => 1", '"=>" is no comparison; did you mean ">="?', 2),
        ("a = null", "nothing is ever equal to null; write is null", 2),
        ("a <> null", "nothing is ever equal to null; write is not null", 2),
        ("a && b", '"&&" is not supported; did you mean "and"?', 2),
        ("a::int = 1", "casts are not supported; a text compared with a number is read as one", 1),
        ("cast(a as int) = 1", "casts are not supported; a text compared with a number is read as one", 0),
        ("count(x) > 1", '"count" is no function here; there are lower, upper, trim, length and coalesce', 0),
        ("lowr(x) = 'a'", '"lowr" is no function here; did you mean "lower"?', 0),
        ("a ilike 'b'", "ilike is not supported; lower(…) like ignores case", 2),
        ("a like \"b\"", "double quotes are for names; a text stands in single quotes", 7),
        ("a in ('x', \"y\")", "double quotes are for names; a text stands in single quotes", 11),
        ("a in (1, 'b')", "a list holds either texts or numbers", 5),
        ("a in 'b'", "'b' has no place here; a list stands in brackets, as in ('US', 'CA')", 5),
        ("a = ’x’", "use straight quotes: '", 4),
        ("a = 'x", "the quote ' is not closed; inside a text it is doubled, as in 'it''s'", 4),
        ("a ≥ 5", 'write ">="', 2),
        ("a = 1 -- note", "comments cannot stand in a condition (a second minus is written - -)", 6),
        ("a = 1; b = 2", "a condition is one expression, without ;", 5),
        ("share > 5%", "% is not supported; write a share as a number, as in 0.1", 9),
        ("x > 1e5", '"1e5" is no number; write it plainly, as in 1200000 or 0.5', 4),
        ("x > 1_000", '"1_000" is no number; write it plainly, as in 1200000 or 0.5', 4),
        ("user.x = 1", '"user." is not known; only lead. and account. reach further (a name with a dot stands in double quotes)', 0),
        ("1 < x < 5", "a test follows a test; join them with and, or put one in brackets", 6),
        ("a = 1 b = 2", '"b" has no place here; join two tests with and, or', 6),
        ("a between 1", "the condition ends too early; between needs both ends, as in between 50 and 5000", 11),
        ("(a = 1", "the condition ends too early; a bracket is not closed", 6),
        ("a = 1)", "this ) closes nothing", 5),
        ("lower(a)", "this is a value and not a test; compare it with something, as in employees >= 50", 0),
        ("a is true", "write = true; only is null and is not null are supported", 2),
        ("x in (select 1)", "a condition asks nothing of other tables", 6),
        ("title ~ 'it''s (?i)x'", "groups with (? are not supported: no look-around, flags or names; lower(…) ignores case", 15),
        ("Größe = 1", '"ö" has no place here; a name with other letters than a-z stands in double quotes, a text in single ones', 2),
        ('" " = 1', "the name is empty", 0),
        ("", "the condition ends too early; a name, a number or a text in single quotes is wanted", 0),
        ("not " * 40 + "a", f"the condition is nested more than {DEEPEST} deep; write it as several rules", 4 * DEEPEST + 4),
        ("1/(1/(1/(1/(1/(1/a))))) = 1", "divisors stand more than 4 deep in each other", 0),
    ],
)  # fmt: skip
def test_faults_say_what_would_be_right_and_where(text, message, offset):
    with pytest.raises(ConditionFault) as caught:
        parse_condition(text)
    assert (caught.value.message, caught.value.offset) == (message, offset)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("employees between 50 and 5000", "employees are between 50 and 5000"),
        ("lower(title) ~ 'vp|director|head|chief'", "the title contains vp, director, head or chief"),
        ("lower(title) !~ 'student|intern'", "the title does not contain student or intern"),
        ("country not in ('US', 'CA', 'GB')", "the country is not US, CA or GB"),
        ("url like '%/pricing%'", "the url contains /pricing"),
        ("email like '%@competitor.example'", "the email ends with @competitor.example"),
        ("title ~ '^vp|^head'", "the title begins with vp or head"),
        ("title ~ 'v.p'", "the title matches the pattern 'v.p'"),
        ("form = 'talk to sales'", "the form is talk to sales"),
        ("account.open_opportunities > 0", "the account's open opportunities are above 0"),
        ("raised", "a hand was raised"),
        ("not raised", "no hand was raised"),
        ("is_demo = false", "the is demo is not true"),
        ("phone is null and title is not null", "the phone is missing and the title is known"),
        ("title = ''", "the title is empty"),
        ("a = 1 and (b = 2 or c >= 3)", "the a is 1 and either the b is 2 or the c is at least 3"),
        ("a = 1 and b = 2 or c < 3", "the a is 1 and the b is 2, or the c is below 3"),
        ("not employees <= 50", "employees are not at most 50"),
        ("amount / 2 > 5", '"amount / 2 > 5"'),
        ("not (a = 1 or b = 2)", '"not (a = 1 or b = 2)"'),
    ],
)
def test_conditions_in_words(text, words):
    assert parse_condition(text).words() == words


def test_words_for_names_may_be_given():
    condition = parse_condition("employees >= 50")
    assert (
        condition.words(lambda name: f"the company's {name.name}")
        == "the company's employees are at least 50"
    )


def test_a_condition_is_a_field_type():
    class Rule(BaseModel):
        when: Condition

    assert Rule.model_validate({"when": "a  = 1"}).model_dump(mode="json") == {"when": "a = 1"}
    assert Rule.model_json_schema()["properties"]["when"]["type"] == "string"
    for wrong in ("a == 1", 5, None, ["a = 1"]):
        with pytest.raises(ValidationError):
            Rule.model_validate({"when": wrong})


def test_every_ascii_character_alone_and_around_a_condition():
    draw = random.Random(3)
    for code in range(128):
        for text in (
            chr(code),
            f"a {chr(code)} 1",
            f"a = 1 {chr(code)}",
            f"{chr(code)}a = 1",
            f"a = '{chr(code)}'",
            f'"{chr(code)}" = 1',
        ):
            check(text)
            check("".join(draw.sample(text, len(text))))
