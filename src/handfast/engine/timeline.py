"""The part of a lead's story in which things happen: what the lead, marketing and sales did, and what lies between the teams, in one line."""

from collections.abc import Iterable

from handfast.agreement import wording
from handfast.engine.explanation import Deal, Decision, Event, Handoff, Party, Qualification, Stay
from handfast.engine.lead_facts import LeadFacts, Row

LATEST = 200
"""How many events a story holds; more is no story."""
PARTIES: dict[str, Party] = {"marketing": "marketing", "sales": "sales"}
HOW = {
    "definition": "qualified by its points",
    "raised": "raised its hand and qualified",
    "explore": "qualified at random, below the threshold",
}
FORM = "CASE WHEN activities.kind = 'form_submit' AND json_valid(activities.properties) THEN activities.properties ->> '$.form' END"
ACTIVITIES = f"""
    SELECT activities.occurred_at, activities.side, activities.kind, activities.direction, activities.outcome, activities.automated, activities.user_id,
        coalesce(assets.title, {FORM}, activities.url, campaigns.name) AS about
    FROM seen.activities
    LEFT JOIN seen.assets ON assets.asset_id = activities.asset_id
    LEFT JOIN seen.campaigns ON campaigns.campaign_id = activities.campaign_id
    WHERE activities.lead_id = $lead
    ORDER BY activities.occurred_at DESC, activities.activity_id DESC
    LIMIT {LATEST}
"""
MEETINGS = "SELECT booked_at, booked_by, starts_at, status, status_at, user_id FROM seen.meetings WHERE lead_id = $lead"
OWNERS = """
    SELECT changed_at, new_value FROM seen.lead_changes
    WHERE lead_id = $lead AND field = 'owner_id' AND new_value IS NOT NULL
    ORDER BY changed_at, change_order
"""


def timeline_of(
    facts: LeadFacts,
    stays: Iterable[Stay],
    qualifications: Iterable[Qualification],
    handoffs: Iterable[Handoff],
    decisions: Iterable[Decision],
    deals: Iterable[Deal],
) -> tuple[tuple[Event, ...], int]:
    """The latest events in order, and how many earlier ones are left out."""
    acts = [_activity(row) for row in facts.ask(ACTIVITIES)]
    everything = [
        *reversed(acts),
        *(event for row in facts.ask(MEETINGS) for event in _meeting(facts, row)),
        *(
            Event(row["changed_at"], "both", "owner", row["new_value"], None, False)
            for row in facts.ask(OWNERS)
        ),
        *(
            Event(stay.entered_at, "both", "stage", stay.stage, None, False)
            for stay in stays
            if stay.entered_at
        ),
        *(Event(one.at, "both", HOW[one.by], one.raised_by, None, False) for one in qualifications),
        *(
            Event(one.handed_at, "both", f"handed over ({one.handoff})", None, None, False)
            for one in handoffs
        ),
        *(
            Event(
                one.decided_at,
                "sales",
                one.decision + (f": {one.reason}" if one.reason else ""),
                None,
                None,
                False,
            )
            for one in decisions
        ),
        *(event for deal in deals for event in _deal(deal)),
    ]
    ordered = sorted(everything, key=lambda event: event.at)
    total = facts.ask("SELECT count(*) AS many FROM seen.activities WHERE lead_id = $lead")[0]["many"]
    shown = ordered[-LATEST:]
    return tuple(shown), total - len(acts) + len(ordered) - len(shown)


def _activity(row: Row) -> Event:
    what = wording.kind(row["kind"])
    if row["outcome"]:
        what += f", {str(row['outcome']).replace('_', ' ')}"
    return Event(
        row["occurred_at"],
        PARTIES.get(row["side"], "lead"),
        what,
        row["about"],
        row["user_id"],
        bool(row["automated"]),
    )


def _meeting(facts: LeadFacts, row: Row) -> Iterable[Event]:
    by: Party = PARTIES.get(row["booked_by"], "lead") if row["booked_by"] else "sales"
    yield Event(
        row["booked_at"], by, "meeting booked", f"for {row['starts_at']:%-d %b %Y}", row["user_id"], False
    )
    settled = row["status_at"] or row["starts_at"]
    if row["status"] in ("held", "no-show", "cancelled") and settled <= facts.findings.as_of:
        yield Event(settled, "sales", f"meeting {row['status']}", None, row["user_id"], False)


def _deal(deal: Deal) -> Iterable[Event]:
    yield Event(deal.created_at, "sales", "opportunity created", deal.opportunity_id, None, False)
    if deal.closed_at is not None and deal.outcome != "open":
        yield Event(
            deal.closed_at,
            "sales",
            f"opportunity {deal.outcome}",
            deal.lost_reason or deal.opportunity_id,
            None,
            False,
        )
