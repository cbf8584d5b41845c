"""What was pulled and how far, on disk, by a dlt pipeline.

    FOLDER/state/    dlt's own: the pipeline's state, packages on their way
    FOLDER/rows/     one folder a table, of JSON lines as they came: all that was ever pulled, newest last
    FOLDER/tables/   one Parquet file a table: the latest of each row; what the import reads

Calls are made outside of the pipeline and only their rows go in: no secret comes near dlt's state, logs and traces.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dlt
from dlt.common.configuration.container import Container
from dlt.common.configuration.providers import ConfigProvider
from dlt.common.configuration.providers.dictionary import DictionaryProvider
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext
from dlt.common.runtime.run_context import RunContext
from dlt.destinations import filesystem

from handfast.importing.connectors.contract import Cursor, Part, PullError, Row

STATE, ROWS, TABLES = "state", "rows", "tables"
SLICE = 5_000
"""Rows that are written at a time; a crash of the machine loses what waits, and the next pull brings it again."""

NUMBER, ROW = "number", "row"
"""What a line holds: a count through all pulls, so that the latest row of a key is known; and the row, as JSON text: dlt would rename
columns with a quote in their names."""

CONFIGURATION: dict[str, Any] = {
    "runtime": {"dlthub_telemetry": False, "log_level": "CRITICAL"},
    "schema": {"naming": "direct"},  # tables are called as the API calls them
    "load": {"delete_completed_jobs": True},
    "normalize": {"workers": 1},
    "extract": {"workers": 1},
}


class Secluded(RunContext):
    """dlt without its configuration files, its environment variables and its folder at home."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._folder = folder

    @property
    def run_dir(self) -> str:
        """The pull's folder."""
        return self._folder

    @property
    def local_dir(self) -> str:
        """The pull's folder."""
        return self._folder

    @property
    def global_dir(self) -> str:
        """The pull's folder."""
        return self._folder

    @property
    def data_dir(self) -> str:
        """The pull's folder."""
        return self._folder

    def initial_providers(self) -> list[ConfigProvider]:
        """The configuration above, and nothing else."""
        provider = DictionaryProvider()
        provider._config_doc = CONFIGURATION
        return [provider]


class Staging:
    """The folder of what was pulled from one system. Opening it finishes what a broken pull left on its way."""

    def __init__(self, name: str, folder: Path, account: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        Container()[PluggableRunContext] = PluggableRunContext(Secluded(str(folder)))
        self.folder = folder
        self._name = name
        self._pipeline = dlt.pipeline(
            name,
            pipelines_dir=str(folder / STATE),
            destination=filesystem(
                folder.resolve().as_uri(), layout="{table_name}/{load_id}.{file_id}.{ext}"
            ),
            dataset_name=ROWS,
        )
        self._pipeline.sync_destination()
        self._pipeline.run()
        kept = self._pipeline.state.get("sources", {}).get(name, {})
        self._cursors: dict[str, Any] = dict(kept.get("cursors", {}))
        self._columns: dict[str, list[str]] = {
            table: list(names) for table, names in kept.get("columns", {}).items()
        }
        self._number: int = kept.get("number", 0)
        if kept.get("account", account) != account:
            raise PullError(
                f"{folder} holds what was pulled from {kept['account']}, and this is {account}: "
                "pull into another record, or delete that folder to begin anew"
            )
        self._account = account
        self._waiting: dict[str, list[Row]] = {}
        # Written at once: dlt forgets what it has extracted when there is nothing yet at the destination.
        self._moved = not kept
        self.keep()

    def cursor(self, stream: str) -> Cursor | None:
        """Where a stream goes on; None when nothing of it was kept."""
        return self._cursors.get(stream)

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Table -> its columns, in the order in which they were first seen."""
        return self._columns

    def take(self, stream: str, part: Part) -> int:
        """Take a part in, and keep what waits once it is much; how many rows it has."""
        taken = 0
        for table, found in part.rows.items():
            columns = dict.fromkeys(self._columns.get(table, ()))
            for row in found:
                columns.update(dict.fromkeys(row))
            if columns:
                self._columns[table] = list(columns)
            self._waiting.setdefault(table, []).extend(found)
            taken += len(found)
        self._moved = self._moved or bool(taken) or self._cursors.get(stream) != part.cursor
        self._cursors[stream] = dict(part.cursor)
        if sum(map(len, self._waiting.values())) >= SLICE:
            self.keep()
        return taken

    def keep(self) -> None:
        """Write the rows that wait, with the cursors that follow on them: together, or not at all."""
        if not self._moved:
            return
        rows = {table: found for table, found in self._waiting.items() if found}
        first, self._number = self._number, self._number + sum(map(len, rows.values()))
        state = {
            "account": self._account,
            "cursors": self._cursors,
            "columns": self._columns,
            "number": self._number,
        }
        self._pipeline.run(_source(self._name, rows, first, state), loader_file_format="jsonl")
        self._waiting, self._moved = {}, False


def _source(name: str, rows: Mapping[str, Sequence[Row]], first: int, state: Mapping[str, Any]) -> Any:
    """A dlt source of these rows that leaves this state."""

    def numbered(found: Sequence[Row], start: int) -> Iterator[list[dict[str, Any]]]:
        yield [
            {
                NUMBER: start + place,
                ROW: json.dumps({name: text for name, text in row.items() if text is not None}),
            }
            for place, row in enumerate(found)
        ]

    def remembered() -> Iterator[list[dict[str, Any]]]:
        dlt.current.source_state().update(state)
        yield []

    @dlt.source(name=name, max_table_nesting=0)
    def pulled() -> Iterator[Any]:
        start = first
        for table, found in rows.items():
            yield dlt.resource(numbered(found, start), name=table, write_disposition="append")
            start += len(found)
        yield dlt.resource(remembered, name="__cursors")

    source = pulled()
    source.schema._settings["detections"] = []  # text stays text, whatever it looks like
    return source
