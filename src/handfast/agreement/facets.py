"""What each key of a clause is called when its value changes, and how its values are said."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from handfast.agreement import wording
from handfast.agreement.calendar_words import region
from handfast.agreement.canonical import canonical_value
from handfast.agreement.clause import Clause
from handfast.agreement.conditions import Condition, Threshold
from handfast.agreement.durations import Duration
from handfast.agreement.model import Cap, HolidayClause, StageEntry, Timer

# A key is named once for all the clauses that have it, unless a clause has its own name for it.
NAMES: Mapping[str, str] = {
    "at": "the share of the time after which it tells",
    "at_least": "the figure",
    "at_most": "the most that earn points",
    "attend": "who attends",
    "automated": "counting what a machine sent",
    "also_called": "the other names",
    "balance": "what is dealt evenly",
    "by": "who promises",
    "closed": "the closed days",
    "commitment": "the commitment",
    "condition": "the condition",
    "count": "what is counted",
    "currency": "the currency",
    "discount_limit": "the largest discount without approval",
    "effective_from": "the first day",
    "every": "the period",
    "expires_after": "the time after which the points are gone",
    "explore": "the share that explores",
    "field": "the field",
    "fresh_within": "the age at which it is stale",
    "from_team": "who hands over",
    "half_life": "the half-life",
    "handfast": "the format",
    "holidays": "the holidays",
    "hours": "the working hours",
    "id": "the id",
    "kind": "the kind",
    "kinds": "the kinds of activity",
    "label": "the name",
    "margin": "the margin",
    "measure": "the measure",
    "minimum_information": "the minimum information",
    "name": "the name",
    "of": "whose activities count",
    "one_of": "the values",
    "only_after": "the commitment that comes first",
    "owner": "the owner",
    "points": "the points",
    "promise": "the promise",
    "qualifies_when": "the threshold",
    "recycle": "whether the lead comes back",
    "recycle_after": "the wait before the lead may come back",
    "required_from": "the stage from which it is required",
    "requires": "the required fields",
    "show": "what reports name",
    "start": "what starts the clock",
    "target": "the share to keep",
    "tell": "who is told",
    "then": "what happens next",
    "threshold": "the threshold",
    "time_limit": "the time limit",
    "timezone": "the time zone",
    "to": "who receives",
    "touch_cost": "the cost of a touch",
    "unless": "what makes the rest needless",
    "until": "what stops the clock",
    "up_to": "the cap",
    "valid": "what it must be",
    "weights": "the weights",
    "when": "the moment",
    "within": "the time allowed",
}
OWN_NAMES: Mapping[tuple[str, str], str] = {
    ("Sourced", "by"): "what decides",
    ("Sourced", "within"): "how far back it looks",
    ("CheckIn", "every"): "how often",
    ("RoutingRule", "to"): "the pool",
}
PLURAL = ("also_called", "closed", "holidays", "hours", "kinds", "one_of", "points", "requires", "weights")
WORDING = ("promise", "label", "name")
"""Keys that change what is read and nothing that is computed."""


def facet_name(clause: Clause, key: str) -> str:
    """What a key of a clause is called: `the time to the first touch`."""
    if isinstance(clause, Timer) and key == "within":
        return f"the time to {wording.moment(clause.until)}"
    return OWN_NAMES.get((type(clause).__name__, key)) or NAMES[key]


def are(key: str) -> str:
    """The verb for a key's name: `the points are`."""
    return "are" if key in PLURAL else "is"


def go(key: str) -> str:
    """The verb for a key's name: `the points go`."""
    return "go" if key in PLURAL else "goes"


def facet_words(clause: Clause, key: str) -> str:
    """What a key of a clause says, in words; empty when it says nothing."""
    value = getattr(clause, key)
    return _words(value, canonical_value(clause, key))


def facet_set(clause: Clause, key: str) -> frozenset[str] | None:
    """What a key of a clause holds, when it holds things whose order means nothing or of which each counts alone."""
    value = getattr(clause, key)
    if not isinstance(value, tuple):
        return None
    return frozenset(wording.day(item) if isinstance(item, date) else str(item) for item in value)


_SAID: tuple[tuple[type[Any], Callable[[Any], str]], ...] = (
    (bool, lambda value: "yes" if value else "no"),
    (Duration, wording.duration),
    (Condition, lambda value: f"“{wording.condition(value)}”"),
    (Threshold, lambda value: f"“{value.words()}”"),
    (Cap, wording.cap),
    (date, wording.day),
    (StageEntry, lambda value: f"the entry into stage {value.stage}"),
    (HolidayClause, lambda value: f"those of {region(value)}"),
)
"""How values of a kind are said; the first kind that fits."""


def _words(value: Any, plain: Any) -> str:
    if value is None:
        return ""
    for kind, say in _SAID:
        if isinstance(value, kind):
            return say(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(value[key], plain[key])}" for key in sorted(value))
    if isinstance(value, tuple):
        return wording.joined(_words(item, item) for item in value)
    if isinstance(value, float | Decimal) and not isinstance(plain, str):
        return wording.number(Decimal(str(value)))
    return str(plain)
