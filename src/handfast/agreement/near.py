"""Which known names a misspelt one may have meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher

CLOSE = 0.7
"""The share of matching characters from which two names count as near: convention of this project; catches
one slip in four letters.
"""

LONGEST = 100
"""Characters of a misspelt name that are looked at."""


def near(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that `name` may have meant, the nearest first, at most `most`; none when nothing is
    near.

    Case, spaces, hyphens and underscores do not count, and a name that begins or ends the other one is near
    (`size`, `company_size`).
    """
    wanted = _bare(name[:LONGEST])
    ranked = sorted((-_closeness(wanted, _bare(candidate)), candidate) for candidate in set(known))
    return [candidate for closeness, candidate in ranked if -closeness >= CLOSE][:most]


def _bare(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter not in " _-.")


def _closeness(wanted: str, candidate: str) -> float:
    if wanted == candidate:
        return 1.0
    shortest = 3
    if min(len(wanted), len(candidate)) >= shortest and (
        wanted.startswith(candidate)
        or candidate.startswith(wanted)
        or wanted.endswith(candidate)
        or candidate.endswith(wanted)
    ):
        return 0.75
    return SequenceMatcher(None, wanted, candidate).ratio()
