"""A Spark session to run on: on this machine, on a cluster, or behind Spark Connect; or words on why there is none."""

import logging
import os
import re
import shutil
import socket
import subprocess
import tempfile
import warnings
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import duckdb

from handfast.engine.spark.differences import SETTINGS
from handfast.engine.spark.spark_engine import SparkEngine
from handfast.faults import Fault, HandfastError, InputFaults
from handfast.interruption import stopped_by_interrupts

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JAVA = 17
"""The least version of Java that Spark 4 runs on (https://spark.apache.org/docs/latest/)."""
SPARK = 4
"""The version of Spark whose SQL the definitions are rendered in; Spark 3 has no ANSI mode that holds throughout."""
PATIENCE = 10.0
"""Seconds for which a master or a server is tried before we say that nobody answers."""
FIRST_TASK = 180.0
"""Seconds in which a cluster must have run one task: a session can be had of a cluster that has no room, and then waits for ever."""

QUIET = {"spark.ui.showConsoleProgress": "false"}
ALONE = {
    # a cluster's defaults are for large data; on one machine a shuffle of 200 tasks is nothing but tasks
    "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
"""What a session on this machine alone is given, where its user says nothing else."""


@dataclass(frozen=True)
class Place:
    """Where Spark runs.

    Attributes:
        master: the URL of a cluster (`spark://host:7077`, `yarn`, `k8s://…`), or `local[N]`; this machine when not given.
        remote: the URL of a Spark Connect server, `sc://host:15002`; instead of a master.
        folder: where tables are kept while it runs, reached by the same path from here and from the cluster; on this machine alone a
            temporary one when not given.
        settings: further settings of Spark.
    """

    master: str | None = None
    remote: str | None = None
    folder: Path | None = None
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        """The URL without what follows a semicolon, which may be a token."""
        return (self.remote or self.master or "this machine").split(";")[0].rstrip("/")

    @property
    def alone(self) -> bool:
        """Whether it runs on this machine, and not on others too."""
        url = self.remote or self.master or ("" if submitted() else "local")
        return url.startswith("local")


@dataclass(frozen=True)
class Running:
    """Spark while it runs; called with a record's connection it makes the engine, as `evaluate(..., engine_on=...)` wants it.

    Attributes:
        session: how it is spoken to.
        folder: this run's own, which both Spark and this process reach.
    """

    session: "SparkSession"
    folder: Path

    def __call__(self, connection: duckdb.DuckDBPyConnection) -> SparkEngine:
        return SparkEngine(connection, session=self.session, folder=self.folder)


def submitted() -> bool:
    """Whether this process was itself started by spark-submit, which then says where Spark runs."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


@contextmanager
def spark_at(place: Place) -> Iterator[Running]:
    """Within it, Spark runs at the place.

    The tables of the findings are in the place's folder, so that they hold until it is left; then what was kept there goes.
    Raises HandfastError in words when PySpark or Java is missing or of a wrong version, nobody answers at the URL, or the folder can't be used.
    """
    if place.folder is None and not place.alone:
        raise _fault(
            "spark-folder",
            "spark-folder",
            "tables are kept where the cluster and this machine both read them; name a shared folder with --spark-folder",
        )
    _check_pyspark()
    _check_answers(place)
    with _folder(place) as folder:
        log = folder / "spark.log"
        session = _session(place, log)
        try:
            if not place.alone:
                _check_works(session, place)
            _check_version(session.version, place)
            for key, value in SETTINGS.items():
                session.conf.set(key, value)
            with stopped_by_interrupts(lambda: _cancel(session)):
                yield Running(session, folder)
        finally:
            session.stop()


@contextmanager
def _folder(place: Place) -> Iterator[Path]:
    """A folder of this run's own, which goes with it, even where the process is stopped."""
    try:
        if place.folder is not None:
            place.folder.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="handfast-spark-", dir=place.folder)).resolve()
    except OSError as error:
        raise _fault(
            str(place.folder),
            "spark-folder",
            f"can't be written to: {(error.strerror or str(error)).lower()}",
        ) from None
    if not place.alone:
        folder.chmod(0o777)  # executors may run as somebody else
    gone = weakref.finalize(place, shutil.rmtree, folder, ignore_errors=True)
    try:
        yield folder
    finally:
        gone()


def _check_pyspark() -> None:
    try:
        # it warns of pandas 3 wherever that is installed; nothing here uses pandas
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        import pyspark
        import pyspark.sql
    except ImportError:
        raise HandfastError(
            'PySpark isn\'t installed; install it with: pip install "handfast[spark]"'
        ) from None
    _check_version(pyspark.__version__, None)


def _check_version(version: str, place: Place | None) -> None:
    found = re.match(r"\d+", version)
    if found is None or int(found[0]) != SPARK:
        where = f"{place.shown} runs" if place else "PySpark here is"
        raise HandfastError(f"{where} Spark {version}; Handfast needs Spark {SPARK}")


