"""The rows behind a snapshot's figures: which query each figure opens, kept in the snapshot."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import Http404

from handfast.report.drill import REPS, Drills, Rows
from handfast.report.queries import filled
from handfast.report.source import Results
from handfast.web.snapshots.reading import Published

FILE = "rows.json"


@dataclass(frozen=True, slots=True)
class Behind:
    """What a figure opens.

    Attributes:
        title: what the rows are.
        sql: the query for them over a snapshot's evaluation, every value filled in by the worker, ending with its order.
        hidden: columns that aren't shown, since they name reps and the agreement has teams named.
    """

    title: str
    sql: str
    hidden: tuple[str, ...]


class Addressed(Drills):
    """Drill-downs named by what they ask for, so that the same figure's rows have the same address in every snapshot. None is looked up."""

    def __init__(self, results: Results, names: bool) -> None:
        super().__init__(results, names)
        self.hidden = () if names else REPS
        self.asked: dict[str, tuple[str, str]] = {}

    def open(self, title: str, sql: str, **values: Any) -> str:
        """Ask for the rows of a query; gives their address's last part."""
        text = filled(sql, values)
        name = hashlib.sha256(text.encode()).hexdigest()[:12]
        self.asked.setdefault(name, (title, text))
        return name

    def all(self) -> tuple[Rows, ...]:
        """No samples: the desk looks rows up when somebody opens them."""
        return ()

    def write(self, folder: Path) -> None:
        """Keep them in a snapshot's folder."""
        kept = {"hidden": list(self.hidden), "rows": self.asked}
        (folder / FILE).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def behind(published: Published, name: str) -> Behind:
    """What an address opens. Raises Http404 where no figure of the snapshot opens it."""
    kept = _kept(published.folder / FILE)
    if name not in kept["rows"]:
        raise Http404("No figure of this snapshot opens these rows.")
    title, sql = kept["rows"][name]
    return Behind(title, sql, tuple(kept["hidden"]))


@lru_cache(maxsize=8)
def _kept(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {"hidden": [], "rows": {}}
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read
