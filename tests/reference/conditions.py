"""What a condition means, by walking its tree on one row, slowly and obviously. None stands for unknown."""

import math
import operator
import re
from datetime import UTC, datetime

COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(tree, row, types):
    """Whether a condition's tree is true of a row (a dict by column); unknown is false."""
    return test(tree, row, types) is True


def test(node, row, types):
    """True, False or None of a node where a truth is wanted."""
    kind = type(node).__name__
    if kind == "And":
        found = [test(item, row, types) for item in node.items]
        return False if False in found else None if None in found else True
    if kind == "Or":
        found = [test(item, row, types) for item in node.items]
        return True if True in found else None if None in found else False
    if kind == "Not":
        return opposite(test(node.operand, row, types), True)
    if kind == "Compare":
        left, right = alike([node.left, node.right], row, types)
        return None if left is None or right is None else COMPARE[node.operator](left, right)
    if kind == "Between":
        value, low, high = alike([node.operand, node.low, node.high], row, types)
        above = None if value is None or low is None else value >= low
        below = None if value is None or high is None else value <= high
        both = False if False in (above, below) else None if None in (above, below) else True
        return opposite(both, node.negated)
    if kind == "In":
        value, *items = alike([node.operand, *node.items], row, types)
        return opposite(None if value is None else value in items, node.negated)
    if kind == "Like":
        value = evaluate(node.operand, row, types)[0]
        return opposite(None if value is None else like(value, node.pattern), node.negated)
    if kind == "Matches":
        value = evaluate(node.operand, row, types)[0]
        return opposite(None if value is None else found_in(value, node.pattern.text), node.negated)
    if kind == "IsNull":
        return opposite(evaluate(node.operand, row, types)[0] is None, node.negated)
    return evaluate(node, row, types)[0]


def opposite(truth, negated):
    return truth if truth is None or not negated else not truth


def evaluate(node, row, types):
    """A node's value on a row, None when missing, and its type."""
    kind = type(node).__name__
    if kind == "Named":
        value, its = row[node.name.name], types[node.name.name]
        return (finite(value) if its == "number" else value), its
    if kind == "Text":
        return node.value, "text"
    if kind == "Number":
        return float(node.value), "number"
    if kind == "Truth":
        return node.value, "boolean"
    if kind == "Minus":
        value = number(node.operand, row, types)
        return (None if value is None else -value), "number"
    if kind == "Arithmetic":
        return finite(arithmetic(node, row, types)), "number"
    if node.function == "coalesce":
        values = alike(node.arguments, row, types)
        its = {evaluate(argument, row, types)[1] for argument in node.arguments}
        return next((value for value in values if value is not None), None), (
            "number" if "number" in its else its.pop()
        )
    value = evaluate(node.arguments[0], row, types)[0]
    its = "number" if node.function == "length" else "text"
    return (None if value is None else FUNCTIONS[node.function](value)), its


FUNCTIONS = {
    "lower": lambda text: "".join(letter.lower() if "A" <= letter <= "Z" else letter for letter in text),
    "upper": lambda text: "".join(letter.upper() if "a" <= letter <= "z" else letter for letter in text),
    "trim": lambda text: text.strip(" "),
    "length": lambda text: float(len(text)),
}


def arithmetic(node, row, types):
    """A sum or product as IEEE doubles, which may be infinite on the way; a divisor may not."""
    left, right = raw(node.left, row, types), raw(node.right, row, types)
    if left is None or right is None:
        return None
    if node.operator == "/":
        return None if finite(right) is None or right == 0 else left / right
    return {"+": operator.add, "-": operator.sub, "*": operator.mul}[node.operator](left, right)


def raw(node, row, types):
    if type(node).__name__ == "Arithmetic":
        return arithmetic(node, row, types)
    if type(node).__name__ == "Minus":
        value = raw(node.operand, row, types)
        return None if value is None else -value
    return number(node, row, types)


def number(node, row, types):
    value, its = evaluate(node, row, types)
    return read_number(value) if its == "text" else value


def read_number(text):
    """A text as a plain decimal, else missing."""
    if text is None:
        return None
    digits = text.strip(" ")
    if digits[:1] in ("+", "-"):
        digits = digits[1:]
    whole, point, part = digits.partition(".")
    plain = [whole, part] if point else [whole]
    if len(whole) > 300 or not all(piece and set(piece) <= set("0123456789") for piece in plain):
        return None
    return float(text.strip(" "))


def finite(value):
    return None if value is None or math.isnan(value) or math.isinf(value) else float(value)


def alike(nodes, row, types):
    """The values of nodes that are compared with each other, brought to one type."""
    found = [evaluate(node, row, types) for node in nodes]
    its = {kind for _, kind in found}
    if its == {"text", "number"}:
        return [read_number(value) if kind == "text" else value for value, kind in found]
    if its == {"text", "instant"}:
        return [instant(value) if kind == "text" else value for value, kind in found]
    assert len(its) == 1
    return [value for value, _ in found]


def instant(text):
    read = datetime.fromisoformat(text)
    return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read


def like(text, pattern):
    """SQL's like: % is any run of characters, _ is one; nothing escapes. `reached` holds how much of the text the pattern may have used up."""
    reached = {0}
    for sign in pattern:
        if sign == "%":
            reached = set(range(min(reached, default=len(text) + 1), len(text) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(text) and sign in ("_", text[at])}
    return len(text) in reached


def found_in(text, pattern):
    r"""Whether a pattern of the subset matches somewhere. Python's own `$` also stands before a last line feed, and its `\s` takes \v: mended here."""
    mended, inside, at = "", False, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            escape = pattern[at : at + 2]
            spaces = r"\t\n\f\r "
            mended += {r"\s": spaces if inside else f"[{spaces}]", r"\S": f"[^{spaces}]"}.get(escape, escape)
            at += 2
            continue
        inside = sign == "[" or (inside and sign != "]")
        mended += r"\Z" if sign == "$" and not inside else sign
        at += 1
    return re.search(mended, text, re.ASCII) is not None
