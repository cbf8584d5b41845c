"""Small imports for tests: what an import tells, put into a database as importing leaves it, and what is in a record then."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from hypothesis import strategies as st

from handfast.importing.store import Source, store
from handfast.record import sql
from handfast.record.tables import BY_NAME

NOON = datetime(2026, 3, 1, 12)
BESIDES = {"__file": "VARCHAR", "__line": "BIGINT", "modified_at": "TIMESTAMP"}


@cache
def _opened():
    """One database for all imports of a process, emptied before each: opening one takes as long as a small import."""
    return duckdb.connect(config={"preserve_insertion_order": "false", "threads": "1"})


def database(told, aside=(), not_used=()):
    """A connection with `imported.*`. `told` is `{table: (columns, rows)}`; rows are dicts, their instants naive in UTC."""
    connection = _opened().cursor()
    connection.execute("SET TimeZone = 'UTC'")
    made = connection.execute(
        "SELECT schema_name FROM duckdb_schemas() WHERE NOT internal AND database_name = 'memory' AND schema_name <> 'main'"
    )
    for (schema,) in made.fetchall():
        connection.execute(f"DROP SCHEMA {sql.name(schema)} CASCADE")
    assert not connection.execute("SELECT 1 FROM duckdb_tables() WHERE NOT internal").fetchall()
    connection.execute("CREATE SCHEMA imported")
    for name, (columns, rows) in told.items():
        types = {c.name: c.type.sql for c in BY_NAME[name].columns}
        extra = [b for b in BESIDES if b != "modified_at" or any("modified_at" in row for row in rows)]
        shape = {c: types.get(c, "VARCHAR") for c in columns} | {b: BESIDES[b] for b in extra}
        connection.execute(
            f"CREATE TABLE imported.{name} ({', '.join(f'{sql.name(c)} {t}' for c, t in shape.items())})"
        )
        if rows:
            marks = ", ".join([f"({', '.join(['?'] * len(shape))})"] * len(rows))
            values = [row.get(c) for row in rows for c in shape]
            connection.execute(f"INSERT INTO imported.{name} VALUES {marks}", values)
    connection.execute(
        'CREATE TABLE imported.set_aside (file VARCHAR, line BIGINT, "column" VARCHAR, "value" VARCHAR, reason VARCHAR, kept BOOLEAN)'
    )
    connection.execute(
        "CREATE TABLE imported.not_used (what VARCHAR, reason VARCHAR, __file VARCHAR, __line BIGINT)"
    )
    for table, lines in (("set_aside", aside), ("not_used", not_used)):
        for line in lines:
            connection.execute(f"INSERT INTO imported.{table} VALUES ({', '.join('?' * len(line))})", line)
    return connection


def imported(folder, told, sources, at, **left_out):
    """Store one import; sources are `(label, digest, as_of)` and perhaps the reading, instants naive in UTC."""
    with database(told, **left_out) as connection:
        given = [
            Source(label, digest, 0, aware(as_of), *reading) for label, digest, as_of, *reading in sources
        ]
        return store(connection, Path(folder), aware(at), given)


def aware(instant):
    return instant.replace(tzinfo=UTC) if instant else None


def naive(value):
    return (
        value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
    )


def tables_of(folder):
    """What the files of a record hold: `{table: (columns, rows)}`, in the order of the files."""
    found = {}
    for path in sorted(Path(folder).glob("*.parquet")):
        table = pq.read_table(path)
        rows = [{c: naive(v) for c, v in row.items()} for row in table.to_pylist()]
        found[path.stem] = ([c for c in table.column_names if not c.startswith("__")], rows)
    return found


def files_of(folder):
    """The bytes of all files of a record but the lock, by path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name != "lock"
    }


# Strategies: few ids, few values, few instants, so that rows meet often.

