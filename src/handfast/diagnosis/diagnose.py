"""`diagnose`: findings go in, judgement comes out."""

from dataclasses import dataclass

from handfast.diagnosis.signs.judgement import SignState, judge
from handfast.diagnosis.signs.table import store_signs
from handfast.engine.findings_made import Findings


@dataclass(frozen=True)
class Diagnosis:
    """What an evaluation means.

    Attributes:
        signs: every sign of misalignment, in the registry's order.
    """

    signs: tuple[SignState, ...]


def diagnose(findings: Findings) -> Diagnosis:
    """Judge the findings of a whole evaluation, and add `findings.signs` to their tables."""
    signs = judge(findings)
    store_signs(findings, signs)
    return Diagnosis(signs)
