"""Says a condition in English, for the agreement as prose: `the title contains vp, director, head or chief`.

What has no plain words is quoted as it stands: a reader would rather see the condition than a riddle.
"""

from collections.abc import Callable, Sequence

from handfast.agreement.condition_tree import (
    And,
    Between,
    Call,
    Compare,
    In,
    IsNull,
    Like,
    Matches,
    Name,
    Named,
    Node,
    Not,
    Number,
    Or,
    Text,
    Truth,
    canonical,
    number_text,
)

NameWords = Callable[[Name], str]
_SINGULAR_ENDINGS = ("ss", "us", "is", "ics")
_COMPARISONS = {"=": "", "<>": "not ", "<": "below ", "<=": "at most ", ">": "above ", ">=": "at least "}


class _Odd(Exception):
    """There are no plain words for this."""


def tree_words(tree: Node, name_words: NameWords | None = None) -> str:
    """A condition in English; its canonical text in double quotes where there are no plain words.
    `name_words` says a name, article included.
    """
    try:
        return _Words(name_words or default_name_words).test(tree)
    except _Odd:
        return f'"{canonical(tree)}"'


def default_name_words(name: Name) -> str:
    """A name as people say it: `the job title`, `employees`, `the account's industry`."""
    said = " ".join(name.name.replace("_", " ").split())
    if name.scope:
        return f"the {name.scope}'s {said}"
    return said if _plural(said) else f"the {said}"


def listed(items: Sequence[str], last: str = "or") -> str:
    """Items as a list in a sentence: `a, b or c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def _plural(said: str) -> bool:
    return said.endswith("s") and not said.endswith(_SINGULAR_ENDINGS)


class _Words:
    """The words of one condition."""

    def __init__(self, name_words: NameWords) -> None:
        self.name_words = name_words

    def test(self, node: Node) -> str:
        match node:
            case Or():
                return self.joined(node.items, And, ", or ", " or ")
            case And():
                return self.conjunction(node)
            case Not():
                return self.single(node.operand, negated=True)
            case _:
                return self.single(node, negated=False)

    def joined(self, items: Sequence[Node], inner: type, loose: str, tight: str) -> str:
        grouped = any(isinstance(item, inner) for item in items)
        return (loose if grouped else tight).join(self.test(item) for item in items)

    def conjunction(self, node: And) -> str:
        said = []
        for item in node.items:
            if isinstance(item, Or):
                if any(isinstance(inner, And | Or) for inner in item.items):
                    raise _Odd
                said.append(f"either {self.test(item)}")
            else:
                said.append(self.test(item))
        return " and ".join(said)

    def single(self, node: Node, negated: bool) -> str:
        match node:
            case Named():
                return self.named(node, negated)
            case Truth():
                return "never" if node.value == negated else "always"
            case Compare(left=left, right=Truth(value=value)) if node.operator in ("=", "<>"):
                if not isinstance(left, Named):
                    raise _Odd
                return self.named(left, (node.operator == "<>") ^ (not value) ^ negated)
            case Compare():
                return self.compared(node, negated)
            case In():
                return self.be(
                    node.operand, listed([self.value(item) for item in node.items]), node.negated ^ negated
                )
            case Between():
                return self.be(
                    node.operand,
                    f"between {self.value(node.low)} and {self.value(node.high)}",
                    node.negated ^ negated,
                )
            case IsNull():
                return self.be(node.operand, "missing" if node.negated == negated else "known", negated=False)
            case Like():
                return self.like(node, node.negated ^ negated)
            case Matches():
                return self.matches(node, node.negated ^ negated)
            case _:
                raise _Odd

    def named(self, node: Named, negated: bool) -> str:
        if node.name == Name(None, "raised"):
            return "no hand was raised" if negated else "a hand was raised"
        return self.be(node, "true", negated)

    def compared(self, node: Compare, negated: bool) -> str:
        if isinstance(node.right, Text) and not node.right.value:
            if node.operator not in ("=", "<>"):
                raise _Odd
            return self.be(node.left, "empty", (node.operator == "<>") ^ negated)
        if negated and node.operator == "<>":
            return self.be(node.left, self.value(node.right), negated=False)
        return self.be(node.left, _COMPARISONS[node.operator] + self.value(node.right), negated)

    def like(self, node: Like, negated: bool) -> str:
        inner = node.pattern.strip("%")
        begins, ends = node.pattern.startswith("%"), node.pattern.endswith("%")
        if not inner or any(sign in inner for sign in "%_"):
            return self.do(node.operand, ("match", "matches"), f"'{node.pattern}'", negated)
        if begins and ends:
            return self.do(node.operand, ("contain", "contains"), _text(inner), negated)
        if ends:
            return self.do(node.operand, ("begin", "begins"), f"with {_text(inner)}", negated)
        if begins:
            return self.do(node.operand, ("end", "ends"), f"with {_text(inner)}", negated)
        return self.be(node.operand, _text(inner), negated)

    def matches(self, node: Matches, negated: bool) -> str:
        plain = node.pattern.plain or ()
        ends = {(part.begins, part.ends) for part in plain}
        texts = listed([_text(part.text) for part in plain]) if plain else ""
        if ends == {(False, False)}:
            return self.do(node.operand, ("contain", "contains"), texts, negated)
        if ends == {(True, False)}:
            return self.do(node.operand, ("begin", "begins"), f"with {texts}", negated)
        if ends == {(False, True)}:
            return self.do(node.operand, ("end", "ends"), f"with {texts}", negated)
        if ends == {(True, True)}:
            return self.be(node.operand, texts, negated)
        return self.do(node.operand, ("match", "matches"), f"the pattern '{node.pattern.text}'", negated)

    # --- subjects and values

    def be(self, operand: Node, what: str, negated: bool) -> str:
        subject = self.subject(operand)
        return f"{subject} {'are' if _plural(subject) else 'is'} {'not ' if negated else ''}{what}"

    def do(self, operand: Node, verb: tuple[str, str], what: str, negated: bool) -> str:
        subject = self.subject(operand)
        many = _plural(subject)
        if negated:
            return f"{subject} {'do' if many else 'does'} not {verb[0]} {what}"
        return f"{subject} {verb[0] if many else verb[1]} {what}"

    def subject(self, node: Node) -> str:
        match node:
            case Named():
                return self.name_words(node.name)
            case Call(function="lower" | "upper" | "trim"):
                return self.subject(node.arguments[0])
            case Call(function="length"):
                return f"the length of {self.subject(node.arguments[0])}"
            case _:
                raise _Odd

    def value(self, node: Node) -> str:
        match node:
            case Text():
                return _text(node.value)
            case Number():
                return number_text(node.value)
            case Named():
                return self.name_words(node.name)
            case _:
                raise _Odd


def _text(value: str) -> str:
    """A text as it stands in a sentence: in quotes only where its ends or commas would be lost."""
    plain = value and value == value.strip() and not any(sign in value for sign in ",\"'\n\t")
    return value if plain else f'"{value}"'
