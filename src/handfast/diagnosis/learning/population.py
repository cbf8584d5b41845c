"""What is learned from: landmarks, what became of each within its cycle, and whether anybody worked it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from handfast.agreement.conditions import Condition
from handfast.engine.facts import from_marketing, naive
from handfast.engine.findings_made import Findings
from handfast.engine.names import LeadNames, settle
from handfast.engine.terms import local_midnight

Basis = Literal["hand-offs", "months", "deals", "leads"]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]

FEW = 30
"""Fewer wins, or fewer losses, than this teach nothing: a share of 10% in 30 has a 95% interval from 3% to 26%."""
MOST_MONTHS = 12
SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Population:
    """One row for each landmark, in the order of `row`.

    Attributes:
        basis: what a landmark is: the hand-off, the first of a month, a deal's creation, or the lead as it stands.
        lead_id, account_id: whose; an account_id may be None. Of deals lead_id is the opportunity's id.
        cycle: the lead's cycle.
        at: the landmark, in days since 1970 (UTC); nought where nothing says when.
        until: what the lead did counts before this: the landmark, or the first sales touch of the cycle before it.
        status: `won`, `lost` or `open` as far as the record tells.
        ended: when it was won or lost, else how far was seen; in days.
        worked: whether sales worked it.
        score: today's score when the lead qualified, raised hands above all others; NaN where it hadn't by the landmark.
        explored: handed over by `explore`.
        timed: whether landmarks have instants that tell earlier from later.
    """

    basis: Basis
    lead_id: Texts
    account_id: Texts
    cycle: NDArray[np.int64]
    at: Floats
    until: Floats
    status: Texts
    ended: Floats
    worked: Bools
    score: Floats
    explored: Bools
    timed: bool = True

    def __len__(self) -> int:
        return len(self.at)

    @property
    def groups(self) -> Texts:
        """The account, or the lead where it has none: what stays together when rows are split."""
        return np.array(
            [
                f"a:{account}" if account else f"l:{lead}"
                for account, lead in zip(self.account_id, self.lead_id, strict=True)
            ],
            dtype=object,
        )

    def take(self, rows: Any) -> "Population":
        """Some of the rows."""
        arrays = {
            name: getattr(self, name)[rows]
            for name in self.__slots__
            if isinstance(getattr(self, name), np.ndarray)
        }
        return replace(self, **arrays)


def days(column: pa.ChunkedArray) -> Floats:
    """Instants as days since 1970, NaN where there is none."""
    values = column.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False).astype("datetime64[us]")
    result = values.astype(np.int64) / 1e6 / SECONDS_A_DAY
    return np.asarray(np.where(np.isnat(values), np.nan, result))


def _texts(column: pa.ChunkedArray) -> Texts:
    return np.array(column.to_pylist(), dtype=object)


def _bools(column: pa.ChunkedArray) -> Bools:
    return np.array(column.to_pylist(), dtype=bool)


def _numbers(column: pa.ChunkedArray) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in column.to_pylist()])


OUTCOMES = """
    SELECT cycles.lead_id, cycles.cycle, cycles.started_at, cycles.ended_at, cycles.ended_by, wins.won_at
    FROM findings.cycles AS cycles
    LEFT JOIN (
        SELECT handoffs.lead_id, handoffs.cycle, min(deals.closed_at) AS won_at
        FROM findings.opportunities AS deals JOIN findings.handoffs AS handoffs ON handoffs.handoff_id = deals.handoff_id
        WHERE deals.outcome = 'won' GROUP BY handoffs.lead_id, handoffs.cycle
    ) AS wins ON wins.lead_id = cycles.lead_id AND wins.cycle = cycles.cycle
"""
"""What became of each cycle: won where one of its hand-offs' opportunities was, or the cycle ended so."""

FOLLOWED = """
    SELECT rows.lead_id, leads.account_id, rows.cycle, rows.at, least(rows.at, coalesce(rows.touched_at, rows.at)) AS until,
        CASE WHEN outcomes.won_at IS NOT NULL OR outcomes.ended_by = 'won' THEN 'won'
            WHEN outcomes.ended_at IS NOT NULL THEN 'lost' ELSE 'open' END AS status,
        CASE WHEN outcomes.won_at IS NOT NULL OR outcomes.ended_by = 'won' THEN least(outcomes.won_at, outcomes.ended_at)
            WHEN outcomes.ended_at IS NOT NULL THEN outcomes.ended_at ELSE $now END AS ended,
        rows.worked OR outcomes.won_at IS NOT NULL OR coalesce(outcomes.ended_by = 'won', false) AS worked,
        qualified.fit + qualified.engagement + CASE WHEN qualified.by = 'raised' THEN 1000 ELSE 0 END AS score,
        coalesce(qualified.by = 'explore', false) AS explored
    FROM rows
    JOIN outcomes ON outcomes.lead_id = rows.lead_id AND outcomes.cycle = rows.cycle
    JOIN seen.leads AS leads ON leads.lead_id = rows.lead_id
    LEFT JOIN findings.qualifications AS qualified ON qualified.lead_id = rows.lead_id AND qualified.cycle = rows.cycle
        AND qualified.qualified_at <= rows.at
    ORDER BY rows.at, rows.lead_id, rows.cycle
"""

