"""A hand-off as a person meets it: what the snapshot says of it, and what was said at the desk since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from handfast.agreement.model import Agreement
from handfast.engine.findings_made import Findings
from handfast.web.decisions.models import Fact, Kind
from handfast.web.snapshots.evaluation import Row, rows

ONE = """
    SELECT handoff_id, handoff, lead_id, handed_at, ended_at, owner_id, team, decision, decided_at, touches, agreement_hash
    FROM findings.handoffs WHERE handoff_id = $handoff
"""


@dataclass(frozen=True, slots=True)
class Passed:
    """One hand-off of a snapshot.

    Attributes:
        handoff_id, handoff, lead_id, handed_at, ended_at, owner_id, team, decision, decided_at, touches: as in the table handoffs; instants aware.
        agreement: the version that it was made under.
    """

    handoff_id: str
    handoff: str
    lead_id: str
    handed_at: datetime
    ended_at: datetime | None
    owner_id: str | None
    team: str | None
    decision: str | None
    decided_at: datetime | None
    touches: int
    agreement: Agreement

    @property
    def teams(self) -> frozenset[str]:
        """The receiving team, for who may act."""
        return frozenset({self.team} if self.team else ())

    @classmethod
    def of(cls, findings: Findings, handoff_id: str) -> Self | None:
        """The hand-off of that id; None where the snapshot has none."""
        found = rows(findings, ONE, handoff=handoff_id)
        return cls._read(findings, found[0]) if found else None

    @classmethod
    def _read(cls, findings: Findings, row: Row) -> Self:
        by_hash = {agreement.hash: agreement for agreement in findings.agreements}
        said = {name: _aware(value) for name, value in row.items() if name != "agreement_hash"}
        return cls(**said, agreement=by_hash[row["agreement_hash"]])  # type: ignore[arg-type]


def _aware(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class Since:
    """What was said at the desk of one hand-off and stands.

    Attributes:
        decision: the decision; None: none.
        touches: the touches, in order.
    """

    decision: Fact | None = None
    touches: tuple[Fact, ...] = ()


def said_since(handoffs: Iterable[str]) -> dict[str, Since]:
    """What stands of each of these hand-offs; those of which nothing was said are left out."""
    found: dict[str, list[Fact]] = {}
    standing = Fact.objects.filter(handoff_id__in=list(handoffs), withdrawn_at__isnull=True).select_related(
        "recorded_by"
    )
    for fact in standing:
        found.setdefault(fact.handoff_id, []).append(fact)
    return {
        handoff: Since(
            next((fact for fact in facts if fact.kind == Kind.DECISION), None),
            tuple(fact for fact in facts if fact.kind == Kind.TOUCH),
        )
        for handoff, facts in found.items()
    }
