"""The whole evaluation, one lead after the other: what the engine must find."""

from collections import defaultdict
from datetime import datetime

from handfast.agreement.model import Agreement
from tests.reference.clocks import clock_rows, clocks_of_handoff, clocks_of_lead, timing_of
from tests.reference.cycles import Cycle, cycles_of
from tests.reference.decisions import Decision, accepted_by_stage, in_order, recorded, recycled_by_stage
from tests.reference.drift import drift_row
from tests.reference.fit import fit_points
from tests.reference.handoffs import Handoff, handoff_row, handoffs_of
from tests.reference.knowledge import Known, Row, known_at, latest_fact
from tests.reference.opportunities import handoff_of, opportunity_row
from tests.reference.points import points_of
from tests.reference.qualifications import qualification_of
from tests.reference.scores import score_rows, standing
from tests.reference.stages import spans_of, stage_spans
from tests.reference.values import account_of
from tests.reference.versions import Versions

TABLES = (
    "lead_identities", "cycles", "fit_points", "points", "qualifications", "scores", "standings", "decisions", "handoffs", "opportunities",
    "stage_spans", "clocks", "definition_drift",
)  # fmt: skip


def reference_evaluate(
    agreements: list[Agreement], tables: dict[str, list[Row]], as_of: datetime | None = None
) -> dict[str, list[Row]]:
    """Every per-lead table of the findings, rows in no particular order."""
    versions = Versions(agreements)
    known = known_at(tables, as_of or latest_fact(tables))
    found: dict[str, list[Row]] = {name: [] for name in TABLES}
    found["lead_identities"] = [
        {"lead_id": lead, "survivor_id": survivor, "reason": "email"}
        for lead, survivor in known.identities.items()
    ]
    nearby = _activities_by_account(known)
    handoffs: dict[str, list[Handoff]] = {}
    clocks = []
    for lead_id in sorted(known.leads):
        spans = spans_of(known, versions, lead_id)
        decisions = recorded(known, versions, lead_id) if known.has_decisions else recycled_by_stage(spans)
        cycles = cycles_of(known, versions, lead_id, decisions, spans)
        candidates = _may_concern(known, lead_id, nearby)
        awards = {version.hash: points_of(known, version, cycles, candidates) for version in versions.all}
        moments = [row["occurred_at"] for row in candidates]
        qualified = {
            cycle.cycle: qualification_of(known, versions, cycle, awards, moments) for cycle in cycles
        }
        handoffs[lead_id] = [
            handoff
            for cycle in cycles
            for handoff in handoffs_of(known, versions, cycle, qualified[cycle.cycle], spans)
        ]
        _assign(decisions, cycles, handoffs[lead_id])
        if not known.has_decisions:
            decisions = sorted([*decisions, *accepted_by_stage(spans, handoffs[lead_id])], key=in_order)
        for decision in decisions:
            if decision.handoff is not None:
                decision.handoff.decisions.append(decision)
        for handoff in handoffs[lead_id]:
            clocks += clocks_of_handoff(versions, handoff, cycles[handoff.cycle - 1])
        clocks += clocks_of_lead(known, versions, lead_id, cycles, spans, handoffs[lead_id], decisions)

        found["stage_spans"] += stage_spans(known, versions, spans)
        found["cycles"] += [_cycle_row(cycle) for cycle in cycles]
        found["decisions"] += [_decision_row(decision) for decision in decisions]
        found["qualifications"] += [row for row in qualified.values() if row]
        for version in versions.all:
            found["fit_points"] += fit_points(known, version, lead_id)
            found["points"] += [
                {k: v for k, v in row.items() if k != "half_life"} for row in awards[version.hash]
            ]
        for cycle in cycles:
            if qualified[cycle.cycle]:
                t = qualified[cycle.cycle]["qualified_at"]
                found["scores"] += score_rows(
                    known, versions.at(t), awards[versions.at(t).hash], cycle, "qualification", t
                )
            if known.has_stage_history:
                row = drift_row(cycle, spans, qualified[cycle.cycle])
                found["definition_drift"] += [row] if row else []
        now, last = versions.at(known.as_of), cycles[-1]
        found["scores"] += score_rows(known, now, awards[now.hash], last, "as_of", known.as_of)
        found["standings"].append(
            standing(known, versions, awards[now.hash], last, spans, qualified[last.cycle])
        )

    for opportunity in known.opportunities.values():
        handoff = handoff_of(known, opportunity, handoffs)
        if handoff:
            handoff.opportunities.append(opportunity)
        found["opportunities"].append(opportunity_row(known, versions, opportunity, handoff))
    found["clocks"] = clock_rows(known, clocks)
    for handoff in (handoff for of_lead in handoffs.values() for handoff in of_lead):
        handoff.timing = timing_of(handoff, clocks)
        found["handoffs"].append(handoff_row(handoff))
    return found


def _assign(decisions: list[Decision], cycles: list[Cycle], handoffs: list[Handoff]) -> None:
    """Say to which cycle each decision belongs (at a cycle's end: to the one that ends), and to which of its hand-offs, the latest."""
    for decision in decisions:
        at = decision.decided_at
        cycle = next(
            cycle
            for cycle in cycles
            if at >= cycle.started_at and (cycle.ended_at is None or at <= cycle.ended_at)
        )
        running = [
            handoff for handoff in handoffs if handoff.cycle == cycle.cycle and handoff.handed_at <= at
        ]
        decision.cycle = cycle.cycle
        decision.handoff = max(running, key=lambda handoff: (handoff.handed_at, handoff.place), default=None)


def _activities_by_account(known: Known) -> dict[object, list[Row]]:
    """Every activity by each account that it may concern: those that its lead ever had, and its own."""
    by_account: dict[object, list[Row]] = defaultdict(list)
    for rows in known.activities.values():
        for row in rows:
            for account in {account_of(known, row["lead_id"], row["occurred_at"]), row.get("account_id")} - {
                None,
                "",
            }:
                by_account[account].append(row)
    return by_account


def _may_concern(known: Known, lead_id: str, nearby: dict[object, list[Row]]) -> list[Row]:
    """A lead's own activities, and those of the accounts that it ever had."""
    accounts = {
        account_of(known, lead_id, t)
        for t in (None, *(row["changed_at"] for row in known.changes_of(lead_id)))
    }
    rows = {row["activity_id"]: row for account in accounts if account for row in nearby[account]}
    rows |= {row["activity_id"]: row for row in known.activities.get(lead_id, [])}
    return list(rows.values())


def _cycle_row(cycle: Cycle) -> Row:
    return {
        name: getattr(cycle, name)
        for name in (
            "lead_id",
            "cycle",
            "started_at",
            "ended_at",
            "ended_by",
            "reason",
            "opportunity_id",
            "waits_until",
        )
    }


def _decision_row(decision: Decision) -> Row:
    row = {
        name: getattr(decision, name)
        for name in (
            "lead_id",
            "decided_at",
            "decision",
            "reason",
            "reason_kind",
            "reroute",
            "cycle",
            "basis",
        )
    }
    return row | {"handoff_id": decision.handoff.handoff_id if decision.handoff else None}
