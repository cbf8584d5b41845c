"""The colours of everything that people look at, by what they mean; each passes AA on its grounds."""

from typing import NamedTuple


class Token(NamedTuple):
    """A colour's hexadecimal code in light and in dark."""

    light: str
    dark: str


TOKENS: dict[str, Token] = {
    "ground": Token("#ffffff", "#14171b"),
    "raised": Token("#f6f7f8", "#1c2026"),
    "ink": Token("#1c2128", "#e8eaed"),
    "muted": Token("#57606a", "#9aa4af"),
    "line": Token("#d5dade", "#343b44"),
    "marketing": Token("#7a3e9d", "#c99be0"),
    "sales": Token("#0b6e8f", "#6cc0dd"),
    "kept": Token("#2f6b3a", "#8fd19e"),
    "risk": Token("#8a6100", "#e3b341"),
    "broken": Token("#b03a06", "#f59e6b"),
}
GROUNDS = ("ground", "raised")
TEXT = ("ink", "muted", "marketing", "sales", "kept", "risk", "broken")
"""The tokens in which text and marks are set; `line` only divides."""

MARKS = {"kept": "●", "risk": "◐", "broken": "◇", "none": "○"}
"""The shape that goes with a state, so that colour never stands alone."""


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(code: str) -> float:
    parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
