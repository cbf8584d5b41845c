"""One lead's story as a page shows it: the engine's, its timeline in lines, and the people and deals around it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from handfast.engine.explain import story_of
from handfast.engine.explanation import Event, Explanation
from handfast.engine.findings_made import Findings
from handfast.report.explanation import missing_sentences, together
from handfast.web.snapshots.evaluation import Row, rows

MOST = 12
"""How many colleagues, duplicates and forms a story names; the account's page has the rest."""
COLLEAGUES = """
    SELECT lead_id, name, title, stage, score, owner FROM desk.leads
    WHERE account_id = $account AND lead_id <> $lead ORDER BY score DESC, lead_id LIMIT $most
"""
ACCOUNT_DEALS = """
    SELECT opportunities.opportunity_id, opportunities.created_at, opportunities.closed_at, opportunities.outcome, opportunities.stage,
        opportunities.amount, opportunities.currency, opportunities.lead_id
    FROM findings.opportunities WHERE account_id = $account ORDER BY created_at DESC, opportunity_id LIMIT $most
"""
DUPLICATES = """
    SELECT other.lead_id, other.name, other.company, other.email, likely.probability, likely.reasons
    FROM (
        SELECT other_lead_id AS lead_id, probability, reasons FROM seen.likely_duplicates WHERE lead_id = $lead
        UNION
        SELECT lead_id, probability, reasons FROM seen.likely_duplicates WHERE other_lead_id = $lead
    ) AS likely
    JOIN desk.leads AS other ON other.lead_id = likely.lead_id
    ORDER BY likely.probability DESC, other.lead_id LIMIT $most
"""
ASKED = """
    SELECT occurred_at, kind, url, properties FROM seen.activities
    WHERE lead_id = $lead AND kind IN ('form_submit', 'chat', 'call_inbound', 'email_reply')
    ORDER BY occurred_at DESC, activity_id DESC LIMIT $most
"""
OWNERS = """
    SELECT changes.changed_at, changes.new_value AS user_id, coalesce(users.name, changes.new_value) AS name, changes.changed_by,
        coalesce(givers.name, changes.changed_by) AS given_by
    FROM seen.lead_changes AS changes
    LEFT JOIN seen.users AS users ON users.user_id = changes.new_value
    LEFT JOIN seen.users AS givers ON givers.user_id = changes.changed_by
    WHERE changes.lead_id = $lead AND changes.field = 'owner_id'
    ORDER BY changes.changed_at DESC LIMIT $most
"""


@dataclass(frozen=True, slots=True)
class Line:
    """Events of one kind by one party on one day.

    Attributes:
        at: the first one's instant.
        party: lead, marketing, sales or both.
        what, about, by: of the first.
        many: how many.
        automated: whether a machine did them.
    """

    at: datetime
    party: str
    what: str
    about: str | None
    by: str | None
    many: int
    automated: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the lead said or asked: a form, a chat, a call, a reply.

    Attributes:
        at, kind, url: of the activity.
        said: its fields and what stands in them.
    """

    at: datetime
    kind: str
    url: str | None
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeadStory:
    """Everything that a page says of one lead.

    Attributes:
        told: the story that `handfast explain` tells.
        missing: what is missing to qualify, a sentence each.
        lines: the timeline, the latest first.
        asked: what the lead asked, the latest first.
        owners: who was given the lead, by whom, the latest first.
        colleagues, deals: others of its account, and the account's opportunities.
        duplicates: leads that are probably the same person.
        teams: whose lead it is: its owner's team and those that it was handed to.
    """

    told: Explanation
    missing: tuple[str, ...]
    lines: tuple[Line, ...]
    asked: tuple[Asked, ...]
    owners: tuple[Row, ...]
    colleagues: tuple[Row, ...]
    deals: tuple[Row, ...]
    duplicates: tuple[Row, ...]
    teams: frozenset[str]

    @property
    def name(self) -> str:
        """The lead's name, or its id."""
        fields = self.told.who.fields
        return (
            " ".join(filter(None, (fields.get("first_name"), fields.get("last_name"))))
            or self.told.who.lead_id
        )

    @property
    def owner_id(self) -> str | None:
        """Who owns it, as the record names them."""
        return self.told.who.owner.user_id if self.told.who.owner else None

    @property
    def business_day(self) -> int:
        """The length of a business day, in seconds."""
        return self.told.day_seconds


def tell(findings: Findings, lead_id: str) -> LeadStory:
    """The story of a lead from a kept evaluation. Raises InputFaults where there is no such lead."""
    told = story_of(findings, lead_id)
    lead, account = told.who.lead_id, told.who.account_id

    def ask(sql: str) -> tuple[Row, ...]:
        return tuple(rows(findings, sql, lead=lead, account=account, most=MOST))

    return LeadStory(
        told=told,
        missing=missing_sentences(told),
        lines=_lines(told.timeline),
        asked=tuple(_asked(row) for row in ask(ASKED)),
        owners=ask(OWNERS),
        colleagues=ask(COLLEAGUES) if account else (),
        deals=ask(ACCOUNT_DEALS) if account else (),
        duplicates=ask(DUPLICATES),
        teams=_teams(told),
    )


def _lines(events: Sequence[Event]) -> tuple[Line, ...]:
    lines = []
    for _, same in groupby(events, key=together):
        first, *rest = same
        lines.append(
            Line(first.at, first.party, first.what, first.about, first.by, 1 + len(rest), first.automated)
        )
    return tuple(reversed(lines))


def _asked(row: Row) -> Asked:
    return Asked(row["occurred_at"], row["kind"], row["url"], _properties(row["properties"]))


def _properties(text: Any) -> dict[str, str]:
    """The properties of an activity as words; what is no object says nothing."""
    try:
        read = json.loads(text) if text else {}
    except ValueError:
        return {}
    return (
        {key: str(value) for key, value in read.items() if value not in (None, "")}
        if isinstance(read, dict)
        else {}
    )


def _teams(told: Explanation) -> frozenset[str]:
    owner = told.who.owner
    of_owner = {owner.team} if owner and owner.team else set()
    return frozenset(of_owner | {handoff.team for handoff in told.handoffs if handoff.team})
