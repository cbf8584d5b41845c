"""`qualifies_when`: how many points make a qualified lead. `>=` or `>` on fit, engagement and score, with
`and`, `or`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema
from sqlglot import exp

from handfast.agreement.condition_parser import parse_tree
from handfast.agreement.condition_tree import (
    And,
    Compare,
    ConditionFault,
    Named,
    Node,
    Number,
    Or,
    canonical,
    number_text,
    walk,
)
from handfast.agreement.near import near

Points = Literal["fit", "engagement", "score"]
POINTS: tuple[Points, ...] = ("fit", "engagement", "score")
STEP = Decimal("0.000001")
"""Scores are rounded to six decimals before any comparison, so that this is the least by which one can be
above a number.
"""
MOST = 12
"""Comparisons in one threshold."""
LARGEST = Decimal(1_000_000_000)


@dataclass(frozen=True, slots=True)
class Missing:
    """Points still lacking for the cheapest way to qualify: of fit, of engagement, and of either of them on
    top. All zero: nothing is.
    """

    fit: Decimal
    engagement: Decimal
    either: Decimal

    @property
    def total(self) -> Decimal:
        """All of them together."""
        return self.fit + self.engagement + self.either


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many points qualify. Two are equal when their canonical texts are.

    Attributes:
        text: canonical; `parse_threshold` reads it back.
        tree: what was read.
    """

    text: str
    tree: Node = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text

    @property
    def points(self) -> tuple[Points, ...]:
        """Which of fit, engagement and score it names."""
        named = {node.name.name for node, _ in walk(self.tree) if isinstance(node, Named)}
        return tuple(points for points in POINTS if points in named)

    def compile(self, columns: Mapping[str, exp.Expr]) -> exp.Expression:
        """A boolean expression, false where points are unknown. `columns` has a DOUBLE, rounded to six
        decimals, for each name in `points`.
        """
        return exp.Coalesce(this=_compiled(self.tree, columns), expressions=[exp.false()])

    def holds(self, fit: float | Decimal, engagement: float | Decimal) -> bool:
        """Whether these points qualify, rounded to six decimals as they are in an evaluation."""
        return self.missing(fit, engagement).total == 0

    def halved(self) -> "Threshold":
        """The same with each number halved: what `explore` asks for."""
        tree = _halved(self.tree)
        return Threshold(canonical(tree), tree)

    def missing(self, fit: float | Decimal, engagement: float | Decimal) -> Missing:
        """What is lacking for the alternative that lacks the fewest points, the first one where several
        do.
        """
        have = {"fit": _rounded(fit), "engagement": _rounded(engagement)}
        have["score"] = have["fit"] + have["engagement"]
        return min((_lacking(way, have) for way in _ways(self.tree)), key=lambda missing: missing.total)

    @property
    def ways(self) -> tuple[Mapping[Points, Decimal], ...]:
        """The alternatives by which it holds: the least that each of fit, engagement and score must reach, to six decimals."""
        ways = []
        for way in _ways(self.tree):
            need: dict[Points, Decimal] = {}
            for node in way:
                points, above, number = _bound(node)
                need[points] = max(need.get(points, number), number + (STEP if above else 0))
            ways.append(need)
        return tuple(ways)

    def words(self) -> str:
        """It in English: `fit is at least 30 and engagement is at least 25`."""
        return _words(self.tree)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, Threshold) else parse_threshold(value),
            serialization=core_schema.plain_serializer_function_ser_schema(
                str, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "description": "Points that qualify.",
            "examples": ["fit >= 30 and engagement >= 25"],
        }


def parse_threshold(text: object) -> Threshold:
    """Read a threshold; raises `ConditionFault`."""
    if not isinstance(text, str):
        raise ConditionFault("a threshold is a text, as in fit >= 30 and engagement >= 25", 0)
    tree = parse_tree(text)
    bounds = [_checked(node) for node, _ in walk(tree) if not isinstance(node, And | Or | Named | Number)]
    if len(bounds) > MOST:
        raise ConditionFault(f"at most {MOST} comparisons make a threshold", bounds[MOST].offset)
    if not bounds:
        raise ConditionFault(
            "a threshold compares fit, engagement or score with a number, as in fit >= 30", tree.offset
        )
    _refuse_bare(tree)
    return Threshold(canonical(tree), tree)


