"""A Spark for tests: one Java for a whole run, on this machine; where none can run, tests that need it say so and are left out."""

import os
from collections.abc import Iterator

import pytest

from handfast.engine.spark.session import JAVA, Place, Running, java_version, spark_at

SMALL = (
    # a statement here has a few hundred rows: what it costs is planning, tasks and compiling, each of which can be less
    ("spark.driver.memory", "1g"),
    ("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"),
    ("spark.sql.shuffle.partitions", "2"),
    ("spark.sql.adaptive.enabled", "false"),
    ("spark.sql.codegen.wholeStage", "false"),
    ("spark.sql.codegen.factoryMode", "NO_CODEGEN"),
    ("spark.sql.parquet.compression.codec", "uncompressed"),
)


def needs_java() -> None:
    """Leave a test out where Spark can't run, but not where CI says that it must."""
    found = java_version()
    if found is None or found < JAVA:
        why = f"needs Java {JAVA} or newer, and finds {found or 'none'}"
        if os.environ.get("HANDFAST_REQUIRE_JAVA"):
            pytest.fail(why)
        pytest.skip(why)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Spark on this machine, with a catalog of its own."""
    needs_java()
    pytest.importorskip("pyspark", reason="needs PySpark: pip install 'handfast[spark]'")
    warehouse = ("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
    with spark_at(Place(master="local[2]", settings=(*SMALL, warehouse))) as running:
        yield running
