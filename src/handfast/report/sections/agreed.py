"""What qualifies, whether both sides count the same leads, what isn't known, what the words mean, and the agreement in prose."""

from handfast.agreement import prose as prose_of
from handfast.agreement.defaults import SOURCES
from handfast.agreement.prose import prose
from handfast.report import words
from handfast.report.blocks import (
    Block,
    Column,
    Figure,
    Head,
    Prose,
    Section,
    Share,
    Split,
    Table,
    Terms,
    Tone,
    say,
)
from handfast.report.context import Context

DRIFT = "select verdict, count(*) as cycles from findings.definition_drift group by verdict"
OF_VERDICT = """
    select lead_id, cycle, crm_mql_at, qualified_at, verdict
    from findings.definition_drift
    where verdict = :verdict
    order by coalesce(qualified_at, crm_mql_at) desc, lead_id
"""
VERDICTS: tuple[tuple[str, str, Tone], ...] = (
    ("both", "qualified, and an MQL in the CRM", "kept"),
    ("crm only", "an MQL in the CRM only", "broken"),
    ("agreement only", "qualified by the agreement only", "risk"),
)
BY = """select "by", count(*) as cycles from findings.qualifications group by "by" order by cycles desc"""
OF_BY = """
    select lead_id, cycle, qualified_at, "by", fit, engagement, complete
    from findings.qualifications
    where "by" = :by
    order by qualified_at desc, lead_id
"""
HOW = {
    "definition": "by their points",
    "raised": "by a raised hand",
    "explore": "at random below the threshold",
}
GLOSSARY = {
    "lead": "A person being marketed or sold to, from first touch to customer.",
    "qualified": "Meets the agreement's qualified-lead definition at an instant.",
    "sales-ready": "Qualified, and with the minimum information.",
    "hand-off": "The passing of a lead from one team to the next, and what follows from it until its cycle ends.",
    "raised hand": "The lead asked to be contacted.",
    "cycle": "One pass of a lead through the revenue cycle; a lead that is recycled or lost begins a new one.",
    "touch": "An activity by sales towards a lead, of the kinds that the agreement names.",
    "rejected": "Refused by sales before contact: misrouted (procedural), incomplete or wrong (clerical), or outside the definition (definitional).",
    "disqualified": "Found unfit after contact. Not the same as rejected, and never added to it: there was contact, so it counts as accepted too.",
    "clock": "One run of a promise with a time, for one hand-off. It is kept when it stops at or before its due time.",
    "excused": "Not counted: the hand-off ended before its clock was due, or there were more than the promise covers.",
    "not logged": "A hand-off that was worked, as a decision or a stage shows, without a touch on record. It is not counted as untouched.",
    "business time": "Time inside the working hours of the agreement's calendar, without holidays and closed days.",
    "too few": "Under 30 of a thing: the figure is shown, and nothing is concluded from it.",
}


def definition(context: Context) -> Section | None:
    """What qualifies a lead, and whom the CRM counts; None where the agreement says nothing of it and the record neither."""
    blocks: list[Block] = []
    verdicts = {row["verdict"]: row["cycles"] for row in context.ask(DRIFT)}
    total = sum(verdicts.values())
    if total:
        shares = tuple(
            Share(
                name,
                context.share(
                    verdicts[verdict], total, context.rows(f"Leads {name}", OF_VERDICT, verdict=verdict)
                ),
                verdicts[verdict] / total,
                tone,
            )
            for verdict, name, tone in VERDICTS
            if verdict in verdicts
        )
        blocks.append(
            Split(
                f"{words.out_of(verdicts.get('both', 0), total)} leads that either side counts are counted by both",
                shares,
            )
        )
    ways = context.ask(BY)
    if ways:
        said: list[str | Figure] = ["Qualified so far: "]
        for place, row in enumerate(ways):
            said += [
                ", " if place else "",
                context.number(
                    row["cycles"], context.rows(f"Qualified {HOW[row['by']]}", OF_BY, by=row["by"])
                ),
                f" {HOW[row['by']]}",
            ]
        blocks.append(say(*said, "."))
    section = next((part for part in prose(context.agreement) if part.id == "qualified-lead"), None)
    if section:
        blocks += [Head(section.title), _prose(context, section)]
    if not blocks:
        return None
    return Section(
        "definition",
        "Definition",
        "What qualifies a lead, and do both sides count the same ones?",
        tuple(blocks),
    )


def _prose(context: Context, section: prose_of.Section) -> Prose:
    """A section of the prose; where nobody promised anything, each clause with where it comes from."""
    judged = context.results.promised
    sources = (
        {} if judged else {clause: f"{source.source}: {source.words}" for clause, source in SOURCES.items()}
    )
    return Prose(
        tuple(
            (paragraph.clause, paragraph.text, sources.get(paragraph.clause, ""))
            for paragraph in section.paragraphs
        )
    )


def unknown(context: Context) -> Section | None:
    """What can't be judged from this record, and why."""
    missing = list(context.results.missing)
    if not missing:
        return None
    return Section(
        "unknown",
        "What isn't known",
        "What can't be judged from this record?",
        (
            Prose(
                tuple(
                    ("", f"{sentence[:1].upper()}{sentence[1:]}.".replace("..", "."), "")
                    for sentence in missing
                )
            ),
        ),
    )


def aside(context: Context) -> Section:
    """The rows and values that couldn't be read."""
    found = context.set_aside
    blocks: tuple[Block, ...] = (say("Every row and value of every file could be read."),)
    if found.count:
        rows = tuple(
            (
                str(row["file"]),
                Figure(words.count(row["line"]) if row["line"] else "", sort=row["line"]),
                row["column"] or "",
                Figure(row["value"] or "", sort=row["value"] or ""),
                row["reason"],
            )
            for row in found.first
        )
        columns = (
            Column("File", number=False),
            Column("Line"),
            Column("Column", number=False),
            Column("Value", number=False),
            Column("Why", number=False),
        )
        kinds = [
            words.some(many, kind)
            for many, kind in ((found.count - found.values, "row"), (found.values, "value"))
            if many
        ]
        where = words.listed([f"{words.count(many)} in {name}" for name, many in found.files.items()])
        shown = f"The first {words.count(len(rows))}:" if len(rows) < found.count else "All of them:"
        kept = " A row whose value was set aside counts without it." if found.values else ""
        blocks = (
            say(f"{words.listed(kinds)} could not be read and count nowhere: {where}.{kept} {shown}"),
            Table("Set aside", columns, rows),
        )
    return Section("aside", "Set aside", "What could not be read?", blocks)


def reading(context: Context) -> Section:
    """The words of this page."""
    versions = ", ".join(
        f"{name} {version}" for name, version in context.results.snapshot.get("versions", {}).items()
    )
    blocks = (
        say(
            "Every figure that is underlined opens the rows that it counts, and the query that gives them all from the Parquet files beside this page. "
            "Shares carry their denominator. A figure that isn't known says “no data”, never zero."
        ),
        Terms({**GLOSSARY, **context.agreement.terms}),
        say(f"Made with {versions}.", tone="note"),
    )
    return Section("words", "How to read this", "What do the words mean?", blocks)


def agreed(context: Context) -> Section:
    """The agreement in prose, each clause with its id."""
    blocks: list[Block] = []
    for part in prose(context.agreement):
        blocks += [Head(part.title), _prose(context, part)]
    name = "The agreement" if context.results.promised else "The conventions"
    question = "What did we agree?" if context.results.promised else "What are these figures held against?"
    return Section("agreement", name, question, tuple(blocks))
