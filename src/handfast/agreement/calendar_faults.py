"""Faults of the calendar clause, with their places in the document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handfast.agreement.calendar import CalendarFault, build_calendar
from handfast.agreement.places import Document
from handfast.faults import Fault


@dataclass(frozen=True, slots=True)
class _Holidays:
    country: str
    subdivision: str | None


@dataclass(frozen=True, slots=True)
class _Clause:
    """What can be read of a calendar clause; the rest has faults of form, which are told elsewhere."""

    timezone: str
    hours: Mapping[str, tuple[str, ...]]
    holidays: _Holidays | None
    closed: tuple[date, ...]


def calendar_faults(document: Document) -> Iterator[Fault]:
    """Everything that is wrong with the zone, the hours and the holidays."""
    clause = document.at(("calendar",))
    if not isinstance(clause, dict):
        return
    hours = _hours(clause.get("hours"))
    zone = clause.get("timezone")
    try:
        build_calendar(
            _Clause(zone if isinstance(zone, str) else "UTC", hours, _holidays(clause.get("holidays")), ())
        )
    except CalendarFault as fault:
        for problem in fault.problems:
            if problem.code == "no-open-time" and "hours" not in clause:
                continue  # that the key is missing says it already
            path = ("calendar", *problem.path)
            place = document.key_place(path) if problem.code == "weekday" else document.place(path)
            subject = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
            yield document.fault(place, subject, problem.message, problem.code)


def _hours(hours: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(hours, dict):
        return {}
    listed = {days: [shifts] if isinstance(shifts, str) else shifts for days, shifts in hours.items()}
    return {
        days: tuple(shift for shift in shifts if isinstance(shift, str))
        for days, shifts in listed.items()
        if isinstance(shifts, list)
    }


def _holidays(clause: Any) -> _Holidays | None:
    if not isinstance(clause, dict) or not isinstance(clause.get("country"), str):
        return None
    subdivision = clause.get("subdivision")
    return _Holidays(clause["country"], subdivision if isinstance(subdivision, str) else None)
