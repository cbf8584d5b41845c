"""The rows behind a sign at a close: whatever its value adds up, one row for each thing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from handfast.diagnosis.signs import buyers
from handfast.diagnosis.signs.closes import WEEKS, YEAR, instants
from handfast.diagnosis.signs.health import stages_asked
from handfast.diagnosis.signs.judging import Judging
from handfast.diagnosis.signs.sentences import Moment
from handfast.record import sql

IDS = ("account_id", "lead_id", "handoff_id", "opportunity_id", "owner_id")
OWN = ("asset_id", "request_id", "question_id", "intel_id", "activity_id")
"""Columns of definitions that say what a row is, where it is no lead, hand-off or opportunity."""
SCHEMA = pa.schema(
    [
        ("sign_id", pa.string()),
        ("source", pa.string()),
        ("part", pa.string()),
        ("happened_at", pa.timestamp("us")),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
        *((name, pa.string()) for name in (*IDS, "subject")),
    ]
)
"""The columns of findings.sign_rows."""
KEYS = [name for name in SCHEMA.names if name not in ("numerator", "denominator")]

GOALS = """
    select ends_at as happened_at, case when state = 'broken' then 1 else 0 end as numerator, 1 as denominator, commitment_id || ' ' || period as subject
    from findings.compliance
    where dimension = 'all' and whole and state in ('kept', 'broken') and ends_at <= {close}
"""
SPEND = """
    select cast(null as timestamp) as happened_at, value as numerator, 1 as denominator, name || ' ' || period as subject
    from findings.metrics
    where grain = 'month' and dimension = 'all' and name in ('spend', 'sales_ready_leads', 'pipeline_created') and period <= {month}
      and coalesce(currency, {currency}) = {currency}
"""
LOSSES = """
    select o.closed_at as happened_at, case when count(a.asset_id) = 0 then 1 else 0 end as numerator, 1 as denominator, o.lead_id, o.opportunity_id,
      o.owner_id, lower(trim(o.competitor)) as subject
    from findings.opportunities as o
    left join seen.assets as a
      on lower(trim(a.competitor)) = lower(trim(o.competitor)) and coalesce(a.created_at <= {close}, true) and coalesce(a.retired_at > {close}, true)
    where o.outcome = 'lost' and coalesce(trim(o.competitor), '') <> '' and {start} <= o.closed_at and o.closed_at < {end}
    group by all
"""
LABELS = """
    select labelled_at as happened_at, case when qualified then 1 else 0 end as numerator, 1 as denominator, lead_id, user_id as owner_id, side as subject
    from seen.labels
    where labelled_at <= {close}
"""
CHECK_INS = """
    select planned_at as happened_at, case when coalesce(held_at >= {close}, true) then 1 else 0 end as numerator, 1 as denominator, check_in_id as subject
    from seen.check_ins
    where clause = {part} and planned_at < {close}
"""
ACTIONS = """
    select due_at as happened_at, case when due_at <= {close} then 1 else 0 end as numerator, 1 as denominator, action_id as subject
    from seen.actions
    where agreed_at <= {close} and coalesce(done_at > {close}, true)
"""
PULSES = """
    select answered_at as happened_at, cast(score as double) as numerator, 1 as denominator, pulse_id as subject
    from seen.pulse
    where answered_at <= {close}
"""
LASTING = """
    select s.closed_at as happened_at, greatest(date_diff('day', s.closed_at, min(a.agreed_at)), 0) as numerator, 1 as denominator, s.sign_id as subject
    from findings.signs as s
    left join seen.actions as a on a.sign_id = s.sign_id and a.agreed_at >= s.closed_at - interval 60 day and a.agreed_at <= {close}
    where s.state = 'fires' and s.since = s.closed_at and s.sign_id <> 'slow-change'
    group by s.sign_id, s.closed_at
"""
FIELDS = """
    select cast(null as timestamp) as happened_at, missing + invalid as numerator, rows as denominator, field || ', stage ' || member as subject
    from findings.data_health
    where dimension = 'stage' and period = {month} and field = {part}
