"""`backtest`: one record evaluated under the agreement in force, then under a draft."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

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
    learned_until: date | None = None,
    progress: Callable[[str], None] = lambda doing: None,
) -> Replay:
    """Replay a draft on a record.

    Args:
        agreements: one or more versions that were in force.
        draft: the draft, applied to the whole history.
        record: the facts; its tables of findings are the draft's afterwards.
        since: only cycles begun on or after this day of the zone of the agreement in force count. When not given: those begun after `learned_until`, where that
            is known; else all.
        as_of: nothing later is seen (aware); the record's latest fact when not given.
        promised: whether anybody promised anything by the agreements.
        learned_until: the day up to which the draft was learned, where that is known.
        progress: told what is being done.

    Raises InputFaults for whatever `evaluate` refuses, and when no cycle begins on or after `since`.
    """
    if since is None and learned_until is not None:
        since = learned_until + timedelta(days=1)
    progress("applying the agreement")
    before = observe(evaluate(agreements, record, as_of, promised=promised), since)
    if not before.cycles:
        when = f" on or after {since}" if since else ""
        what = f"no lead's cycle begins{when}; name an earlier day, or leave --since out"
        raise InputFaults([Fault("", 0, 0, "--since", what, "since")])
    progress("applying the draft")
    after = observe(evaluate([draft], record, before.as_of), since, before.from_at)
    return replay(before, after, learned_until)
