"""RESULTS.md: one section a benchmark, each with the day and machine it was measured on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEAD = """# Benchmarks

Written by `make bench`; measure one with `make bench BENCH=startup`. Ratios compare two things measured in
one run on one machine; medians are over the runs that the note names.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        name: what was measured, in words.
        value: the figure; text stands as it is.
        unit: `s`, `×`, `GiB`; may be empty.
        goal: what was aimed at, in words; empty where there was no aim.
        met: whether the figure meets the goal; None where there is none.
        note: how it was measured.
    """

    name: str
    value: float | str
    unit: str = ""
    goal: str = ""
    met: bool | None = None
    note: str = ""

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Row":
        """From what a benchmark's `run` returns; TypeError names a key that is not a column."""
        return cls(**row)

    def cells(self) -> tuple[str, str, str, str, str]:
        """As shown: name, value with unit, goal, verdict, note."""
        value = self.value if isinstance(self.value, str) else f"{self.value:,.3g}"
        if isinstance(self.value, int | float) and abs(self.value) >= 1000:
            value = f"{self.value:,.0f}"
        verdict = {True: "● met", False: "◇ missed", None: ""}[self.met]
        return (self.name, f"{value} {self.unit}".strip(), self.goal, verdict, self.note)


COLUMNS = ("What", "Measured", "Goal", "", "How")


def section(name: str, day: str, machine: str, rows: Iterable[Row]) -> str:
    """A benchmark's section in Markdown."""
    lines = [f"## {name}", "", f"{day}, on {machine}", "", _line(COLUMNS), _line(["---"] * len(COLUMNS))]
    return "\n".join([*lines, *(_line(row.cells()) for row in rows)]) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def merge(path: Path, fresh: dict[str, str]) -> None:
    """Write `path` with the fresh sections in place of their old ones; the others stay as they were."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    kept = {text.split("\n", 1)[0][3:]: text for text in re.split(r"(?m)^(?=## )", old)[1:]}
    sections = kept | fresh
    text = HEAD + "".join("\n" + sections[name].strip() + "\n" for name in sorted(sections))
    path.write_text(text, encoding="utf-8")
