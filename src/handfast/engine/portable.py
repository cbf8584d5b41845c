"""The SQL that every engine reads alike: what a definition may say, and how each engine says the few things that they say differently.

A definition is written in DuckDB's dialect and parsed to a SQLGlot tree. `violations` names whatever in a tree is not on the list; the build
fails on it. A function in `PORTABLE_FUNCTIONS` is Handfast's own word for something that engines spell differently; `for_engine` puts each
engine's spelling in its place.
"""

from collections.abc import Callable, Mapping

from sqlglot import exp

FLOW = (
    exp.Select,
    exp.From,
    exp.Join,
    exp.Where,
    exp.Group,
    exp.Having,
    exp.With,
    exp.CTE,
    exp.Subquery,
    exp.Union,
    exp.Order,
    exp.Ordered,
)
NAMES = (
    exp.Table,
    exp.TableAlias,
    exp.Column,
    exp.Identifier,
    exp.Alias,
    exp.Star,
    exp.Placeholder,
    exp.Parameter,
    exp.Var,
    exp.Distinct,
)
VALUES = (
    exp.Literal,
    exp.Null,
    exp.Boolean,
    exp.Paren,
    exp.Neg,
    exp.Tuple,
    exp.Cast,
    exp.DataType,
    exp.DataTypeParam,
    exp.Interval,
)
LOGIC = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between, exp.Like, exp.Exists,
    exp.NullSafeEQ, exp.NullSafeNEQ, exp.RegexpLike, exp.Case, exp.If, exp.Coalesce, exp.Nullif,
)  # fmt: skip
ARITHMETIC = (
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.Mod,
    exp.Floor,
    exp.Ceil,
    exp.Round,
    exp.Pow,
    exp.Abs,
    exp.Greatest,
    exp.Least,
)
TEXT = (
    exp.DPipe,
    exp.Lower,
    exp.Upper,
    exp.Trim,
    exp.Length,
    exp.BitLength,
    exp.Substring,
    exp.Translate,
    exp.Concat,
)
AGGREGATES = (
    exp.Count,
    exp.Sum,
    exp.Min,
    exp.Max,
    exp.Avg,
    exp.ArgMin,
    exp.ArgMax,
    exp.LogicalOr,
    exp.LogicalAnd,
    exp.Filter,
)
WINDOWS = (exp.Window, exp.WindowSpec, exp.RowNumber, exp.Lag, exp.Lead, exp.Rank, exp.DenseRank)
ALLOWED: frozenset[type[exp.Expr]] = frozenset(
    FLOW + NAMES + VALUES + LOGIC + ARITHMETIC + TEXT + AGGREGATES + WINDOWS,
)
"""Syntax that DuckDB and Spark read alike, given what `violations` asks of it beyond its name."""


def _microseconds(instant: exp.Expr, function: str) -> exp.Expr:
    return exp.Anonymous(this=function, expressions=[instant])


def _micros_between(duckdb: bool) -> Callable[..., exp.Expr]:
    name = "EPOCH_US" if duckdb else "UNIX_MICROS"

    def build(first: exp.Expr, last: exp.Expr) -> exp.Expr:
        return exp.paren(
            exp.Sub(this=_microseconds(last, name), expression=_microseconds(first, name)), copy=False
        )

    return build


def _plus_micros(duckdb: bool) -> Callable[..., exp.Expr]:
    read, make = ("EPOCH_US", "MAKE_TIMESTAMP") if duckdb else ("UNIX_MICROS", "TIMESTAMP_MICROS")

    def build(instant: exp.Expr, micros: exp.Expr) -> exp.Expr:
        moved = exp.Add(this=_microseconds(instant, read), expression=exp.paren(micros, copy=False))
        return exp.Anonymous(this=make, expressions=[moved])

    return build


def _json_text(duckdb: bool) -> Callable[..., exp.Expr]:
    def build(document: exp.Expr, key: exp.Expr) -> exp.Expr:
        if duckdb:
            path = '$."' + key.name.replace('"', '\\"') + '"'
            return exp.Anonymous(this="JSON_EXTRACT_STRING", expressions=[document, exp.Literal.string(path)])
        path = "$['" + key.name.replace("'", "\\'") + "']"
        return exp.Anonymous(this="GET_JSON_OBJECT", expressions=[document, exp.Literal.string(path)])

    return build


