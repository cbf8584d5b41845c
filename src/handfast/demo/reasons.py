"""Why leads are refused, given up and lost, and when each may come back."""

from dataclasses import dataclass

NO_WAIT, NOT_BACK = 0, -1


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason after contact, or for a lost deal.

    Attributes:
        name: as in the agreement and the record.
        days: until the lead may come back by its points; NOT_BACK: never; NO_WAIT: at once.
        program: the reason whose nurture program takes it, or empty.
    """

    name: str
    days: int
    program: str = ""


AFTER_CONTACT = (
    Reason("timing", 90, "timing"),
    Reason("no budget", 180, "no budget"),
    Reason("no need", NOT_BACK),
    Reason("no authority", 60, "no authority"),
    Reason("in-house tool", 365, "timing"),
    Reason("under contract", 180, "timing"),
    Reason("too small", NOT_BACK),
    Reason("wrong contact", 60, "no authority"),
    Reason("project stopped", 120, "timing"),
    Reason("missing feature", 180, "timing"),
    Reason("unreachable", 30, "unreachable"),
)
NO_BUDGET, UNREACHABLE = 1, 10
LOST = (
    Reason("no decision", 120, "lost"),
    Reason("price", 180, "lost"),
    Reason("competitor", 365, "lost"),
    Reason("missing feature", 270, "lost"),
    Reason("timing", 90, "lost"),
)
COMPETITOR = 2
BEFORE_CONTACT = (
    # name, kind, what becomes of it in the agreement
    ("misrouted", "procedural", "then: reroute"),
    ("bad data", "clerical", "recycle: when corrected"),
    ("cannot be reached", "clerical", "recycle: when corrected"),
    ("outside definition", "definitional", "recycle: never"),
    ("not a business", "definitional", "recycle: never"),
    ("looking for a job", "definitional", "recycle: never"),
    ("no service crews", "definitional", "recycle: never"),
    ("outside our markets", "definitional", "recycle: never"),
    ("works for a rival", "definitional", "recycle: never"),
)
CLERICAL = (1, 2)
MISROUTED = 0