HANDED = """
    WITH outcomes AS ({outcomes}),
    touched AS (
        SELECT outcomes.lead_id, outcomes.cycle, min(acts.occurred_at) AS touched_at
        FROM outcomes JOIN seen.activities AS acts ON acts.lead_id = outcomes.lead_id AND acts.side = 'sales' AND acts.kind <> 'note'
            AND acts.occurred_at >= outcomes.started_at AND (outcomes.ended_at IS NULL OR acts.occurred_at < outcomes.ended_at)
        GROUP BY outcomes.lead_id, outcomes.cycle
    ),
    handed AS (
        SELECT lead_id, cycle, min(handed_at) AS at,
            bool_or(first_touch_at IS NOT NULL OR coalesce(unlogged, false) OR coalesce(decision IN ('accepted', 'disqualified'), false)) AS worked
        FROM findings.handoffs WHERE list_contains($clauses, handoff) GROUP BY lead_id, cycle
    ),
    rows AS (
        SELECT handed.lead_id, handed.cycle, handed.at, handed.worked, touched.touched_at
        FROM handed LEFT JOIN touched ON touched.lead_id = handed.lead_id AND touched.cycle = handed.cycle
    )
"""

MONTHLY = """
    WITH outcomes AS ({outcomes}),
    touches AS (
        SELECT lead_id, occurred_at FROM seen.activities WHERE side = 'sales' AND kind <> 'note' AND lead_id IS NOT NULL
    ),
    rows AS (
        SELECT outcomes.lead_id, outcomes.cycle, months.at,
            count(touches.occurred_at) FILTER (touches.occurred_at >= months.at) > 0 AS worked,
            min(touches.occurred_at) AS touched_at
        FROM outcomes
        JOIN (SELECT unnest($months) AS at) AS months
            ON outcomes.started_at <= months.at AND (outcomes.ended_at IS NULL OR months.at < outcomes.ended_at)
        LEFT JOIN touches ON touches.lead_id = outcomes.lead_id AND touches.occurred_at >= outcomes.started_at
            AND (outcomes.ended_at IS NULL OR touches.occurred_at < outcomes.ended_at)
        GROUP BY outcomes.lead_id, outcomes.cycle, months.at
    )
"""

DEALS = """
    SELECT opportunity_id AS lead_id, account_id, 1 AS cycle, created_at AS at, created_at AS until, outcome AS status,
        CASE WHEN outcome = 'open' THEN $now ELSE closed_at END AS ended, true AS worked, NULL::DOUBLE AS score, false AS explored
    FROM findings.opportunities
    WHERE created_at IS NOT NULL AND coalesce(type, 'new') <> 'renewal' AND account_id IN (SELECT account_id FROM seen.accounts)
    ORDER BY created_at, opportunity_id
"""


def population(findings: Findings) -> Population:
    """The landmarks of a record with opportunities: hand-offs; where too few of these were won, the first of each month; without leads, deals."""
    handed = of_handoffs(findings)
    if (handed.status == "won").sum() >= FEW:
        return handed
    leads = findings.engine.fetch("SELECT count(*) AS many FROM seen.leads").column("many")[0].as_py()
    if not leads:
        return of_deals(findings)
    monthly = of_months(findings)
    wins = {lead for lead, status in zip(monthly.lead_id, monthly.status, strict=True) if status == "won"}
    return monthly if len(wins) >= FEW or not len(handed) else handed


def of_handoffs(findings: Findings) -> Population:
    """One row for each lead and cycle that marketing handed over, at the first hand-off."""
    clauses = list(from_marketing(findings.agreements))
    return _read(findings, "hand-offs", HANDED.format(outcomes=OUTCOMES) + FOLLOWED, clauses=clauses)


