"""Conditions: the small subset of SQL in which an agreement's rules are written.

`parse_condition` reads one; `Condition.compile` makes a syntax tree of it for an engine. Text never reaches an engine as text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema
from sqlglot import exp

from handfast.agreement.near import near

__all__ = ["Condition", "ConditionFault", "Missing", "Name", "Operand", "Threshold", "near", "parse_condition", "parse_threshold"]

Scope = Literal["lead", "account"] | None


class ConditionFault(ValueError):
    """A text is no condition, or a condition does not fit the names it uses. `offset`: the character at which, from 0."""

    code = "condition"

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class Name(NamedTuple):
    """A name in a condition: `lead.x`, `account.x`, or a bare `x` (scope None), spelt as written."""

    scope: Scope
    name: str


@dataclass(frozen=True)
class Operand:
    """What a name stands for in a query: a column or expression, and its type. `finite`: a number that is never NaN or infinite (an integer, a decimal)."""

    expr: exp.Expression
    type: Literal["text", "number", "instant", "boolean"]
    finite: bool = False


@dataclass(frozen=True)
class Condition:
    """A condition; two are equal when their canonical texts are."""

    text: str

    @property
    def names(self) -> tuple[Name, ...]:
        """The names it uses, each once, in the order of the text."""
        raise NotImplementedError

    def compile(self, resolve: Callable[[Name], Operand]) -> exp.Expression:
        """A boolean expression that is never unknown; raises `ConditionFault` where types do not fit, and whatever `resolve` raises."""
        raise NotImplementedError

    def words(self, name_words: Callable[[Name], str] | None = None) -> str:
        """It in English: `the title contains vp, director, head or chief`."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, Condition) else parse_condition(value),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string"}


def parse_condition(text: str) -> Condition:
    """Read a condition; raises `ConditionFault`."""
    raise NotImplementedError


@dataclass(frozen=True)
class Missing:
    """Points still lacking for the cheapest way to qualify: of fit, of engagement, and of either of them on top."""

    fit: Decimal
    engagement: Decimal
    either: Decimal


@dataclass(frozen=True)
class Threshold:
    """`qualifies_when`: `>=` or `>` on fit, engagement and score, with `and`, `or`."""

    text: str

    def compile(self, columns: Mapping[str, exp.Expression]) -> exp.Expression:
        """A boolean expression, never unknown; `columns` has `fit`, `engagement`, `score`."""
        raise NotImplementedError

    def halved(self) -> "Threshold":
        """The same with each number halved (for `explore`)."""
        raise NotImplementedError

    def missing(self, fit: float, engagement: float) -> Missing | None:
        """What is lacking; None when nothing is."""
        raise NotImplementedError

    def words(self) -> str:
        """`fit is at least 30 and engagement is at least 25`."""
        raise NotImplementedError


def parse_threshold(text: str) -> Threshold:
    """Read a threshold; raises `ConditionFault`."""
    raise NotImplementedError
