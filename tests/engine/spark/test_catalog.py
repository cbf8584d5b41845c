"""A record taken from a catalog, findings put into one, and what is said when it can't be."""

from collections.abc import Iterator

import pytest

from handfast.engine import evaluate
from handfast.engine.spark.catalog import put_findings, take_record
from handfast.engine.spark.session import Running
from handfast.faults import InputFaults, PublishError
from handfast.record import read_record, record_from_tables
from tests.engine.spark.rows import differences, rows_of
from tests.engine.test_examples import FOLDER, read, setting_and_tables
from tests.worlds import agreements_of

EXAMPLE = setting_and_tables(read(FOLDER / "same-email.yaml"))


@pytest.fixture
def schema(spark: Running) -> Iterator[str]:
    spark.session.sql("CREATE SCHEMA crm")
    yield "crm"
    spark.session.sql("DROP SCHEMA crm CASCADE")


def put(spark: Running, schema: str, table: str, columns: str, *rows: str) -> None:
    """Make a table of the catalog."""
    spark.session.sql(f"CREATE TABLE {schema}.{table} ({columns}) USING parquet")
    if rows:
        spark.session.sql(f"INSERT INTO {schema}.{table} VALUES {', '.join(rows)}")


def listed(spark: Running, schema: str) -> set[str]:
    """The names of a schema's tables and views."""
    return {
        row["tableName"]
        for row in spark.session.sql(f"SHOW TABLES IN {schema}").collect()
        if not row["isTemporary"]
    }


def test_a_record_of_a_catalog(spark: Running, schema: str, tmp_path: object) -> None:
    put(spark, schema, "Leads", "Lead_Id STRING, created_at TIMESTAMP_LTZ, email STRING, seats INT",
        "('a', timestamp_ltz '2026-03-02 09:00:00Z', 'A@x.example', 3)", "('b', timestamp_ltz '2026-03-01 09:00:00Z', 'a@x.example', null)")  # fmt: skip
    put(spark, schema, "opportunities", "opportunity_id STRING, created_at TIMESTAMP_NTZ, lead_id STRING, amount DECIMAL(12,3)",
        "('o', timestamp_ntz '2026-03-03 10:00:00', 'a', 12.5)")  # fmt: skip
    put(spark, schema, "something_else", "x INT")
    with read_record(take_record(spark.session, schema, spark.folder / "taken")) as record:
        assert record.connection.execute(
            "SELECT lead_id, created_at::VARCHAR, seats FROM record.leads"
        ).fetchall() == [("b", "2026-03-01 09:00:00", "3")]
        assert record.connection.execute(
            "SELECT lead_id, amount::VARCHAR FROM record.opportunities"
        ).fetchall() == [("b", "12.50")]
        assert set(record.known) == {"leads", "opportunities"}


def test_missing_columns_are_all_named(spark: Running, schema: str) -> None:
    put(spark, schema, "leads", "lead_id STRING, created DATE")
    put(spark, schema, "activities", "activity_id STRING, lead_id STRING, kind STRING")
    with pytest.raises(InputFaults) as said:
        take_record(spark.session, schema, spark.folder / "never")
    assert [fault.code for fault in said.value.faults] == ["missing-column"] * 2
    assert "crm.activities: has no column occurred_at" in str(said.value)
    assert "crm.leads: has no column created_at" in str(said.value) and "`created`" in str(said.value)
    assert not (spark.folder / "never").exists()


def test_no_leads_and_no_schema(spark: Running, schema: str) -> None:
    put(spark, schema, "activities", "activity_id STRING")
    with pytest.raises(InputFaults, match=r"has no table leads; it holds crm.*activities"):
        take_record(spark.session, schema, spark.folder / "never")
    with pytest.raises(InputFaults, match=r"nowhere: there is no such schema"):
        take_record(spark.session, "nowhere", spark.folder / "never")


def test_findings_as_tables(spark: Running, schema: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setting, tables = EXAMPLE
    with record_from_tables(tables) as record:
        findings = evaluate(agreements_of(setting), record, as_of=setting.as_of, engine_on=spark)
        ours = rows_of(findings)
        put_findings(findings, schema)
        names = listed(spark, schema)
        put_findings(findings, schema)
        again = listed(spark, schema)
        assert {name for name in names if "__" not in name} == {name for name in again if "__" not in name}
        assert len(names) == len(again) and not {name for name in names & again if "__" in name}
        for name in ("handoffs", "metrics", "opportunities"):
            theirs = [row.asDict() for row in spark.session.table(f"{schema}.{name}").collect()]
            assert differences({name: theirs}, {name: ours[name]}) == []
        assert spark.session.table(f"{schema}.snapshot").first()["id"] == findings.snapshot["id"]

        monkeypatch.setattr(type(findings.engine), "rows", _stopped_at_handoffs(type(findings.engine).rows))
        with pytest.raises(PublishError, match="what stood there is intact"):
            put_findings(findings, schema)
        assert listed(spark, schema) == again
        spark.session.sql(f"DROP VIEW {schema}.handoffs")
        put(spark, schema, "handoffs", "mine INT")
        with pytest.raises(PublishError, match="handoffs stand there and are none of Handfast's"):
            put_findings(findings, schema)


def _stopped_at_handoffs(rows: object) -> object:
    def stopped(engine: object, name: str) -> object:
        if name == "findings.handoffs":
            raise RuntimeError("no room")
        return rows(engine, name)  # type: ignore[operator]

    return stopped
