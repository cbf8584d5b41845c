"""What an import tells of a table: its rows in the record's types, stamped, without those that can't be facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from handfast.importing.store.kept import SCHEMA, Kept, ordered
from handfast.importing.store.ledger import Told as FirstTold
from handfast.importing.store.written import as_text
from handfast.record import sql
from handfast.record.bookkeeping import MODIFIED_AT, STAMPS, TOLD_AT, TOLD_IN
from handfast.record.columns import Column, Repeats, Table, Type

AGAIN = "__again"
"""Whether the row's source was imported before, so that it tells nothing that is new in the world."""

SILENT = "__silent"
"""Whether it was also understood as it is now, so that what the row leaves empty says nothing."""

PLACE = ("__file", "__line")
BESIDES = (*PLACE, *STAMPS, AGAIN, SILENT)
"""What rows carry besides the table's columns."""

ASIDE = f"{SCHEMA}.aside"
"""What the import sets aside, as `imported.set_aside`."""

_MODIFIED = "modified_at"
DATED = {
    "accounts": ("created_at",),
    "account_changes": ("changed_at",),
    "leads": ("created_at",),
    "lead_changes": ("changed_at", "recorded_at"),
    "activities": ("occurred_at", "recorded_at"),
    "meetings": ("booked_at", "status_at"),
    "opportunities": ("created_at", "closed_at"),
    "opportunity_contacts": ("added_at",),
    "opportunity_changes": ("changed_at",),
    "concessions": ("given_at",),
    "spend": ("spent_on",),
    "enrollments": ("entered_at",),
    "assets": ("created_at",),
}
"""Columns that say when something happened, which can't be after the import. Plans are none: a meeting's start, the end of an
enrolment or an absence, a next step, the days of a campaign, the withdrawal of an asset, a rate agreed ahead."""


@dataclass(frozen=True, slots=True)
class Told:
    """Rows that an import tells.

    Attributes:
        table: of which table.
        relation: SQL name of the rows: `columns` and BESIDES.
        columns: those that the sources have, canonical ones in their order, then extra ones by name.
        key: the columns that tell a row from the others.
        in_files: rows that the sources gave.
        rows: rows of `relation`.
        repeated: rows that are one with another.
        set_aside: rows that can't be facts.
    """

    table: Table
    relation: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    in_files: int
    rows: int
    repeated: int = 0
    set_aside: int = 0

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]

    @property
    def rest(self) -> list[Column]:
        """The columns that are not of the key."""
        return [column for column in self.columns if column.name not in self.key]


def tell(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    kept: Kept | None,
    firsts: Mapping[str, FirstTold],
    now: FirstTold,
) -> Told:
    """The rows of `imported.TABLE`; those that lack what every row needs, or are dated after the import, are set aside.

    Args:
        kept: what the record has, for the spelling of extra columns.
        firsts: of when each source is, by label.
        now: this import; rows of no known source are of it.
    """
    given = [row[0] for row in connection.execute(f"DESCRIBE imported.{sql.name(table.name)}").fetchall()]
    columns, values = _columns(table, kept, given)
    modified = f"g.{sql.name(_MODIFIED)}" if _MODIFIED in given else "NULL"
    stamps = f"CASE WHEN {modified} <= {sql.instant(now.at)} THEN {modified} END::TIMESTAMP AS {MODIFIED_AT}"
    relation = f"{SCHEMA}.{table.name}_given"
    connection.execute(
        f"CREATE VIEW {relation} AS SELECT {', '.join(values)}, g.__file, g.__line, {stamps}, {_first(firsts, now)} "
        f"FROM imported.{sql.name(table.name)} g"
    )
    found = _sound(connection, table, columns, relation, now.at)
    return Told(table, found[0], columns, key_of(table, columns), found[1], found[1] - found[2], 0, found[2])


def key_of(table: Table, columns: Iterable[Column]) -> tuple[str, ...]:
    """The columns that tell a row from the others: the table's key; of a change, thing, field, instant, and both values."""
    if table.repeats is not Repeats.CHANGE:
        return table.key
    wanted = (*table.key[:-1], "old_value", "new_value")
    names = {column.name for column in columns}
    return tuple(name for name in wanted if name in names)


def _columns(table: Table, kept: Kept | None, given: list[str]) -> tuple[tuple[Column, ...], list[str]]:
    """The columns that the sources have, and SQL for each; required ones are there, be they empty."""
    canonical = {column.name: column for column in table.columns}
    spelled = {column.name.lower(): column.name for column in kept.columns} if kept else {}
    found = {column.name: (column, "NULL") for column in table.columns if column.required}
    for name in given:
        lower = name.lower()
        if name in BESIDES or (name == _MODIFIED and _MODIFIED not in canonical):
            continue
        if lower in canonical:
            lowered = lower == "field" and table.repeats is Repeats.CHANGE
            value = f"g.{sql.name(name)}"
            found[lower] = (canonical[lower], f"lower({value})" if lowered else value)
        else:
            plain = spelled.get(lower, name)
            found[plain] = (Column(plain, Type.TEXT, ""), f"g.{sql.name(name)}")
    columns = ordered(table, [column for column, _ in found.values()])
    return columns, [f"CAST({found[c.name][1]} AS {c.type.sql}) AS {sql.name(c.name)}" for c in columns]