def _refuse_bare(tree: Node) -> None:
    for node, _ in walk(tree):
        for item in node.items if isinstance(node, And | Or) else ():
            if isinstance(item, Named):
                raise ConditionFault(
                    f"{item.name} is compared with a number, as in {item.name} >= 30", item.offset
                )


def _checked(node: Node) -> Node:
    """A comparison that a threshold may hold."""
    if not isinstance(node, Compare) or node.operator not in (">=", ">"):
        raise ConditionFault(
            "a threshold says >= or > on fit, engagement or score, joined by and, or", node.offset
        )
    if not isinstance(node.left, Named):
        raise ConditionFault(
            "fit, engagement or score stands on the left, a number on the right", node.left.offset
        )
    if node.left.name.scope or node.left.name.name not in POINTS:
        meant = near(node.left.name.name, POINTS, 1)
        hint = f'did you mean "{meant[0]}"?' if meant else "there are fit, engagement and score"
        raise ConditionFault(f'"{node.left.name}" is no sum of points; {hint}', node.left.offset)
    if not isinstance(node.right, Number):
        raise ConditionFault(
            f"{node.left.name} is compared with a number, as in {node.left.name} >= 30", node.right.offset
        )
    if abs(node.right.value) > LARGEST:
        raise ConditionFault(
            f"{number_text(node.right.value)} points are beyond any score", node.right.offset
        )
    return node


def _bound(node: Node) -> tuple[Points, bool, Decimal]:
    """A comparison's points, whether equal points do not suffice, and its number."""
    if not (isinstance(node, Compare) and isinstance(node.left, Named) and isinstance(node.right, Number)):
        raise AssertionError("parse_threshold lets nothing else through")
    points: Points = next(points for points in POINTS if points == node.left.name.name)
    return points, node.operator == ">", node.right.value


def _compiled(node: Node, columns: Mapping[str, exp.Expr]) -> exp.Expr:
    if isinstance(node, And):
        return exp.and_(*(_compiled(item, columns) for item in node.items), copy=False)
    if isinstance(node, Or):
        return exp.or_(*(_compiled(item, columns) for item in node.items), copy=False)
    points, above, number = _bound(node)
    return (exp.GT if above else exp.GTE)(
        this=exp.paren(columns[points])
        if isinstance(columns[points], exp.Binary)
        else columns[points].copy(),
        expression=exp.cast(exp.Literal.string(number_text(number)), "double"),
    )


def _halved(node: Node) -> Node:
    if isinstance(node, And):
        return And(tuple(map(_halved, node.items)), offset=node.offset)
    if isinstance(node, Or):
        return Or(tuple(map(_halved, node.items)), offset=node.offset)
    _, _, number = _bound(node)
    assert isinstance(node, Compare)
    return Compare(node.operator, node.left, Number(number / 2, offset=node.right.offset), offset=node.offset)


def _ways(node: Node) -> list[list[Node]]:
    """The alternatives, each a list of comparisons that must all hold."""
    if isinstance(node, Or):
        return [way for item in node.items for way in _ways(item)]
    if isinstance(node, And):
        ways: list[list[Node]] = [[]]
        for item in node.items:
            ways = [way + further for way in ways for further in _ways(item)]
        return ways
    return [[node]]


def _lacking(way: list[Node], have: Mapping[str, Decimal]) -> Missing:
    need = dict.fromkeys(POINTS, Decimal(0))
    for node in way:
        points, above, number = _bound(node)
        need[points] = max(need[points], number + (STEP if above else 0) - have[points])
    return Missing(
        need["fit"], need["engagement"], max(need["score"] - need["fit"] - need["engagement"], Decimal(0))
    )


def _rounded(points: float | Decimal) -> Decimal:
    return Decimal(str(points)).quantize(STEP)


def _words(node: Node) -> str:
    if isinstance(node, And):
        return " and ".join(
            f"either {_words(item)}" if isinstance(item, Or) else _words(item) for item in node.items
        )
    if isinstance(node, Or):
        grouped = any(isinstance(item, And) for item in node.items)
        return (", or " if grouped else " or ").join(_words(item) for item in node.items)
    points, above, number = _bound(node)
    return f"{points} is {'above' if above else 'at least'} {number_text(number)}"
