"""The signs of misalignment whose thresholds an agreement may set: their ids and the unit of each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

SignUnit = Literal["share", "number", "days", "periods"]

SIGNS: Mapping[str, SignUnit] = MappingProxyType(
    {
        "goals-missed": "periods",
        "low-quality": "share",
        "not-followed-up": "share",
        "slow-follow-up": "share",
        "gives-up-early": "share",
        "jumped-early": "share",
        "gone-cold": "share",
        "no-feedback": "share",
        "feedback-unused": "share",
        "definition-drift": "share",
        "definition-dispute": "number",
        "program-conflict": "share",
        "automation-gaps": "number",
        "blind-handoff": "share",
        "customer-repeats": "share",
        "uneven-distribution": "share",
        "spend-without-result": "share",
        "content-unused": "share",
        "content-unheard": "share",
        "intel-unread": "share",
        "different-buyers": "number",
        "stalled-stage": "share",
        "bad-data": "share",
        "crm-unused": "share",
        "give-aways": "share",
        "no-one-owns-it": "share",
        "no-dialogue": "share",
        "low-trust": "number",
        "slow-change": "days",
    }
)
"""Each sign's id, with the unit of its threshold: a share, a plain number, days or periods."""
