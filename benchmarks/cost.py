"""Costing a year of a million leads, every one of them handed over: 200 draws of the accounts, every step refitted."""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

LEADS = int(os.environ.get("HANDFAST_COST_LEADS", "1000000"))
REPLICATES = 200
SECONDS_GOAL = 60.0
AGREEMENT = """
handfast: 1
name: An agreement to cost by
currency: USD
parties:
  marketing: {owner: maya@northwind.example}
  sales: {owner: sam@northwind.example}
teams: {sdr: sales, demand: marketing}
calendar: {timezone: UTC, hours: {mon-fri: ["09:00-17:00"]}}
stages:
  - {id: inquiry, owner: marketing}
  - {id: mql, owner: marketing}
  - {id: opportunity, owner: sales}
  - {id: customer, owner: sales}
qualified_lead:
  fit: [{if: "title = 'VP'", points: 20, as: senior}]
  qualifies_when: fit >= 20
handoffs: [{id: sales, from: demand, to: sdr, when: {stage: mql}}]
commitments:
  - {id: follow-up, by: sdr, promise: Touched within a business day, from: handoff.sales, until: first_touch, within: 1 business day}
  - {id: persistence, by: sdr, promise: Four tries in ten days, from: handoff.sales, count: touches, at_least: 4, unless: replied, within: 10 business days}
economics: {touch_cost: 10, discount_limit: 10%, margin: 100%}
"""


def make_record(folder: Path, leads: int) -> None:
    """Write a record: so many leads over 500 days, an account for each three, one to four calls each, one in eight won; the sooner called the likelier."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    handed = "TIMESTAMP '2025-01-02' + to_seconds(hash(i, 'at') % (500 * 86400))"
    connection.execute(f"""
        CREATE TABLE drawn AS SELECT i, {handed} AS handed,
            CASE hash(i, 'late') % 10 WHEN 0 THEN 30 WHEN 1 THEN 8 WHEN 2 THEN 4 WHEN 3 THEN 2.5 ELSE 0.1 END AS delay,
            1 + hash(i, 'calls') % 4 AS calls, (hash(i, 'won') % 1000) / 1000.0 AS luck
        FROM range({leads}) AS t(i)""")  # fmt: skip
    tables = {
        "users": "SELECT 'u' || i AS user_id, 'sales' AS side, 'sdr' AS team FROM range(40) AS t(i)",
        "accounts": "SELECT 'a' || i AS account_id, (['software', 'retail', 'finance', 'health', 'other'])[1 + CAST(hash(i) % 5 AS INTEGER)] AS industry"
        f" FROM range({leads // 3 + 1}) AS t(i)",
        "leads": "SELECT 'l' || i AS lead_id, handed - INTERVAL 9 DAY AS created_at, (['VP', 'Analyst'])[1 + CAST(hash(i, 't') % 2 AS INTEGER)] AS title,"
        " (['search', 'webinar', 'event', 'referral', 'organic'])[1 + CAST(hash(i, 's') % 5 AS INTEGER)] AS source, 'inbound' AS origin,"
        " 'a' || (i // 3) AS account_id, 'u' || (i % 40) AS owner_id FROM drawn",
        "lead_changes": "SELECT 'l' || i AS lead_id, 'stage' AS field, handed AS changed_at, 'inquiry' AS old_value, 'mql' AS new_value FROM drawn",
        "activities": "SELECT 'e' || i || '-' || k AS activity_id, 'l' || i AS lead_id, handed + to_seconds(CAST((delay + k * 1.6) * 86400 AS BIGINT))"
        " AS occurred_at, 'call' AS kind, 'sales' AS side, 'u' || (i % 40) AS user_id FROM drawn, range(4) AS n(k) WHERE k < calls",
        "opportunities": "SELECT 'o' || i AS opportunity_id, 'l' || i AS lead_id, handed + INTERVAL 31 DAY AS created_at, 'new' AS type,"
        " CAST(1000 + hash(i, 'amount') % 9000 AS DECIMAL(18, 2)) AS amount, 'USD' AS currency, 'closed' AS stage,"
        " handed + to_days(40 + CAST(hash(i, 'close') % 60 AS INTEGER)) AS closed_at, luck < 0.15 / (1 + delay / 5) AS is_won FROM drawn WHERE luck < 0.4",
    }
    for name, query in tables.items():
        connection.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet)")
    connection.close()


def run() -> list[dict[str, Any]]:
    """Seconds of a whole costing, reading the findings included, and peak memory."""
    from handfast.agreement.text import read_agreement
    from handfast.diagnosis.cost import cost
    from handfast.engine import evaluate
    from handfast.record import read_record

    with tempfile.TemporaryDirectory(prefix="handfast-bench-") as temporary:
        folder = Path(temporary) / "record"
        make_record(folder, LEADS)
        with read_record(folder, memory_limit="4GB") as record:
            findings = evaluate([read_agreement(AGREEMENT, "cost.yaml")], record)
            started = time.perf_counter()
            told = cost(findings, replicates=REPLICATES)
            seconds = time.perf_counter() - started
            peak = findings.timings["peak_memory_bytes"]
    figures = sum(1 for cause in told.causes if cause.amount is not None)
    size = f"{LEADS:,} leads, {REPLICATES} replicates"
    return [
        {
            "name": f"cost, {size}", "value": seconds, "unit": "s", "goal": f"≤ {SECONDS_GOAL:g}", "met": seconds <= SECONDS_GOAL,
            "note": f"{figures} causes with a figure; the evaluation before it isn't in it",
        },
        {"name": "peak memory", "value": peak / 1024**3, "unit": "GiB", "goal": "", "met": None, "note": "of the whole process, evaluation included"},
    ]  # fmt: skip
