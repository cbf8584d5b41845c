"""Faults of reference: clauses that name a stage, a team, a hand-off, a commitment that is not there."""

from collections.abc import Iterator

from handfast.agreement.clause import SIDES, quoted
from handfast.agreement.commitments import UNTIL
from handfast.agreement.measures import MEASURES
from handfast.agreement.names import Found, Names, one, unknown
from handfast.agreement.places import Path
from handfast.agreement.signs import SIGNS


def references(names: Names) -> Iterator[Found]:
    """Every name that stands for nothing, or for the wrong kind of clause."""
    yield from _handoff_ends(names)
    yield from _commitment_names(names)
    yield from _other_names(names)
    yield from _only_after(names)


def _handoff_ends(names: Names) -> Iterator[Found]:
    known = (*names.teams, *SIDES)
    for path, clause in names.items("handoffs"):
        for end in ("from", "to"):
            yield from one(names, (*path, end), "team or side", known, "unknown-team")
        yield from one(names, (*path, "when", "stage"), "stage", names.stages, "unknown-stage")
        if isinstance(clause.get("to"), str) and clause.get("from") == clause["to"]:
            yield Found(
                (*path, "to"),
                f"{quoted(clause['to'])} hands over to itself; name another team",
                "contradiction",
            )


def _commitment_names(names: Names) -> Iterator[Found]:
    for path, _ in names.items("commitments"):
        yield from one(names, (*path, "by"), "team or side", (*names.teams, *SIDES, "both"), "unknown-team")
        yield from one(names, (*path, "measure"), "measure", MEASURES, "unknown-measure")
        yield from _event(names, (*path, "from"), ("no_show",))
        yield from _event(names, (*path, "until"), UNTIL)


def _event(names: Names, path: Path, words: tuple[str, ...]) -> Iterator[Found]:
    """`handoff.ID` and `stage.ID` for what is there, or one of the words."""
    value = names.at(*path)
    if not isinstance(value, str) or value in words:
        return
    head, _, name = value.partition(".")
    if head == "stage":
        if name not in names.stages:
            yield Found(path, unknown("stage", name, names.stages, "stage."), "unknown-stage")
    elif head == "handoff" and path[-1] == "from":
        if name not in names.handoffs:
            yield Found(path, unknown("hand-off", name, names.handoffs, "handoff."), "unknown-handoff")
    else:
        handoffs = [f"handoff.{name}" for name in names.handoffs] if path[-1] == "from" else []
        known = [*handoffs, *words, *(f"stage.{name}" for name in names.stages)]
        moment = "start a clock" if path[-1] == "from" else "stop a clock"
        yield Found(path, unknown(f"moment that can {moment}", value, known), "unknown-moment")


def _other_names(names: Names) -> Iterator[Found]:
    for path, _ in names.items("data_standards"):
        yield from one(names, (*path, "required_from"), "stage", names.stages, "unknown-stage")
    for path, alert in names.items("alerts"):
        yield from _clock_alert(names, path)
        told = alert.get("tell")
        known = ("owner", "manager", *names.teams, *SIDES)
        for place in range(len(told)) if isinstance(told, list) else ():
            yield from one(names, (*path, "tell", place), "one to tell", known, "unknown-team")
        yield from one(names, (*path, "tell"), "one to tell", known, "unknown-team")
    signs = names.at("signs")
    for sign in signs if isinstance(signs, dict) else ():
        if sign not in SIGNS:
            yield Found(("signs", sign), unknown("sign", sign, SIGNS), "unknown-sign", key=True)


def _clock_alert(names: Names, path: Path) -> Iterator[Found]:
    commitment = names.at(*path, "commitment")
    if isinstance(commitment, str) and "measure" in names.commitments.get(commitment, {}):
        yield Found(
            (*path, "commitment"), f"{quoted(commitment)} is a target and runs no clock", "not-a-timer"
        )
    yield from one(names, (*path, "commitment"), "commitment", names.commitments, "unknown-commitment")


def _only_after(names: Names) -> Iterator[Found]:
    for path, clause in names.entries("disqualification_reasons"):
        at, after = (*path, "only_after"), clause.get("only_after")
        if isinstance(after, str) and "count" not in names.commitments.get(after, {"count": ""}):
            yield Found(
                at, f"{quoted(after)} counts no attempts; name a commitment with a count", "not-a-count"
            )
        yield from one(names, at, "commitment", names.commitments, "unknown-commitment")
