"""The facts that metrics count, kept beside the findings that they are made of: figures open rows of them, and no page should make them again."""

from pathlib import Path

from handfast.engine.facts import FACTS
from handfast.engine.findings_made import Findings
from handfast.record import sql as written


def keep_facts(findings: Findings, file: Path) -> None:
    """Add `steps.NAME` of every facts definition to a kept evaluation."""
    with findings.beside() as reading:
        connection = reading.engine.connection
        connection.execute(f"ATTACH {written.text(str(file))} AS kept")
        try:
            for name in FACTS:
                connection.execute(f"CREATE TABLE kept.steps.{name} AS SELECT * FROM steps.{name}")
        finally:
            connection.execute("DETACH kept")