def _first(firsts: Mapping[str, FirstTold], now: FirstTold) -> str:
    """SQL: of when a row is, the number of that import, and whether it was an earlier one."""
    other: dict[FirstTold, list[str]] = {}
    for label, first in firsts.items():
        if first != now:
            other.setdefault(first, []).append(label)

    def cases(value: str, values: Mapping[FirstTold, str]) -> str:
        whens = " ".join(
            f"WHEN g.__file IN ({', '.join(map(sql.text, labels))}) THEN {values[first]}"
            for first, labels in other.items()
        )
        return f"CASE {whens} ELSE {value} END" if whens else value

    at = cases(sql.instant(now.at), {first: sql.instant(first.at) for first in other})
    number = cases(str(now.number), {first: str(first.number) for first in other})
    again = cases(str(now.again).lower(), {first: str(first.again).lower() for first in other})
    silent = cases(str(now.silent).lower(), {first: str(first.silent).lower() for first in other})
    return f"{at} AS {TOLD_AT}, ({number})::INTEGER AS {TOLD_IN}, {again} AS {AGAIN}, {silent} AS {SILENT}"


def _sound(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    columns: tuple[Column, ...],
    relation: str,
    now: datetime,
) -> tuple[str, int, int]:
    """The rows that can be facts, how many were given, and how many of them can't be."""
    needed = [c for c in columns if c.required and c.name != "activity_id"]
    late = {c: _late(c, now) for c in columns if c.name in DATED.get(table.name, ())}
    bad = [f"{sql.name(c.name)} IS NULL" for c in needed] + [test for c, test in late.items() if c.required]
    values = {c: test for c, test in late.items() if not c.required}
    tests = [f"coalesce({' OR '.join(bad or ['false'])}, false)", *(f"({test})" for test in values.values())]
    counts = connection.execute(
        f"SELECT count(*), {', '.join(f'count(*) FILTER (WHERE {test})' for test in tests)} FROM {relation}"
    ).fetchone()
    assert counts is not None  # an aggregate always gives a row
    if not any(counts[1:]):
        return relation, counts[0], 0
    _say_bad(connection, table, needed, late, relation, tests[0], now)
    for column, test in values.items():
        _say(connection, column, relation, f"NOT {tests[0]} AND {test}", sql.text(_too_late(now)), kept=True)
    taken = {c.name: f"CASE WHEN NOT {test} THEN {sql.name(c.name)} END" for c, test in values.items()}
    selected = [f"{taken.get(c.name, sql.name(c.name))} AS {sql.name(c.name)}" for c in columns]
    connection.execute(
        f"CREATE VIEW {relation}_sound AS SELECT {', '.join([*selected, *BESIDES])} FROM {relation} WHERE NOT {tests[0]}"
    )
    return f"{relation}_sound", counts[0], counts[1]


def _late(column: Column, now: datetime) -> str:
    """SQL that is true of an instant after the import; days may be those of a zone that is ahead of UTC."""
    if column.type is Type.DATE:
        day = (now.astimezone(UTC) + timedelta(days=1)).date()
        return f"{sql.name(column.name)} > DATE '{day.isoformat()}'"
    return f"{sql.name(column.name)} > {sql.instant(now)}"


def _too_late(now: datetime) -> str:
    return f"is after the import ({now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}), and can't have happened yet"


def _say_bad(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    needed: list[Column],
    late: Mapping[Column, str],
    relation: str,
    bad: str,
    now: datetime,
) -> None:
    """Set rows aside, each for the first thing that is wrong with it."""
    before: list[str] = []
    missing = sql.text(f"is missing; every row of {table.name} needs it")
    for column in needed:
        test = f"{sql.name(column.name)} IS NULL"
        _say(connection, column, relation, " AND ".join([*before, test]), missing, kept=False)
        before.append(f"NOT {test}")
    for column, test in late.items():
        if column.required:
            _say(
                connection,
                column,
                relation,
                " AND ".join([*before, test]),
                sql.text(_too_late(now)),
                kept=False,
            )
            before.append(f"NOT ({test})")


def _say(
    connection: duckdb.DuckDBPyConnection,
    column: Column,
    relation: str,
    where: str,
    reason: str,
    *,
    kept: bool,
) -> None:
    connection.execute(
        f"INSERT INTO {ASIDE} SELECT __file, __line, {sql.text(column.name)}, {as_text(column, sql.name(column.name))}, "
        f"{reason}, {str(kept).lower()} FROM {relation} WHERE {where}"
    )