hours = st.integers(0, 6).map(lambda n: NOON + timedelta(hours=n))
maybe_hour = st.none() | hours
word = st.sampled_from([None, "a", "B", "b"])
money = st.sampled_from([None, Decimal("1.00"), Decimal("2.50")])
lead = st.sampled_from(["L1", "L2", "L3"])
deal = st.sampled_from(["O1", "O2"])
changed_values = st.sampled_from([None, "a", "b", "B", "2.5", "1.00", "true", "2026-03-01T14:00:00Z"])
SHAPES = {
    "leads": (
        {"lead_id": lead, "created_at": hours},
        {"stage": word, "owner_id": word, "do_not_contact": st.none() | st.booleans(), "Segment": word},
    ),
    "lead_changes": (
        {"lead_id": lead, "field": st.sampled_from(["stage", "owner_id", "segment"]), "changed_at": hours, "new_value": changed_values},
        {"old_value": changed_values, "changed_by": word, "recorded_at": maybe_hour},
    ),
    "opportunities": (
        {"opportunity_id": deal, "created_at": hours},
        {"amount": money, "closed_at": maybe_hour, "is_won": st.none() | st.booleans(), "stage": word},
    ),
    "opportunity_changes": (
        {"opportunity_id": deal, "field": st.sampled_from(["amount", "closed_at", "is_won"]), "changed_at": hours, "new_value": changed_values},
        {"old_value": changed_values},
    ),
    "activities": (
        {"activity_id": st.sampled_from([None, None, "1", "2"]), "lead_id": lead, "occurred_at": hours, "kind": st.sampled_from(["call", "note"])},
        {"url": word, "outcome": word, "properties": st.sampled_from([None, '{"a":1}', '{"b":2}']), "user_id": word},
    ),
    "enrollments": (
        {"lead_id": lead, "program_id": st.just("P"), "entered_at": hours},
        {"left_at": st.none() | st.just(NOON + timedelta(days=90))},
    ),
    "spend": (
        {"campaign_id": st.just("K"), "spent_on": st.integers(0, 2).map(lambda n: date(2026, 3, 1 + n)), "amount": money.filter(bool)},
        {"currency": st.sampled_from([None, "EUR"]), "channel": word},
    ),
}  # fmt: skip
"""Of each table: the columns that it always has, and those that a source may lack."""
LABELS = ("a.csv", "b.csv", "c.csv")


@st.composite
def told(draw, names=tuple(SHAPES), max_rows=5, always_there=False):
    """What one import tells of some tables."""
    tables = {}
    for name in names:
        always, sometimes = SHAPES[name]
        if not always_there and not draw(st.booleans()):
            continue
        optional = {c: sometimes[c] for c in draw(st.sets(st.sampled_from(sorted(sometimes))))}
        dated = (
            {"modified_at": maybe_hour} if name in ("leads", "opportunities") and draw(st.booleans()) else {}
        )
        row = {**always, **optional, **dated, "__file": st.sampled_from(LABELS)}
        rows = draw(st.lists(st.fixed_dictionaries(row), min_size=int(always_there), max_size=max_rows))
        tables[name] = ([*always, *optional], [r | {"__line": i + 2} for i, r in enumerate(rows)])
    return tables


digests = st.lists(st.sampled_from(["d1", "d2", "d3", "d4", "d5"]), min_size=3, max_size=3, unique=True)
sources = st.builds(
    lambda ds, as_ofs: list(zip(LABELS, ds, as_ofs, strict=True)),
    digests,
    st.lists(maybe_hour, min_size=3, max_size=3),
)
imports = st.tuples(told(), sources, hours)


@st.composite
def histories(draw):
    """Imports of one lead and its history, told and told again: what is older, what fills a gap, what was known."""
    early = st.sampled_from([NOON, NOON + timedelta(hours=1)])
    value = st.sampled_from([None, None, "a", "b"])
    every = ["Segment", "owner_id", "stage"]
    several = []
    for _ in range(draw(st.integers(2, 4))):
        label = draw(st.sampled_from(LABELS[:2]))
        row = {"lead_id": "L1", "created_at": NOON, "__file": label, "__line": 2}
        row["modified_at"] = draw(st.none() | early)
        columns = draw(st.just(every) | st.just(every[1:]))
        row |= {c: draw(value) for c in columns}
        tables = {"leads": (["lead_id", "created_at", *columns], [row])}
        if draw(st.booleans()):
            change = {"lead_id": "L1", "field": "stage", "changed_at": draw(early)}
            change |= {"old_value": draw(value), "new_value": draw(value)}
            tables["lead_changes"] = (list(change), [change | {"__file": label, "__line": 9}])
        digest, as_of = draw(st.sampled_from(["d1", "d2", "d3"])), draw(st.none() | early)
        several.append(
            (
                tables,
                [(label, digest, as_of, draw(st.sampled_from(["", "otherwise"])))],
                NOON + timedelta(hours=draw(st.integers(2, 3))),
            )
        )
    return several
