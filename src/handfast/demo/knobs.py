"""The faults that a demo company can be given, and the quantities they turn.

Each sign of misalignment has a threshold. A healthy company sits below half of it; a fault of strength k puts the company at k times the
threshold, and touches nothing else. The quantity and the threshold are said here in words, once, so that tests and later measurements can be held to them.
"""

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handfast.faults import Fault, InputFaults

DEFAULT_STRENGTH = 2.0
TROUBLES: Mapping[str, float] = MappingProxyType(
    {"slow-follow-up": 2.0, "low-quality": 1.8, "content-unused": 1.6}
)
"""What is wrong where nobody names a fault: one of sales, one of marketing, one of both, so that a newcomer sees what a report is for."""
MOST = 10.0


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One fault that a company can be given.

    Attributes:
        id: the sign that it sets off.
        does: what it does to the company, in words.
        quantity: what its strength is measured in.
        threshold: the quantity at strength 1.
        healthy: the quantity, as a share of the threshold, without the fault.
        most: the highest quantity that a record can show; greater strengths stay there.
    """

    id: str
    does: str
    quantity: str
    threshold: float
    healthy: float = 0.4
    most: float = 0.95

    def at(self, strength: float | None) -> float:
        """The quantity at a strength; the healthy one for None."""
        return min((self.healthy if strength is None else strength) * self.threshold, self.most)


_ALL = (
    FaultKind("goals-missed", "Deals come out smaller in the last three whole quarters, so that the pipeline goal is missed in each.",
              "the pipeline goal ÷ the pipeline created in a quarter", 1.0, healthy=0.75, most=20.0),
    FaultKind("low-quality", "Sales refuses more of what marketing sends, as outside the definition or with wrong data.",
              "definitional and clerical rejections ÷ (accepted + those rejections)", 0.25, most=0.75),
    FaultKind("not-followed-up", "Reps never touch more of the hand-offs, those they believe in least.",
              "never touched ÷ (in time + late + never)", 0.10),
    FaultKind("slow-follow-up", "Reps touch more of the hand-offs only after the promised time.",
              "(late + never) ÷ (in time + late + never)", 0.30),
    FaultKind("gives-up-early", "Reps stop after one or two unanswered attempts.",
              "hand-offs with too few attempts and no reply in the promised time, and those never touched, ÷ hand-offs neither refused nor unlogged",
              0.35, most=0.68),
    FaultKind("jumped-early", "Reps call or mail inbound leads before they are handed over.",
              "hand-offs of inbound leads with a sales touch earlier in the cycle ÷ such hand-offs", 0.10),
    FaultKind("gone-cold", "Accepted leads fall silent: no touch by anyone, no program.",
              "open leads at MQL or later without a touch for 30 days or a program ÷ open leads at MQL or later", 0.15, most=0.75),
    FaultKind("no-feedback", "Decisions come late, and rejections without a reason.",
              "late decisions ÷ 30% of hand-offs; rejections without a reason ÷ 10% of rejections", 1.0, most=3.0),
    FaultKind("feedback-unused", "One reason, `no budget`, is given again and again.",
              "hand-offs that ended for the commonest reason ÷ hand-offs", 0.10, most=0.42),
    FaultKind("definition-drift", "Marketing automation calls leads MQL that don't meet the definition, and leaves out some that do.",
              "leads at MQL or later in the CRM that never met the definition ÷ such leads; hand-offs never at MQL or later ÷ hand-offs", 0.20, most=0.55),
    FaultKind("program-conflict", "Leads with an open opportunity stay in nurture; recycled leads get no program.",
              "leads with an open opportunity in a program ÷ such leads; recycled leads in no program ÷ such leads", 0.10),
    FaultKind("automation-gaps", "Stages and recycle reasons have no active program.",
              "stages and recycle reasons without an active program", 1.0, healthy=0.0, most=8.0),
    FaultKind("blind-handoff", "Leads are handed over without their company or country.",
              "hand-offs without the minimum information ÷ hand-offs", 0.05),
    FaultKind("uneven-distribution", "One rep gets more hand-offs than the routing says.",
              "the rep's share of the pool's hand-offs ÷ the agreed share, less 1", 0.20, most=1.5),
    FaultKind("spend-without-result", "Spend grows quarter by quarter over the last nine months while leads and pipeline shrink.",
              "growth of spend over three months", 0.10, most=1.0),
    FaultKind("content-unused", "Sales shares only a few of the assets.",
              "live assets not shared by sales in the last 90 days ÷ live assets", 0.50, most=0.95),
    FaultKind("different-buyers", "Reps prospect in industries that marketing doesn't address.",
              "Jensen-Shannon distance by industry (base 2) between the inbound leads and the leads touched by sales", 0.20, most=0.38),
    FaultKind("stalled-stage", "Leads stay in stage sql beyond its time limit.",
              "entries into sql that stayed beyond its limit ÷ entries into sql", 0.25),
    FaultKind("bad-data", "Phones and industries are missing or wrong where they are required.",
              "leads at SAL or later without a valid phone ÷ such leads; likewise industry from SQL", 0.10),
    FaultKind("crm-unused", "Reps work outside the CRM: hand-offs without touches, next steps past due, opportunities without contacts.",
              "the share of each of the three", 0.25),
    FaultKind("give-aways", "Won deals carry discounts beyond policy, most of all in a month's last week.",
              "won deals discounted beyond policy ÷ won deals; the last week's rate ÷ twice the rest's", 0.10),
    FaultKind("intel-unread", "Deals are lost to competitors about which there is no asset.",
              "competitors with losses and no asset", 1.0, healthy=0.0, most=4.0),
)  # fmt: skip

FAULTS: Mapping[str, FaultKind] = {kind.id: kind for kind in _ALL}


def _refuse(text: str, message: str, code: str) -> InputFaults:
    return InputFaults(
        [Fault(place="", line=0, column=0, subject=f"--fault {text}", message=message, code=code)]
    )


def parse_fault(text: str) -> tuple[str, float]:
    """Read `SIGN` or `SIGN=STRENGTH`, for example `slow-follow-up=1.5`; the strength is 2 when left out.

    Raises InputFaults when there is no such fault, or the strength is no number from 0 to 10.
    """
    name, equals, amount = text.strip().partition("=")
    name = name.strip().lower().replace("_", "-").replace(" ", "-")
    if name not in FAULTS:
        near = difflib.get_close_matches(name, FAULTS, n=2, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"choose from {', '.join(FAULTS)}"
        raise _refuse(text, f'"{name}" is no fault that the demo company can have; {hint}', "unknown-fault")
    if not equals:
        return name, DEFAULT_STRENGTH
    try:
        strength = float(amount)
    except ValueError:
        strength = math.nan
    if not 0 <= strength <= MOST:
        raise _refuse(
            text,
            f'"{amount.strip()}" is no strength; write a number from 0 to {MOST:g}, where 1 is the sign\'s threshold and 2 is twice that',
            "fault-strength",
        )
    return name, strength


@dataclass(frozen=True, slots=True)
class Knobs:
    """What the faults make of a company: every quantity, healthy or not.

    Attributes:
        faults: strengths by fault.
    """

    faults: Mapping[str, float]

    def __post_init__(self) -> None:
        for name, strength in self.faults.items():
            parse_fault(f"{name}={strength}")

    def at(self, fault: str) -> float:
        """The quantity of a fault, at its strength or healthy."""
        return FAULTS[fault].at(self.faults.get(fault))

    def __contains__(self, fault: str) -> bool:
        return fault in self.faults