def _sha256(duckdb: bool) -> Callable[..., exp.Expr]:
    def build(text: exp.Expr) -> exp.Expr:
        if duckdb:
            return exp.Anonymous(this="SHA256", expressions=[text])
        return exp.Anonymous(this="SHA2", expressions=[text, exp.Literal.number(256)])

    return build


UPPER, LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"


def _name_key(duckdb: bool) -> Callable[..., exp.Expr]:
    def build(name: exp.Expr) -> exp.Expr:
        trimmed = exp.Trim(this=name)
        lowered = exp.func("TRANSLATE", trimmed, exp.convert(UPPER), exp.convert(LOWER))
        if not duckdb:
            return lowered
        # LOWER is many times as fast, and the same for text whose letters all take one byte
        plain = exp.Anonymous(this="STRLEN", expressions=[trimmed.copy()]).eq(
            exp.func("LENGTH", trimmed.copy())
        )
        return exp.paren(exp.Case().when(plain, exp.Lower(this=trimmed.copy())).else_(lowered), copy=False)

    return build


def _quantile(duckdb: bool) -> Callable[..., exp.Expr]:
    def build(value: exp.Expr, share: exp.Expr) -> exp.Expr:
        return exp.Anonymous(this="QUANTILE_CONT" if duckdb else "PERCENTILE", expressions=[value, share])

    return build


def _row_id(duckdb: bool) -> Callable[..., exp.Expr]:
    def build() -> exp.Expr:
        return (
            exp.Window(this=exp.RowNumber())
            if duckdb
            else exp.Anonymous(this="MONOTONICALLY_INCREASING_ID", expressions=[])
        )

    return build


PORTABLE_FUNCTIONS: Mapping[str, Callable[[bool], Callable[..., exp.Expr]]] = {
    # instants are counted in microseconds: DuckDB says EPOCH_US, Spark UNIX_MICROS, and SQLGlot passes either through unchanged
    "MICROS_BETWEEN": _micros_between,
    "PLUS_MICROS": _plus_micros,
    # a key of a JSON object as text: the engines' paths quote the key differently
    "JSON_TEXT": _json_text,
    "SHA256_HEX": _sha256,
    # a name as names are compared: trimmed, A to Z in lower case; `terms.name_key` says it in Python
    "NAME_KEY": _name_key,
    # any number that tells rows apart, cheap to join and sort by; it differs from run to run, so that no finding may show it
    "ROW_ID": _row_id,
    # an exact interpolated quantile: SQLGlot renders QUANTILE_CONT as PERCENTILE_CONT(a, b), which Spark does not take
    "EXACT_QUANTILE": _quantile,
}


def violations(tree: exp.Expr) -> list[str]:
    """What in a definition is not on the list, each as a short sentence; empty when it may be built.

    Besides the node types: a portable function must be one of `PORTABLE_FUNCTIONS`; a window must be partitioned (an unpartitioned one funnels all
    rows through one task on a distributed engine); an ordering of a query is left to the writer of the file.
    """
    found = []
    for node in tree.walk():
        if isinstance(node, exp.Anonymous):
            if node.name.upper() not in PORTABLE_FUNCTIONS:
                found.append(f"function {node.name} is not on the list")
        elif type(node) not in ALLOWED:
            found.append(f"{type(node).__name__} is not on the list: {node.sql('duckdb')[:80]}")
        elif isinstance(node, exp.Join) and node.args.get("method"):
            found.append(f"a {node.args['method']} join is not on the list")
        elif isinstance(node, exp.Window) and not node.args.get("partition_by"):
            found.append(f"a window without a partition: {node.sql('duckdb')[:80]}")
    return found


def for_engine(tree: exp.Expr, dialect: str) -> exp.Expr:
    """The same tree with every portable function in the spelling of `dialect` (`duckdb` or `spark`)."""
    return respell(tree.copy(), dialect)


def respell(tree: exp.Expr, dialect: str) -> exp.Expr:
    """`for_engine` in place, for a tree that nobody needs as it was: a copy costs more than everything else about a statement."""
    duckdb = dialect == "duckdb"
    # the innermost first, so that one portable function may stand inside another
    for node in reversed(list(tree.find_all(exp.Anonymous, bfs=False))):
        if node.name.upper() in PORTABLE_FUNCTIONS:
            node.replace(PORTABLE_FUNCTIONS[node.name.upper()](duckdb)(*node.expressions))
    return tree
