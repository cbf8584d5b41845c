"""Leads that are probably one, as linkage found them, for data health: which leads, and what to say of each."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from handfast.engine.context import Context
from handfast.engine.definition import define
from handfast.engine.quantiles import Flags, Whole


@dataclass(frozen=True)
class LikelyDuplicates:
    """Pairs of leads that are probably one and aren't merged.

    Attributes:
        one, other: the places of both among all leads.
        reasons: by place, what to say of a lead.
    """

    one: Whole
    other: Whole
    reasons: dict[int, str]

    def among(self, there: Flags) -> Flags:
        """The leads that have a probable duplicate among those that are there."""
        both = there[self.one] & there[self.other]
        found = np.zeros(len(there), dtype=bool)
        found[self.one[both]] = found[self.other[both]] = True
        return found


def likely_duplicates(context: Context, lead_ids: pa.Array) -> LikelyDuplicates | None:
    """The pairs among those leads; None where there are none, or nobody has looked."""
    rows = context.engine.fetch(define("health_likely")).to_pylist()
    rows.sort(key=lambda row: (-(row["probability"] or 0), row["lead_id"], row["other_lead_id"]))
    if not rows:
        return None
    ids = pa.chunked_array(
        [pa.array([row[side] for row in rows], pa.string()) for side in ("lead_id", "other_lead_id")]
    )
    places = pc.index_in(ids, lead_ids).to_numpy().astype(np.int64)
    one, other = places[: len(rows)], places[len(rows) :]
    reasons: dict[int, str] = {}
    for row, a, b in zip(rows, one.tolist(), other.tolist(), strict=True):
        reasons.setdefault(a, _reason(row["other_lead_id"], row["probability"], row["reasons"]))
        reasons.setdefault(b, _reason(row["lead_id"], row["probability"], row["reasons"]))
    return LikelyDuplicates(one, other, reasons)


def _reason(other: str, probability: float | None, reasons: str | None) -> str:
    likely = "" if probability is None else f" ({probability:.2%})"
    return f"probably one with {other}{likely}{': ' + reasons if reasons else ''}; merge them if they are one"
