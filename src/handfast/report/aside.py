"""What could not be read of the record: how much, in which files, and the first of it with its place and reason."""

from dataclasses import dataclass
from typing import Any

from handfast.report.source import Results

FIRST = 50
"""How many are named one by one."""
_FILES = "select file, count(*) as many, count(*) filter (where kept) as values from record.set_aside group by file order by file"
_FIRST = f'select file, line, "column", value, reason from record.set_aside order by file, line, "column", reason limit {FIRST}'


@dataclass(frozen=True, slots=True)
class SetAside:
    """What was set aside.

    Attributes:
        files: how many rows and values, by file.
        values: how many of them were single values, whose row was kept without them.
        first: the first ones: file, line, column, value, reason.
    """

    files: dict[str, int]
    values: int
    first: tuple[dict[str, Any], ...]

    @property
    def count(self) -> int:
        """Rows and values."""
        return sum(self.files.values())


def set_aside(results: Results) -> SetAside:
    """What could not be read of the record that was evaluated."""
    files = results.query(_FILES).to_pylist()
    first = results.query(_FIRST).to_pylist() if files else []
    return SetAside(
        {row["file"]: row["many"] for row in files}, sum(row["values"] for row in files), tuple(first)
    )
