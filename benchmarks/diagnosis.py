"""How right the diagnosis is: demo companies with faults of random strengths, judged, costed and learned from, held to the truth that the generator tells.

`HANDFAST_DIAGNOSIS_COMPANIES` says how many (200), `HANDFAST_DIAGNOSIS_PROCESSES` side by side (one a core), `HANDFAST_DIAGNOSIS_PARTS` what of them
(`signs,cost,learning`), `HANDFAST_DIAGNOSIS_MINUTES` after how long no more are begun (0: only tell what is known), and `HANDFAST_DIAGNOSIS_FOLDER` where
they and what was found of them are kept (a folder of its own in the system's for temporary files). A run that was broken off goes on where it stopped; what
is there already isn't done again unless its code has changed, so that a change of costing costs no new companies. A company of 10,000 leads takes half a
minute, most of it to learn.
"""

from pathlib import Path
from typing import Any

from benchmarks.accuracy.page import write_page
from benchmarks.accuracy.parts import Found
from benchmarks.accuracy.rows import rows_of
from benchmarks.accuracy.running import measured

DOCS = Path(__file__).parent.parent / "docs"


def run() -> list[dict[str, Any]]:
    """The figures over all companies; the page `docs/explanations/accuracy.md` and its drawing are written too."""
    found: list[dict[str, Found]] = measured()
    write_page(DOCS, found)
    return rows_of(found)
