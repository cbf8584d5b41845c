"""Reading columns in tests."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from handfast.importing.readings import Profile, Question, Reading, choose, profile
from handfast.record import sql


@dataclass(frozen=True)
class Column:
    """What became of a column.

    Attributes:
        profile: what its values look like.
        reading: how it is read, or the question.
        values, bad, currencies: a value each, in the order they were given.
    """

    profile: Profile
    reading: Reading | Question
    values: list[Any]
    bad: list[bool]
    currencies: list[str | None]


@pytest.fixture(scope="session")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def read_all(connection: duckdb.DuckDBPyConnection) -> Callable[..., list[Column]]:
    """Reads columns: each of texts, a type, and what is told."""

    def run(asked: Sequence[tuple[Sequence[str | None], str, dict[str, str]]]) -> list[Column]:
        names = [f"it's {place}" if place else "it's" for place in range(len(asked))]
        length = max(len(texts) for texts, *_ in asked)
        padded = [pa.array([*texts, *[None] * (length - len(texts))], pa.string()) for texts, *_ in asked]
        connection.register("given", pa.table([pa.array(range(length)), *padded], ["place", *names]))
        connection.execute("CREATE OR REPLACE TABLE texts AS FROM given")
        connection.unregister("given")
        profiles = profile(connection, "texts", names)
        chosen = [
            choose(profiles[name], type, **told) for name, (_, type, told) in zip(names, asked, strict=True)
        ]
        by_expression: dict[tuple[str, ...], list[int]] = {}
        for place, reading in enumerate(chosen):
            if not isinstance(reading, Question):
                read = reading.sql("value")
                key = (read.value, f"coalesce({read.bad}, false)", reading.currency_sql("value"))
                by_expression.setdefault(key, []).append(place)
        found = [
            Column(profiles[name], reading, [], [], []) for name, reading in zip(names, chosen, strict=True)
        ]
        for expressions, places in by_expression.items():
            columns = " UNION ALL ".join(
                f"SELECT {place} AS number, place, {sql.name(names[place])} AS value FROM texts WHERE place < {len(asked[place][0])}"
                for place in places
            )
            for number, value, bad, currency in connection.execute(
                f"SELECT number, {', '.join(expressions)} FROM ({columns}) ORDER BY number, place"
            ).fetchall():
                found[number].values.append(value)
                found[number].bad.append(bad)
                found[number].currencies.append(currency)
        return found

    return run


@pytest.fixture(scope="session")
def read(read_all: Callable[..., list[Column]]) -> Callable[..., Column]:
    """Reads texts as a column of a type."""

    def run(texts: Sequence[str | None], type: str, **told: str) -> Column:
        return read_all([(texts, type, told)])[0]

    return run
