"""The measures that a target may name: one definition of each, with its unit. The engine computes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Unit = Literal["count", "share", "money"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure for a period.

    Attributes:
        name: as a target writes it.
        unit: `count`, `share` (0 to 1) or `money` (the agreement's currency).
        words: what it is called in a sentence.
        sentence: what is counted, divided by what, and what puts a row in its period.
    """

    name: str
    unit: Unit
    words: str
    sentence: str


_ALL = (
    Measure(
        "sales_ready_leads",
        "count",
        "sales-ready leads",
        "Hand-offs from marketing with the minimum information, in the period of the hand-off.",
    ),
    Measure(
        "qualified_leads",
        "count",
        "qualified leads",
        "Leads that met the definition or raised a hand, in the period of the qualification.",
    ),
    Measure("handoffs", "count", "hand-offs", "Hand-offs, in the period in which they were made."),
    Measure(
        "acceptance_rate",
        "share",
        "the share of hand-offs accepted",
        "Accepted, of the accepted and the rejected but procedural, among hand-offs from marketing, in the period of the decision.",
    ),
    Measure(
        "complete_handoffs",
        "share",
        "the share of hand-offs with the minimum information",
        "Hand-offs from marketing with the minimum information, of all, in the period of the hand-off.",
    ),
    Measure(
        "rejections_with_reason",
        "share",
        "the share of rejections with a reason",
        "Rejections with a reason, of all rejections, in the period of the decision.",
    ),
    Measure(
        "accepted_to_opportunity",
        "share",
        "the share of accepted leads that become opportunities",
        "Accepted hand-offs from marketing with an opportunity within 60 days of the decision, of all accepted that are so old, in the period of the decision.",
    ),
    Measure(
        "win_rate",
        "share",
        "the share of closed deals won",
        "Won, of won and lost opportunities without renewals, in the period of the close.",
    ),
    Measure(
        "pipeline_created",
        "money",
        "pipeline created",
        "The amounts of the opportunities created in the period.",
    ),
    Measure("revenue", "money", "revenue", "The amounts of the opportunities won in the period."),
    Measure("meetings_held", "count", "meetings held", "Meetings held, in the period in which they started."),
    Measure(
        "opportunities_created", "count", "opportunities created", "Opportunities created in the period."
    ),
)

MEASURES: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _ALL})
"""Each measure by its name."""
