"""Work runs once what it reads is there, two pieces at a time; a failure reaches whoever waits."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import parse_one

from handfast.engine.duckdb_engine import DuckDBEngine, tables_of
from handfast.engine.schedule import Schedule, Work
from handfast.interruption import stop_all


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@given(st.lists(st.sets(st.integers(0, 11)), min_size=1, max_size=12))
def test_everything_runs_once_and_after_what_it_reads(reads: list[set[int]]) -> None:
    done: list[int] = []

    def work(place: int, needed: set[int]) -> Work:
        def run(_connection: duckdb.DuckDBPyConnection) -> None:
            assert needed <= set(done)
            done.append(place)

        return run

    with duckdb.connect() as opened, Schedule(opened) as schedule:
        for place, names in enumerate(reads):
            before = {name for name in names if name < place}
            schedule.add(str(place), map(str, names), work(place, before))
        schedule.wait(["0"])
        assert 0 in done
    assert sorted(done) == list(range(len(reads)))


def test_what_does_not_depend_on_each_other_runs_side_by_side(connection: duckdb.DuckDBPyConnection) -> None:
    meeting = threading.Barrier(2, timeout=10)

    def meet(_connection: duckdb.DuckDBPyConnection) -> None:
        meeting.wait()

    with Schedule(connection) as schedule:
        schedule.add("one", (), meet)
        schedule.add("other", (), meet)


def test_a_failure_reaches_what_depends_on_it_and_whoever_leaves(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    after: list[str] = []

    def fail(_connection: duckdb.DuckDBPyConnection) -> None:
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"), Schedule(connection) as schedule:
        schedule.add("failing", (), fail)
        schedule.add("dependent", ["failing"], lambda _: after.append("dependent"))
        schedule.add("last", ["dependent"], lambda _: after.append("last"))
        schedule.add("independent", (), lambda _: after.append("independent"))
        schedule.wait(["independent"])
        schedule.wait(["last"])
    assert after == ["independent"]


def test_what_depends_on_a_failure_of_long_ago_fails_at_once(connection: duckdb.DuckDBPyConnection) -> None:
    def fail(_connection: duckdb.DuckDBPyConnection) -> None:
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"), Schedule(connection) as schedule:
        schedule.add("failing", (), fail)
        with pytest.raises(ValueError, match="no such thing"):
            schedule.wait(["failing"])
        schedule.add("dependent", ["failing"], fail)
        schedule.wait(["dependent"])


def test_whoever_leaves_early_stops_what_runs(connection: duckdb.DuckDBPyConnection) -> None:
    begun = threading.Event()
    endless = "SELECT count(*) FROM range(100000000) a(i), range(100000000) b(j) WHERE i * j % 7 = 1"

    def run(own: duckdb.DuckDBPyConnection) -> None:
        begun.set()
        own.execute(endless)

    with pytest.raises(KeyboardInterrupt), Schedule(connection) as schedule:
        schedule.add("endless", (), run)
        schedule.add("never", ["endless"], lambda _: pytest.fail("it was left"))
        begun.wait()
        raise KeyboardInterrupt


def test_an_interruption_of_the_process_reaches_what_runs(connection: duckdb.DuckDBPyConnection) -> None:
    endless = "SELECT count(*) FROM range(100000000) a(i), range(100000000) b(j) WHERE i * j % 7 = 1"
    begun = threading.Event()

    def run(own: duckdb.DuckDBPyConnection) -> None:
        begun.set()
        own.execute(endless)

    def interrupt() -> None:
        begun.wait()
        while not stopped.wait(0.01):
            stop_all()

    stopped, other = threading.Event(), threading.Thread(target=interrupt)
    with pytest.raises(duckdb.InterruptException), Schedule(connection) as schedule:
        other.start()
        schedule.add("endless", (), run)
        schedule.wait()
    stopped.set()
    other.join()


def test_an_engine_at_work_makes_each_table_after_those_it_reads(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    engine = DuckDBEngine(connection)
    engine.create_schemas("steps")
    with engine.at_work():
        engine.create("steps.numbers", parse_one("select i from range(100000) as t(i)", read="duckdb"))
        engine.create(
            "steps.odd", parse_one("select i from steps.numbers where i % 2 = 1", read="duckdb"), view=True
        )
        engine.create("steps.total", parse_one("select sum(i) as total from steps.odd", read="duckdb"))
        assert engine.fetch(parse_one("select total from steps.total")).to_pylist() == [
            {"total": 2_500_000_000}
        ]
        assert engine.exists(parse_one("select i from steps.odd where i > 99998"))
        assert engine.fetch("SELECT max(i) AS i FROM steps.odd").to_pylist() == [{"i": 99_999}]
    assert set(engine.seconds) == {"steps.numbers", "steps.odd", "steps.total"}


def test_tables_of_a_tree_are_those_of_a_schema() -> None:
    tree = parse_one(
        "with a as (select 1 as i from steps.x) select * from a join findings.y using (i) where i in (select i from seen.z)"
    )
    assert tables_of(tree) == {"steps.x", "findings.y", "seen.z"}


def test_what_somebody_waits_for_runs_before_the_rest(connection: duckdb.DuckDBPyConnection) -> None:
    holding, done = threading.Event(), list[str]()

    def named(name: str) -> Work:
        return lambda _connection: done.append(name)

    def hold(_connection: duckdb.DuckDBPyConnection) -> None:
        holding.wait()

    with Schedule(connection, workers=1) as schedule:
        schedule.add("held", (), hold)
        schedule.add("early", ["held"], named("early"))
        schedule.add("needed", ["held"], named("needed"))
        schedule.add("wanted", ["needed"], named("wanted"))
        waiting = threading.Thread(target=schedule.wait, args=(["wanted"],))
        waiting.start()
        while not schedule.hastened("needed"):
            waiting.join(0.01)
        holding.set()
    waiting.join()
    assert done == ["needed", "wanted", "early"]


def test_what_is_abandoned_is_never_begun_and_whoever_waits_is_told(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    engine, refused = DuckDBEngine(connection), list[type[BaseException]]()
    ready = threading.Event()

    def count(own: DuckDBEngine) -> None:
        assert own.connection is not connection
        try:
            ready.set()
            own.fetch(parse_one("SELECT * FROM steps.last"))
        except CancelledError as error:
            refused.append(type(error))

    engine.create_schemas("steps")
    endless = "SELECT count(*) AS n FROM range(100000000) a(i), range(100000000) b(j) WHERE i * j % 7 = 1"
    with pytest.raises(ValueError, match="no such thing"), engine.at_work():
        engine.create("steps.first", parse_one(endless, read="duckdb"))
        engine.create("steps.last", parse_one("SELECT * FROM steps.first"))
        with engine.meanwhile(count):
            ready.wait()
            raise ValueError("no such thing")
    assert refused == [CancelledError]
