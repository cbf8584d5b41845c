"""Reads a condition's text into its tree: `or`, `and`, `not`, a test, a sum, a product, a value, each by its
own function.

There is no rule for anything else, so that nothing else gets past: the grammar is the allow-list. The size of
a tree is bounded before anyone walks it.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import cast, get_args

from handfast.agreement.condition_tokens import Token, tokens
from handfast.agreement.condition_tree import (
    SCOPES,
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    Comparison,
    ConditionFault,
    Function,
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
    Operator,
    Or,
    Predicate,
    Text,
    Truth,
    walk,
)
from handfast.agreement.near import near
from handfast.agreement.patterns import Pattern, PatternFault, parse_pattern

DEEPEST = 30
"""Levels of a tree; brackets, signs and chains of sums and products all count."""
NESTED_ARITHMETIC = 4
"""Divisors inside divisors: each is written twice in the compiled form, to guard against zero."""
LONGEST_NUMBER = 30
"""Digits of a number."""
FUNCTIONS: tuple[Function, ...] = get_args(Function)
COMPARISONS: dict[str, Comparison] = {
    "=": "=",
    "<>": "<>",
    "!=": "<>",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
REFUSED_WORDS = {
    "ilike": "ilike is not supported; lower(…) like ignores case",
    "similar": "did you mean ~ or like?",
    "regexp": "did you mean ~?",
    "select": "a condition asks nothing of other tables",
    "exists": "a condition asks nothing of other tables; did you mean is not null?",
    "case": "case is not supported",
    "cast": "casts are not supported; a text compared with a number is read as one",
    "isnull": "did you mean is null?",
    "contains": "did you mean like '%…%'?",
    "matches": "did you mean ~?",
    "equals": "did you mean =?",
    "mod": "mod is not supported",
    "xor": "xor is not supported",
}


def parse_tree(text: str) -> Node:
    """The tree of a condition; raises `ConditionFault`, and nothing else, for any text."""
    reader = Reader(text)
    tree = reader.condition()
    reader.expect_end()
    return _bounded(reader.test(tree))


class Reader:
    """Reads tokens once from left to right, one method for each rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0

    # --- tokens

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.next
        self.at += token.kind != "end"
        return token

    def is_next(self, *values: str) -> bool:
        return self.next.kind in ("sign", "keyword") and self.next.value in values

    def took(self, value: str) -> bool:
        found = self.is_next(value)
        self.at += found
        return found

    def expect(self, value: str, why: str) -> None:
        if not self.took(value):
            raise self.unexpected(why)

    def unexpected(self, wanted: str) -> ConditionFault:
        token = self.next
        if token.kind == "end":
            return ConditionFault(f"the condition ends too early; {wanted}", token.offset)
        if token.kind == "name" and token.value.lower() in REFUSED_WORDS:
            return ConditionFault(REFUSED_WORDS[token.value.lower()], token.offset)
        shown = f"'{token.value[:40]}'" if token.kind == "text" else f'"{token.value[:40]}"'
        return ConditionFault(f"{shown} has no place here; {wanted}", token.offset)

    def expect_end(self) -> None:
        if self.is_next(*COMPARISONS, "like", "in", "is", "between", "~", "!~"):
            raise ConditionFault(
                "a test follows a test; join them with and, or put one in brackets", self.next.offset
            )
        if self.is_next(")"):
            raise ConditionFault("this ) closes nothing", self.next.offset)
        if self.next.kind != "end":
            raise self.unexpected("join two tests with and, or")

    def deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _too_deep(self.next.offset)
        node = read()
        self.depth -= 1
        return node

    # --- what a node may be

    @staticmethod
    def test(node: Node) -> Node:
        """The node where a true or false is wanted."""
        if isinstance(node, Predicate | Named | Truth) or (
            isinstance(node, Call) and node.function == "coalesce"
        ):
            return node
        raise ConditionFault(
            "this is a value and not a test; compare it with something, as in employees >= 50", node.offset
        )

    @staticmethod
    def value(node: Node) -> Node:
        """The node where a value is wanted."""
        if isinstance(node, Predicate):
            raise ConditionFault("this is a test and not a value; join tests with and, or", node.offset)
        return node

    def number(self, node: Node) -> Node:
        if isinstance(self.value(node), Text | Truth):
            raise ConditionFault("this is no number; arithmetic takes numbers and names", node.offset)
        return node

    # --- rules

    def condition(self) -> Node:
        items = [self.conjunction()]
        while self.took("or"):
            items.append(self.conjunction())
        return (
            items[0]
            if len(items) == 1
            else Or(_flat(Or, [self.test(item) for item in items]), offset=items[0].offset)
        )

    def conjunction(self) -> Node:
        items = [self.negation()]
        while self.took("and"):
            items.append(self.negation())
        return (
            items[0]
            if len(items) == 1
            else And(_flat(And, [self.test(item) for item in items]), offset=items[0].offset)
        )

    def negation(self) -> Node:
        begins = self.next.offset
        if self.took("not"):
            return Not(self.test(self.deeper(self.negation)), offset=begins)
        return self.comparison()

    def comparison(self) -> Node:
        left = self.sum()
        token = self.next
        if token.kind == "sign" and token.value in COMPARISONS:
            self.take()
            self.refuse_null(token)
            return Compare(
                COMPARISONS[token.value], self.value(left), self.value(self.sum()), offset=left.offset
            )
        if self.is_next("~", "!~"):
            self.take()
            return Matches(self.value(left), self.pattern(), token.value == "!~", offset=left.offset)
        if self.took("is"):
            negated = self.took("not")
            if self.is_next("true", "false"):
                raise ConditionFault(
                    f"write = {self.next.value}; only is null and is not null are supported", token.offset
                )
            self.expect("null", "write is null or is not null")
            return IsNull(self.value(left), negated, offset=left.offset)
        negated = self.took("not")
        if self.took("between"):
            low = self.value(self.sum())
            self.expect("and", "between needs both ends, as in between 50 and 5000")
            return Between(self.value(left), low, self.value(self.sum()), negated, offset=left.offset)
        if self.took("in"):
            return In(self.value(left), self.items(), negated, offset=left.offset)
        if self.took("like"):
            return Like(self.value(left), self.text("like").value, negated, offset=left.offset)
        if negated:
            raise self.unexpected("after a name, not is followed by in, between or like")
        return left

    def refuse_null(self, comparison: Token) -> None:
        if self.is_next("null"):
            instead = "is not null" if comparison.value in ("<>", "!=") else "is null"
            raise ConditionFault(f"nothing is ever equal to null; write {instead}", comparison.offset)

    def text(self, after: str) -> Token:
        if self.next.kind == "quoted":
            raise ConditionFault(
                "double quotes are for names; a text stands in single quotes", self.next.offset
            )
        if self.next.kind != "text":
            raise self.unexpected(f"{after} is followed by a text in single quotes")
        return self.take()

    def pattern(self) -> Pattern:
        token = self.text("~")
        try:
            return parse_pattern(token.value)
        except PatternFault as fault:
            quotes = token.value[: fault.offset].count("'")
            raise ConditionFault(str(fault), token.offset + 1 + fault.offset + quotes) from None

    def items(self) -> tuple[Text, ...] | tuple[Number, ...]:
        begins = self.next.offset
        self.expect("(", "a list stands in brackets, as in ('US', 'CA')")
        found = [self.item()]
        while self.took(","):
            found.append(self.item())
        self.expect(")", "items of a list are separated by commas, and the list ends with )")
        if len({type(item) for item in found}) > 1:
            raise ConditionFault("a list holds either texts or numbers", begins)
        return cast("tuple[Text, ...] | tuple[Number, ...]", tuple(found))

    def item(self) -> Text | Number:
        if self.next.kind in ("text", "number") or self.is_next("-"):
            node = self.unary()
            if isinstance(node, Text | Number):
                return node
        if self.next.kind == "quoted":
            raise ConditionFault(
                "double quotes are for names; a text stands in single quotes", self.next.offset
            )
        raise self.unexpected("a list holds texts in single quotes, or numbers")

    def sum(self) -> Node:
        return self.chain(self.product, "+", "-")

    def product(self) -> Node:
        return self.chain(self.unary, "*", "/")

    def chain(self, part: Callable[[], Node], *signs: str) -> Node:
        left = part()
        while self.is_next(*signs):
            operator = cast(Operator, self.take().value)
            left = Arithmetic(operator, self.number(left), self.number(part()), offset=left.offset)
        return left

    def unary(self) -> Node:
        token = self.next
        if not self.took("-"):
            self.took("+")
            return self.primary()
        operand = self.number(self.deeper(self.unary))
        return (
            Number(-operand.value, offset=token.offset)
            if isinstance(operand, Number)
            else Minus(operand, offset=token.offset)
        )

    def primary(self) -> Node:
        token = self.next
        if token.kind in ("name", "quoted"):
            return self.named()
        if token.kind == "text":
            return Text(self.take().value, offset=token.offset)
        if token.kind == "number":
            return self.literal_number()
        if self.is_next("true", "false"):
            return Truth(self.take().value == "true", offset=token.offset)
        if self.took("("):
            inner = self.deeper(self.condition)
            if self.is_next(","):
                raise ConditionFault("a list stands only after in", self.next.offset)
            self.expect(")", "a bracket is not closed")
            return inner
        if self.is_next("null"):
            raise ConditionFault("null stands only in is null and is not null", token.offset)
        raise self.unexpected("a name, a number or a text in single quotes is wanted")

    def literal_number(self) -> Number:
        token = self.take()
        if len(token.value) > LONGEST_NUMBER:
            raise ConditionFault(f"the number has more than {LONGEST_NUMBER} digits", token.offset)
        return Number(Decimal(token.value), offset=token.offset)

    def named(self) -> Node:
        token = self.take()
        if self.is_next("(") and token.kind == "name":
            return self.call(token)
        if (
            token.kind == "name"
            and token.value.lower() in REFUSED_WORDS
            and self.next.kind not in ("sign", "keyword", "end")
        ):
            raise ConditionFault(REFUSED_WORDS[token.value.lower()], token.offset)
        if self.is_next(".") and token.kind == "name":
            return self.scoped(token)
        return Named(_name(None, token), token.kind == "quoted", offset=token.offset)

    def scoped(self, scope: Token) -> Named:
        self.take()
        spelt = next((known for known in SCOPES if known == scope.value.lower()), None)
        if spelt is None:
            raise ConditionFault(
                f'"{scope.value}." is not known; only lead. and account. reach further '
                "(a name with a dot stands in double quotes)",
                scope.offset,
            )
        token = self.next
        if token.kind not in ("name", "quoted"):
            raise self.unexpected(f"{spelt}. is followed by a name")
        self.take()
        if self.is_next(".", "("):
            raise self.unexpected(f"{spelt}.{token.value} is a whole name")
        return Named(_name(spelt, token), token.kind == "quoted", offset=scope.offset)

    def call(self, token: Token) -> Call:
        self.take()
        function = next((known for known in FUNCTIONS if known == token.value.lower()), None)
        if function is None:
            raise ConditionFault(_unknown_function(token.value), token.offset)
        arguments = [self.value(self.deeper(self.condition))]
        while self.took(","):
            arguments.append(self.value(self.deeper(self.condition)))
        self.expect(")", f"{function}( is not closed")
        if function == "coalesce" and len(arguments) == 1:
            raise ConditionFault("coalesce takes two values or more", token.offset)
        if function != "coalesce" and len(arguments) > 1:
            raise ConditionFault(f"{function} takes one value", token.offset)
        return Call(function, tuple(arguments), offset=token.offset)


