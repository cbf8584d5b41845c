"""The signs of a company, beside how far its true quantities are from their thresholds."""

from typing import Any

from benchmarks.accuracy.opened import Opened
from handfast.diagnosis.signs.judgement import Stand, judge
from handfast.diagnosis.signs.judging import judging


def judged(company: Opened) -> dict[str, Any]:
    """Every sign at every close, and the truth's strengths: the true quantity of the whole record ÷ the threshold."""
    knobs = company.truth["knobs"]
    signs = judge(judging(company.findings))
    return {
        "truth": {
            name: {"strength": knob["strength"], "fault": knob["fault"]} for name, knob in knobs.items()
        },
        "signs": {sign.id: [_told(stand) for stand in sign.history] for sign in signs},
    }


def _told(stand: Stand) -> dict[str, Any]:
    return {
        "closed_at": stand.closed_at.isoformat(), "state": stand.state, "part": stand.part, "value": stand.value, "threshold": stand.threshold,
        "bound": stand.bound, "rows": stand.rows, "weeks": stand.weeks,
    }  # fmt: skip
