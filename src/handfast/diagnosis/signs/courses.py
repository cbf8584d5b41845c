"""How each part of each sign stood at each close."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from handfast.diagnosis.signs import (
    agreeing,
    buyers,
    content,
    counts,
    dealing,
    dialogue,
    discounts,
    goals,
    health,
    spending,
)
from handfast.diagnosis.signs.judging import Judging, share_courses
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.states import Course
from handfast.engine.known import there

Family = Callable[[Judging, Sign, Source], list[Course]]
FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "goals-missed": goals.missed,
        "feedback-unused": dialogue.reasons,
        "definition-dispute": agreeing.dispute,
        "automation-gaps": counts.automation,
        "uneven-distribution": dealing.gaps,
        "spend-without-result": spending.rising,
        "content-unused": content.unused,
        "intel-unread.competitors": counts.competitors,
        "different-buyers": buyers.segments,
        "bad-data": health.fields,
        "give-aways.bunched": discounts.bunched,
        "no-one-owns-it": dialogue.unowned,
        "no-dialogue.check-ins": dialogue.check_ins,
        "no-dialogue.actions": dialogue.overdue,
        "low-trust": dialogue.pulses,
    }
)
"""Sources that are more than the shares of their rows, by name."""


def knowable(on: Judging, source: Source) -> bool:
    """Whether the record has what a source needs."""
    return all(there(on.findings.context, need) for need in source.needs)


def courses(on: Judging, sign: Sign) -> list[Course]:
    """The parts of a sign; empty where the record can't show any."""
    return [
        course
        for source in sign.sources
        if len(on.closes) and knowable(on, source)
        for course in FAMILIES.get(source.name, share_courses)(on, sign, source)
    ]
