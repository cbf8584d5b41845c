"""Imports that are stopped: run as a process of its own, `python -m tests.importing.store.interrupted HOW FOLDER …`.

    points FOLDER             prints, one a line, what a second import does to the file system
    stop SIGNAL N FOLDER …    in each folder runs it in a process that gets the signal before step N; more pairs of N and folder may follow
    small BYTES FOLDER        runs it with files limited to so many bytes
    moved FROM FOLDER         runs it on a copy, and says which tables are as they were

A record of two leads with an activity each is there before (`first`); the second import (`second`) changes it.
"""

import os
import resource
import shutil
import signal
import sys
from datetime import timedelta
from pathlib import Path

from handfast.faults import HandfastError
from tests.importing.store.imports import NOON, imported

STEPS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree")


def first(folder):
    """A record."""
    return imported(folder, _told("mql", 2), [("a.csv", "one", None)], NOON)


def second(folder):
    """An import that adds to it and changes it, and one table more."""
    deals = {"opportunity_id": "O1", "created_at": NOON, "stage": "open", "__file": "b.csv", "__line": 2}
    told = {**_told("sql", 40), "opportunities": (["opportunity_id", "created_at", "stage"], [deals])}
    return imported(folder, told, [("b.csv", "two", None)], NOON + timedelta(days=1))


def _told(stage, many):
    place = {"__file": "a.csv", "__line": 2}
    leads = [{"lead_id": f"L{n}", "created_at": NOON, "stage": stage} | place for n in range(many)]
    calls = [
        {"activity_id": f"{n}{stage}", "lead_id": f"L{n}", "occurred_at": NOON, "kind": "call"} | place
        for n in range(many)
    ]
    return {
        "leads": (["lead_id", "created_at", "stage"], leads),
        "activities": (["activity_id", "lead_id", "occurred_at", "kind"], calls),
    }


def watch(folder, before):
    """Call `before(number, what)` ahead of each thing that this process does to the folder's files."""
    number = 0

    def hook(event, args):
        nonlocal number
        if event in STEPS and any(
            isinstance(a, str | os.PathLike) and str(a).startswith(folder) for a in args
        ):
            number += 1
            before(number, f"{event} {os.path.relpath(str(args[0]), folder)}")

    sys.addaudithook(hook)


def stop(number, chosen):
    """Send this process a signal ahead of one step."""

    def before(n, _):
        if n == number:
            os.kill(os.getpid(), chosen)

    return before


def in_a_process(folder, chosen, number):
    """Run the second import in a child that gets a signal; its end is waited for."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        watch(folder, stop(number, chosen))
        second(folder)
    finally:
        os._exit(0)


def main(how, *rest):
    if how == "points":
        watch(rest[0], lambda _, what: print(what, flush=True))
        second(rest[0])
    elif how == "stop":
        for n, folder in zip(rest[1::2], rest[2::2], strict=True):
            in_a_process(folder, signal.Signals[rest[0]], int(n))
    else:
        folder = rest[-1]
        if how == "small":
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(rest[0]), resource.RLIM_INFINITY))
        if how == "moved":  # onto the small disk that stands there
            shutil.copytree(rest[0], folder, dirs_exist_ok=True)
        try:
            second(folder)
        except HandfastError as error:
            print(error)
        if how == "moved":
            for path in sorted(Path(folder).rglob("*.parquet")):
                there = Path(rest[0]) / path.relative_to(folder)
                same = there.exists() and path.read_bytes() == there.read_bytes()
                print("same" if same else "changed", path.relative_to(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
