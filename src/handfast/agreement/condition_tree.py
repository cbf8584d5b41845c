"""The syntax tree of a condition: these node types are the whole language, and whatever is none of them
cannot be said.

Nodes carry the offset of the character they were read at, for messages; it plays no part in equality.
`canonical` writes a tree in the one way that reads back as the same tree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from handfast.agreement.patterns import Pattern

Scope = Literal["lead", "account"] | None
SCOPES: tuple[Literal["lead", "account"], ...] = ("lead", "account")
Comparison = Literal["=", "<>", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/"]
Function = Literal["lower", "upper", "trim", "length", "coalesce"]
KEYWORDS = frozenset(("and", "or", "not", "in", "between", "like", "is", "null", "true", "false"))

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class ConditionFault(ValueError):
    """A text is no condition, or a condition does not fit what it is used on.

    Attributes:
        message: what is wrong and what would be right, one sentence.
        offset: the character of the text at which, from 0.
    """

    code = "condition"

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Name(NamedTuple):
    """A name in a condition: `lead.x`, `account.x`, or a bare `x` (scope None), spelt as written."""

    scope: Scope
    name: str

    def __str__(self) -> str:
        bare = _BARE.fullmatch(self.name) and self.name.lower() not in KEYWORDS
        name = self.name if bare else '"' + self.name.replace('"', '""') + '"'
        return f"{self.scope}.{name}" if self.scope else name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    offset: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Named(_Node):
    """What a name stands for. `quoted`: written in double quotes."""

    name: Name
    quoted: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Text(_Node):
    value: str


@dataclass(frozen=True, slots=True)
class Number(_Node):
    value: Decimal


@dataclass(frozen=True, slots=True)
class Truth(_Node):
    value: bool


@dataclass(frozen=True, slots=True)
class Minus(_Node):
    """The negative of a value."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Arithmetic(_Node):
    operator: Operator
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call(_Node):
    function: Function
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Compare(_Node):
    operator: Comparison
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Between(_Node):
    operand: "Node"
    low: "Node"
    high: "Node"
    negated: bool


@dataclass(frozen=True, slots=True)
class In(_Node):
    """Whether a value is one of a list of literals, all texts or all numbers."""

    operand: "Node"
    items: tuple[Text, ...] | tuple[Number, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Like(_Node):
    operand: "Node"
    pattern: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Matches(_Node):
    """`~`: whether a pattern is found anywhere in a text."""

    operand: "Node"
    pattern: Pattern
    negated: bool


@dataclass(frozen=True, slots=True)
class IsNull(_Node):
    operand: "Node"
    negated: bool


@dataclass(frozen=True, slots=True)
class Not(_Node):
    operand: "Node"


@dataclass(frozen=True, slots=True)
class And(_Node):
    """All of two or more."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or(_Node):
    """One of two or more."""

    items: tuple["Node", ...]


Node = (
    Named
    | Text
    | Number
    | Truth
    | Minus
    | Arithmetic
    | Call
    | Compare
    | Between
    | In
    | Like
    | Matches
    | IsNull
    | Not
    | And
    | Or
)
Predicate = Compare | Between | In | Like | Matches | IsNull | Not | And | Or


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under one, in the order of the text."""
    match node:
        case Minus() | Not() | Like() | Matches() | IsNull():
            return (node.operand,)
        case Arithmetic() | Compare():
            return (node.left, node.right)
        case Between():
            return (node.operand, node.low, node.high)
        case In():
            return (node.operand, *node.items)
        case Call():
            return node.arguments
        case And() | Or():
            return node.items
        case _:
            return ()


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Every node with its depth (the root's is 1), in the order of the text; without recursion, so that any
    depth is safe.
    """
    waiting = [(node, 1)]
    while waiting:
        seen, depth = waiting.pop()
        yield seen, depth
        waiting.extend((child, depth + 1) for child in reversed(children(seen)))


_OR, _AND, _NOT, _TEST, _SUM, _PRODUCT, _ATOM = range(7)


def canonical(node: Node) -> str:
    """The text of a tree: lower-case keywords, single spaces, no needless brackets."""
    return _write(node, _OR)


def number_text(value: Decimal) -> str:
    """A number without exponent or needless zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def text_literal(value: str) -> str:
    """A text in single quotes, quotes doubled."""
    return "'" + value.replace("'", "''") + "'"


def _write(node: Node, least: int) -> str:
    text, binds = _written(node)
    return text if binds >= least else f"({text})"


def _written(node: Node) -> tuple[str, int]:
    """A node's text, and how tightly it binds."""
    match node:
        case Named():
            return str(node.name), _ATOM
        case Text():
            return text_literal(node.value), _ATOM
        case Number():
            return number_text(node.value), _ATOM if node.value >= 0 else _PRODUCT
        case Truth():
            return ("true" if node.value else "false"), _ATOM
        case Minus():
            return f"-{_write(node.operand, _ATOM)}", _PRODUCT
        case Call():
            return (
                f"{node.function}({', '.join(_write(argument, _OR) for argument in node.arguments)})",
                _ATOM,
            )
        case Arithmetic():
            binds = _SUM if node.operator in "+-" else _PRODUCT
            return f"{_write(node.left, binds)} {node.operator} {_write(node.right, binds + 1)}", binds
        case Not():
            return f"not {_write(node.operand, _NOT)}", _NOT
        case And():
            return " and ".join(_write(item, _NOT) for item in node.items), _AND
        case Or():
            return " or ".join(_write(item, _AND) for item in node.items), _OR
        case _:
            return _test(node), _TEST


def _test(node: Compare | Between | In | Like | Matches | IsNull) -> str:
    match node:
        case Compare():
            return f"{_write(node.left, _SUM)} {node.operator} {_write(node.right, _SUM)}"
        case Between():
            said = f"{_no(node.negated)}between {_write(node.low, _SUM)} and {_write(node.high, _SUM)}"
        case In():
            said = f"{_no(node.negated)}in ({', '.join(_write(item, _OR) for item in node.items)})"
        case Like():
            said = f"{_no(node.negated)}like {text_literal(node.pattern)}"
        case Matches():
            said = f"{'!~' if node.negated else '~'} {text_literal(node.pattern.text)}"
        case IsNull():
            said = f"is {_no(node.negated)}null"
    return f"{_write(node.operand, _SUM)} {said}"


def _no(negated: bool) -> str:
    return "not " if negated else ""
