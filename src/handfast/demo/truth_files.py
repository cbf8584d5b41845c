"""The truth beside the record: `truth.json`, `truth_leads.parquet`, `truth_handoffs.parquet`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from handfast.demo.amounts import quarter_of
from handfast.demo.catalogue import QUARTERS
from handfast.demo.chance import Bools, Chance
from handfast.demo.deals import Deals
from handfast.demo.fates import Fates
from handfast.demo.journeys import Journeys
from handfast.demo.knobs import Knobs
from handfast.demo.market import END, Market
from handfast.demo.need import need
from handfast.demo.pursuit import CATEGORIES
from handfast.demo.register import LEAD_DIGITS, Register
from handfast.demo.staff import Staff
from handfast.demo.truth import (
    came_to,
    knob_values,
    knowable,
    propensity,
)
from handfast.demo.truth_cost import CAUSES, Handoffs, handoffs_of, told_by_the_record
from handfast.demo.writing import Column, flags, instants, numbers, spelled, whole, words, write

CLAUSES = ("sales", "ae")
TRUTH: Mapping[str, Mapping[str, str]] = {
    "truth_leads": {
        "lead_id": "the lead",
        "propensity": "the chance that it would buy, were it handed over, touched at once and tried six times",
        "knowable": "the same chance averaged over what no record holds: the most that anybody who doesn't sense it could know",
        "need": "how much its company and its role need the product: by size, industry and title",
        "interest": "latent interest: moves what the lead does, and whether it buys",
        "hidden": "what a rep senses and no record holds: moves whether the lead buys, and whom reps call first",
    },
    "truth_handoffs": {
        "handoff_id": "as in the findings: `handoff:lead_id:cycle`",
        "handoff": "`sales`, to an SDR, or `ae`, to an AE",
        "lead_id": "the lead",
        "cycle": "in which cycle",
        "handed_at": "when",
        "raised": "by a raised hand",
        "follow_up": "`in time`, `late`, `never` or `refused`, whatever was logged of it",
        "unlogged": "no touch of it is in the record",
        "cold": "accepted, then forgotten",
        "no_mql": "never more than an inquiry in the CRM",
        "business_days": "from the hand-off to the first touch; where there was none, what it would have been in time",
        "attempts": "made; none said of the AEs'",
        "p_in_time": "the chance to be won, touched in time, with the attempts that the rep would then have made",
        "p_as_was": "the chance to be won as it was followed up",
        "won_in_time": "whether it would have been won, touched in time",
        "won_as_was": "whether it was won, or will be after the record ends",
        "expected_amount": "the expected size of the deal, in USD",
        "cause": "what cost chance: `never-followed-up`, `followed-up-late` or `gave-up-early`",
        "lost_amount": "the chance lost to the cause times the expected amount; to giving up: what a patient rep's further attempts would still have brought",
        "told": "whether a costing counts it: the promise was broken by the record's end, the work is in it, and the lead isn't counted in the period",
    },
}
"""What the columns of the truth beside the record mean, by file."""


def tell(
    folder: Path,
    chance: Chance,
    knobs: Knobs,
    market: Market,
    staff: Staff,
    enlisted: Register,
    journeys: Journeys,
    fates: Fates,
    deals: Deals,
    leads: int,
) -> dict[str, Any]:
    """Write the truth; returns what `truth.json` says."""
    everyone = np.arange(market.people)
    true_leads = {
        "lead_id": enlisted.lead(everyone),
        "propensity": numbers(propensity(market), 6),
        "knowable": numbers(knowable(market), 6),
        "need": numbers(need(market), 6),
        "interest": numbers(market.interest, 6),
        "hidden": numbers(market.hidden, 6),
    }
    write(folder, "truth_leads", true_leads, "parquet")
    handoffs = handoffs_of(chance, knobs, market, staff, journeys, fates, deals)
    told = told_by_the_record(handoffs)
    _write_handoffs(folder, enlisted, journeys, fates, handoffs, told)
    twins = np.flatnonzero(market.twin >= 0)
    copied = np.flatnonzero(enlisted.second_of >= 0)
    said: dict[str, Any] = {
        "seed": chance.seed,
        "leads": leads,
        "as_of": f"{np.datetime64(END, 's')}Z",
        "faults": dict(knobs.faults),
        "knobs": knob_values(knobs, came_to(staff, journeys, fates)),
        "lateness": {
            "multiplier": "0.5 + 0.5 * exp(-max(d - 0.25, 0) / 3), d in business days from hand-off to first touch; 0 when never touched",
            "attempts": "each attempt is answered with the lead's own chance; the patient make six or seven",
        },
        "lost_expected_amount": _lost(handoffs, told),
        "lost_off_the_record": _lost(handoffs, handoffs.unlogged),
        "duplicates": {
            "same_email": _pairs(enlisted.lead(copied), enlisted.row_id(enlisted.second_of[copied])),
            "other_email": _pairs(enlisted.lead(market.twin[twins]), enlisted.lead(twins)),
        },
    }
    (folder / "truth.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return said


def _write_handoffs(
    folder: Path, enlisted: Register, journeys: Journeys, fates: Fates, handoffs: Handoffs, told: Bools
) -> None:
    row, true = handoffs.row, handoffs.chances
    to_sdr = handoffs.clause == 0
    lead = enlisted.row_of[journeys.person[row]]
    cycle = journeys.cycle[row]
    handoff_id = pa.concat_arrays(
        [
            spelled(f"{name}:L", (lead[rows] + 1, LEAD_DIGITS), ":", (cycle[rows], 1))
            for name, rows in zip(CLAUSES, (to_sdr, ~to_sdr), strict=True)
        ]
    )
    columns = {
        "handoff_id": handoff_id,
        "handoff": words(CLAUSES, handoffs.clause),
        "lead_id": enlisted.row_id(lead),
        "cycle": whole(cycle),
        "handed_at": instants(handoffs.at),
        "raised": flags(journeys.raised[row] & to_sdr),
        "follow_up": words(CATEGORIES, handoffs.category),
        "unlogged": flags(fates.unlogged[row]),
        "cold": flags(fates.cold[row]),
        "no_mql": flags(fates.missed[row] & to_sdr),
        "business_days": numbers(np.where(to_sdr, journeys.days[row], np.nan), 4),
        "attempts": whole(journeys.work.made[row], to_sdr),
        "p_in_time": numbers(true.in_time, 6),
        "p_as_was": numbers(true.as_was, 6),
        "won_in_time": flags(true.would),
        "won_as_was": flags(true.was),
        "expected_amount": numbers(handoffs.amount, 2),
        "cause": words(CAUSES, true.cause),
        "lost_amount": numbers(true.lost * handoffs.amount, 2),
        "told": flags(told),
    }
    write(folder, "truth_handoffs", columns, "parquet")


def _lost(handoffs: Handoffs, among: Bools) -> dict[str, dict[str, int]]:
    """Expected bookings lost by some hand-offs, by cause and by the quarter of the hand-off."""
    quarter = quarter_of(handoffs.at)
    lost = handoffs.chances.lost * handoffs.amount
    names = [f"{day[:4]}-Q{int(day[5:7]) // 3 + 1}" for day in QUARTERS[:-1]]
    return {
        cause: {
            name: round(float(lost[among & (handoffs.chances.cause == n) & (quarter == q)].sum()))
            for q, name in enumerate(names)
        }
        for n, cause in enumerate(CAUSES)
        if n
    }


def _pairs(one: Column, other: Column) -> list[list[str]]:
    return [list(pair) for pair in zip(one.to_pylist(), other.to_pylist(), strict=True)]
