"""Compiles a condition's tree to a SQLGlot tree that DuckDB and Spark read alike.

What a condition means, beyond SQL:

* Numbers are doubles throughout, so that no engine's rules for the scale and overflow of decimals show: `0.1
  + 0.2 = 0.3` is false, as in any program. A literal is cast from its text, which rounds once, the same way
  everywhere.
* A text compared with a number is read as a plain decimal (sign, digits, a point, digits; spaces around),
  else it is missing.
* A division by zero, NaN and an infinity are missing. A sum or product is looked at once, where it is used; a
  divisor also on its own.
* `lower` and `upper` change A-Z only. Where a text is all ASCII, the engine's own function does the same and
  is thirty times faster.
* `trim` takes spaces only (DuckDB's own takes every space of Unicode). `length` counts code points.
* `like` with a backslash becomes a regular expression, since Spark's `like` takes it as an escape.
* A text beside an instant is a date or an instant in UTC.
* The whole condition is false where it is unknown.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

from sqlglot import exp

from handfast.agreement.condition_tree import (
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    ConditionFault,
    In,
    IsNull,
    Like,
    Matches,
    Minus,
    Name,
    Named,
    Node,
    Not,
    Number,
    Or,
    Text,
    Truth,
    number_text,
)
from handfast.agreement.patterns import like_as_pattern

Type = Literal["text", "number", "instant", "boolean"]

PLAIN_DECIMAL = r"^[+-]?[0-9]{1,300}(?:\.[0-9]+)?\z"
"""A text that is read as a number. 300 digits before the point, so that it is finite."""
LARGEST_DOUBLE = "1.7976931348623157e308"
SMALLEST_DOUBLE = "5e-324"
UPPER, LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_DECIMAL = re.compile(r" *[+-]?[0-9]{1,300}(?:\.[0-9]+)? *", re.ASCII)
_COMPARISONS: dict[str, type[exp.Expr]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_ARITHMETIC: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul, "/": exp.Div}


@dataclass(frozen=True, slots=True)
class Operand:
    """What a name stands for in a query.

    Attributes:
        expr: a column or expression; it is copied, never changed.
        type: text, number (of any SQL type), instant (a TIMESTAMP in UTC) or boolean.
        finite: a number that is never NaN or infinite (an integer, a decimal), so that it needs no guard.
    """

    expr: exp.Expr
    type: Type
    finite: bool = False


Resolve = Callable[[Name], Operand]


def compile_tree(tree: Node, resolve: Resolve) -> exp.Expression:
    """A boolean expression that is never unknown; raises `ConditionFault` where types do not fit, and
    whatever `resolve` raises.
    """
    return exp.Coalesce(this=_Compiler(resolve).test(tree), expressions=[exp.false()])


@dataclass(frozen=True, slots=True)
class _Value:
    """An expression with its type; a number is a DOUBLE, and `finite` says that it needs no guard."""

    expr: exp.Expr
    type: Type
    finite: bool = True


class _Compiler:
    """Compiles the tests and values of one condition."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve

    # --- tests

    def test(self, node: Node) -> exp.Expr:
        match node:
            case And():
                return exp.and_(*(self.test(item) for item in node.items), copy=False)
            case Or():
                return exp.or_(*(self.test(item) for item in node.items), copy=False)
            case Not():
                return exp.Not(this=exp.Paren(this=self.test(node.operand)))
            case Compare():
                return self.compare(node)
            case Between():
                operand, low, high = self.ordered(node, self.alike(node, node.operand, node.low, node.high))
                return _negated(
                    exp.Between(this=_wrap(operand.expr), low=_wrap(low.expr), high=_wrap(high.expr)),
                    node.negated,
                )
            case In():
                operand, *items = self.alike(node, node.operand, *node.items)
                return _negated(
                    exp.In(this=_wrap(operand.expr), expressions=[item.expr for item in items]), node.negated
                )
            case Like():
                return _negated(self.like(node), node.negated)
            case Matches():
                return _negated(_regexp(self.text(node.operand), node.pattern.portable), node.negated)
            case IsNull():
                return _negated(
                    exp.Is(this=_wrap(_guarded(self.value(node.operand)).expr), expression=exp.Null()),
                    node.negated,
                )
            case _:
                return self.truth(node)

    def truth(self, node: Node) -> exp.Expr:
        value = self.value(node)
        if value.type != "boolean":
            raise ConditionFault(
                f"{_said(node)} is {_kind(value.type)} and not true or false; compare it with something",
                node.offset,
            )
        return value.expr

    def compare(self, node: Compare) -> exp.Expr:
        left, right = self.alike(node, node.left, node.right)
        if node.operator not in ("=", "<>"):
            self.ordered(node, [left, right])
        return _COMPARISONS[node.operator](this=_wrap(left.expr), expression=_wrap(right.expr))

    @staticmethod
    def ordered(node: Node, values: list[_Value]) -> list[_Value]:
        if values[0].type == "boolean":
            raise ConditionFault("true and false have no order; compare them with = or <>", node.offset)
        return values

    def like(self, node: Like) -> exp.Expr:
        text = self.text(node.operand)
        if "\\" in node.pattern:
            return _regexp(text, like_as_pattern(node.pattern))
        return exp.Like(this=_wrap(text), expression=exp.Literal.string(node.pattern))

    # --- values of one type

    def alike(self, where: Node, *nodes: Node) -> list[_Value]:
        """The values of nodes that are compared with each other, brought to one type."""
        values = [self.value(node) for node in nodes]
        types = {value.type for value in values}
        if len(types) == 1:
            return [_guarded(value) for value in values]
        if types == {"text", "number"}:
            return [_guarded(self.as_number(node, value)) for node, value in zip(nodes, values, strict=True)]
        if types == {"text", "instant"}:
            return [_as_instant(node, value) for node, value in zip(nodes, values, strict=True)]
        shown = " with ".join(
            f"{_said(node)} ({_kind(value.type)})" for node, value in zip(nodes, values, strict=True)
        )
        hint = "; write = 'true' for a text" if types == {"text", "boolean"} else ""
        raise ConditionFault(f"cannot compare {shown}{hint}", where.offset)

    def as_number(self, node: Node, value: _Value) -> _Value:
        if value.type == "number":
            return value
        if value.type != "text":
            raise ConditionFault(f"{_said(node)} is {_kind(value.type)} and no number", node.offset)
        if isinstance(node, Text):
            return (
                _Value(_double(node.value.strip(" ").removeprefix("+")), "number")
                if _DECIMAL.fullmatch(node.value)
                else _no_number(node)
            )
        trimmed = _trim(self.text(node, cased=False))
        return _Value(_when(_regexp(trimmed, PLAIN_DECIMAL), exp.cast(trimmed.copy(), "double")), "number")

    def text(self, node: Node, cased: bool = True) -> exp.Expr:
        """A text; `cased` false leaves lower and upper out, where letters do not matter."""
        value = self.value(node, cased)
        if value.type != "text":
            raise ConditionFault(f"{_said(node)} is {_kind(value.type)} and no text", node.offset)
        return value.expr

    # --- values

    def value(self, node: Node, cased: bool = True) -> _Value:
        match node:
            case Text():
                return _Value(exp.Literal.string(node.value), "text")
            case Number():
                return _Value(_double(number_text(node.value)), "number")
            case Truth():
                return _Value(exp.Boolean(this=node.value), "boolean")
            case Named():
                return self.named(node)
            case Minus():
                inner = self.number(node.operand)
                return _Value(exp.Neg(this=_wrap(inner.expr)), "number", inner.finite)
            case Arithmetic():
                return self.arithmetic(node)
            case Call():
                return self.call(node, cased)
            case _:
                raise AssertionError("the parser lets no test stand for a value")

    def named(self, node: Named) -> _Value:
        operand = self.resolve(node.name)
        if operand.type == "number":
            return _guarded(_Value(exp.cast(operand.expr.copy(), "double"), "number", operand.finite))
        return _Value(operand.expr.copy(), operand.type)

    def number(self, node: Node) -> _Value:
        return self.as_number(node, self.value(node))

    def arithmetic(self, node: Arithmetic) -> _Value:
        left, right = self.number(node.left).expr, self.number(node.right).expr
        if node.operator == "/":
            right = _nonzero(node.right, right)
        return _Value(
            _ARITHMETIC[node.operator](this=_wrap(left), expression=_wrap(right)), "number", finite=False
        )

    def call(self, node: Call, cased: bool) -> _Value:
        if node.function == "coalesce":
            values = self.alike_or_text(node, cased)
            return _Value(
                exp.Coalesce(this=values[0].expr, expressions=[value.expr for value in values[1:]]),
                values[0].type,
            )
        (argument,) = node.arguments
        if node.function == "length":
            return _Value(exp.cast(exp.Length(this=self.text(argument, cased=False)), "double"), "number")
        if node.function == "trim":
            return _Value(_trim(self.text(argument, cased)), "text")
        text = self.text(argument, cased=False)
        return _Value(_recased(text, node.function == "lower") if cased else text, "text")

    def alike_or_text(self, node: Call, cased: bool) -> Sequence[_Value]:
        """The arguments of coalesce, brought to one type."""
        if cased:
            return self.alike(node, *node.arguments)
        values = [self.value(argument, cased) for argument in node.arguments]
        return values if all(value.type == "text" for value in values) else self.alike(node, *node.arguments)


