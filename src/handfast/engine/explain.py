"""`explain`: one lead's story, told from the very rows that the whole evaluation gives for it."""

from collections.abc import Sequence
from datetime import datetime

from handfast.agreement.model import Agreement
from handfast.engine.evaluate import evaluate
from handfast.engine.explain_handoffs import clocks_of, deals_of, decisions_of, handoffs_of
from handfast.engine.explain_score import as_text, missing_of, qualifications_of, score_of
from handfast.engine.explanation import Cycle, Explanation, Stay, Who
from handfast.engine.findings_made import Findings
from handfast.engine.lead_facts import LeadFacts
from handfast.engine.timeline import timeline_of
from handfast.faults import Fault, InputFaults
from handfast.record import Record

TOLD_APART = {"lead_id", "created_at", "account_id", "owner_id", "source", "origin", "campaign_id", "stage"}
"""Columns of leads that have places of their own in the story."""
NEAR = """
    SELECT lead_id FROM record.leads
    WHERE levenshtein(lower(lead_id), lower($lead)) <= greatest(1, length($lead) // 4)
    ORDER BY levenshtein(lower(lead_id), lower($lead)), lead_id
    LIMIT 3
"""


def explain(
    agreements: Sequence[Agreement],
    record: Record,
    lead_id: str,
    as_of: datetime | None = None,
    promised: bool = True,
) -> Explanation:
    """One lead's story.

    Args:
        agreements, record, as_of, promised: as of `evaluate`.
        lead_id: the lead; the id of one that was found to be another leads to that one.

    Raises InputFaults when there is no such lead, or none yet at as_of, and as `evaluate` does.
    """
    if not record.connection.execute(
        "SELECT 1 FROM record.leads WHERE lead_id = $lead UNION ALL SELECT 1 FROM record.lead_identities WHERE lead_id = $lead",
        {"lead": lead_id},
    ).fetchone():
        raise InputFaults([_unknown(record, lead_id)])
    return story_of(evaluate(agreements, record, as_of, [lead_id], promised=promised), lead_id)


def story_of(findings: Findings, lead_id: str) -> Explanation:
    """One lead's story from findings that hold it and its points: of that lead, or whole ones made with `stories`, kept ones too.

    Raises InputFaults when the lead wasn't there at as_of.
    """
    return _story(LeadFacts(findings, survivor_of(findings, lead_id)))


def _unknown(record: Record, lead_id: str) -> Fault:
    """No such lead; near ids, and the lead whose e-mail address was given."""
    by_email = "SELECT lead_id FROM record.leads WHERE lower(trim(email)) = lower(trim($lead)) ORDER BY lead_id LIMIT 1"
    asked = {"lead": lead_id}
    near = [
        row[0] for query in (by_email, NEAR) for row in record.connection.execute(query, asked).fetchall()
    ]
    example = record.connection.execute("SELECT min(lead_id) FROM record.leads").fetchone()
    if near:
        hint = f"did you mean {' or '.join(near)}?"
    elif example and example[0]:
        hint = f"ids of leads look like {example[0]}"
    else:
        hint = "the record has no leads at all"
    return Fault("", 0, 0, lead_id, f"there is no such lead in this record; {hint}", "unknown-lead")


SURVIVOR = """
    SELECT standings.lead_id
    FROM (SELECT coalesce(min(survivor_id), $lead) AS lead_id FROM seen.lead_identities WHERE lead_id = $lead) AS survivors
    JOIN findings.standings ON standings.lead_id = survivors.lead_id
"""


def survivor_of(findings: Findings, lead_id: str) -> str:
    """The lead that an id stands for, as known at as_of. Raises InputFaults when there was none."""
    rows = LeadFacts(findings, lead_id).ask(SURVIVOR)
    if not rows:
        message = f"this lead was not in the record yet at {findings.as_of:%Y-%m-%dT%H:%M:%SZ}; give a later --as-of"
        raise InputFaults([Fault("", 0, 0, lead_id, message, "unknown-lead")])
    return str(rows[0]["lead_id"])


def _story(facts: LeadFacts) -> Explanation:
    findings, version = facts.findings, facts.findings.context.current_version
    clocks, stays = clocks_of(facts), _stays(facts)
    handoffs, decisions, deals = handoffs_of(facts, clocks), decisions_of(facts), deals_of(facts)
    qualifications = qualifications_of(facts)
    timeline, earlier = timeline_of(facts, stays, qualifications, handoffs, decisions, deals)
    of_handoffs = {clock for handoff in handoffs for clock in handoff.clocks}
    return Explanation(
        as_of=findings.as_of,
        agreement=facts.agreement.name,
        agreement_hash=facts.agreement.hash,
        promised=findings.promised,
        zone=facts.agreement.calendar.timezone,
        day_seconds=version.calendar.longest_day // 1_000_000,
        missing_data=findings.missing,
        who=_who(facts),
        stage=facts.standing["stage"],
        stays=stays,
        cycles=tuple(Cycle(**{name: row[name] for name in Cycle.__slots__}) for row in facts.cycles),
        score=score_of(facts),
        missing=missing_of(facts),
        qualifications=qualifications,
        handoffs=handoffs,
        clocks=tuple(clock for clock in clocks if clock not in of_handoffs),
        decisions=decisions,
        deals=deals,
        timeline=timeline,
        earlier=earlier,
    )


def _who(facts: LeadFacts) -> Who:
    standing = facts.standing
    row = facts.ask("SELECT * FROM seen.leads WHERE lead_id = $lead")[0]
    account = facts.ask(
        "SELECT name FROM seen.accounts WHERE account_id = $account", account=standing["account_id"]
    )
    merged = facts.ask("SELECT lead_id FROM seen.lead_identities WHERE survivor_id = $lead ORDER BY lead_id")
    told = {
        name: as_text(value)
        for name, value in row.items()
        if name not in TOLD_APART and not name.startswith("__")
    }
    return Who(
        facts.lead_id,
        tuple(one["lead_id"] for one in merged if one["lead_id"] != facts.lead_id),
        standing["created_at"],
        standing["account_id"],
        account[0]["name"] if account else None,
        facts.person(standing["owner_id"]),
        standing["source"],
        standing["origin"],
        standing["campaign_id"],
        {name: value for name, value in told.items() if value is not None and value.strip()},
    )


def _stays(facts: LeadFacts) -> tuple[Stay, ...]:
    rows = facts.ask("SELECT * FROM findings.stage_spans WHERE lead_id = $lead ORDER BY span")
    return tuple(Stay(**{name: row[name] for name in Stay.__slots__}) for row in rows)
