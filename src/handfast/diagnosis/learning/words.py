"""What was learned, in plain sentences: for the terminal, and above the definition in the draft."""

from collections.abc import Iterable

from handfast.diagnosis.learning.learned import Learned

ROWS = {
    "hand-offs": "hand-offs",
    "months": "leads on the first of a month",
    "deals": "deals",
    "leads": "leads",
}
MOST_RULES = 10
MOST_LEAKS = 8


def head_of(learned: Learned) -> list[str]:
    """What stands above the definition in the draft: from what it was learned, how good it is, what it can't show."""
    return [
        *_basis(learned),
        *_judged(learned),
        *_line(learned),
        *learned.cannot,
        "Beside each rule: the rows it holds for, and what was won.",
    ]


def lines_of(learned: Learned) -> list[str]:
    """What the terminal shows; an empty line parts paragraphs."""
    lines = [_headline(learned), "", *_basis(learned), *_judged(learned)]
    if learned.rules:
        lines += ["", *_rules(learned), *_line(learned)]
    if learned.leaks:
        lines += ["", "Left out:", *_leaks(learned)]
    if learned.no_evidence:
        lines += ["", f"No evidence, hardly ever worked: {'; '.join(learned.no_evidence[:MOST_LEAKS])}."]
    if learned.cannot:
        lines += ["", *learned.cannot]
    return lines


def _headline(learned: Learned) -> str:
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


def _basis(learned: Learned) -> Iterable[str]:
    rows = ROWS[learned.basis]
    within = f" within {learned.horizon:.0f} days" if learned.horizon else ""
    yield f"Learned from {learned.rows:,} {rows} with a known outcome: {learned.wins:,} won{within}, {learned.losses:,} not."
    aside = [
        (learned.open, "still open (weights make up for them)"),
        (learned.unworked, "never worked, which are no losses"),
        (learned.bulk, "closed in bulk, which nobody judged"),
        (learned.unsupported, "among leads that are hardly ever worked"),
    ]
    said = [f"{many:,} {words}" for many, words in aside if many]
    if said:
        yield f"Not counted: {'; '.join(said)}."


def _judged(learned: Learned) -> Iterable[str]:
    if learned.crossed is not None and not learned.rules:
        crossed = learned.crossed
        yield f"By cross-validation what was learned has AUC {crossed.auc:.2f} (95% from {crossed.low:.2f} to {crossed.high:.2f}); 0.50 is a coin."
    found = learned.validation
    if found is None:
        return
    where = f"landmarks after {learned.cut[:10]}" if learned.cut else "accounts kept apart"
    yield f"Judged on {found.rows:,} rows with {found.wins:,} wins that it was not learned from ({where}, other accounts):"
    draft = found.draft
    yield f"  the draft: AUC {draft.auc:.2f} (95% from {draft.low:.2f} to {draft.high:.2f}); the top fifth is won {draft.lift:.1f} times as often as all."
    if found.today is not None:
        today = found.today
        yield f"  today's definition: AUC {today.auc:.2f} ({today.low:.2f} to {today.high:.2f}); the top fifth {today.lift:.1f} times."
    else:
        yield "  today's definition says nothing of these rows."
    if learned.rules and found.calibration:
        expected = ", ".join(f"{part['expected']:.0%} → {part['observed']:.0%}" for part in found.calibration)
        yield f"  expected → observed by tenths of the score: {expected}."


def _rules(learned: Learned) -> Iterable[str]:
    for rule in learned.rules[:MOST_RULES]:
        yield f"  {rule.points:+4d}  {rule.words}  ({rule.rows:,} rows, {rule.won:.0%} won; others {rule.others:.0%})"
    if len(learned.rules) > MOST_RULES:
        yield f"  … and {len(learned.rules) - MOST_RULES} smaller ones."


def _line(learned: Learned) -> Iterable[str]:
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
        yield "Nothing is handed over by explore; only such leads would compare definitions without selection."
    elif not explored.enough:
        yield f"Handed over by explore: {explored.rows:,} with {explored.wins:,} wins; 30 of each are needed to compare definitions without selection."
    else:
        yield f"Among {explored.rows:,} handed over by explore, without selection: AUC {explored.draft:.2f}, today's {explored.today:.2f}."


def _leaks(learned: Learned) -> Iterable[str]:
    reasons: dict[str, list[str]] = {}
    for leak in learned.leaks:
        reasons.setdefault(leak.why, []).append(leak.field)
    said = [f"  {', '.join(fields)}: {why}." for why, fields in reasons.items()]
    yield from said[:MOST_LEAKS]
    if len(said) > MOST_LEAKS:
        yield f"  … and {len(said) - MOST_LEAKS} more, with --json."
