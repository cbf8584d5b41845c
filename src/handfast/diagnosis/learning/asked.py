"""What was asked for, and the landmarks that answer it; a question that the record can't answer is refused."""

from dataclasses import dataclass

from handfast.agreement.conditions import Condition, ConditionFault, near
from handfast.diagnosis.learning.population import Population, of_leads, population
from handfast.engine.findings_made import Findings
from handfast.engine.names import UnknownName
from handfast.faults import Fault, InputFaults


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for.

    Attributes:
        outcome: what won means, a condition on leads; None where opportunities say it.
        capacity: leads a month that sales can work (of leads without instants: in all); None for as many as today.
    """

    outcome: Condition | None = None
    capacity: float | None = None


def landmarks(findings: Findings, outcome: Condition | None) -> Population:
    """The landmarks of a record, by what won means. Raises InputFaults for an outcome on fields that do not exist, and where nothing says what was won."""
    if outcome is not None:
        try:
            return of_leads(findings, outcome)
        except UnknownName as unknown:
            raise _refuse(
                f"{unknown} is no field of this record; {_meant(findings, str(unknown))}", "unknown-field"
            ) from None
        except ConditionFault as fault:
            raise _refuse(fault.message, fault.code) from None
    deals = findings.engine.fetch(
        "SELECT count(*) AS many, count(is_won) AS told FROM seen.opportunities"
    ).to_pylist()[0]
    if not deals["many"]:
        message = 'the record has no opportunities, which would say what was won; name what won means, as in --outcome "converted = 1"'
        raise _refuse(message, "no-outcomes")
    instants = findings.engine.fetch(
        "SELECT count(*) AS many, count(DISTINCT created_at) AS different FROM seen.leads"
    ).to_pylist()[0]
    if instants["many"] > 1 and instants["different"] == 1:
        return of_leads(findings, None)
    return population(findings)


def _refuse(message: str, code: str) -> InputFaults:
    return InputFaults([Fault("", 0, 0, "--outcome", message, code)])


def _meant(findings: Findings, name: str) -> str:
    """The names nearest to one that doesn't exist, else all."""
    there = sorted({*findings.context.lead_columns, *findings.context.account_columns})
    close = near(name.rpartition(".")[2], there)
    return f"did you mean {' or '.join(close)}?" if close else f"it has {', '.join(there)}"
