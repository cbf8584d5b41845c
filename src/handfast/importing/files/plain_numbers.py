"""Numbers of typed sources as text that can be read in one way only.

`1.234` as text may be a thousand and more, or one and a bit. A typed number knows; so that this isn't lost, one that would look so gets another zero: `1.2340`.
"""

import math
import re
from decimal import Decimal

from handfast.record import sql

_DOUBTFUL = r"-?[1-9]\d{0,2}\.\d{3}"


def number_text(number: float) -> str:
    """A number as the plain decimal that was meant: 12.0 is 12, 1e21 its 22 digits. Nothing for what is no number."""
    if not math.isfinite(number):
        return ""
    whole = int(number)
    text = str(whole) if whole == number else format(Decimal(repr(number)), "f")
    return text + "0" if re.fullmatch(_DOUBTFUL, text) else text


def beyond_doubt(text: str) -> str:
    """SQL: the plain decimal `text` (SQL), with another zero where it could be taken for thousands."""
    return f"regexp_replace({text}, {sql.text(f'^({_DOUBTFUL})$')}, '\\1' || '0')"
