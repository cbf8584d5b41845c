"""From a figure back to its rows: the query that gives what a metric counted, as text that a reader can follow."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlglot import exp

from handfast.agreement.model import Agreement
from handfast.engine.fact_rows import NONE
from handfast.engine.facts import first_touch_commitments, from_marketing
from handfast.engine.metrics import Metric, condition
from handfast.engine.metrics import metric as figure_of
from handfast.engine.periods import period_named

KEYS = {
    "asset_facts": ("asset_id",),
    "cycle_facts": ("lead_id", "cycle"),
    "decision_facts": ("lead_id", "decided_at", "decision", "handoff_id"),
    "first_touch_clock_facts": ("commitment_id", "lead_id", "started_at", "handoff_id"),
    "handoff_facts": ("handoff_id",),
    "lead_facts": ("lead_id",),
    "meeting_facts": ("meeting_id",),
    "opportunity_facts": ("opportunity_id",),
    "spend_facts": ("campaign", "spent_on", "nth"),
    "stage_facts": ("lead_id", "span"),
}
"""What tells the rows of each of the facts apart, so that samples are the same every time."""


def rows_behind(
    metric: Metric,
    row: Mapping[str, Any],
    agreements: tuple[Agreement, ...],
    current: Agreement,
    as_of: datetime,
) -> tuple[str, dict[str, Any]]:
    """A query for the rows that a figure counts, and the values of its `:name` places; `row` is the figure's row of the metrics.

    It is over `steps.FACTS`, whose definition reads only tables of the findings. The rows of a share are those of its denominator, `counted` where they
    are in the numerator; those of a figure made of others are the first one's. Only texts of the registry are put together; what comes from the record or
    the agreement is a value.
    """
    while metric.parts:
        metric = figure_of(metric.parts[0])
    values = {
        "from_marketing": from_marketing(agreements),
        "commitments": first_touch_commitments(agreements),
        "currency": current.currency,
        "as_of": as_of.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" "),
    }
    conditions = [metric.rows.replace(":as_of", "cast(:as_of as timestamp)")] if metric.rows != "true" else []
    if row["period"] != "all" and metric.at:
        bounds = period_named(row["period"], current.calendar.timezone)
        conditions += [
            f"{metric.at} >= cast(:since as timestamp)",
            f"{metric.at} < cast(:until as timestamp)",
        ]
        values |= {"since": str(bounds.starts_at), "until": str(bounds.ends_at)}
    elif metric.at:
        conditions.append(f"{metric.at} is not null")
    conditions += [f"{column} is not null" for column in _needed(metric.amount) if column != metric.at]
    if metric.monetary and row["currency"]:
        conditions.append("currency = :money")
        values["money"] = row["currency"]
    if row["dimension"] != "all":
        conditions.append(f"coalesce({row['dimension']}, '{NONE}') = :member")
        values["member"] = row["member"]
    counted = f"coalesce({metric.hits}, false) as counted, " if metric.figure == "share" else ""
    where = (
        f"\nwhere {_AND.join(f'({one})' if ' or ' in one else one for one in conditions)}"
        if conditions
        else ""
    )
    order = (
        f"\norder by {', '.join(dict.fromkeys([*([metric.at] if metric.at else []), *KEYS[metric.facts]]))}"
    )
    return f"select {counted}*\nfrom steps.{metric.facts} as facts{where}{order}", values


_AND = "\n  and "


@cache
def _needed(amount: str) -> tuple[str, ...]:
    """The columns without which an amount is not known: all that it reads, but for those that others stand in for."""
    if not amount:
        return ()
    columns = condition(amount).find_all(exp.Column)
    return tuple(dict.fromkeys(column.name for column in columns if not column.find_ancestor(exp.Coalesce)))
