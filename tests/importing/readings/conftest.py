"""Reading columns in tests."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from handfast.importing.readings import Profile, Question, Reading, choose, profile

NAME = '"it\'s"'


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
def read(connection: duckdb.DuckDBPyConnection) -> Callable[..., Column]:
    """Reads texts as a column of a type."""

    def run(texts: Sequence[str | None], type: str, **told: str) -> Column:
        connection.execute('CREATE OR REPLACE TABLE texts (place INTEGER, "it\'s" VARCHAR)')
        connection.executemany("INSERT INTO texts VALUES (?, ?)", list(enumerate(texts)))
        found = profile(connection, "texts", ["it's"])["it's"]
        reading = choose(found, type, **told)
        if isinstance(reading, Question):
            return Column(found, reading, [], [], [])
        expression = reading.sql(NAME)
        rows = connection.execute(
            f"SELECT {expression.value}, coalesce({expression.bad}, false), {reading.currency_sql(NAME)} "
            "FROM texts ORDER BY place"
        ).fetchall()
        return Column(found, reading, [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])

    return run