def java_version() -> int | None:
    """The major version of the Java that Spark would run on; None where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(home) / "bin" / "java")) if home else shutil.which("java")
    if java is None:
        return None
    try:
        said = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=30, check=False
        ).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def _check_java() -> None:
    found = java_version()
    if found is None:
        home = os.environ.get("JAVA_HOME")
        where = f"JAVA_HOME names {home}, where no Java is" if home else "Java isn't installed"
        raise HandfastError(
            f"{where}; Spark needs Java {JAVA} or newer (on Debian: apt install openjdk-17-jre-headless)"
        )
    if found < JAVA:
        raise HandfastError(
            f"Java here is {found}; Spark needs Java {JAVA} or newer. Name a newer one in JAVA_HOME"
        )


def _check_answers(place: Place) -> None:
    """Somebody must listen at the URL: Spark itself would try for minutes, and tell of it in pages."""
    if place.remote and not place.remote.startswith(("sc://", "local")):
        raise _fault(place.remote, "spark-url", "is no URL of Spark Connect; write sc://host:15002")
    if place.master and not re.match(r"(local|yarn|spark://|k8s://)", place.master):
        raise _fault(
            place.master,
            "spark-url",
            "is no URL of a Spark master; write spark://host:7077, yarn, k8s://… or local[4]",
        )
    url = place.remote or place.master or ""
    if "://" not in url:
        return
    ends = [
        _end(part, 15002 if place.remote else 7077)
        for part in url.split("://", 1)[1].removeprefix("https://").split(",")
    ]
    if not any(_answers(host, port) for host, port in ends):
        named = " or ".join(f"{host}:{port}" for host, port in ends)
        raise _fault(
            place.shown,
            "spark-unreachable",
            f"nobody answers at {named}; is Spark running there, and may this machine reach it?",
        )


def _end(part: str, port: int) -> tuple[str, int]:
    parts = urlsplit(f"//{part}")
    try:
        return parts.hostname or "", parts.port or port
    except ValueError:
        raise _fault(part, "spark-url", "has no port that is a number; write host:port") from None


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=PATIENCE):
            return True
    except OSError:
        return False


def _session(place: Place, log: Path) -> "SparkSession":
    logging.getLogger("SQLQueryContextLogger").setLevel(
        logging.CRITICAL
    )  # it prints each failure, which we tell ourselves
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("handfast")
    settings = {**QUIET, **(ALONE if place.alone else {}), **dict(place.settings)}
    if place.remote and not place.remote.startswith("local"):
        # a server has its own settings; only those of a session can be told, and are
        return _said(lambda: builder.remote(place.remote).getOrCreate(), place, log)  # type: ignore[arg-type]
    _check_java()
    for key, value in settings.items():
        builder = builder.config(key, value)
    if place.remote:
        return _said(lambda: builder.remote(place.remote).getOrCreate(), place, log)  # type: ignore[arg-type]
    if place.master or not submitted():
        builder = builder.master(place.master or "local[*]")
    return _said(lambda: _launched(builder, settings, log), place, log)


def _launched(builder: Any, settings: dict[str, str], log: Path) -> "SparkSession":
    """A session whose Java writes what it has to say to a file, and not over ours."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway is None and not submitted():
        conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
        with log.open("ab") as said:
            gateway = launch_gateway(conf, {"stdout": said, "stderr": said})  # type: ignore[no-untyped-call]
        SparkContext._ensure_initialized(gateway=gateway)
    session: SparkSession = builder.getOrCreate()
    return session


def _said(start: Callable[[], "SparkSession"], place: Place, log: Path) -> "SparkSession":
    try:
        return start()
    except Exception as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        told = (
            [
                line
                for line in log.read_text(errors="replace").splitlines()
                if "ERROR" in line or "Exception" in line
            ]
            if log.exists()
            else []
        )
        why = f"{first[:300]}{': ' + told[0][:300] if told else ''}"
        raise HandfastError(f"Spark could not be started on {place.shown}: {why}") from error


def _check_works(session: "SparkSession", place: Place) -> None:
    """One task, run in time."""
    failed: list[Exception] = []

    def one_task() -> None:
        try:
            session.range(1).count()
        except Exception as error:
            failed.append(error)

    trying = Thread(target=one_task, daemon=True)
    trying.start()
    trying.join(FIRST_TASK)
    url = place.shown
    if trying.is_alive():
        raise _fault(
            url,
            "spark-busy",
            f"Spark answers, but ran no task in {FIRST_TASK:.0f} s; has the cluster room for an executor?",
        )
    if failed:
        first = str(failed[0]).strip().splitlines()[0][:300]
        raise HandfastError(f"Spark on {url} can't run a task: {first}") from failed[0]


def _cancel(session: "SparkSession") -> None:
    session.interruptAll()


def _fault(where: str, code: str, message: str) -> InputFaults:
    return InputFaults([Fault(where, 0, 0, "", message, code)])
