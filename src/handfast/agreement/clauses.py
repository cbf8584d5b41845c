"""Every clause of an agreement with the id by which findings name it, and its words."""

from collections.abc import Iterator

from handfast.agreement import wording
from handfast.agreement.calendar_words import calendar_sentences
from handfast.agreement.model import Agreement, ClauseRef


def clauses_of(agreement: Agreement) -> tuple[ClauseRef, ...]:
    """Every clause, in the document's order; ids are unique."""
    clauses = (_cycle, _definition, _handing_over, _promises, _reasons, _rest)
    return tuple(clause for read in clauses for clause in read(agreement))


def _cycle(agreement: Agreement) -> Iterator[ClauseRef]:
    yield ClauseRef("calendar", ("calendar",), " ".join(calendar_sentences(agreement.calendar)))
    for n, stage in enumerate(agreement.stages):
        yield ClauseRef(f"stage.{stage.id}", ("stages", n), wording.stage(stage))


def _definition(agreement: Agreement) -> Iterator[ClauseRef]:
    lead, at = agreement.qualified_lead, "qualified_lead"
    for n, (clause, fit) in enumerate(lead.fit_clauses()):
        yield ClauseRef(clause, (at, "fit", n), wording.fit_rule(fit))
    for n, (clause, rule) in enumerate(lead.engagement_clauses()):
        yield ClauseRef(clause, (at, "engagement", n), wording.engagement_rule(rule))
    if lead.qualifies_when:
        yield ClauseRef("qualifies_when", (at, "qualifies_when"), lead.qualifies_when.words())
    for n, (clause, raised) in enumerate(lead.always_clauses()):
        yield ClauseRef(clause, (at, "always_when", n), wording.activity(raised.kind, raised.condition))
    for n, condition in enumerate(lead.never_when):
        yield ClauseRef(f"never_when.{n + 1}", (at, "never_when", n), wording.condition(condition))
    if lead.minimum_information:
        fields = wording.joined(map(wording.field, lead.minimum_information))
        yield ClauseRef("minimum_information", (at, "minimum_information"), fields)
    if lead.explore:
        yield ClauseRef("explore", (at, "explore"), wording.share(lead.explore))


def _handing_over(agreement: Agreement) -> Iterator[ClauseRef]:
    yield ClauseRef("touch", ("touch",), wording.touch(agreement.touch))
    for n, handoff in enumerate(agreement.handoffs):
        yield ClauseRef(f"handoff.{handoff.id}", ("handoffs", n), wording.handoff(handoff))
    if agreement.sourced:
        yield ClauseRef("sourced", ("sourced",), wording.sourced(agreement.sourced))
    for n, rule in enumerate(agreement.routing):
        yield ClauseRef(f"routing.{n + 1}", ("routing", n), wording.routing(rule))


def _promises(agreement: Agreement) -> Iterator[ClauseRef]:
    for n, commitment in enumerate(agreement.commitments):
        yield ClauseRef(commitment.id, ("commitments", n), commitment.promise)


def _reasons(agreement: Agreement) -> Iterator[ClauseRef]:
    for key in ("rejection_reasons", "disqualification_reasons", "lost_reasons"):
        for name, reason in getattr(agreement, key).items():
            yield ClauseRef(f"{key}.{name}", (key, name), wording.way_back(reason))


def _rest(agreement: Agreement) -> Iterator[ClauseRef]:
    for n, standard in enumerate(agreement.data_standards):
        yield ClauseRef(f"data_standards.{n + 1}", ("data_standards", n), wording.standard(standard))
    for n, alert in enumerate(agreement.alerts):
        yield ClauseRef(f"alerts.{n + 1}", ("alerts", n), wording.alert(alert))
    for n, check_in in enumerate(agreement.check_ins):
        yield ClauseRef(f"check_in.{check_in.id}", ("check_ins", n), wording.check_in(check_in))
    for sign, clause in agreement.signs.items():
        yield ClauseRef(f"signs.{sign}", ("signs", sign), wording.sign_threshold(sign, clause))
