"""Conditions: the small subset of SQL in which an agreement's rules are written. docs/reference/conditions.md
is its reference.

`parse_condition` reads one; `Condition.compile` makes a syntax tree of it for an engine. Text never reaches
an engine as text.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema
from sqlglot import exp

from handfast.agreement.condition_parser import parse_tree
from handfast.agreement.condition_sql import Operand, compile_tree
from handfast.agreement.condition_tree import ConditionFault, Name, Named, Node, canonical, walk
from handfast.agreement.condition_words import tree_words
from handfast.agreement.near import near
from handfast.agreement.thresholds import Missing, Threshold, parse_threshold

__all__ = [
    "Condition",
    "ConditionFault",
    "Missing",
    "Name",
    "Operand",
    "Threshold",
    "near",
    "parse_condition",
    "parse_threshold",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition. Two are equal when their canonical texts are.

    Attributes:
        text: canonical; `parse_condition` reads it back.
        tree: what was read.
    """

    text: str
    tree: Node = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text

    @property
    def names(self) -> tuple[Name, ...]:
        """The names it uses, each once, in the order of the text."""
        return tuple(dict.fromkeys(node.name for node, _ in walk(self.tree) if isinstance(node, Named)))

    def compile(self, resolve: Callable[[Name], Operand]) -> exp.Expression:
        """A boolean expression that is never unknown, in syntax that DuckDB and Spark read alike (see
        `condition_sql`).

        Raises `ConditionFault` where types do not fit, and whatever `resolve` raises for a name that it does
        not know.
        """
        return compile_tree(self.tree, resolve)

    def words(self, name_words: Callable[[Name], str] | None = None) -> str:
        """It in English, `the title contains vp, director, head or chief`; in double quotes as it stands
        where there are no plain words.

        `name_words` says a name, article included; by default its underscores become spaces.
        """
        return tree_words(self.tree, name_words)

    def offset_of(self, name: Name) -> int:
        """The character of the text as it was read at which a name first stands, from 0."""
        return next(
            node.offset for node, _ in walk(self.tree) if isinstance(node, Named) and node.name == name
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, Condition) else parse_condition(value),
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
            "description": "A condition on facts.",
            "examples": ["employees between 50 and 5000"],
        }


def parse_condition(text: object) -> Condition:
    """Read a condition; raises `ConditionFault`, whose offset is that of the character at fault."""
    if not isinstance(text, str):
        raise ConditionFault('a condition is a text in quotes, as in "employees >= 50"', 0)
    tree = parse_tree(text)
    return Condition(canonical(tree), tree)
