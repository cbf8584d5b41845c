"""The truth beside the record: `truth.json`, `truth_leads.parquet`, `truth_handoffs.parquet`."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from handfast.demo.catalogue import QUARTERS
from handfast.demo.fates import Fates
from handfast.demo.identity import Paper
from handfast.demo.journeys import Journeys
from handfast.demo.knobs import Knobs
from handfast.demo.market import END, Market
from handfast.demo.pursuit import CATEGORIES
from handfast.demo.register import LEAD_DIGITS, Register
from handfast.demo.truth import CAUSES, chances, expected_amount, knob_values, propensity
from handfast.demo.writing import flags, instants, numbers, spelled, whole, words, write


def tell(
    folder: Path,
    knobs: Knobs,
    market: Market,
    paper: Paper,
    enlisted: Register,
    journeys: Journeys,
    fates: Fates,
    seed: int,
    leads: int,
) -> dict[str, Any]:
    """Write the truth; returns what `truth.json` says."""
    true = chances(journeys)
    amount = expected_amount(market, journeys.person)
    everyone = np.arange(market.people)
    write(folder, "truth_leads", {
        "lead_id": enlisted.lead(everyone), "propensity": numbers(propensity(market), 6),
        "interest": numbers(market.interest, 6), "hidden": numbers(market.hidden, 6),
    }, "parquet")  # fmt: skip
    handed = np.flatnonzero(~journeys.outbound)
    row = enlisted.row_of[journeys.person[handed]]
    lead = enlisted.row_id(row)
    write(folder, "truth_handoffs", {
        "handoff_id": spelled("sales:L", (row + 1, LEAD_DIGITS), ":", (journeys.cycle[handed], 1)),
        "lead_id": lead, "cycle": whole(journeys.cycle[handed]), "handed_at": instants(journeys.at[handed]),
        "raised": flags(journeys.raised[handed]), "follow_up": words(CATEGORIES, journeys.work.category[handed]),
        "unlogged": flags(fates.unlogged[handed]), "cold": flags(fates.cold[handed]), "no_mql": flags(fates.missed[handed]),
        "business_days": numbers(journeys.days[handed], 4), "attempts": whole(journeys.work.made[handed]),
        "p_in_time": numbers(true.in_time[handed], 6), "p_as_was": numbers(true.as_was[handed], 6),
        "p_full": numbers(true.full[handed], 6), "won_in_time": flags(true.would[handed] == 1), "won_as_was": flags(true.was[handed] == 1),
        "expected_amount": numbers(amount[handed], 2), "cause": words(CAUSES, true.cause[handed]),
        "lost_amount": numbers((true.lost * amount)[handed], 2),
    }, "parquet")  # fmt: skip
    quarters = np.array(QUARTERS, dtype="datetime64[s]").astype(np.int64)
    quarter = np.searchsorted(quarters, journeys.at, side="right") - 1
    by_cause = {
        cause: {
            QUARTERS[q][:4] + "-Q" + str(int(QUARTERS[q][5:7]) // 3 + 1): round(
                float((true.lost * amount)[(true.cause == n) & (quarter == q)].sum())
            )
            for q in range(6)
        }
        for n, cause in enumerate(CAUSES)
        if n
    }
    twins = np.flatnonzero(market.twin >= 0)
    copied = np.flatnonzero(enlisted.second_of >= 0)
    said: dict[str, Any] = {
        "seed": seed,
        "leads": leads,
        "as_of": f"{np.datetime64(END, 's')}Z",
        "faults": dict(knobs.faults),
        "knobs": knob_values(knobs),
        "lateness": {
            "multiplier": "0.6 + 0.4 * exp(-max(d - 0.25, 0) / 3), d in business days from hand-off to first touch; 0 when never touched",
            "attempts": "each attempt is answered with the lead's own chance; six are made in full",
        },
        "lost_expected_amount": by_cause,
        "duplicates": {
            "same_email": [
                list(pair)
                for pair in zip(
                    enlisted.lead(copied).to_pylist(),
                    enlisted.row_id(enlisted.second_of[copied]).to_pylist(),
                    strict=True,
                )
            ],
            "other_email": [
                list(pair)
                for pair in zip(
                    enlisted.lead(market.twin[twins]).to_pylist(),
                    enlisted.lead(twins).to_pylist(),
                    strict=True,
                )
            ],
        },
    }
    (folder / "truth.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return said
