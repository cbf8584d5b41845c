"""Tables of a catalog: a record taken from a schema of it, and findings put into one."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from handfast.engine.findings import PUBLISHED
from handfast.engine.findings_made import Findings
from handfast.engine.spark.spark_engine import SparkEngine
from handfast.faults import Fault, InputFaults, PublishError
from handfast.record.header import missing_column
from handfast.record.tables import BY_NAME

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ONE_RUN = "__[0-9a-f]{12}"
"""What a table of findings is called besides its name: which run wrote it."""


def take_record(session: "SparkSession", schema: str, folder: Path) -> Path:
    """Write every table of a schema that has a canonical name as Parquet into `folder`, a task for each part; gives the folder, which is a record.

    Other tables are left alone. Raises InputFaults, with all of them, when there is no such schema, no leads, or a table lacks a required column.
    """
    names = _names(session, schema)
    if "leads" not in names:
        shown = ", ".join(sorted(names.values())) or "nothing that is a table of the record"
        raise InputFaults([_fault(schema, f"has no table leads; it holds {shown}", "no-leads")])
    faults = [fault for name, table in names.items() for fault in _lacking(session, name, table)]
    if faults:
        raise InputFaults(faults)
    for name, table in names.items():
        session.table(table).write.parquet(str(folder / name))
    return folder


def _names(session: "SparkSession", schema: str) -> dict[str, str]:
    """The canonical tables that a schema has, with their names in the catalog."""
    if not session.catalog.databaseExists(schema):
        raise InputFaults([_fault(schema, "there is no such schema in the catalog", "no-schema")])
    return {
        name.lower(): f"{schema}.{quoted(name)}"
        for name in _listed(session, "TABLES", schema)
        if name.lower() in BY_NAME
    }


def _listed(session: "SparkSession", what: str, schema: str) -> list[str]:
    """The names of a schema's TABLES (views too) or VIEWS, but for those of the session."""
    rows = session.sql(f"SHOW {what} IN {schema}").collect()
    return sorted(row[1] for row in rows if not row["isTemporary"])


def _lacking(session: "SparkSession", name: str, table: str) -> Iterable[Fault]:
    told = tuple(session.table(table).columns)
    there = {column.lower() for column in told}
    for column in BY_NAME[name].columns:
        if column.required and column.name not in there:
            yield _fault(
                table.replace("`", ""), missing_column(column, told, BY_NAME[name]), "missing-column"
            )


def put_findings(findings: Findings, schema: str) -> None:
    """Write the findings, made on Spark, into a schema: as tables of this run, and once all are there a view of each name over its own.

    The view `snapshot`, of one row, says what they are and changes last. Whoever reads meanwhile, or after a run that was stopped, reads old rows, whole.
    Tables of earlier runs go at the end. Raises PublishError when a name is taken by what is no view, or the catalog refuses.
    """
    engine = findings.engine
    assert isinstance(engine, SparkEngine)
    session, run = engine.session, uuid4().hex[:12]
    wanted = [*(table.name for table in PUBLISHED if table.name in _made(engine)), "snapshot"]
    if not session.catalog.databaseExists(schema):
        raise PublishError(f"{schema}: there is no such schema in the catalog; make it first")
    there = _listed(session, "TABLES", schema)
    others = set(there) - set(_listed(session, "VIEWS", schema))
    if taken := [name for name in wanted if name in others]:
        raise PublishError(
            f"{schema}: {', '.join(taken)} stand there and are none of Handfast's; name another schema"
        )
    made: list[str] = []
    try:
        for name in wanted[:-1]:
            made.append(f"{schema}.{quoted(f'{name}__{run}')}")
            engine.rows(f"findings.{name}").write.saveAsTable(made[-1])
        made.append(f"{schema}.{quoted(f'snapshot__{run}')}")
        session.createDataFrame([_about(findings)]).write.saveAsTable(made[-1])
    except Exception as error:
        for table in made:
            session.sql(f"DROP TABLE IF EXISTS {table}")
        raise PublishError(
            f"{schema}: {str(error).strip().splitlines()[0][:300]}; what stood there is intact"
        ) from error
    for name, table in zip(wanted, made, strict=True):
        session.sql(f"CREATE OR REPLACE VIEW {schema}.{quoted(name)} AS SELECT * FROM {table}")
    ours = re.compile(f"({'|'.join(map(re.escape, wanted))}){ONE_RUN}")
    for name in there:
        if ours.fullmatch(name):
            session.sql(f"DROP TABLE {schema}.{quoted(name)}")


def _made(engine: SparkEngine) -> set[str]:
    made = engine.fetch("SELECT table_name FROM information_schema.tables WHERE table_schema = 'findings'")
    return set(made.column("table_name").to_pylist())


def _about(findings: Findings) -> dict[str, str]:
    """The snapshot as one row of text."""
    told = findings.snapshot
    hashes = " ".join(agreement["hash"] for agreement in told["agreements"])
    return {"id": told["id"], "as_of": told["as_of"], "engine": told["engine"], "agreements": hashes}


def quoted(name: str) -> str:
    """A name as Spark SQL takes any."""
    return f"`{name.replace('`', '``')}`"


def _fault(place: str, message: str, code: str) -> Fault:
    return Fault(place, 0, 0, "", message, code)
