"""`diagnose`: findings go in, judgement comes out."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from handfast.diagnosis.cost import Cost, cost, write_costs
from handfast.diagnosis.replay.change_tables import store_changes
from handfast.diagnosis.replay.changes import Change, changes
from handfast.diagnosis.signs.judgement import SignState, judge
from handfast.diagnosis.signs.judging import judging
from handfast.diagnosis.signs.table import store_sign_rows, store_signs
from handfast.engine.findings import DIAGNOSED
from handfast.engine.findings_made import Diagnosed, Findings


@dataclass(frozen=True)
class Diagnosis:
    """What an evaluation means.

    Attributes:
        findings: the evaluation, with the tables of DIAGNOSED among its own.
        signs: every sign of misalignment, in the registry's order.
        cost: what misalignment cost in the last four whole quarters.
        changes: measures before and after each version of the agreement that superseded another.
    """

    findings: Findings
    signs: tuple[SignState, ...]
    cost: Cost
    changes: tuple[Change, ...]


def diagnose(findings: Findings) -> Diagnosis:
    """Judge the findings of a whole evaluation and cost them, and add the tables of DIAGNOSED to theirs.

    Meanwhile the snapshot is named, which reads every row and needs nothing of this.
    """
    began = time.perf_counter()
    with ThreadPoolExecutor(2, "diagnosing") as pool:
        costing, naming = pool.submit(_price, findings), pool.submit(_name, findings)
        signs = judge_signs(findings)
        compared = changes(findings)
        store_changes(findings, compared)
        costed = costing.result()
        naming.result()
    rows = findings.engine.counts({table.name: f"findings.{table.name}" for table in DIAGNOSED})
    diagnosed = Diagnosed(rows, round(time.perf_counter() - began, 3))
    return Diagnosis(replace(findings, diagnosed=diagnosed), signs, costed, compared)


def _price(findings: Findings) -> Cost:
    """Cost the findings, and make findings.costs and findings.cost_rows."""
    with findings.beside() as apart:
        costed = cost(apart)
        write_costs(apart, costed)
    return costed


def _name(findings: Findings) -> None:
    """Have the findings know their snapshot."""
    with findings.beside() as apart:
        _ = apart.snapshot


def judge_signs(findings: Findings) -> tuple[SignState, ...]:
    """Judge every sign of the findings, and make findings.signs and findings.sign_rows."""
    on = judging(findings)
    signs = judge(on)
    store_signs(findings, signs)
    store_sign_rows(on, signs)
    return signs
