"""The rows behind a sign at a close, as a query that anybody can run over the findings' schemas."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handfast.diagnosis.signs.closes import WEEKS, YEAR, instants
from handfast.diagnosis.signs.courses import FAMILIES
from handfast.diagnosis.signs.rows import define, definition_names
from handfast.diagnosis.signs.sentences import Moment
from handfast.engine.context import Context
from handfast.record import sql

OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "goals-missed": "select * from findings.compliance where dimension = 'all' and whole and state = 'broken' order by ends_at desc, commitment_id",
        "definition-dispute": "select * from seen.labels order by lead_id, side, user_id, labelled_at",
        "spend-without-result": (
            "select * from findings.metrics where grain = 'month' and dimension = 'all' and name in ('spend', 'sales_ready_leads', 'pipeline_created') "
            "order by name, period"
        ),
        "intel-unread.competitors": (
            "select * from findings.opportunities where outcome = 'lost' and coalesce(trim(competitor), '') <> '' order by closed_at desc, opportunity_id"
        ),
        "different-buyers": "select segment, size, origin, count(*) as leads from findings.lead_profiles group by all order by all",
        "no-dialogue.check-ins": "select * from seen.check_ins order by planned_at desc, check_in_id",
        "no-dialogue.actions": "select * from seen.actions where done_at is null order by due_at, action_id",
        "low-trust": "select * from seen.pulse order by pulse_id desc, question, user_id",
        "slow-change": (
            "select f.sign_id, f.closed_at as fired_at, min(a.agreed_at) as agreed_at from findings.signs as f "
            "left join seen.actions as a on a.sign_id = f.sign_id and a.agreed_at >= f.closed_at - interval 60 day "
            "where f.state = 'fires' and f.since = f.closed_at and f.sign_id <> 'slow-change' group by all order by all"
        ),
    }
)


def evidence(context: Context, at: Moment) -> str:
    """The query of the rows that count at a close, for the part that speaks for the sign."""
    name = at.source.name
    if name in OTHERS:
        return OTHERS[name]
    if name == "bad-data":
        return f"select * from findings.data_faults where field = {sql.text(at.course.part)} and fault in ('missing', 'invalid') order by lead_id"
    assert name in definition_names(), (name, FAMILIES)
    close, end, start = (instants([one])[0] for one in _bounds(at))
    conditions = [
        f"part = {sql.text(at.course.part)}", "numerator > 0", f"coalesce(known_at <= {_at(close)}, true)", f"(until_at is null or until_at > {_at(close)})",
    ]  # fmt: skip
    if at.source.shape == "flow":
        conditions += [f"happened_at >= {_at(start)}", f"happened_at < {_at(end)}"]
    return f"select * from ({define(context, name).rows}) as behind where {' and '.join(conditions)} order by happened_at, lead_id"


def _bounds(at: Moment) -> tuple[int, int, int]:
    last = int(at.closes.last_week[at.place])
    return (
        int(at.closes.at[at.place]),
        int(at.closes.weeks[last]),
        int(at.closes.weeks[last - (YEAR if at.sign.kind == "distance" else WEEKS)]),
    )


def _at(instant: datetime) -> str:
    return f"timestamp '{instant.isoformat(sep=' ')}'"