def of_months(findings: Findings) -> Population:
    """One row for each lead and first of a month on which its cycle ran, the last twelve."""
    months = month_starts(findings)
    if not months:
        return _read(
            findings,
            "months",
            MONTHLY.format(outcomes=OUTCOMES) + FOLLOWED + " LIMIT 0",
            months=[naive(findings.as_of)],
        )
    return _read(findings, "months", MONTHLY.format(outcomes=OUTCOMES) + FOLLOWED, months=months)


def of_deals(findings: Findings) -> Population:
    """One row for each deal with a known account at its creation, in a record without leads."""
    return _read(findings, "deals", DEALS)


def month_starts(findings: Findings) -> list[datetime]:
    """The first instants of the last twelve months that lie in the record, in the agreement's zone (naive UTC)."""
    zone, now = findings.current.calendar.timezone, naive(findings.as_of)
    year, month = now.year, now.month
    found: list[datetime] = []
    for _ in range(MOST_MONTHS):
        start = local_midnight(datetime(year, month, 1).date(), zone)
        if naive(findings.context.first_fact) <= start < now:
            found.append(start)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]


def of_leads(findings: Findings, outcome: Condition | None) -> Population:
    """One row for each lead as it stands: won where the condition is true, or where one of its opportunities was won."""
    from sqlglot import exp

    if outcome is None:
        won: exp.Expr = exp.column("lead_id", table="leads").isin(
            query=exp.select("lead_id").from_("steps.lead_opportunities").where(exp.column("is_won"))
        )
    else:
        won = outcome.compile(PlainNames(findings, "leads", "accounts"))
    engine = findings.engine
    sold = (
        exp.select("lead_id")
        .from_("seen.activities")
        .where(exp.column("side").eq(exp.Literal.string("sales")))
    )
    logged = engine.exists(sold.copy())
    touched = exp.column("lead_id", table="leads").isin(query=sold) if logged else exp.true()
    tree = exp.select(
        exp.column("lead_id", table="leads"), exp.column("account_id", table="leads"),
        exp.alias_(exp.column("created_at", table="leads"), "at"), exp.alias_(won, "won"), exp.alias_(touched, "worked"),
    )  # fmt: skip
    table = engine.fetch(joined(tree).order_by("at", "leads.lead_id"))
    at, won_rows = days(table.column("at")), _bools(table.column("won"))
    many = len(at)
    return Population(
        "leads", _texts(table.column("lead_id")), _texts(table.column("account_id")), np.ones(many, dtype=np.int64), at, at,
        np.where(won_rows, "won", "lost").astype(object), at, _bools(table.column("worked")) | won_rows, np.full(many, np.nan), np.zeros(many, dtype=bool),
        timed=many > 0 and float(np.nanmax(at) - np.nanmin(at)) > 0,
    )  # fmt: skip


def joined(tree: Any) -> Any:
    """A selection from the leads as they stand, `leads`, with their `accounts`."""
    from sqlglot import exp

    same = exp.column("account_id", table="accounts").eq(exp.column("account_id", table="leads"))
    accounts = exp.alias_(exp.to_table("seen.accounts"), "accounts", table=True)
    return tree.from_(exp.alias_(exp.to_table("seen.leads"), "leads", table=True)).join(
        accounts, on=same, join_type="left"
    )


class PlainNames(LeadNames):
    """Resolves names of a lead's rule to the columns of seen.leads and seen.accounts as they stand, under two aliases."""

    def __init__(self, findings: Findings, leads: str, accounts: str) -> None:
        super().__init__(findings.context, leads)
        self.aliases = {"lead": leads, "account": accounts}

    def __call__(self, name: Any) -> Any:
        from sqlglot import exp

        from handfast.agreement.conditions import Operand

        scope, field, kind = settle(name, self.context)
        column: exp.Expr = exp.column(field, table=self.aliases[scope], quoted=True)
        if kind == "text":
            column = exp.func("NULLIF", exp.Trim(this=column), exp.Literal.string(""))
        return Operand(column, kind)  # type: ignore[arg-type]


def _read(findings: Findings, basis: Basis, query: str, **values: Any) -> Population:
    given = {"now": naive(findings.as_of), **values}
    used = {name: value for name, value in given.items() if f"${name}" in query}
    table = findings.engine.connection.sql(query, params=used).to_arrow_table()
    return Population(
        basis, _texts(table.column("lead_id")), _texts(table.column("account_id")), np.array(table.column("cycle").to_pylist(), dtype=np.int64),
        days(table.column("at")), days(table.column("until")), _texts(table.column("status")), days(table.column("ended")),
        _bools(table.column("worked")), _numbers(table.column("score")), _bools(table.column("explored")),
    )  # fmt: skip
