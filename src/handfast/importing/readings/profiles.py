"""What a column's values look like: counted over all of them, each once however often it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from handfast.importing.readings import kinds, numbers
from handfast.importing.readings.kinds import kind
from handfast.record import sql

_FREQUENT = 3
_SHOWN = 120

_CELLS = 4_000_000
"""Values that are counted together: planning the query takes a tenth of a second, counting takes memory."""

_MOST_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Profile:
    """The values of one column.

    Attributes:
        column: its name.
        filled: how many rows have a value.
        distinct: about how many different values it has; no more than `filled`.
        examples: up to three of the most frequent values.
        kinds: how many values are of each kind (`kinds`).
        samples: the most frequent value of each kind.
        currencies: the signs of currencies that stand beside amounts, as ISO codes, and how many of each.
        whole_floats: how many values are whole numbers written with a point and zeros (`12.0`).
    """

    column: str
    filled: int
    distinct: int
    examples: tuple[str, ...]
    kinds: Mapping[str, int] = field(default_factory=dict)
    samples: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, int] = field(default_factory=dict)
    whole_floats: int = 0

    def count(self, *wanted: str) -> int:
        """How many values are of any of the kinds."""
        return sum(self.kinds.get(one, 0) for one in wanted)

    def share(self, *wanted: str) -> float:
        """The share of the values that say something which are of any of the kinds; 0 when none says anything."""
        said = self.filled - self.count(kinds.EMPTY, kinds.NO_DAY)
        return self.count(*wanted) / said if said else 0.0

    @property
    def email(self) -> float:
        """The share that are e-mail addresses."""
        return self.share(kinds.EMAIL)

    @property
    def phone(self) -> float:
        """The share that look like telephone numbers."""
        return self.share(kinds.PHONE)

    @property
    def domain(self) -> float:
        """The share that are domains or web addresses."""
        return self.share(kinds.DOMAIN)

    @property
    def boolean(self) -> float:
        """The share that are words for yes and no, or 0 and 1."""
        return self.share(kinds.BOOLEAN, kinds.BIT)

    @property
    def whole(self) -> float:
        """The share that are digits alone."""
        return self.share(*kinds.DIGITS)

    @property
    def number(self) -> float:
        """The share that are numbers, a currency beside them or not."""
        return self.share(*kinds.NUMBERS)

    @property
    def money(self) -> float:
        """The share that are amounts with a currency or a power of ten beside them."""
        return self.share(*(one for one in self.kinds if one.startswith((kinds.MONEY, kinds.POWER))))

    @property
    def iso(self) -> float:
        """The share that are instants or days in ISO form."""
        return self.share(*kinds.ISO)

    @property
    def date(self) -> float:
        """The share that are instants or days in any form that shows it."""
        return self.share(*kinds.DATES)


def profile(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]
) -> dict[str, Profile]:
    """The profile of each column of a relation whose columns are text, trimmed, blank as missing."""
    return profile_all(connection, {relation: columns})[relation]


def profile_all(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, Profile]]:
    """Relation -> column -> profile, of the columns of each relation (`profile`). Small relations are counted together."""
    found: dict[str, dict[str, Profile]] = {relation: {} for relation in relations}
    for batch in _batches(connection, relations):
        for (relation, column), one in _profiles(connection, batch):
            found[relation][column] = one
    return found


Part = tuple[str, Sequence[str]]
"""Some columns of a relation."""

Row = tuple[int, str | None, int, int, list[str], list[int], int | None]


def _batches(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, Sequence[str]]
) -> Iterator[list[Part]]:
    """All columns, in parts that are counted together."""
    batch: list[Part] = []
    cells = width = 0
    for relation, columns in relations.items():
        rows = max(1, int(connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]))
        together = max(1, min(_MOST_TOGETHER, _CELLS // rows))
        for start in range(0, len(columns), together):
            part = columns[start : start + together]
            if batch and (cells + rows * len(part) > _CELLS or width + len(part) > _MOST_TOGETHER):
                yield batch
                batch, cells, width = [], 0, 0
            batch.append((relation, part))
            cells, width = cells + rows * len(part), width + len(part)
    if batch:
        yield batch


def _profiles(
    connection: duckdb.DuckDBPyConnection, batch: Sequence[Part]
) -> Iterator[tuple[tuple[str, str], Profile]]:
    places = [(relation, column) for relation, columns in batch for column in columns]
    rows: list[Row] = connection.execute(
        "SELECT place[2:]::INTEGER AS place, kind, sum(rows)::BIGINT, count(*), "
        f"list(value ORDER BY rows DESC, value)[:{_FREQUENT}], list(rows ORDER BY rows DESC)[:{_FREQUENT}], "
        "sum(rows) FILTER (WHERE ends_with(value, '.0') AND regexp_full_match(value, '[0-9]+[.]0'))::BIGINT "
        f"FROM (SELECT place, value, rows, {kind('value')} AS kind FROM ({_counted(batch)})) "
        "GROUP BY ALL ORDER BY 1, 3 DESC, 2"
    ).fetchall()
    by_place: dict[int, list[Row]] = {place: [] for place in range(len(places))}
    for row in rows:
        by_place[row[0]].append(row)
    for place, (relation, column) in enumerate(places):
        yield (relation, column), _profile(connection, relation, column, by_place[place])


def _counted(batch: Sequence[Part]) -> str:
    """SQL: each value of each column once (`c` and the column's place in the batch), with how often it stands."""
    selects, first = [], 0
    for relation, columns in batch:
        places = range(first, first + len(columns))
        given = ", ".join(
            f"{sql.name(column)} AS c{place}" for place, column in zip(places, columns, strict=True)
        )
        every = ", ".join(f"c{place}" for place in places)
        values = f"(SELECT {given} FROM {relation}) UNPIVOT (value FOR place IN ({every}))"
        selects.append(f"SELECT place, value, count(*) AS rows FROM {values} GROUP BY ALL")
        first += len(columns)
    return " UNION ALL ".join(selects)


def _profile(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, rows: Sequence[Row]
) -> Profile:
    counts = {kind or kinds.TEXT: count for _, kind, count, *_ in rows}
    frequent = sorted(
        ((-count, value) for row in rows for value, count in zip(row[4], row[5], strict=True)),
    )
    with_money = any(one.startswith((kinds.MONEY, kinds.POWER)) for one in counts)
    return Profile(
        column=column,
        filled=sum(counts.values()),
        distinct=sum(row[3] for row in rows),
        examples=tuple(value[:_SHOWN] for _, value in frequent[:_FREQUENT]),
        kinds=counts,
        samples={row[1] or kinds.TEXT: row[4][0][:_SHOWN] for row in rows},
        currencies=_currencies(connection, relation, sql.name(column)) if with_money else {},
        whole_floats=sum(row[6] or 0 for row in rows),
    )


def _currencies(connection: duckdb.DuckDBPyConnection, relation: str, name: str) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT {numbers.currency('value')} AS code, count(*) FROM (SELECT {name} AS value FROM {relation}) GROUP BY 1 "
        "HAVING code IS NOT NULL ORDER BY 2 DESC, 1"
    ).fetchall()
    return dict(rows)
