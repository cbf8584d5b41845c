"""The agreement as prose that both teams recognise: plain, exact, whole sentences, clause by clause.

What comes out is structured (sections, paragraphs, each with the id of its clause), so that the terminal, the
report and a page can each show it in their own way.
"""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from handfast.agreement import wording
from handfast.agreement.calendar_words import calendar_sentences
from handfast.agreement.clause import SIDES
from handfast.agreement.model import Agreement, Commitment, Side


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One clause in words.

    Attributes:
        clause: the clause's id, as findings name it; empty for what belongs to no single clause.
        text: one or more whole sentences.
    """

    clause: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """What the agreement says on one question.

    Attributes:
        id: stable, for links: `who`, `calendar`, `qualified-lead`.
        title: as a heading.
        paragraphs: the clauses, in the document's order; never empty.
    """

    id: str
    title: str
    paragraphs: tuple[Paragraph, ...]


def prose(agreement: Agreement) -> tuple[Section, ...]:
    """The whole agreement in words; sections with nothing to say are left out."""
    sections = (Section(name, title, tuple(say(agreement))) for name, title, say in _SECTIONS)
    return tuple(section for section in sections if section.paragraphs)


def prose_text(agreement: Agreement, width: int = 80) -> str:
    """The prose as plain text, wrapped; clauses that findings name end with their id."""
    lines = [agreement.name, "=" * len(agreement.name), ""]
    for section in prose(agreement):
        lines += [section.title, "-" * len(section.title)]
        for paragraph in section.paragraphs:
            named = paragraph.clause and section.id in _NAMED
            said = f"{paragraph.text} [{paragraph.clause}]" if named else paragraph.text
            lines += textwrap.wrap(
                said, width, initial_indent="* ", subsequent_indent="  ", break_on_hyphens=False
            )
        lines.append("")
    return "\n".join(lines)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith((".", "!", "?")) else ".")


def _who(agreement: Agreement) -> Iterator[Paragraph]:
    since = (
        f"It holds from {wording.day(agreement.effective_from)}"
        if agreement.effective_from
        else "It holds for every day on record"
    )
    yield Paragraph(
        "",
        f"This is the agreement between marketing and sales. {since}. Amounts are in {agreement.currency}.",
    )
    for side in SIDES:
        owner = agreement.owner(side)
        speaks = (
            f"{owner} speaks and signs for {side}"
            if owner
            else f"Nobody is named yet to speak and sign for {side}"
        )
        teams = agreement.teams_of(side)
        names = f" Its team{'s are' if len(teams) > 1 else ' is'} {wording.joined(teams)}." if teams else ""
        yield Paragraph("", f"{speaks}.{names}")
    yield Paragraph(
        "", "Reports name reps." if agreement.show == "person" else "Reports name teams, never a rep."
    )
    signed = [f"{s.by} ({s.party})" for s in agreement.signatures if s.hash == agreement.hash]
    yield Paragraph(
        "", f"Signed by {wording.joined(signed)}." if signed else "Nobody has signed this text yet."
    )


def _calendar(agreement: Agreement) -> Iterator[Paragraph]:
    for sentence in calendar_sentences(agreement.calendar):
        yield Paragraph("calendar", sentence)


def _terms(agreement: Agreement) -> Iterator[Paragraph]:
    for term, meaning in agreement.terms.items():
        yield Paragraph("", f"{_sentence(term)[:-1]}: {_sentence(meaning)}")
    yield Paragraph("touch", f"A touch is {wording.touch(agreement.touch)}.")


def _cycle(agreement: Agreement) -> Iterator[Paragraph]:
    for place, stage in enumerate(agreement.stages, 1):
        yield Paragraph(f"stage.{stage.id}", f"Stage {place}: {wording.stage(stage)}.")


def _qualified(agreement: Agreement) -> Iterator[Paragraph]:
    lead = agreement.qualified_lead
    if lead.qualifies_when:
        when = lead.qualifies_when.words()
        yield Paragraph("qualifies_when", f"A lead is qualified from the moment at which its {when}.")
    elif lead.fit or lead.engagement:
        yield Paragraph("", "No threshold is agreed: nobody qualifies by points.")
    for clause, fit in lead.fit_clauses():
        yield Paragraph(clause, f"Fit: {wording.fit_rule(fit)}.")
    for clause, rule in lead.engagement_clauses():
        yield Paragraph(clause, f"Engagement: {wording.engagement_rule(rule)}.")
    for clause, raised in lead.always_clauses():
        what = wording.activity(raised.kind, raised.condition)
        yield Paragraph(clause, f"A raised hand is {what}: the lead qualifies at once, whatever its points.")
    for place, condition in enumerate(lead.never_when, 1):
        yield Paragraph(f"never_when.{place}", f"A lead never qualifies when {wording.condition(condition)}.")
    if lead.minimum_information:
        fields = wording.joined(map(wording.field, lead.minimum_information))
        said = f"The minimum information is {fields}; a qualified lead that has it is sales-ready."
        yield Paragraph("minimum_information", said)
    if lead.explore:
        who = f"{wording.share(lead.explore)} of leads, drawn at random,"
        said = f"{who} are handed over at half the threshold, so that the definition can be judged."
        yield Paragraph("explore", said)


def _handed_over(agreement: Agreement) -> Iterator[Paragraph]:
    for handoff in agreement.handoffs:
        yield Paragraph(f"handoff.{handoff.id}", _sentence(wording.handoff(handoff)))
    for place, rule in enumerate(agreement.routing, 1):
        yield Paragraph(f"routing.{place}", _sentence(wording.routing(rule)))
    if agreement.sourced:
        yield Paragraph("sourced", f"Whose deal an opportunity is: {wording.sourced(agreement.sourced)}.")


def _promises(side: Side | None) -> Callable[[Agreement], Iterator[Paragraph]]:
    def say(agreement: Agreement) -> Iterator[Paragraph]:
        for commitment in agreement.commitments:
            if agreement.sides_of(commitment.by) == ((side,) if side else SIDES):
                yield Paragraph(commitment.id, _promise(commitment, agreement.currency))

    return say


def _promise(commitment: Commitment, currency: str) -> str:
    team = f" ({commitment.by})" if commitment.by not in (*SIDES, "both") else ""
    return f"{_sentence(commitment.promise)[:-1]}{team}. {_sentence(wording.promise_terms(commitment, currency))}"


def _reasons(agreement: Agreement) -> Iterator[Paragraph]:
    for name, rejection in agreement.rejection_reasons.items():
        what = f"{_sentence(name)[:-1]} is a {rejection.kind} reason to refuse a lead before contact"
        yield Paragraph(f"rejection_reasons.{name}", f"{what}; {wording.way_back(rejection)}.")
    for name, given_up in agreement.disqualification_reasons.items():
        after = f", once the attempts of {given_up.only_after} are made" if given_up.only_after else ""
        what = f"{_sentence(name)[:-1]} is a reason to give a lead up after contact{after}"
        yield Paragraph(f"disqualification_reasons.{name}", f"{what}; {wording.way_back(given_up)}.")
    for name, lost in agreement.lost_reasons.items():
        what = f"{_sentence(name)[:-1]} is a reason for a lost opportunity"
        yield Paragraph(f"lost_reasons.{name}", f"{what}; {wording.way_back(lost)}.")


def _standards(agreement: Agreement) -> Iterator[Paragraph]:
    for place, standard in enumerate(agreement.data_standards, 1):
        yield Paragraph(f"data_standards.{place}", _sentence(wording.standard(standard)))


def _alerts(agreement: Agreement) -> Iterator[Paragraph]:
    for place, alert in enumerate(agreement.alerts, 1):
        yield Paragraph(f"alerts.{place}", _sentence(wording.alert(alert)))


def _check_ins(agreement: Agreement) -> Iterator[Paragraph]:
    for check_in in agreement.check_ins:
        yield Paragraph(f"check_in.{check_in.id}", _sentence(wording.check_in(check_in)))


def _money(agreement: Agreement) -> Iterator[Paragraph]:
    economics = agreement.economics
    if economics.touch_cost is not None:
        yield Paragraph("", f"A touch costs {wording.money(economics.touch_cost, agreement.currency)}.")
    if economics.discount_limit is not None:
        yield Paragraph(
            "", f"A discount of up to {wording.share(economics.discount_limit)} needs no approval."
        )
    if economics.margin != 1:
        yield Paragraph("", f"The company keeps {wording.share(economics.margin)} of a deal's amount.")


def _signs(agreement: Agreement) -> Iterator[Paragraph]:
    for sign, clause in agreement.signs.items():
        yield Paragraph(
            f"signs.{sign}", f"The threshold of the sign {sign} is {wording.sign_threshold(sign, clause)}."
        )


_NAMED = (
    "qualified-lead",
    "handoffs",
    "marketing-promises",
    "sales-promises",
    "both-promise",
    "data-standards",
    "alerts",
)
"""Sections whose clauses have ids that their words do not tell, and findings use."""

_SECTIONS: Sequence[tuple[str, str, Callable[[Agreement], Iterator[Paragraph]]]] = (
    ("who", "Who", _who),
    ("calendar", "Calendar", _calendar),
    ("terms", "What the words mean", _terms),
    ("cycle", "The revenue cycle", _cycle),
    ("qualified-lead", "What a qualified lead is", _qualified),
    ("handoffs", "How leads are handed over", _handed_over),
    ("marketing-promises", "What marketing promises", _promises("marketing")),
    ("sales-promises", "What sales promises", _promises("sales")),
    ("both-promise", "What both promise", _promises(None)),
    ("reasons", "Why leads are refused, given up and lost", _reasons),
    ("data-standards", "Data standards", _standards),
    ("alerts", "Alerts", _alerts),
    ("check-ins", "Check-ins", _check_ins),
    ("money", "What things cost", _money),
    ("signs", "Warning signs", _signs),
)
