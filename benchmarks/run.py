"""Run the benchmarks and record them: `python -m benchmarks.run [NAME …] [--date YYYY-MM-DD]`.

A benchmark is a module of this folder with `def run() -> list[dict[str, Any]]`; the dicts' keys are
the fields of `benchmarks.results.Row`.
"""

import argparse
import datetime
import sys
import time
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.machine import describe
from benchmarks.results import COLUMNS, Row, merge, section

FOLDER = Path(__file__).parent


def benchmarks() -> list[str]:
    """The names of all benchmarks, in order: the modules that define `run`."""
    return sorted(
        file.stem for file in FOLDER.glob("*.py") if "\ndef run() " in file.read_text(encoding="utf-8")
    )


def measure(name: str) -> list[Row]:
    """Run one benchmark."""
    return [Row.of(row) for row in import_module(f"benchmarks.{name}").run()]


def table(name: str, rows: list[Row]) -> Table:
    """The rows as shown on a terminal."""
    shown = Table(*COLUMNS, title=name, title_justify="left")
    for row in rows:
        shown.add_row(*row.cells())
    return shown


def main(arguments: list[str]) -> None:
    """Measure what was asked for (by default everything), print it, and write it to RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(benchmarks())}")
    parser.add_argument("--date", default=datetime.date.today().isoformat(), help="the day to write down")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(benchmarks()):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(benchmarks())}")
    screen, machine = Console(), describe()
    for name in asked.names or benchmarks():
        print(f"Measuring {name} …", file=sys.stderr, flush=True)
        started = time.perf_counter()
        rows = measure(name)
        screen.print(table(name, rows))
        print(f"{name} took {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
        merge(FOLDER / "RESULTS.md", {name: section(name, asked.date, machine, rows)})


if __name__ == "__main__":
    main(sys.argv[1:])
