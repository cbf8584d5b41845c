"""The day up to which a draft was learned, as `learn` writes it above the definition."""

import re
from datetime import date

WRITTEN = re.compile(r"^\s*#.*\bnot learned from \(landmarks after (\d{4}-\d{2}-\d{2})\b", re.MULTILINE)


def learned_until(text: str) -> date | None:
    """The last day whose cycles a draft was learned from, by the comments that `learn` put into it; None where there are none of these."""
    found = WRITTEN.search(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:  # somebody changed the comment
        return None
