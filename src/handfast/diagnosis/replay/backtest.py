"""`backtest`: one record evaluated under the agreement in force, then under a draft."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from handfast.agreement.model import Agreement
from handfast.diagnosis.replay.history import observe
from handfast.diagnosis.replay.replay import replay
from handfast.diagnosis.replay.replayed import Replay
from handfast.engine.evaluate import evaluate
from handfast.faults import Fault, InputFaults
from handfast.record import Record


def backtest(
    agreements: Sequence[Agreement],
    draft: Agreement,
    record: Record,
    since: date | None = None,
    as_of: datetime | None = None,
    *,
    promised: bool = True,
    progress: Callable[[str], None] = lambda doing: None,
) -> Replay:
    """Replay a draft on a record.

    Args:
        agreements: one or more versions that were in force.
        draft: the draft, applied to the whole history.
        record: the facts; its tables of findings are the draft's afterwards.
        since: only cycles begun on or after this day of the zone of the agreement in force count; all when not given.
        as_of: nothing later is seen (aware); the record's latest fact when not given.
        promised: whether anybody promised anything by the agreements.
        progress: told what is being done.

    Raises InputFaults for whatever `evaluate` refuses, and when no cycle begins on or after `since`.
    """
    progress("applying the agreement")
    before = observe(evaluate(agreements, record, as_of, promised=promised), since)
    if not before.cycles:
        when = f" on or after {since}" if since else ""
        what = f"no lead's cycle begins{when}; name an earlier day, or leave --since out"
        raise InputFaults([Fault("", 0, 0, "--since", what, "since")])
    progress("applying the draft")
    after = observe(evaluate([draft], record, before.as_of), since, before.from_at)
    return replay(before, after)
