"""Opportunities: the hand-off that each belongs to, what it is worth, whose deal it is."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from tests.reference.business_time import calendar_of
from tests.reference.handoffs import Handoff
from tests.reference.knowledge import Known, Row
from tests.reference.stages import outcome
from tests.reference.values import account_of, lead_value
from tests.reference.versions import Versions, day_of, zone_of

CENT = Decimal("0.01")
SOURCED_BY_ORIGIN = {
    "inbound": "marketing", "event": "marketing", "product": "marketing", "outbound": "sales", "partner": "partner", "customer": "customer",
}  # fmt: skip


def handoff_of(known: Known, opportunity: Row, handoffs: dict[str, list[Handoff]]) -> Handoff | None:
    """The hand-off of an opportunity: the latest before it of its leads, else of its account's."""
    created = opportunity["created_at"]

    def latest(leads: list[str]) -> Handoff | None:
        before = [
            handoff for lead in leads for handoff in handoffs.get(lead, []) if handoff.handed_at <= created
        ]
        last = max((handoff.handed_at for handoff in before), default=None)
        return min(
            (handoff for handoff in before if handoff.handed_at == last),
            key=lambda handoff: handoff.handoff_id,
            default=None,
        )

    found = latest(known.linked_leads(opportunity["opportunity_id"]))
    account = opportunity.get("account_id")
    if found is None and account:
        found = latest([lead for lead in known.leads if account_of(known, lead, known.as_of) == account])
    return found


def opportunity_row(known: Known, versions: Versions, opportunity: Row, handoff: Handoff | None) -> Row:
    """The row of the table opportunities."""
    version = versions.at(opportunity["created_at"])
    result = outcome(opportunity)
    contacts = known.contacts[opportunity["opportunity_id"]]
    lead = handoff.lead_id if handoff else _own_lead(known, opportunity, contacts)

    def of_lead(name: str) -> object:
        return lead_value(known, lead, name, known.as_of) if lead else None

    return {
        "opportunity_id": opportunity["opportunity_id"],
        "handoff_id": handoff.handoff_id if handoff else None,
        "lead_id": lead,
        "account_id": opportunity.get("account_id") or None,
        "created_at": opportunity["created_at"],
        "closed_at": opportunity["closed_at"] if result != "open" else None,
        "outcome": result,
        "type": opportunity.get("type"),
        "pipeline": opportunity.get("pipeline"),
        "stage": opportunity.get("stage"),
        "amount": opportunity.get("amount"),
        "currency": currency_of(version, opportunity),
        "converted_amount": converted(known, version, opportunity),
        "sourced": sourced(known, version, opportunity, lead),
        "owner_id": opportunity.get("owner_id"),
        "source": opportunity.get("source") or of_lead("source"),
        "origin": of_lead("origin"),
        "campaign_id": opportunity.get("campaign_id") or of_lead("campaign_id"),
        "lost_reason": opportunity.get("lost_reason"),
        "competitor": opportunity.get("competitor"),
        "discount": opportunity.get("discount"),
        "next_step_at": opportunity.get("next_step_at"),
        "contacts": len({row["lead_id"] for row in contacts}),
    }


def _own_lead(known: Known, opportunity: Row, contacts: list[Row]) -> str | None:
    """The lead on record, else the primary contact, else the contact with the smallest id."""
    if opportunity.get("lead_id"):
        return opportunity["lead_id"]
    return min(contacts, key=lambda row: (not row.get("is_primary"), row["lead_id"]), default={}).get(
        "lead_id"
    )


def currency_of(version, opportunity: Row) -> str:
    """The currency of an opportunity's amount: its own, else the agreement's."""
    return opportunity.get("currency") or version.currency


def converted(known: Known, version, opportunity: Row) -> Decimal | None:
    """The amount in the agreement's currency: at the latest rate on or before the day of the close or, while open, of the creation."""
    amount, currency = opportunity.get("amount"), currency_of(version, opportunity)
    if amount is None or currency == version.currency:
        return amount
    instant: datetime = (
        opportunity["created_at"] if outcome(opportunity) == "open" else opportunity["closed_at"]
    )
    day = day_of(instant, zone_of(version))
    rates = [row for row in known.rates if row["currency"] == currency and row["on"] <= day]
    if not rates:
        return None
    return (amount * max(rates, key=lambda row: row["on"])["rate"]).quantize(CENT, ROUND_HALF_UP)


def sourced(known: Known, version, opportunity: Row, lead: str | None) -> str | None:
    """Whose deal it is: the side of the first or last activity in the window before its creation, or what the lead's origin says."""
    clause = version.sourced
    if clause is None:
        return None
    if clause.by != "origin":
        created = opportunity["created_at"]
        activities = [
            row
            for linked in known.linked_leads(opportunity["opportunity_id"])
            for row in known.activities.get(linked, [])
            if row.get("side")
            and row["occurred_at"] <= created
            and calendar_of(version).due(row["occurred_at"], clause.within) >= created
        ]
        activities.sort(key=lambda row: (row["occurred_at"], row["activity_id"]))
        if activities:
            deciding = activities[0 if clause.by == "first_touch" else -1]
            return "sales" if deciding["side"] == "sales" else "marketing"
    unsaid = "none" if "activities" in known.columns else None
    return SOURCED_BY_ORIGIN.get(lead_value(known, lead, "origin", known.as_of) if lead else None, unsaid)
