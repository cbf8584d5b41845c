"""What the worker does with facts from people."""

from pathlib import Path

from handfast.web.decisions.telling import tell
from handfast.web.worker.jobs import tells


@tells
def tell_the_record(record: Path) -> None:
    """Decisions and touches into the record, before it is evaluated."""
    tell(record)
