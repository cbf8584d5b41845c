"""How far a rep's share of hand-offs, or of their expected value, is off the agreed weights."""

import numpy as np

from handfast.diagnosis.signs.closes import YEAR
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.registry import Sign, Source
from handfast.diagnosis.signs.shares import rows_of, shares
from handfast.diagnosis.signs.states import Course, judged
from handfast.diagnosis.signs.thresholds import thresholds


def gaps(on: Judging, sign: Sign, source: Source) -> list[Course]:
    """One course for each rep and measure: |share ÷ the share that weights give − 1|, its bound by the rule for shares."""
    shown = shares(rows_of(on.rows(source.name)), on.closes, "flow", YEAR)
    found = shown.found
    made = []
    for place, part in enumerate(shown.parts):
        value = np.abs(found.ratio[place] - 1)
        limit = thresholds(sign, source, part, on.agreements)
        made.append(
            judged(source.name, part, value, value - found.margin[place], limit, found.rows[place], found.clusters[place], found.ratio[place] - 1)
        )  # fmt: skip
    return made
