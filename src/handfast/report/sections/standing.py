"""How promises stand: each one's last whole period, the current one, and the rows behind."""

from dataclasses import dataclass

from handfast.agreement.defaults import CONVENTION, SOURCES
from handfast.agreement.model import Target
from handfast.engine.metrics import metric
from handfast.report import words
from handfast.report.blocks import Figure, Spark, State
from handfast.report.context import Context, Row
from handfast.report.promises import Party, Period, Promise

STATES: dict[str, State] = {"kept": "kept", "broken": "broken"}
SAID = {
    "kept": "kept",
    "broken": "broken",
    "running": "first period runs",
    "no data": "no data",
    "too few": "too few to judge",
    "not judged": "not promised",
}
CLOCKS = """
    select handoff_id, lead_id, team, owner_id, started_at, due_at, stopped_at, elapsed_seconds, state, why
    from findings.clocks
    where commitment_id = :commitment
      and state in ('met', 'breached')
      and due_at >= cast(:since as timestamp)
      and due_at < cast(:until as timestamp)
    order by state, due_at, lead_id, handoff_id
"""
WAITING = """
    select lead_id, team, owner_id, started_at, due_at, elapsed_seconds, state, handoff_id
    from findings.clocks
    where commitment_id = :commitment and state in ('running', 'at risk')
    order by due_at, lead_id
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A promise as one line of the overview."""

    promise: Promise
    state: State
    said: str
    figure: Figure
    target: str
    spark: Spark
    now: Figure | None
    convention: str | None = None


def lines(context: Context, party: Party) -> tuple[Line, ...]:
    """The promises of a party, in the agreement's order."""
    return tuple(_line(context, promise) for promise in context.promises if promise.by == party)


def _line(context: Context, promise: Promise) -> Line:
    judged = context.results.promised
    return Line(
        promise=promise,
        state=STATES.get(promise.state, "none") if judged else "none",
        said=SAID[promise.state] if judged or promise.state in ("no data",) else "not promised",
        figure=figure(context, promise, promise.latest),
        target=amount(context, promise, promise.target),
        spark=spark(context, promise),
        now=_now(context, promise),
        convention=_convention(promise) if not judged else None,
    )


def _convention(promise: Promise) -> str | None:
    """Where a convention that nobody promised comes from."""
    source = SOURCES.get(promise.id)
    return (
        None
        if source is None
        else "a convention, on no published evidence"
        if source.source == CONVENTION
        else f"source: {source.source}"
    )


def amount(context: Context, promise: Promise, value: float | None) -> str:
    """A value of the promise's measure as it is read."""
    if promise.unit == "share":
        return words.percent(value)
    return words.money(value, context.agreement.currency) if promise.unit == "money" else words.count(value)


def figure(context: Context, promise: Promise, period: Period | None) -> Figure:
    """What a period came to, with its denominator, and its rows."""
    if period is None or period.value is None:
        return Figure(words.NOTHING)
    rows = period_rows(context, promise, period)
    if promise.timer:
        return context.share(period.kept or 0, (period.kept or 0) + (period.broken or 0), rows)
    row = _measured(context, promise, period)
    if promise.unit == "share" and row and row["denominator"]:
        return context.share(row["numerator"], row["denominator"], rows)
    return Figure(amount(context, promise, period.value), rows, sort=period.value)


def period_rows(context: Context, promise: Promise, period: Period) -> str | None:
    """The drill-down to what a period counts."""
    when = words.period(period.name)
    if not promise.timer:
        return context.metric_rows(_measured(context, promise, period))
    since, until = (at.replace(tzinfo=None).isoformat(sep=" ") for at in (period.starts_at, period.ends_at))
    return context.rows(
        f"{promise.words}: clocks due in {when}",
        context.elapsed(promise.business).clocks(CLOCKS),
        commitment=promise.id,
        since=since,
        until=until,
        as_of=context.as_of,
    )


def _measured(context: Context, promise: Promise, period: Period) -> Row | None:
    """The row of the metrics that a target is judged by."""
    clause = context.agreement.commitment(promise.id)
    if not isinstance(clause, Target):
        return None
    return context.metric(clause.measure, metric(clause.measure).basis, promise.every, period.name)


def spark(context: Context, promise: Promise) -> Spark:
    """The trend as a small line."""
    values = tuple(period.value for period in promise.trend)
    said = ", ".join(
        f"{words.period(period.name)} {amount(context, promise, period.value)}" for period in promise.trend
    )
    return Spark(values, said, promise.target)


def _now(context: Context, promise: Promise) -> Figure | None:
    """The current period so far, against the share of it that has passed."""
    current = promise.current
    if current is None:
        return None
    when = f"{words.period(current.name, short=True)} so far"
    settled = (current.kept or 0) + (current.broken or 0)
    if not settled and not current.running and not current.value:
        return None
    if promise.timer:
        said = words.out_of(current.kept, settled) if settled else "none settled yet"
        waiting = f"; {words.count(current.running)} running" if current.running else ""
        rows = period_rows(context, promise, current) if settled else None
        return Figure(f"{when}: {said}{waiting}", rows)
    passed = words.percent(current.passed(context.results.as_of))
    said = amount(context, promise, current.value)
    return Figure(f"{when}: {said}, {passed} of it passed", period_rows(context, promise, current))
