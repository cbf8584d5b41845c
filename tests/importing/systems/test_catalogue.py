"""Every system that is described: its data is sound, its SQL runs on nothing and says only what the record can hold."""

from datetime import UTC, datetime

import duckdb
import pytest

from handfast.importing.journeys import canonical
from handfast.importing.journeys.objects import create_objects
from handfast.importing.systems.catalogue import Definition, System, object_of, systems
from handfast.record import sql
from handfast.record.tables import BY_NAME

NOW = datetime(2026, 3, 4, tzinfo=UTC)
ALSO = {"__file", "__line", "extras", "modified_at"}
EVERY = [pytest.param(one, id=one.name) for one in systems()]
DEFINITIONS = [
    pytest.param(system, one, id=f"{system.name}/{one.name}")
    for system in systems()
    for one in system.definitions
]


@pytest.fixture(scope="module")
def connections() -> dict[str, duckdb.DuckDBPyConnection]:
    """For each system a database with its typed objects, all empty."""
    made: dict[str, duckdb.DuckDBPyConnection] = {}
    for system in systems():
        connection = duckdb.connect(":memory:")
        connection.execute("SET VARIABLE imported_at = TIMESTAMP '2026-03-04 00:00:00'")
        create_objects(connection, system.objects, ())
        if system.shared:
            connection.execute(system.shared)
        made[system.name] = connection
    return made


@pytest.mark.parametrize("system", EVERY)
def test_objects_are_sound(system: System) -> None:
    assert system.objects
    for thing in system.objects:
        assert object_of(thing.id) is thing
        assert thing.fields or thing.unused, thing.id
        for group in thing.signs:
            families = {family.name for family in thing.families}
            unknown = set(group) - set(thing.fields) - families
            assert not unknown, f"{thing.id}: signs name {unknown}"
        for family in thing.families:
            assert "name" in family.match.groupindex, f"{thing.id}.{family.name}"
        assert thing.extras in ("", "none", *BY_NAME), thing.id


@pytest.mark.parametrize(("system", "definition"), DEFINITIONS)
def test_sql_runs_on_nothing_and_says_what_the_record_can_hold(
    system: System, definition: Definition, connections: dict[str, duckdb.DuckDBPyConnection]
) -> None:
    rows = connections[system.name].execute(f"DESCRIBE {definition.sql}").fetchall()
    given = {row[0] for row in rows}
    if definition.table in BY_NAME:
        allowed = {column.name for column in BY_NAME[definition.table].columns} | ALSO
    else:
        allowed = set(canonical.ALSO_MADE[definition.table]) | ALSO
    assert given <= allowed, f"{definition.system}/{definition.name} also gives {given - allowed}"
    assert {"__file", "__line"} <= given or definition.table not in (*BY_NAME, "not_used")


def test_sql_says_its_grain_first() -> None:
    silent = [
        f"{one.name}/{definition.name}"
        for one in systems()
        for definition in one.definitions
        if not definition.sql.startswith("-- ")
    ]
    assert not silent


def test_all_systems_at_once_make_nothing_of_nothing() -> None:
    connection = duckdb.connect(":memory:")
    connection.execute("CREATE SCHEMA sources")
    connection.execute(
        f"CREATE TABLE sources.set_aside (file VARCHAR, line BIGINT, {sql.name('column')} VARCHAR, {sql.name('value')} VARCHAR, "
        "reason VARCHAR, kept BOOLEAN)"
    )
    create_objects(connection, [thing for one in systems() for thing in one.objects], ())
    canonical.unite(connection, systems(), NOW)
    canonical.settle(connection, {}, {}, {})
    assert canonical.counts(connection) == {}
