"""Every clause of an agreement with the id by which findings name it, and its words."""

from collections.abc import Iterator

from handfast.agreement import wording
from handfast.agreement.model import Agreement, ClauseRef


def clauses_of(agreement: Agreement) -> tuple[ClauseRef, ...]:
    """Every clause, in the document's order; ids are unique."""
    return tuple(_clauses(agreement))


def _clauses(agreement: Agreement) -> Iterator[ClauseRef]:
    lead = agreement.qualified_lead
    for n, stage in enumerate(agreement.stages):
        yield ClauseRef(f"stage.{stage.id}", ("stages", n), wording.stage(stage))
    for n, (clause, fit) in enumerate(lead.fit_clauses()):
        yield ClauseRef(clause, ("qualified_lead", "fit", n), wording.fit_rule(fit))
    for n, (clause, rule) in enumerate(lead.engagement_clauses()):
        yield ClauseRef(clause, ("qualified_lead", "engagement", n), wording.engagement_rule(rule))
    if lead.qualifies_when:
        yield ClauseRef("qualifies_when", ("qualified_lead", "qualifies_when"), lead.qualifies_when.words())
    for n, (clause, raised) in enumerate(lead.always_clauses()):
        yield ClauseRef(
            clause, ("qualified_lead", "always_when", n), wording.activity(raised.kind, raised.condition)
        )
    for n, condition in enumerate(lead.never_when):
        yield ClauseRef(f"never_when.{n + 1}", ("qualified_lead", "never_when", n), condition.words())
    for n, handoff in enumerate(agreement.handoffs):
        yield ClauseRef(f"handoff.{handoff.id}", ("handoffs", n), wording.handoff(handoff))
    for n, routing in enumerate(agreement.routing):
        yield ClauseRef(f"routing.{n + 1}", ("routing", n), wording.routing(routing))
    for n, commitment in enumerate(agreement.commitments):
        yield ClauseRef(commitment.id, ("commitments", n), commitment.promise)
    for n, standard in enumerate(agreement.data_standards):
        yield ClauseRef(f"data_standards.{n + 1}", ("data_standards", n), wording.standard(standard))
    for n, alert in enumerate(agreement.alerts):
        yield ClauseRef(f"alerts.{n + 1}", ("alerts", n), wording.alert(alert))
    for n, check_in in enumerate(agreement.check_ins):
        yield ClauseRef(f"check_in.{check_in.id}", ("check_ins", n), wording.check_in(check_in))
