"""Whether the conditions of an agreement hold for a lead or an activity at an instant."""

import re
from datetime import datetime

from tests.reference.plain_conditions import holds
from tests.reference.knowledge import Known, Row
from tests.reference.values import activity_name, lead_name


def lead_is(known: Known, lead_id: str, condition, t: datetime | None, raised: bool | None = None) -> bool:
    """Whether a lead's rule holds at an instant; `raised` is what that name stands for, for a hand-off's rule."""

    def lookup(scope: str | None, name: str) -> object:
        if scope is None and name == "raised" and raised is not None:
            return raised
        return lead_name(known, lead_id, scope, name, t)[0]

    return condition is None or holds(condition.text, lookup)


def activity_is(known: Known, activity: Row, rule) -> bool:
    """Whether an activity is of a rule's kind and its condition holds."""
    if activity["kind"] != rule.kind:
        return False
    return rule.condition is None or holds(rule.condition.text, lambda scope, name: activity_name(known, activity, scope, name))


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
    return bool(eval(text, {"__builtins__": {}}, {"fit": fit, "engagement": engagement, "score": round(fit + engagement, 6)}))
