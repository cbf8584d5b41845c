"""Companies measured side by side, one process a core."""

import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from benchmarks.accuracy.companies import Drawn, draw
from benchmarks.accuracy.parts import PARTS, Found, measure, read

COMPANIES = int(os.environ.get("HANDFAST_DIAGNOSIS_COMPANIES", "200"))
FOLDER = Path(os.environ.get("HANDFAST_DIAGNOSIS_FOLDER", Path(tempfile.gettempdir()) / "handfast-diagnosis"))
PROCESSES = int(os.environ.get("HANDFAST_DIAGNOSIS_PROCESSES", str(os.cpu_count() or 1)))


def measured(
    companies: int = COMPANIES,
    folder: Path = FOLDER,
    parts: Sequence[str] = tuple(PARTS),
    processes: int = PROCESSES,
) -> list[dict[str, Found]]:
    """What was found of each company, by part. What an earlier run left in the folder is not done again, unless its code has changed."""
    drawn = [draw(number) for number in range(companies)]
    waiting = [one for one in drawn if any(read(folder, one, part) is None for part in parts)]
    if waiting and processes > 1:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            doing = {pool.submit(measure, folder, one, tuple(parts)): one for one in waiting}
            for done, future in enumerate(as_completed(doing), 1):
                future.result()
                _say(done, len(waiting), doing[future])
    else:
        for done, one in enumerate(waiting, 1):
            measure(folder, one, tuple(parts))
            _say(done, len(waiting), one)
    found = [{part: read(folder, one, part) for part in parts} for one in drawn]
    return [{part: told for part, told in one.items() if told is not None} for one in found]


def _say(done: int, of: int, one: Drawn) -> None:
    print(
        f"{done} of {of}: company {one.number}, {one.leads:,} leads, {dict(one.faults)}",
        file=sys.stderr,
        flush=True,
    )
