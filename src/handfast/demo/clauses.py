"""The qualified-lead definition of the demo company, as data: the agreement's text and the simulation of who qualifies are both made from it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Bools, Floats, Ints
from handfast.demo.log import FORM, KIND, PAGES
from handfast.demo.market import Market
from handfast.demo.names import COUNTRIES, TITLES

FIT_NEEDED, ENGAGEMENT_NEEDED = 25, 25
EXPLORED = 0.05
HOME = ("US", "CA", "GB", "IE", "DE", "NL", "FR")
SMALLEST, LARGEST = 20, 5000


@dataclass(frozen=True, slots=True)
class Clause:
    """One way to earn engagement points.

    Attributes:
        name, on, points: what the clause is called, the kind of activity, the points.
        pages: parts of a URL, one of which must be in it; empty for any.
        most: at most so many in a period (`day`, `week` or `ever`).
        half_life, expires: in days, or 0.
        colleagues: earned by anyone at the account.
    """

    name: str
    on: str
    points: int
    pages: tuple[str, ...] = ()
    most: tuple[int, str] | None = None
    half_life: int = 0
    expires: int = 0
    colleagues: bool = False

    def text(self) -> str:
        """The clause as a line of the agreement."""
        parts = [f"on: {self.on}"]
        if self.pages:
            parts.append('if: "' + " or ".join(f"url like '%{page}%'" for page in self.pages) + '"')
        if self.colleagues:
            parts.append("of: account")
        parts.append(f"points: {self.points}")
        if self.most:
            parts.append(
                f"at_most: {self.most[0]} per {self.most[1]}"
                if self.most[1] != "ever"
                else f"at_most: {self.most[0]} ever"
            )
        if self.half_life:
            parts.append(f"half_life: {self.half_life} days")
        if self.expires:
            parts.append(f"expires_after: {self.expires} days")
        return f"    - {{{', '.join(parts)}, as: {self.name}}}"

    def earned(self, kind: Ints, page: Ints) -> Bools:
        """Which activities it rewards, before any limit."""
        rewarded = kind == KIND[self.on]
        if self.pages:
            fits = np.array([any(part in page for part in self.pages) for page in PAGES] + [False])
            rewarded = rewarded & fits[page]
        return np.asarray(rewarded)


CLAUSES = (
    Clause("pricing", "page_view", 10, ("/pricing",), (2, "day"), half_life=30),
    Clause("homework", "page_view", 4, ("/docs/", "/customers"), (2, "day"), half_life=30),
    Clause("browsing", "page_view", 1, (), (5, "day"), half_life=14),
    Clause("download", "content_download", 8, (), (2, "week"), half_life=45),
    Clause("click", "email_click", 3, (), (3, "week"), half_life=30),
    Clause("webinar", "webinar_attended", 12, expires=180),
    Clause("event", "event_attended", 12, expires=180),
    Clause("trial", "trial_started", 25, (), (1, "ever")),
    Clause("colleagues", "page_view", 2, ("/pricing",), (2, "day"), half_life=14, colleagues=True),
    Clause("unsubscribed", "unsubscribe", -40),
)
RAISED = FORM["talk to sales"]


def fit(market: Market) -> Ints:
    """Every person's fit points."""
    size = market.employees[market.account]
    senior = np.array([seniority in ("vp", "director", "head", "chief") for _, _, seniority, _ in TITLES])
    manager = np.array([seniority == "manager" for _, _, seniority, _ in TITLES])
    home = np.array([country in HOME for country in COUNTRIES])
    points = (
        15 * ((size >= SMALLEST) & (size <= LARGEST)) + 20 * senior[market.title] + 10 * manager[market.title]
    )
    return np.asarray(points - 20 * ~home[market.abroad])


def barred(market: Market) -> Bools:
    """Who can never qualify: students and interns."""
    return np.array([seniority == "student" for _, _, seniority, _ in TITLES])[market.title]


def needed(points: Ints, lead_ids: Sequence[str], cycle: int) -> Floats:
    """The engagement that each person needs to qualify in a cycle, given their fit: infinite where fit is too low.

    Those few whom the agreement hands over to explore need half of both. They are the ones whose SHA-256 of `LEAD:CYCLE`, read as a fraction by its
    first 32 bits, is below the share agreed.
    """
    limit = int(EXPLORED * 2**32)
    digests = (hashlib.sha256(f"{lead}:{cycle}".encode()).digest() for lead in lead_ids)
    explored = np.array([int.from_bytes(digest[:4], "big") < limit for digest in digests], dtype=bool)
    usual = np.where(points >= FIT_NEEDED, ENGAGEMENT_NEEDED, np.inf)
    halved = np.where(explored & (points >= FIT_NEEDED / 2), ENGAGEMENT_NEEDED / 2, np.inf)
    return np.minimum(usual, halved)
