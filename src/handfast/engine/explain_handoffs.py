"""The part of a lead's story about what sales promised and did: hand-offs, their clocks, decisions, opportunities."""

from zoneinfo import ZoneInfo

from handfast.agreement import wording
from handfast.agreement.model import CountTimer, Timer
from handfast.engine.explanation import Clock, Deal, Decision, Handoff
from handfast.engine.lead_facts import LeadFacts, Row, way_back
from handfast.engine.terms import calendar_name

CLOCKS = """
    SELECT clocks.*, deadlines.calendar, handoffs.ended_at
    FROM findings.clocks
    JOIN agreement.versions ON versions.agreement_hash = clocks.agreement_hash
    LEFT JOIN steps.clock_deadlines AS deadlines
        ON deadlines.version = versions.version AND deadlines.commitment_id = clocks.commitment_id AND deadlines.lead_id = clocks.lead_id
        AND deadlines.started_at = clocks.started_at AND deadlines.handoff_id IS NOT DISTINCT FROM clocks.handoff_id
        AND deadlines.meeting_id IS NOT DISTINCT FROM clocks.meeting_id
    LEFT JOIN findings.handoffs ON handoffs.handoff_id = clocks.handoff_id
    WHERE clocks.lead_id = $lead
    ORDER BY clocks.started_at, clocks.commitment_id
"""
CALENDARS = """
    SELECT calendars.calendar, calendars.user_id, users.timezone
    FROM agreement.owner_calendars AS calendars
    JOIN steps.clock_deadlines AS deadlines ON deadlines.calendar = calendars.calendar AND deadlines.lead_id = $lead
    LEFT JOIN seen.users ON users.user_id = calendars.user_id
    ORDER BY calendars.user_id
"""
DEALS = """
    SELECT opportunities.*, contacts.role
    FROM steps.opportunities
    JOIN steps.lead_opportunities AS named ON named.opportunity_id = opportunities.opportunity_id AND named.lead_id = $lead
    LEFT JOIN seen.opportunity_contacts AS contacts
        ON contacts.opportunity_id = opportunities.opportunity_id AND contacts.lead_id = $lead
    ORDER BY opportunities.created_at, opportunities.opportunity_id
"""


def handoffs_of(facts: LeadFacts, clocks: tuple[Clock, ...]) -> tuple[Handoff, ...]:
    """Each hand-off with its clocks."""
    rows = facts.ask("SELECT * FROM findings.handoffs WHERE lead_id = $lead ORDER BY handed_at, handoff_id")
    return tuple(_handoff(facts, row, clocks) for row in rows)


def _handoff(facts: LeadFacts, row: Row, clocks: tuple[Clock, ...]) -> Handoff:
    clause = facts.version(row["agreement_hash"]).agreement.handoff(row["handoff"])
    same = (
        "handoff_id", "handoff", "cycle", "handed_at", "team", "raised", "complete", "first_touch_at", "touches", "replied_at", "decision", "decided_at",
        "reason", "timing", "early", "unlogged", "ended_at",
    )  # fmt: skip
    return Handoff(
        **{name: row[name] for name in same},
        words=wording.handoff(clause) if clause else row["handoff"],
        owner=facts.person(row["owner_id"]),
        clocks=tuple(
            clock for clock in clocks if clock.handoff_id == row["handoff_id"] and not clock.meeting_id
        ),
    )


def clocks_of(facts: LeadFacts) -> tuple[Clock, ...]:
    """Every clock of the lead, in the order in which they started."""
    owners: dict[str, list[Row]] = {}
    for row in facts.ask(CALENDARS):
        owners.setdefault(row["calendar"], []).append(row)
    return tuple(_clock(facts, row, owners) for row in facts.ask(CLOCKS))


def _clock(facts: LeadFacts, row: Row, owners: dict[str, list[Row]]) -> Clock:
    version = facts.version(row["agreement_hash"])
    clause = version.agreement.commitment(row["commitment_id"])
    assert isinstance(clause, Timer | CountTimer)
    of, zone = None, version.agreement.calendar.timezone
    if row["calendar"] not in (None, calendar_name(version)):
        users = owners.get(row["calendar"], [])
        whose = next(
            (user for user in users if user["user_id"] == row["owner_id"]), users[0] if users else {}
        )
        of, zone = whose.get("user_id"), _zone(whose.get("timezone"), zone)
    same = ("commitment_id", "started_at", "due_at", "stopped_at", "state", "why", "handoff_id", "meeting_id")
    return Clock(
        **{name: row[name] for name in same},
        promise=clause.promise,
        by=clause.by,
        within=wording.duration(clause.within),
        business=clause.within.business,
        starts_with=wording.moment(clause.start),
        stops_with=_stops_with(clause),
        elapsed_seconds=row["elapsed_seconds"] if clause.within.business else _passed(facts, row),
        owner=facts.person(row["owner_id"]),
        calendar=of,
        zone=zone,
        day_seconds=version.calendar.longest_day // 1_000_000,
    )


def _zone(wanted: str | None, otherwise: str) -> str:
    """A rep's zone where it is one."""
    try:
        return ZoneInfo(wanted or otherwise).key
    except (OSError, ValueError, KeyError):
        return otherwise


def _stops_with(clause: Timer | CountTimer) -> str:
    if not isinstance(clause, CountTimer):
        return wording.moment(clause.until)
    unless = f", unless {wording.moment(clause.unless)} comes first" if clause.unless else ""
    return f"{clause.at_least} {clause.count}{unless}"


def _passed(facts: LeadFacts, row: Row) -> int:
    """Whole seconds of the clock from the start to the stop, the end or as_of."""
    ends = [at for at in (row["stopped_at"], row["ended_at"], facts.findings.as_of) if at is not None]
    return max(0, int((min(ends) - row["started_at"]).total_seconds()))


def decisions_of(facts: LeadFacts) -> tuple[Decision, ...]:
    """Each decision and what follows from it."""
    rows = facts.ask(
        "SELECT * FROM findings.decisions WHERE lead_id = $lead ORDER BY decided_at, decision, handoff_id"
    )
    same = ("decided_at", "decision", "reason", "reason_kind", "reroute", "cycle", "handoff_id", "basis")
    return tuple(Decision(**{name: row[name] for name in same}, follows=_follows(facts, row)) for row in rows)


def _follows(facts: LeadFacts, row: Row) -> str | None:
    return way_back(facts.in_force(row["decided_at"]), row["decision"], row["reason"])


def deals_of(facts: LeadFacts) -> tuple[Deal, ...]:
    """The opportunities in which the lead has a part."""
    same = (
        "opportunity_id", "role", "created_at", "closed_at", "outcome", "stage", "amount", "currency", "sourced", "handoff_id", "lost_reason",
    )  # fmt: skip
    return tuple(Deal(**{name: row[name] for name in same}) for row in facts.ask(DEALS))
