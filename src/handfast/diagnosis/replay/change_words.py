"""A comparison before and after a change of agreement, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handfast.diagnosis.replay.changes import Change

NAMES = {
    "acceptance": "Hand-offs accepted, of those decided within 28 days",
    "conversion": "Accepted hand-offs with an opportunity within 60 days",
    "handoffs": "Hand-offs a week from as many leads coming in",
}


def name_of(change: Change) -> str:
    """What is measured."""
    if change.measure != "follow-up":
        return NAMES[change.measure]
    within = next(clause.within for clause in change.later.clocked if clause.id == change.commitment_id)
    return f"First touch within {within} ({change.commitment_id})"


def sentence_of(change: Change) -> str:
    """The comparison with its figures, or why there is none."""
    found, name = change.difference, name_of(change)
    counted = _counted(change)
    if found.change is None or found.low is None or found.high is None:
        return f"{name}: too early to tell; {found.why}. {counted}".strip()
    interval = f"90% interval {_amount(change, found.low)} to {_amount(change, found.high)}"
    weeks = (
        f"{found.weeks_before} weeks before and {found.weeks_after} after compared, {change.held} held equal"
    )
    if found.verdict == "no difference shown":
        return f"{name}: no difference shown ({interval}; {weeks}). {counted}"
    return f"{name}: {found.verdict} by {_amount(change, abs(found.change)).lstrip('+')} ({interval}; {weeks}). {counted}"


def _counted(change: Change) -> str:
    """The figures as they stand, nothing held equal."""
    found = change.difference
    if found.before is None or found.after is None:
        return ""
    if change.share:
        return f"As counted: {found.before:.0%} of {found.rows_before:,.0f} before, {found.after:.0%} of {found.rows_after:,.0f} after."
    return (
        f"As counted, by the leads who came in: {found.before:,.1f} a week before, {found.after:,.1f} after."
    )


def _amount(change: Change, value: float) -> str:
    return f"{100 * value:+,.0f} points" if change.share else f"{value:+,.1f} a week"
