"""learned.html: what was learned, its evidence, how good it is, and today's definition beside it, on one page that needs nothing else."""

from handfast.diagnosis.learning import Learned
from handfast.diagnosis.learning.words import ROWS, counted, headline, judged_on, limits, line_of_draft
from handfast.report import words
from handfast.report.blocks import (
    Block,
    Column,
    Fact,
    Facts,
    Figure,
    Head,
    Picture,
    Section,
    Strong,
    Table,
    say,
)
from handfast.report.learned_charts import calibration
from handfast.report.page import whole_page
from handfast.report.svg import to_svg

AUC = "how often a won lead scores above one that wasn't: 1.00 is always, 0.50 is a coin"
LIFT = "The top fifth are the rows with the highest scores."


def learned_page(learned: Learned, name: str) -> str:
    """The whole page as text; the same results give the same text. `name` is the agreement's."""
    made = (_good(learned), _rules(learned), _left_out(learned), _limits(learned))
    sections = [section for section in made if section]
    return whole_page(
        "learned.html",
        name=name,
        headline=headline(learned),
        basis=counted(learned),
        landmarks=ROWS[learned.basis],
        learned=learned,
        facts=_facts(learned),
        sections=sections,
    )


def _facts(learned: Learned) -> Facts | None:
    found = learned.validation
    if found is None:
        return None
    draft, today = found.draft, found.today
    facts = [
        Fact("AUC of what was learned", Figure(f"{draft.auc:.2f}"), _interval(draft.low, draft.high)),
        Fact(
            "AUC of today's definition",
            Figure(f"{today.auc:.2f}" if today else words.NOTHING),
            _interval(today.low, today.high) if today else "it tells none of these apart",
        ),
        Fact("Its top fifth is won", Figure(f"{draft.lift:.1f} times"), "as often as all"),
        Fact(
            "Today's top fifth",
            Figure(f"{today.lift:.1f} times" if today else words.NOTHING),
            "as often as all" if today else "",
        ),
    ]
    return Facts(tuple(facts))


def _interval(low: float, high: float) -> str:
    return f"95% from {low:.2f} to {high:.2f}"


def _good(learned: Learned) -> Section | None:
    found = learned.validation
    if found is None:
        return None
    blocks: list[Block] = [say(sentence) for sentence in judged_on(learned)]
    blocks.append(say(f"AUC is {AUC}. {LIFT}", tone="note"))
    if found.calibration:
        blocks += [Head("Expected and won"), _calibration(learned)]
    return Section(
        "good", "How good it is", "Does it tell who is won, on rows that it has not seen?", tuple(blocks)
    )


def _calibration(learned: Learned) -> Picture:
    assert learned.validation is not None
    parts = learned.validation.calibration
    outside = sum(not part["low"] <= part["expected"] <= part["high"] for part in parts)
    title = (
        f"Of {len(parts)} parts of the rows by score, {len(parts) - outside} were won as often as expected"
        if outside
        else "Each part of the rows was won about as often as expected"
    )
    rows = tuple(
        (
            str(place),
            Figure(words.count(part["rows"]), sort=part["rows"]),
            Figure(words.percent(part["expected"]), sort=part["expected"]),
            Figure(words.percent(part["observed"]), sort=part["observed"]),
            f"{words.percent(part['low'])} to {words.percent(part['high'])}",
        )
        for place, part in enumerate(parts, 1)
    )
    columns = (
        Column("Tenth", number=False),
        Column("Rows"),
        Column("Expected"),
        Column("Won"),
        Column("95% interval"),
    )
    table = Table("One row for each tenth of the later rows, lowest scores first", columns, rows)
    label = "Expected share won against the observed one, by tenths of the score: " + ", ".join(
        f"{words.percent(part['expected'])} expected, {words.percent(part['observed'])} won" for part in parts
    )
    note = "Across: won as expected by the score. Up: won in fact, with its 95% interval. On the dashed line both agree."
    return Picture(title, to_svg(calibration(parts), label), table, note=note)


def _rules(learned: Learned) -> Section | None:
    blocks: list[Block] = []
    if learned.rules:
        rows = tuple(
            (
                rule.words,
                Figure(f"{rule.points:+d}", sort=rule.points),
                Figure(words.percent(rule.won), sort=rule.won, part=rule.won),
                Figure(words.percent(rule.others), sort=rule.others, part=rule.others),
                Figure(words.count(rule.rows), sort=rule.rows),
            )
            for rule in learned.rules
        )
        columns = (
            Column("Rule", number=False),
            Column("Points"),
            Column("Won", help="where it holds"),
            Column("Won", help="of the others"),
            Column("Rows", help="where it holds"),
        )
        foot = "Points are given with all other rules held equal; so a rule's sign may differ from what the two shares alone say."
        blocks.append(
            Table("The draft's rules, each with its evidence", columns, rows, foot=foot, shown=len(rows))
        )
        blocks += [say(sentence) for sentence in line_of_draft(learned)]
    today = learned.today
    if today.rules or today.line:
        blocks.append(Head("Today's definition"))
        rows_today = tuple((said, Figure(f"{points:+g}", sort=points)) for points, said in today.rules)
        if rows_today:
            two = (Column("Rule", number=False), Column("Points"))
            blocks.append(Table("The rules in force", two, rows_today, shown=len(rows_today)))
        blocks.append(say(f"Qualified when {today.line}." if today.line else "Nobody qualifies by points."))
    if not blocks:
        return None
    return Section("rules", "The rules", "What tells a lead that is won?", tuple(blocks))


def _left_out(learned: Learned) -> Section | None:
    blocks: list[Block] = []
    if learned.leaks:
        blocks += [say(Strong(leak.field), f": {leak.why}.") for leak in learned.leaks]
    if learned.no_evidence:
        blocks.append(
            say("Hardly ever worked, so that nothing is known of them: ", "; ".join(learned.no_evidence), ".")
        )
    if learned.current:
        blocks.append(
            say(
                "Taken as they stand, since the record has no history of them: ",
                ", ".join(learned.current),
                ".",
            )
        )
    if not blocks:
        return None
    return Section("left-out", "Left out", "What was left out, and why?", tuple(blocks))


def _limits(learned: Learned) -> Section | None:
    said = [say(sentence) for sentence in limits(learned)]
    return Section("limits", "Limits", "What can't this record show?", tuple(said)) if said else None
