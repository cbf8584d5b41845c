"""Small syntax trees that definitions are filled and put together with."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import reduce

from sqlglot import exp

PLAIN_DECIMAL = r"^[+-]?[0-9]+(\.[0-9]+)?$"
"""A plain decimal, as text attributes are read when they are compared with numbers: no exponent, no separators."""


def column(name: str, table: str | None = None) -> exp.Column:
    """A column; quoted when its name isn't a plain word."""
    return exp.column(name, table=table, quoted=not name.replace("_", "").isalnum() or not name.islower())


def literal(value: str | int | float) -> exp.Expr:
    """A value as a literal; a negative number in parentheses, a float as a double whatever its digits."""
    if isinstance(value, float):
        return exp.cast(exp.Literal.string(repr(value)), "double")
    return exp.convert(value)


def instant(at: datetime) -> exp.Expr:
    """An instant (aware, or naive UTC) as a timestamp literal in UTC."""
    naive = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    return exp.cast(exp.Literal.string(naive.isoformat(sep=" ", timespec="microseconds")), "timestamp")


ALWAYS = instant(datetime(1900, 1, 1))
NEVER = instant(datetime(9999, 12, 31))


def and_all(*conditions: exp.Expr) -> exp.Expr:
    """All of the conditions, or true when there are none."""
    return exp.and_(*conditions) if conditions else exp.true()


def or_all(*conditions: exp.Expr) -> exp.Expr:
    """Any of the conditions, or false when there are none."""
    return exp.or_(*conditions) if conditions else exp.false()


def union_all(parts: Sequence[exp.Query]) -> exp.Query:
    """The rows of all parts, which have the same columns; at least one part."""
    return reduce(lambda left, right: exp.union(left, right, distinct=False, copy=False), parts)


def over(tree: exp.Query, **sources: exp.Query) -> exp.Query:
    """The tree with `sources` as its first named steps, so that it can read them by name."""
    named = [
        exp.CTE(this=source, alias=exp.TableAlias(this=exp.to_identifier(name)))
        for name, source in sources.items()
    ]
    before = tree.args.get("with_")
    steps = [*named, *(before.expressions if before else [])]
    tree.set("with_", exp.With(expressions=steps))
    return tree


def plain(value: exp.Expr) -> exp.Expr:
    """Text as a double where it is a plain decimal, else missing."""
    trimmed = exp.Trim(this=value)
    looks = exp.RegexpLike(this=trimmed.copy(), expression=literal(PLAIN_DECIMAL))
    return exp.Case().when(looks, exp.cast(trimmed, "double"))


def stretches_of(spans: str) -> exp.Query:
    """One row for each thing and stretch of time between two starts of its spans."""
    starts = exp.select("thing_id", "from_at").distinct().from_(spans)
    following = exp.Window(
        this=exp.Lead(this=exp.column("from_at")),
        partition_by=[exp.column("thing_id")],
        order=exp.Order(expressions=[exp.Ordered(this=exp.column("from_at"))]),
    )
    until = exp.alias_(exp.func("COALESCE", following, NEVER.copy()), "until_at")
    return exp.select("thing_id", "from_at", until).from_(starts.subquery("starts"))
