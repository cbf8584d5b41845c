"""Companies measured side by side, one process a core."""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from benchmarks.accuracy.companies import Drawn, draw
from benchmarks.accuracy.parts import PARTS, Found, measure, read

COMPANIES = int(os.environ.get("HANDFAST_DIAGNOSIS_COMPANIES", "200"))
FOLDER = Path(os.environ.get("HANDFAST_DIAGNOSIS_FOLDER", Path(tempfile.gettempdir()) / "handfast-diagnosis"))
MINUTES = float(os.environ.get("HANDFAST_DIAGNOSIS_MINUTES", "inf"))
WANTED = tuple(os.environ.get("HANDFAST_DIAGNOSIS_PARTS", ",".join(PARTS)).split(","))
PROCESSES = int(os.environ.get("HANDFAST_DIAGNOSIS_PROCESSES", str(os.cpu_count() or 1)))


def measured(
    companies: int = COMPANIES,
    folder: Path = FOLDER,
    parts: Sequence[str] = WANTED,
    processes: int = PROCESSES,
    minutes: float = MINUTES,
) -> list[dict[str, Found]]:
    """What is known of each company, by part. What an earlier run left in the folder is not done again, unless its code has changed.

    Of the parts asked for, what is missing is measured first, company by company, and none is begun after so many minutes.
    """
    until = time.monotonic() + 60 * minutes
    drawn = [draw(number) for number in range(companies)]
    waiting = [one for one in drawn if any(read(folder, one, part) is None for part in parts)]
    if processes > 1 and waiting and minutes > 0:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            doing = {pool.submit(_before, until, folder, one, tuple(parts)): one for one in waiting}
            for done, future in enumerate(as_completed(doing), 1):
                if future.result():
                    _say(done, len(waiting), doing[future])
    else:
        for done, one in enumerate(waiting, 1):
            if _before(until, folder, one, tuple(parts)):
                _say(done, len(waiting), one)
    return [_known(folder, one) for one in drawn]


def _before(until: float, folder: Path, one: Drawn, parts: tuple[str, ...]) -> bool:
    """Measure a company, unless it is too late (the clock is the machine's, so that processes share it); whether it was."""
    if time.monotonic() >= until:
        return False
    measure(folder, one, parts)
    return True


def _known(folder: Path, one: Drawn) -> dict[str, Found]:
    found = {part: read(folder, one, part) for part in PARTS}
    return {part: told for part, told in found.items() if told is not None}


def _say(done: int, of: int, one: Drawn) -> None:
    words = f"{done} of {of}: company {one.number}, {one.leads:,} leads, {dict(one.faults)}"
    print(words, file=sys.stderr, flush=True)
