"""What was learned, in plain sentences: for the terminal, for the page, and above the definition in the draft."""

import textwrap
from collections.abc import Iterable

from handfast.diagnosis.learning.learned import Learned

ROWS = {
    "hand-offs": "hand-offs",
    "months": "leads on the first of a month",
    "deals": "deals",
    "leads": "leads",
}
MOST_RULES = 8
MOST_LEAKS = 5
WIDTH = 79
"""Characters of a line: a terminal has 80."""


def head_of(learned: Learned) -> list[str]:
    """What stands above the definition in the draft: from what it was learned, how good it is, what it can't show."""
    return [
        *counted(learned),
        *judged_on(learned),
        *_compared(learned),
        *line_of_draft(learned),
        *limits(learned),
        "Beside each rule: the rows it holds for, and what was won.",
    ]


def lines_of(learned: Learned, width: int = WIDTH) -> list[str]:
    """What the terminal shows: one screen, no line longer than `width`."""
    lines: list[str] = []
    for sentence in (headline(learned), *counted(learned), *judged_on(learned), *_compared(learned)):
        lines += _wrapped(sentence, width)
    if learned.rules:
        lines += ["", *_rules(learned, width)]
        for sentence in line_of_draft(learned):
            lines += _wrapped(sentence, width)
    if learned.leaks:
        lines += ["", "Left out:", *_leaks(learned, width)]
    rest = [*_no_evidence(learned), *limits(learned)]
    for place, sentence in enumerate(rest):
        lines += ([""] if not place else []) + _wrapped(sentence, width)
    return lines


def _wrapped(text: str, width: int, hang: str = "") -> list[str]:
    indent = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(
        text.strip(), width, initial_indent=indent, subsequent_indent=indent + hang, break_on_hyphens=False
    )


def headline(learned: Learned) -> str:
    """What came of it, in a sentence."""
    if learned.state == "too few outcomes":
        return (
            f"Too few outcomes: {learned.wins:,} won and {learned.losses:,} not won with a known outcome; it takes 30 of each, and enough later ones "
            "to judge by. Nothing is proposed."
        )
    if learned.state == "no signal":
        return "No signal: what this record knows of a lead beforehand doesn't tell won from lost. Nothing is proposed."
    if learned.state == "no gain":
        return "No gain: on later cycles today's definition tells won from lost as well as what was learned. Nothing is proposed."
    return f"A draft of the definition: {len(learned.rules)} rules in whole points."


def counted(learned: Learned) -> Iterable[str]:
    """From what it was learned."""
    rows = ROWS[learned.basis]
    within = f" within {learned.horizon:.0f} days" if learned.horizon else ""
    yield f"Learned from {learned.rows:,} {rows} with a known outcome: {learned.wins:,} won{within}, {learned.losses:,} not."
    if learned.landmarks < learned.of:
        yield (
            f"The record is large: {learned.landmarks:,} of {learned.of:,} {rows} were looked at, all of an account or none, those with a win first; "
            "each counts for those left out."
        )
    aside = [
        (learned.open, "still open (weights make up for them)"),
        (learned.unworked, "never worked, which are no losses"),
        (learned.bulk, "closed in bulk, which nobody judged"),
        (learned.unsupported, "among leads that are hardly ever worked"),
    ]
    said = [f"{many:,} {words}" for many, words in aside if many]
    if said:
        yield f"Not counted: {'; '.join(said)}."


def judged_on(learned: Learned) -> Iterable[str]:
    """On what it was judged."""
    if learned.crossed is not None and not learned.rules:
        crossed = learned.crossed
        yield f"By cross-validation what was learned has AUC {crossed.auc:.2f} (95% from {crossed.low:.2f} to {crossed.high:.2f}); 0.50 is a coin."
    found = learned.validation
    if found is None:
        return
    where = f"landmarks after {learned.cut[:10]}" if learned.cut else "accounts kept apart"
    raised = f"; {found.raised:,} raised hands, which either hands over, aside" if found.raised else ""
    yield f"Judged on {found.rows:,} rows with {found.wins:,} wins that it was not learned from ({where}, other accounts{raised})."


def _compared(learned: Learned) -> Iterable[str]:
    found = learned.validation
    if found is None:
        return
    draft, today = found.draft, found.today
    yield f"  what was learned: AUC {draft.auc:.2f} (95%: {draft.low:.2f} to {draft.high:.2f}); its top fifth is won {draft.lift:.1f} times as often as all"
    if today is not None:
        yield f"  today's definition: AUC {today.auc:.2f} (95%: {today.low:.2f} to {today.high:.2f}); its top fifth {today.lift:.1f} times"
    else:
        yield "  today's definition tells none of these apart"
    outside = [part for part in found.calibration if not part["low"] <= part["expected"] <= part["high"]]
    if found.calibration:
        yield (
            "  tenths of the score are won about as often as expected"
            if not outside
            else f"  of {len(found.calibration)} parts by score, {len(outside)} are won more or less often than expected"
        )


def _rules(learned: Learned, width: int) -> Iterable[str]:
    for rule in learned.rules[:MOST_RULES]:
        said = f"{rule.points:+4d}  {rule.words}  ({rule.rows:,} rows, {rule.won:.0%} won; others {rule.others:.0%})"
        yield from textwrap.wrap(
            said, width, initial_indent="  ", subsequent_indent="        ", break_on_hyphens=False
        )
    if len(learned.rules) > MOST_RULES:
        yield f"  … and {len(learned.rules) - MOST_RULES} smaller ones."


def line_of_draft(learned: Learned) -> Iterable[str]:
    """Where the line is drawn, and what leads handed over without selection say."""
    line = learned.threshold
    if line is not None:
        per = "a month" if line.per == "month" else "of the record"
        why = (
            "the capacity given"
            if line.asked
            else "as many as today"
            if line.per == "month" and learned.basis == "hand-offs"
            else "a fifth"
        )
        yield f"Qualified from {line.score} points: about {line.a_month:,.0f} leads {per}, for room for {line.capacity:,.0f} ({why})."
        if line.a_month > line.capacity:
            yield "That is more than there is room for: even the highest score, or raised hands alone, are reached by more."
    explored = learned.explored
    if explored is None:
        if learned.rules:
            yield "Nothing is handed over by explore; only such leads would compare definitions without selection."
    elif not explored.enough:
        yield (
            f"Handed over by explore, without selection: {explored.rows:,} with {explored.wins:,} wins, too few to compare definitions (30 won and 30 not "
            "are enough)."
        )
    else:
        yield (
            f"{explored.rows:,} handed over by explore, {explored.wins:,} of them won, are enough to compare definitions without selection: AUC "
            f"{explored.draft:.2f}, today's {explored.today:.2f}."
        )


def limits(learned: Learned) -> Iterable[str]:
    """What the record can't show."""
    yield from learned.cannot


def _no_evidence(learned: Learned) -> Iterable[str]:
    if learned.no_evidence:
        yield f"No evidence, hardly ever worked: {'; '.join(learned.no_evidence[:MOST_LEAKS])}."


def _leaks(learned: Learned, width: int) -> Iterable[str]:
    reasons: dict[str, list[str]] = {}
    for leak in learned.leaks:
        reasons.setdefault(leak.why, []).append(leak.field)
    said = [f"  {', '.join(fields)}: {why}." for why, fields in reasons.items()]
    for sentence in said[:MOST_LEAKS]:
        yield from _wrapped(sentence, width, "  ")
    if len(said) > MOST_LEAKS:
        yield f"  … and {len(said) - MOST_LEAKS} more reasons, with --json or --out FOLDER."
