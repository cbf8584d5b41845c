"""Asking an evaluation about one lead: its rows, its people, what it looks like now."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from handfast.agreement import wording
from handfast.agreement.clause import no_case
from handfast.agreement.model import Agreement, DisqualificationReason, LostReason, RejectionReason
from handfast.engine.context import Version
from handfast.engine.explanation import Person
from handfast.engine.findings_made import Findings

Row = dict[str, Any]


@dataclass(frozen=True)
class LeadFacts:
    """One lead in the tables of an evaluation that holds its rows.

    Attributes:
        findings: the evaluation.
        lead_id: the lead; of merged ones the survivor.
    """

    findings: Findings
    lead_id: str

    def ask(self, sql: str, **values: Any) -> list[Row]:
        """The rows of a query of this package's own; `$lead` is the lead, other values enter as parameters too. Instants are aware."""
        given = {"lead": self.lead_id, "now": self.now, **values}
        used = {name: value for name, value in given.items() if f"${name}" in sql}
        asked = self.findings.engine.connection.execute(sql, used)
        names = [column[0] for column in asked.description]
        return [
            {name: _aware(value) for name, value in zip(names, row, strict=True)} for row in asked.fetchall()
        ]

    @property
    def now(self) -> datetime:
        """The instant of the evaluation as the tables write it: naive, UTC."""
        return self.findings.as_of.astimezone(UTC).replace(tzinfo=None)

    @property
    def agreement(self) -> Agreement:
        """The version in force at as_of."""
        return self.findings.current

    def version(self, agreement_hash: str) -> Version:
        """The version of that hash."""
        return next(
            version for version in self.findings.context.versions if version.agreement.hash == agreement_hash
        )

    def in_force(self, at: datetime) -> Agreement:
        """The version in force at an instant (aware)."""
        naive, versions = at.astimezone(UTC).replace(tzinfo=None), self.findings.context.versions
        return next(
            (version.agreement for version in versions if version.from_at <= naive < version.until_at),
            versions[0].agreement,
        )

    @cached_property
    def standing(self) -> Row:
        """Its row of standings."""
        return self.ask("SELECT * FROM findings.standings WHERE lead_id = $lead")[0]

    @cached_property
    def attributes(self) -> Row:
        """What the agreements look at, as it stands: `lead:FIELD`, `account:FIELD`."""
        rows = self.ask(
            "SELECT * FROM steps.attributes WHERE lead_id = $lead AND from_at <= $now AND $now < until_at"
        )
        return rows[0] if rows else {}

    @cached_property
    def cycles(self) -> list[Row]:
        """Its rows of cycles, in order."""
        return self.ask("SELECT * FROM findings.cycles WHERE lead_id = $lead ORDER BY cycle")

    @cached_property
    def people(self) -> dict[str, Person]:
        """Every user of the record."""
        rows = self.ask("SELECT user_id, name, team FROM seen.users")
        return {row["user_id"]: Person(row["user_id"], row["name"], row["team"]) for row in rows}

    def person(self, user_id: str | None) -> Person | None:
        """A user, known to the record or not."""
        return self.people.get(user_id, Person(user_id, None, None)) if user_id else None


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def way_back(agreement: Agreement, how: str, reason: str | None) -> str | None:
    """What the agreement says becomes of a lead whose cycle ended in that way for that reason; None where it says nothing."""
    reasons: dict[str, RejectionReason | DisqualificationReason | LostReason] = {}
    if how == "rejected":
        reasons |= agreement.rejection_reasons
    elif how in ("disqualified", "recycled"):
        reasons |= agreement.disqualification_reasons
    elif how == "lost":
        reasons |= agreement.lost_reasons
    terms = next(
        (rule for name, rule in reasons.items() if reason and no_case(name) == no_case(reason)), None
    )
    return wording.way_back(terms) if terms else None