# --- expressions


def _wrap(expr: exp.Expr) -> exp.Expr:
    """In brackets, when it is an operation: SQLGlot writes trees as they are."""
    return (
        exp.Paren(this=expr)
        if isinstance(expr, exp.Binary | exp.Unary | exp.Between | exp.In) and not isinstance(expr, exp.Paren)
        else expr
    )


def _negated(test: exp.Expr, negated: bool) -> exp.Expr:
    return exp.Not(this=test) if negated else test


def _when(condition: exp.Expr, then: exp.Expr) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=condition, true=then)])


def _double(text: str) -> exp.Expr:
    return exp.cast(exp.Literal.string(text), "double")


def _guarded(value: _Value) -> _Value:
    """A number, missing where it is NaN or infinite (both are above the largest number, on every engine)."""
    if value.type != "number" or value.finite:
        return value
    finite = exp.LTE(this=exp.Abs(this=value.expr), expression=_double(LARGEST_DOUBLE))
    return _Value(_when(finite, value.expr.copy()), "number")


def _nonzero(node: Node, divisor: exp.Expr) -> exp.Expr:
    """A divisor, missing where it is zero, NaN or infinite."""
    if isinstance(node, Number) and node.value != 0 and float(node.value) != 0:
        return divisor
    size = exp.Between(this=exp.Abs(this=divisor), low=_double(SMALLEST_DOUBLE), high=_double(LARGEST_DOUBLE))
    return _when(size, divisor.copy())


