"""Whether the conditions of an agreement hold for a lead or an activity at an instant."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from decimal import Decimal

from handfast.agreement.condition_tree import Name, Named
from tests.reference import conditions
from tests.reference.knowledge import Known, Row
from tests.reference.values import BOOLEANS, INSTANTS, NUMBERS, activity_name, lead_name

_spelt_out: dict[str, object] = {}


def holds(condition, value_of) -> bool:
    """Whether a condition holds, where `value_of(scope, name)` says what its names stand for."""
    if condition.text not in _spelt_out:
        _spelt_out[condition.text] = _spelled(condition.tree)
    row, types = {}, {}
    for scope, name in condition.names:
        value, spelt = value_of(scope, name), str(Name(scope, name))
        row[spelt] = _as_conditions_have_it(value)
        types[spelt] = (
            "number"
            if name in NUMBERS
            else "boolean"
            if name in BOOLEANS
            else "instant"
            if name in INSTANTS
            else "text"
        )
    return conditions.holds(_spelt_out[condition.text], row, types)


def _as_conditions_have_it(value: object) -> object:
    """Numbers as doubles, instants without their zone, which is UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return float(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _spelled(node):
    """A tree in which each name is spelt out with its scope, so that `lead.country` and `account.country` are told apart."""
    if isinstance(node, Named):
        return replace(node, name=Name(None, str(node.name)))
    if isinstance(node, tuple) and not isinstance(node, Name):
        return tuple(_spelled(item) for item in node)
    if is_dataclass(node):
        return replace(
            node, **{field.name: _spelled(getattr(node, field.name)) for field in fields(node) if field.init}
        )
    return node


def lead_is(known: Known, lead_id: str, condition, t: datetime | None, raised: bool | None = None) -> bool:
    """Whether a lead's rule holds at an instant; `raised` is what that name stands for, for a hand-off's rule."""

    def value_of(scope: str | None, name: str) -> object:
        if scope is None and name == "raised":
            return raised
        return lead_name(known, lead_id, scope, name, t)[0]

    return condition is None or holds(condition, value_of)


def activity_is(known: Known, activity: Row, rule) -> bool:
    """Whether an activity is of a rule's kind and its condition holds."""
    if activity["kind"] != rule.kind:
        return False
    return rule.condition is None or holds(
        rule.condition, lambda scope, name: activity_name(known, activity, scope, name)
    )


def barred(known: Known, version, lead_id: str, t: datetime) -> bool:
    """Whether one of the definition's `never_when` holds."""
    return any(lead_is(known, lead_id, condition, t) for condition in version.qualified_lead.never_when)


def reached(threshold, fit: float, engagement: float, halved: bool = False) -> bool:
    """Whether `qualifies_when` holds, or does with each of its numbers halved; it reads as Python does."""
    if threshold is None:
        return False
    text = threshold.text.lower()
    if halved:
        text = re.sub(r"\d+(\.\d+)?", lambda number: repr(float(number[0]) / 2), text)
    return bool(
        eval(
            text,
            {"__builtins__": {}},
            {"fit": fit, "engagement": engagement, "score": round(fit + engagement, 6)},
        )
    )
