"""Asking the worker for something, and saying who does what."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from handfast.web.people.models import User
from handfast.web.worker.models import Job

Say = Callable[[str], None]
Doer = Callable[[Job, Say], Mapping[str, Any]]
DOERS: dict[str, Doer] = {}
"""Who does which kind of job; filled by the modules `jobs` of the installed apps."""


def does(kind: str) -> Callable[[Doer], Doer]:
    """A function that does jobs of a kind: it is given the job and a way to say what it is doing, and gives what came of it.

    It raises HandfastError where its text is fit for the person who asked; anything else is written to the log and named by its kind alone.
    """

    def declare(doer: Doer) -> Doer:
        DOERS[kind] = doer
        return doer

    return declare


def ask(kind: str, asked: Mapping[str, Any] | None = None, why: str = "", user: User | None = None) -> Job:
    """Have the worker do something; a job of the same kind that waits with the same `asked` is the answer too."""
    wanted = dict(asked or {})
    waiting = Job.objects.filter(kind=kind, state="queued")
    same = next((job for job in waiting if job.asked == wanted), None)
    return same or Job.objects.create(kind=kind, asked=wanted, why=why, asked_by=user)


Teller = Callable[[Path], object]
_TELLERS: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """A function of a module `jobs` that writes what people said at the desk into the record's folder; called before each evaluation."""
    _TELLERS.append(teller)
    return teller


def tellers() -> tuple[Teller, ...]:
    """Those that there are."""
    return tuple(_TELLERS)