def _regexp(text: exp.Expr, pattern: str) -> exp.Expr:
    return exp.RegexpLike(this=_wrap(text), expression=exp.Literal.string(pattern))


def _trim(text: exp.Expr) -> exp.Expr:
    return exp.Trim(this=text, expression=exp.Literal.string(" "))


def _recased(text: exp.Expr, lower: bool) -> exp.Expr:
    """A text with A-Z in lower case, or a-z in upper case. It is ASCII when it has eight bits for each
    character.
    """
    bits = exp.Mul(this=exp.Literal.number(8), expression=exp.Length(this=text.copy()))
    ascii_only = exp.EQ(this=exp.BitLength(this=text.copy()), expression=bits)
    quick = (exp.Lower if lower else exp.Upper)(this=text.copy())
    signs = (UPPER, LOWER) if lower else (LOWER, UPPER)
    slow = exp.Translate(this=text, from_=exp.Literal.string(signs[0]), to=exp.Literal.string(signs[1]))
    return exp.Case(ifs=[exp.If(this=ascii_only, true=quick)], default=slow)


def _as_instant(node: Node, value: _Value) -> _Value:
    if value.type == "instant":
        return value
    if not isinstance(node, Text):
        raise ConditionFault(
            f"{_said(node)} is a text; an instant is compared with a date such as '2026-01-31'", node.offset
        )
    return _Value(
        exp.cast(exp.Literal.string(_instant(node)), exp.DataType.build("timestamp", dialect="duckdb")),
        "instant",
    )


def _instant(node: Text) -> str:
    """A date (its midnight in UTC) or an ISO 8601 instant, as a timestamp's text in UTC."""
    try:
        read = (
            datetime.fromisoformat(node.value.strip(" "))
            if re.match(r" *[0-9]{4}-[0-9]{2}-[0-9]{2}", node.value, re.ASCII)
            else None
        )
        utc = read.astimezone(UTC) if read and read.tzinfo else read
    except (ValueError, OverflowError):
        utc = None
    if utc is None:
        raise ConditionFault(f"'{node.value}' is no date; write it as in '2026-01-31'", node.offset)
    return utc.replace(tzinfo=None).isoformat(" ", "microseconds")


def _no_number(node: Text) -> _Value:
    raise ConditionFault(f"'{node.value}' is no number, and is compared with one", node.offset)


def _said(node: Node) -> str:
    match node:
        case Named():
            return str(node.name)
        case Text():
            return f"'{node.value}'"
        case Number():
            return number_text(Decimal(node.value))
        case Truth():
            return str(node.value).lower()
        case Call():
            return f"{node.function}(…)"
        case _:
            return "the value"


def _kind(kind: Type) -> str:
    return {"text": "a text", "number": "a number", "instant": "an instant", "boolean": "true or false"}[kind]
