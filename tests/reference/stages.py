"""Which stages a lead was in: its entries into them, and the spans between."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.reference.business_time import calendar_of
from tests.reference.knowledge import Known, Row, filled
from tests.reference.versions import Versions, position, stage_called

FIRST, STAGE_ROW, CREATION, WIN = range(4)
SECOND = timedelta(seconds=1)


@dataclass
class Span:
    """A stay in a stage; `entered_at` None: began at an unknown instant; `left_at` None: still there."""

    lead_id: str
    stage: str
    known: bool
    position: int | None
    owner: str | None
    entered_at: datetime | None
    version: object
    directly_after: "Span | None" = None
    previous_known: "Span | None" = None
    left_at: datetime | None = None
    span: int = 0

    @property
    def skipped(self) -> bool:
        """Whether a stage between was skipped."""
        before = self.previous_known
        return self.known and before is not None and self.position > before.position + 1

    @property
    def backward(self) -> bool:
        """Whether the lead came from a later stage."""
        before = self.previous_known
        return self.known and before is not None and self.position < before.position


def spans_of(known: Known, versions: Versions, lead_id: str) -> list[Span]:
    """A lead's spans in order."""
    spans: list[Span] = []
    current: Span | None = None
    recorded: Span | None = None
    implied: set[int] = set()
    for at, kind, name, version in _moves(known, versions, lead_id):
        span = _span(lead_id, name, None if kind == FIRST else at, version) if filled(name) else None
        if kind in (FIRST, STAGE_ROW):
            if (recorded and recorded.stage) == (span and span.stage):
                continue
            recorded, implied = span, set()
        else:
            higher = recorded is not None and recorded.known and recorded.position >= span.position
            if (
                kind in implied
                or (kind == CREATION and (WIN in implied or higher))
                or (current and current.stage == span.stage)
            ):
                continue
            implied.add(kind)
        if current is not None:
            current.left_at = at
        if span is not None:
            span.directly_after = current
            span.previous_known = next((before for before in reversed(spans) if before.known), None)
            span.span = len(spans) + 1
            spans.append(span)
        current = span
    return spans


def entries_of(spans: list[Span]) -> list[Span]:
    """The spans that began at a known instant."""
    return [span for span in spans if span.entered_at is not None]


def _span(lead_id: str, name: object, at: datetime | None, version) -> Span:
    stage = stage_called(version, name)
    if stage is None:
        return Span(lead_id, str(name), False, None, None, at, version)
    return Span(lead_id, stage.id, True, position(version, stage.id), stage.owner, at, version)


def _moves(known: Known, versions: Versions, lead_id: str) -> list[tuple]:
    """Every move of a lead in order: what stood before, its stage rows, and what its opportunities tell."""
    rows = known.changes.get((lead_id, "stage"), [])
    moves: list[tuple] = []
    if rows:
        version = versions.at(rows[0]["changed_at"])
        if filled(rows[0].get("old_value")):
            moves.append((None, FIRST, rows[0]["old_value"], version))
        moves += [
            (row["changed_at"], STAGE_ROW, row.get("new_value"), versions.at(row["changed_at"]))
            for row in rows
        ]
    told = [
        (at, kind, stage, versions.at(at))
        for at, kind, stage in _told_by_opportunities(known, lead_id)
        if any(known_stage.id == stage for known_stage in versions.at(at).stages)
        and not _enters(versions, rows, stage)
    ]
    if not rows and not told:
        moves.append((None, FIRST, known.leads[lead_id].get("stage"), versions.at(known.as_of)))
    return sorted(
        moves + told, key=lambda move: (move[0] is not None, move[0], move[1]) if move[0] else (False,)
    )


def _name(version, name: object) -> str | None:
    if not filled(name):
        return None
    stage = stage_called(version, name)
    return stage.id if stage else str(name)


def _enters(versions: Versions, rows: list[Row], stage: str) -> bool:
    return any(_name(versions.at(row["changed_at"]), row.get("new_value")) == stage for row in rows)


def _told_by_opportunities(known: Known, lead_id: str) -> list[tuple]:
    for_lead = known.opportunities_of(lead_id)
    created = [(row["created_at"], CREATION, "opportunity") for row in for_lead]
    return created + [(row["closed_at"], WIN, "customer") for row in for_lead if won(row)]


def won(opportunity: Row) -> bool:
    """Whether an opportunity is won."""
    return outcome(opportunity) == "won"


def outcome(opportunity: Row) -> str:
    """won, lost, or open."""
    if opportunity.get("is_won") is None or opportunity.get("closed_at") is None:
        return "open"
    return "won" if opportunity["is_won"] else "lost"


def stage_spans(known: Known, versions: Versions, spans: list[Span]) -> list[Row]:
    """The table stage_spans, for the spans of one lead."""
    rows = []
    for span in spans:
        stage = (
            next((stage for stage in span.version.stages if stage.id == span.stage), None)
            if span.known
            else None
        )
        calendar = calendar_of(span.version)
        until = span.left_at or known.as_of
        due = (
            calendar.due(span.entered_at, stage.time_limit)
            if stage and stage.time_limit and span.entered_at
            else None
        )
        rows.append(
            {
                "lead_id": span.lead_id,
                "span": span.span,
                "stage": span.stage,
                "known": span.known,
                "entered_at": span.entered_at,
                "left_at": span.left_at,
                "due_at": due,
                "business_seconds": calendar.between(span.entered_at, until) // SECOND
                if span.entered_at
                else None,
                "stuck": due is not None and until > due,
                "skipped": span.skipped,
                "backward": span.backward,
                "agreement_hash": span.version.hash,
            }
        )
    return rows
