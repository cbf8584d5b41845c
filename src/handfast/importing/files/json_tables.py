"""JSON lines and documents as source tables: a column a key, nested values as JSON text."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from handfast.importing.files.json_items import Item, are_lines, items_of
from handfast.importing.files.landing import Progress, count_rows, next_relation, set_aside
from handfast.importing.files.limits import refused
from handfast.importing.files.names import RESERVED, shown, stem_of, tidied
from handfast.importing.files.plain_numbers import number_text
from handfast.importing.files.source_table import LINE, SourceTable
from handfast.record import sql
from handfast.record.arrow import integers, texts
from handfast.record.encoding import detect
from handfast.record.well_formed import BLANKS

_BATCH = 20_000
_MOST_KEYS = 5_000
_LINES = (".jsonl", ".ndjson")
_FEED = "json_feed"


class _Growing:
    """A table that gets a column when a key is first met."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, label: str, key: str) -> None:
        self.connection = connection
        self.label = label
        self.key = key
        self.relation = next_relation(connection)
        self.columns: dict[str, str] = {}
        self.notes: list[str] = []
        self._taken = set(RESERVED)
        self._held: list[tuple[int, dict[str, str | None]]] = []
        connection.execute(f"CREATE TABLE {self.relation} ({LINE} BIGINT)")

    def add(self, line: int, value: dict[str, Any]) -> None:
        """Hold a row; write when there are enough."""
        row = {self.columns.get(key) or self._column(key): _text(cell) for key, cell in value.items()}
        self._held.append((line, row))
        if len(self._held) >= _BATCH:
            self.write()

    def write(self) -> None:
        """Put the held rows into the table."""
        if not self._held:
            return
        names = list(self.columns.values())
        arrays = [texts([row.get(name) for _, row in self._held]) for name in names]
        lines = integers(np.array([line for line, _ in self._held], np.int64))
        feed = pa.table([lines, *arrays], names=[LINE, *(f"c{i}" for i in range(len(names)))])
        into = ", ".join([LINE, *map(sql.name, names)])
        fields = ", ".join([LINE, *(f"c{i}" for i in range(len(names)))])
        self.connection.register(_FEED, feed)
        try:
            self.connection.execute(f"INSERT INTO {self.relation} ({into}) SELECT {fields} FROM {_FEED}")
        finally:
            self.connection.unregister(_FEED)
        self._held = []

    def _column(self, key: str) -> str:
        if len(self.columns) >= _MOST_KEYS:
            message = f"its objects have more than {_MOST_KEYS:,} different keys; a row should have the same few keys as the others"
            raise refused(self.label, message, "too-many-keys")
        plain = tidied(key) or "column"
        free, number = plain, 2
        while free.lower() in self._taken:
            free = f"{plain}_{number}"
            number += 1
        if free != plain:
            self.notes.append(f"a second key `{shown(key)}` is kept as `{shown(free)}`")
        self._taken.add(free.lower())
        self.columns[key] = free
        self.connection.execute(f"ALTER TABLE {self.relation} ADD COLUMN {sql.name(free)} VARCHAR")
        return free


def open_json(
    connection: duckdb.DuckDBPyConnection, path: Path, label: str, digest: str, progress: Progress
) -> list[SourceTable]:
    """The tables of a JSON file; none when it holds no objects. Raises InputFaults at the first broken place of a document."""
    encoding = detect(path)
    tables: dict[str, _Growing] = {}
    assumed = (encoding.assumed,) if encoding.assumed else ()
    lines = label.lower().removesuffix(".gz").endswith(_LINES) or are_lines(path, encoding)
    _fill(connection, items_of(path, encoding, label, lines=lines), label, tables, progress)
    several = len(tables) > 1
    return [
        SourceTable(
            f"{label}#{shown(table.key)}" if several else label,
            stem_of(table.key) if several else stem_of(label),
            table.relation,
            tuple(table.columns.values()),
            count_rows(connection, table.relation),
            digest,
            "json",
            (*assumed, *table.notes),
        )
        for table in tables.values()
    ]


def _fill(
    connection: duckdb.DuckDBPyConnection,
    items: Iterable[Item],
    label: str,
    tables: dict[str, _Growing],
    progress: Progress,
) -> None:
    aside: list[tuple[int, str, str]] = []
    for count, item in enumerate(items, 1):
        if item.reason:
            aside.append((item.line, item.text, item.reason))
        else:
            if item.table not in tables:
                tables[item.table] = _Growing(connection, label, item.table)
            tables[item.table].add(item.line, item.value)
        if count % _BATCH == 0:
            set_aside(connection, label, aside)
            aside = []
            progress(f"{label}: {count:,} rows")
    set_aside(connection, label, aside)
    for table in tables.values():
        table.write()


def _text(value: Any) -> str | None:
    match value:
        case None:
            return None
        case str():
            return value.replace("\0", "").strip(BLANKS) or None
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return number_text(value) or None
        case _:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\\u0000", "")
