"""The costing's rules once more, slow and obvious: one row at a time, nothing clever."""

from collections import defaultdict
from collections.abc import Iterable


def reference_ratio(rows: Iterable[tuple[object, bool, bool]]) -> float:
    """The Mantel–Haenszel risk ratio, ½ added to both sums, of rows (stratum, followed up, won)."""
    strata = defaultdict(list)
    for stratum, followed, won in rows:
        strata[stratum].append((followed, won))
    above, below = 0.5, 0.5
    for members in strata.values():
        helped = [won for followed, won in members if followed]
        left = [won for followed, won in members if not followed]
        above += sum(helped) * len(left) / len(members)
        below += sum(left) * len(helped) / len(members)
    return above / below


def reference_trials(
    attempts: list[list[float]], answered: list[float], ended: list[float], wanted: int, wait: float
):
    """(hand-off, k, next made) of each nested trial: unanswered after attempt k, the next within `wait` or not."""
    found = []
    for handoff, made in enumerate(attempts):
        for k in range(1, min(len(made), wanted - 1) + 1):
            allowed = made[k - 1] + wait
            following = made[k] if k < len(made) else float("inf")
            if following <= allowed:
                if answered[handoff] > following:
                    found.append((handoff, k, True))
            elif answered[handoff] > allowed and ended[handoff] > allowed:
                found.append((handoff, k, False))
    return sorted(found)


def reference_waterfall(
    hits: dict[str, list[tuple[str, str]]], order: list[str]
) -> dict[str, list[tuple[str, str]]]:
    """Of each cause's (lead, hand-off), the ones that it keeps when a lead counts once, in the first cause that applies, by its first hand-off."""
    taken: set[str] = set()
    kept = {}
    for cause in order:
        kept[cause] = []
        for lead, handoff in sorted(hits[cause], key=lambda hit: hit[1]):
            if lead not in taken:
                taken.add(lead)
                kept[cause].append((lead, handoff))
    return kept
