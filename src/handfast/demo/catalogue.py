"""What marketing has: campaigns with their spend, pieces of content, nurture programs."""

from dataclasses import dataclass

import numpy as np

from handfast.demo.chance import Chance, Ints
from handfast.demo.knobs import Knobs
from handfast.demo.log import NONE
from handfast.demo.market import SOURCE
from handfast.demo.names import COMPETITORS

QUARTERS = ("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01", "2026-07-01")
ASSET_KINDS = (
    # kind, stage, how many
    ("ebook", "inquiry", 8),
    ("checklist", "inquiry", 5),
    ("case study", "sal", 8),
    ("one-pager", "sal", 5),
    ("product sheet", "sql", 6),
    ("calculator", "sql", 3),
    ("proposal deck", "opportunity", 5),
)
SUBJECTS = (
    "rota planning",
    "route density",
    "first-time fix",
    "mobile crews",
    "spare parts",
    "overtime",
    "customer updates",
    "security",
)
PERSONAS = ("operations", "service", "it", "finance")
RECYCLE_REASONS = ("timing", "no budget", "unreachable", "no authority", "bad data")
PROGRAMS = (
    # name, stage, reason
    ("Welcome", "inquiry", ""),
    ("Warm up", "inquiry", ""),
    ("Back in touch", "mql", ""),
    ("While you decide", "sal", ""),
    ("Before the proposal", "sql", ""),
    ("Customer community", "customer", ""),
    ("Proof for the project team", "opportunity", ""),
    *((f"Recycled: {reason}", "inquiry", reason) for reason in RECYCLE_REASONS),
    ("Recycled: lost deals", "inquiry", "lost"),
    ("Spring 2024 campaign", "inquiry", ""),
)
WARM_UP, BACK_IN_TOUCH, DECIDING, PROPOSAL, PROJECT, LOST = 1, 2, 3, 4, 6, 7 + len(RECYCLE_REASONS)
GAPS = (8, 9, 4, 10, 3, 7, 11, 6)  # the programs that are switched off, in this order, by `automation-gaps`


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Campaigns, assets and programs, by number.

    Attributes:
        campaigns: name, channel, first and last day of each.
        by_source: for each source, its campaigns by quarter (NONE: none).
        welcome, letter: the campaigns of the automatic mails.
        assets: kind, title, stage, persona, competitor of each.
        offers: the assets that prospects can download.
        loved: the assets that sales shares.
        active: whether each program runs.
    """

    campaigns: list[tuple[str, str, str, str]]
    by_source: np.ndarray
    welcome: int
    letter: int
    assets: list[tuple[str, str, str, str, str]]
    offers: Ints
    loved: Ints
    active: list[bool]

    def campaign_of(self, source: Ints, t: Ints) -> Ints:
        """The campaign that brought people of a source at an instant, or NONE."""
        starts = np.array(QUARTERS[:-1], dtype="datetime64[s]").astype(np.int64)
        return np.asarray(self.by_source[source, np.clip(np.searchsorted(starts, t, side="right") - 1, 0, 5)])


def stock(chance: Chance, knobs: Knobs) -> Catalogue:
    """Everything that marketing has."""
    campaigns: list[tuple[str, str, str, str]] = []
    by_source = np.full((len(SOURCE), 6), NONE)
    for source, label in (
        ("paid search", "Search: rota software"), ("paid social", "Social: service leaders"), ("content syndication", "Syndicated guides"),
        ("webinar", "Webinar series"), ("trade fair", "Field Service Days"), ("partner", "Partner referrals"),
    ):  # fmt: skip
        for q in range(6):
            first, last = QUARTERS[q], str(np.datetime64(QUARTERS[q + 1]) - 1)
            by_source[SOURCE[source], q] = len(campaigns)
            campaigns.append((f"{label} {first[:4]} Q{int(first[5:7]) // 3 + 1}", source, first, last))
    welcome = len(campaigns)
    campaigns.append(("Welcome mails", "email", QUARTERS[0], ""))
    campaigns.append(("Monthly letter", "email", QUARTERS[0], ""))

    uncovered = round(knobs.at("intel-unread")) if knobs.at("intel-unread") >= 1 else 0
    assets = [
        (kind, f"{kind.capitalize()}: {SUBJECTS[n % len(SUBJECTS)]}", stage, PERSONAS[n % len(PERSONAS)], "")
        for kind, stage, many in ASSET_KINDS
        for n in range(many)
    ]
    assets += [
        ("battlecard", f"Us and {rival}", "sql", "", rival if n >= uncovered else "")
        for n, rival in enumerate(COMPETITORS)
    ]
    offers = np.array([n for n, (kind, *_) in enumerate(assets) if kind in ("ebook", "checklist")])
    unused = round(knobs.at("content-unused") * len(assets))
    loved = np.sort(chance.of("assets").permutation(len(assets))[: max(len(assets) - unused, 1)])
    gaps = GAPS[: round(knobs.at("automation-gaps"))] if knobs.at("automation-gaps") >= 1 else ()
    active = [n not in gaps and n != len(PROGRAMS) - 1 for n in range(len(PROGRAMS))]
    return Catalogue(campaigns, by_source, welcome, welcome + 1, assets, offers, loved, active)


def spending(
    chance: Chance, knobs: Knobs, leads: int, catalogue: Catalogue
) -> tuple[list[int], list[str], list[str]]:
    """The spend rows: campaign, day, amount. Budgets are monthly and spent day by day; with `spend-without-result` they grow faster from October 2025."""
    rng = chance.of("spend")
    growth = knobs.at("spend-without-result")
    monthly = {
        "paid search": 39.0,
        "paid social": 26.0,
        "content syndication": 21.5,
        "webinar": 11.0,
        "trade fair": 21.5,
        "partner": 4.5,
    }
    first, last = np.datetime64(QUARTERS[0], "D"), np.datetime64(QUARTERS[-1], "D")
    days = np.arange(first, last)
    months = days.astype("datetime64[M]")
    length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    since = np.maximum((months - np.datetime64(QUARTERS[3], "M")).astype(np.int64) + 1, 0) / 3
    starts = np.array(QUARTERS, dtype="datetime64[D]")
    quarter = np.searchsorted(starts, days, side="right") - 1
    rows: tuple[list[int], list[str], list[str]] = ([], [], [])
    for source, budget in monthly.items():
        spent = (
            budget * leads / 20 / length * (1 + growth) ** since * (1 + 0.05 * rng.standard_normal(len(days)))
        )
        rows[0].extend(catalogue.by_source[SOURCE[source], quarter].tolist())
        rows[1].extend(np.datetime_as_string(days).tolist())
        rows[2].extend(f"{amount:.2f}" for amount in spent.tolist())
    return rows
