"""Definition drift: what the CRM calls an MQL against what the agreement calls qualified."""

from tests.reference.cycles import Cycle
from tests.reference.handoffs import entries_that_hand_over
from tests.reference.knowledge import Row
from tests.reference.stages import Span
from tests.reference.versions import position


def drift_row(cycle: Cycle, spans: list[Span], qualification: Row | None) -> Row | None:
    """The row of the table definition_drift for one cycle; None when neither calls the lead so."""
    called = [
        span.entered_at
        for span in entries_that_hand_over(cycle, spans)
        if span.position >= mql_position(span.version)
    ]
    crm_at = min(called, default=None)
    qualified_at = qualification["qualified_at"] if qualification else None
    if crm_at is None and qualified_at is None:
        return None
    verdict = "both" if crm_at and qualified_at else "crm only" if crm_at else "agreement only"
    return {
        "lead_id": cycle.lead_id,
        "cycle": cycle.cycle,
        "crm_mql_at": crm_at,
        "qualified_at": qualified_at,
        "verdict": verdict,
    }


def mql_position(version) -> int:
    """The place of the stage `mql`, else of the last stage of marketing."""
    at = position(version, "mql")
    if at is not None:
        return at
    return max(
        (n for n, stage in enumerate(version.stages) if stage.owner == "marketing"),
        default=len(version.stages),
    )
