"""Which engine evaluates: DuckDB in this process, or Spark somewhere."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from handfast.engine.evaluate import EngineOn

EngineAsked = Callable[[], "AbstractContextManager[EngineOn]"]
"""Within it, what makes the engine over a record's connection."""


@contextmanager
def duckdb() -> "Iterator[EngineOn]":
    """The embedded engine, which needs nothing."""
    from handfast.engine.duckdb_engine import DuckDBEngine

    yield DuckDBEngine


def engine_asked_for(
    engine: str, master: str | None, remote: str | None, folder: Path | None, settings: Sequence[str]
) -> EngineAsked:
    """What the options ask for. Raises typer.BadParameter where they contradict each other or a setting can't be read."""
    if engine == "duckdb":
        given = {
            "--spark-master": master,
            "--spark-remote": remote,
            "--spark-folder": folder,
            "--spark-conf": settings,
        }
        for option, value in given.items():
            if value:
                raise typer.BadParameter("says where Spark runs; add --engine spark", param_hint=option)
        return duckdb
    if master and remote:
        raise typer.BadParameter(
            "a master and a Connect server can't both evaluate; name one", param_hint="--spark-remote"
        )
    pairs = [_setting(text) for text in settings]

    def spark() -> "AbstractContextManager[EngineOn]":
        from handfast.engine.spark.session import Place, spark_at

        return spark_at(Place(master, remote, folder, tuple(pairs)))

    return spark


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.startswith("spark."):
        raise typer.BadParameter(f'"{text}" is no setting; write spark.KEY=VALUE', param_hint="--spark-conf")
    return key, value
