"""Which engine evaluates: DuckDB in this process, or Spark somewhere."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from handfast.engine.spark.session import Running

CATALOG = "catalog:"
"""What begins the name of a record that is a schema of Spark's catalog."""


@dataclass(frozen=True, slots=True)
class SparkAsked:
    """Spark, as the options ask for it.

    Attributes:
        master, remote, folder, settings: where it runs, as of `Place`.
        tables: the schema of the catalog that findings are written into as well; None for none.
    """

    master: str | None
    remote: str | None
    folder: Path | None
    settings: tuple[tuple[str, str], ...]
    tables: str | None

    def started(self) -> "AbstractContextManager[Running]":
        """Within it, Spark runs. Raises HandfastError when it can't."""
        from handfast.engine.spark.session import Place, spark_at

        return spark_at(Place(self.master, self.remote, self.folder, self.settings))


def spark_asked(
    engine: str,
    master: str | None,
    remote: str | None,
    folder: Path | None,
    settings: Sequence[str],
    tables: str | None,
) -> SparkAsked | None:
    """What the options ask for; None for DuckDB. Raises typer.BadParameter where they contradict each other or a setting can't be read."""
    if engine == "duckdb":
        given = {
            "--spark-master": master, "--spark-remote": remote, "--spark-folder": folder, "--spark-conf": settings, "--spark-tables": tables,
        }  # fmt: skip
        for option, value in given.items():
            if value:
                raise typer.BadParameter("says how Spark runs; add --engine spark", param_hint=option)
        return None
    if master and remote:
        raise typer.BadParameter(
            "a master and a Connect server can't both evaluate; name one", param_hint="--spark-remote"
        )
    return SparkAsked(master, remote, folder, tuple(_setting(text) for text in settings), tables)


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.startswith("spark."):
        raise typer.BadParameter(f'"{text}" is no setting; write spark.KEY=VALUE', param_hint="--spark-conf")
    return key, value


def catalog_schema(record: Path, spark: SparkAsked | None) -> str | None:
    """The schema of the catalog that a record's name means; None for a folder. Raises typer.BadParameter without Spark."""
    if not str(record).startswith(CATALOG):
        return None
    if spark is None:
        raise typer.BadParameter(
            "a record in a catalog is read by Spark; add --engine spark", param_hint="RECORD"
        )
    return str(record).removeprefix(CATALOG)