"""
QUERIES: Mapping[str, str] = MappingProxyType(
    {
        "goals-missed": GOALS,
        "spend-without-result": SPEND,
        "intel-unread.competitors": LOSSES,
        "definition-dispute": LABELS,
        "no-dialogue.check-ins": CHECK_INS,
        "no-dialogue.actions": ACTIONS,
        "low-trust": PULSES,
        "slow-change": LASTING,
    }
)
"""Sources without a definition, by name. That of slow-change reads the signs as they are stored."""


def behind(on: Judging, at: Moment) -> pa.Table:
    """The rows of the part that speaks for a sign, as SCHEMA has them."""
    name = at.source.name
    found = (
        OTHERS[name](on, at)
        if name in OTHERS
        else _asked(on, at, QUERIES[name])
        if name in QUERIES
        else _defined(on, at)
    )
    told = {"sign_id": at.sign.id, "source": name, "part": at.course.part}
    whole = pa.table([_column(found, column, told) for column in SCHEMA.names], schema=SCHEMA)
    summed = whole.group_by(KEYS).aggregate([("numerator", "sum"), ("denominator", "sum")])
    return (
        summed.rename_columns([column.removesuffix("_sum") for column in summed.column_names])
        .select(SCHEMA.names)
        .cast(SCHEMA)
    )


def _column(found: pa.Table, name: str, told: Mapping[str, str]) -> pa.Array | pa.ChunkedArray:
    kind = SCHEMA.field(name).type
    if name in told:
        return pa.repeat(pa.scalar(told[name], kind), found.num_rows)
    if name in found.column_names:
        return found.column(name).cast(kind)
    return pa.nulls(found.num_rows, kind)


def _defined(on: Judging, at: Moment) -> pa.Table:
    """The rows of a definition that stand at the close and, of a flow, happened in its weeks."""
    rows = on.rows(at.source.name)
    close, end, start = _bounds(at)
    stands = pc.and_(
        pc.fill_null(pc.less_equal(rows.column("known_at"), close), True), pc.fill_null(pc.greater(rows.column("until_at"), close), True)
    )  # fmt: skip
    kept = pc.and_(stands, pc.equal(rows.column("part"), at.course.part))
    if at.source.shape == "flow":
        happened = rows.column("happened_at")
        kept = pc.and_(kept, pc.and_(pc.greater_equal(happened, start), pc.less(happened, end)))
    rows = rows.filter(pc.fill_null(kept, False))
    own = [name for name in OWN if name in rows.column_names]
    if own:
        return rows.append_column("subject", rows.column(own[0]))
    if "gap" in rows.column_names:
        named = pc.binary_join_element_wise(rows.column("gap"), rows.column("subject"), ": ")
        return rows.set_column(rows.column_names.index("subject"), "subject", named)
    return rows


def _asked(on: Judging, at: Moment, query: str) -> pa.Table:
    close, end, start = (_text(instant) for instant in _bounds(at))
    month, part = sql.text(at.closes.labels[at.place]), sql.text(at.course.part)
    currency = sql.text(on.findings.current.currency)
    return on.query(
        query.format(close=close, end=end, start=start, month=month, part=part, currency=currency)
    )


def _segments(on: Judging, at: Moment) -> pa.Table:
    """The leads that marketing brought (denominator) and that sales worked (numerator) in the year, each with its segment."""
    told = on.query(buyers.EVENTS)
    _, end, start = _bounds(at)
    inside = pc.and_(pc.greater_equal(told.column("at"), start), pc.less(told.column("at"), end))
    told = told.filter(pc.and_(inside, pc.is_valid(told.column(at.course.part))))
    told = told.group_by(["what", "lead_id", at.course.part]).aggregate([])
    worked = pc.equal(told.column("what"), "worked").cast(pa.int8()).cast(pa.float64())
    return pa.table(
        {"lead_id": told.column("lead_id"), "subject": told.column(at.course.part), "numerator": worked, "denominator": pc.subtract(1.0, worked)}
    )  # fmt: skip


def _fields(on: Judging, at: Moment) -> pa.Table:
    """What data health counted at the month's end in the stages from which a field is required."""
    stages = stages_asked(on.findings.current, at.course.part)
    return _asked(on, at, f"{FIELDS} and member in ({', '.join(map(sql.text, stages))})")


OTHERS: Mapping[str, Callable[[Judging, Moment], pa.Table]] = MappingProxyType(
    {"different-buyers": _segments, "bad-data": _fields}
)


def _bounds(at: Moment) -> tuple[datetime, datetime, datetime]:
    """The close, the end of the last whole week before it, and the beginning of the weeks that count."""
    last = int(at.closes.last_week[at.place])
    first = last - (YEAR if at.sign.kind == "distance" else WEEKS)
    close, end, start = instants(
        [int(at.closes.at[at.place]), int(at.closes.weeks[last]), int(at.closes.weeks[first])]
    )
    return close, end, start


def _text(instant: datetime) -> str:
    return f"timestamp '{instant.isoformat(sep=' ')}'"
