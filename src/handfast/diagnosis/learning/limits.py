"""What a record can't show, in sentences that stand beside whatever was learned from it."""

from handfast.diagnosis.learning.population import Population


def limits_of(rows: Population, current: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences; `current` are the fields without a history."""
    said: list[str] = []
    if rows.basis == "leads":
        said.append(
            "It is learned across leads as they stand: what came before the outcome and what after it can't be told apart."
        )
        if not rows.timed:
            said.append(
                "All leads have one instant: it is judged on accounts kept apart, which doesn't show whether it holds later."
            )
        if bool(rows.worked.all()):
            said.append("The record doesn't say whom sales worked: leads that nobody worked count as lost.")
    elif rows.basis == "deals":
        said.append(
            "There are no leads: it is learned from deals and their accounts, and says nothing of leads that became no deal."
        )
    elif rows.basis == "hand-offs":
        said.append("Of leads that were never handed over nothing is known, unless explore hands some over.")
    if current and rows.basis != "leads":
        said.append(
            "Fields without a history are taken as they stand, where lead or account were there before."
        )
    return tuple(said)