def _name(scope: str | None, token: Token) -> Name:
    if not token.value.strip():
        raise ConditionFault("the name is empty", token.offset)
    return Name(cast("None", scope), token.value)


def _unknown_function(name: str) -> str:
    known = "lower, upper, trim, length and coalesce"
    if name.lower() in REFUSED_WORDS:
        return REFUSED_WORDS[name.lower()]
    meant = near(name, FUNCTIONS, 1)
    return f'"{name}" is no function here; ' + (
        f'did you mean "{meant[0]}"?' if meant else f"there are {known}"
    )


def _flat(kind: type[And] | type[Or], items: list[Node]) -> tuple[Node, ...]:
    """The items, those of a nested node of the same kind in its place."""
    return tuple(inner for item in items for inner in (item.items if isinstance(item, kind) else (item,)))


def _too_deep(offset: int) -> ConditionFault:
    return ConditionFault(
        f"the condition is nested more than {DEEPEST} deep; write it as several rules", offset
    )


def _bounded(tree: Node) -> Node:
    for node, depth in walk(tree):
        if depth > DEEPEST:
            raise _too_deep(node.offset)
    for node, _ in walk(tree):
        if isinstance(node, Arithmetic) and _guards(node) > NESTED_ARITHMETIC:
            raise ConditionFault(
                f"divisors stand more than {NESTED_ARITHMETIC} deep in each other", node.offset
            )
    return tree


def _guards(node: Node) -> int:
    """How many guarded values stand inside each other: divisors, and sums inside coalesce."""
    match node:
        case Arithmetic():
            right = _guards(node.right)
            return max(
                _guards(node.left), right + (node.operator == "/" and not isinstance(node.right, Number))
            )
        case Minus():
            return _guards(node.operand)
        case Call():
            return max(
                _guards(argument) + isinstance(argument, Arithmetic | Minus) for argument in node.arguments
            )
        case _:
            return 0
