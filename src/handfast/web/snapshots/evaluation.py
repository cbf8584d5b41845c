"""The evaluation that a snapshot keeps in one file: where pages look up leads, hand-offs and their stories."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
from django.apps import apps
from django.http import Http404

from handfast.engine.findings_made import Findings
from handfast.engine.kept import NotKept, keep, open_kept
from handfast.web.snapshots.reading import Published

FILE = "evaluation.duckdb"
PREPARED = "prepared.sql"
"""The file of a place that makes what its pages list: tables of the schema `desk`, each in the order in which it is shown first."""
THREADS = 1
"""Of one query: many readers ask at once, and what they ask for is small."""
Row = dict[str, Any]


def keep_for_pages(findings: Findings, folder: Path) -> None:
    """Write a snapshot's evaluation file into its folder, with the tables that the installed places have prepared."""
    file = folder / FILE
    keep(findings, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("CREATE SCHEMA desk")
        for app in apps.get_app_configs():
            prepared = Path(app.path) / PREPARED
            if prepared.exists():
                connection.execute(prepared.read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _opened(file: Path) -> Findings:
    """Files of a snapshot never change; the few that are read are held open."""
    return open_kept(file, THREADS)


@contextmanager
def evaluation(published: Published) -> Iterator[Findings]:
    """A snapshot's evaluation, over a connection of its own. Raises Http404 where the snapshot has none that can be read."""
    try:
        whole = _opened(published.folder / FILE)
    except (NotKept, FileNotFoundError) as error:
        raise Http404(
            f"Snapshot {published.row.short} keeps no evaluation that pages can look into."
        ) from error
    with whole.beside() as reading:
        yield reading


def rows(findings: Findings, sql: str, **values: Any) -> list[Row]:
    """The rows of a query of the desk's own; values enter as parameters `$name`."""
    used = {name: value for name, value in values.items() if f"${name}" in sql}
    asked = findings.engine.connection.execute(sql, used)
    names = [column[0] for column in asked.description]
    return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
