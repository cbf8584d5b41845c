"""What is said when Spark can't be had: each thing in words, soon, and without a traceback."""

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from handfast.engine.spark import session
from handfast.engine.spark.session import Place, java_version, spark_at
from handfast.faults import HandfastError, InputFaults

pytest.importorskip("pyspark", reason="needs PySpark: pip install 'handfast[spark]'")


def refused(place: Place) -> str:
    """What is said of a place where no session can be had."""
    with pytest.raises(HandfastError) as said, spark_at(place):
        raise AssertionError("a session was had")
    return str(said.value)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port at which nobody listens: it is held, so that nobody else can."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def java_that_says(folder: Path, words: str) -> None:
    java = folder / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho '{words}' >&2\n")
    java.chmod(java.stat().st_mode | stat.S_IEXEC)


def test_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    said = refused(Place())
    assert "Java isn't installed" in said and "Java 17" in said and "openjdk-17" in said


def test_a_java_home_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert f"JAVA_HOME names {tmp_path}" in refused(Place())


@pytest.mark.parametrize(
    ("words", "version"), [('openjdk version "11.0.2" 2019-01-15', 11), ('java version "1.8.0_392"', 8)]
)
def test_an_old_java(words: str, version: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java_that_says(tmp_path, words)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java_version() == version
    assert f"Java here is {version}; Spark needs Java 17" in refused(Place())


def test_without_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    assert 'pip install "handfast[spark]"' in refused(Place())


def test_a_pyspark_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyspark.__version__", "3.5.1")
    assert "Spark 3.5.1; Handfast needs Spark 4" in refused(Place())


def test_nobody_listens(closed_port: int, tmp_path: Path) -> None:
    for place in (
        Place(master=f"spark://127.0.0.1:{closed_port}", folder=tmp_path),
        Place(remote=f"sc://127.0.0.1:{closed_port}/;token=x", folder=tmp_path),
        Place(master=f"k8s://https://127.0.0.1:{closed_port}", folder=tmp_path),
    ):
        said = refused(place)
        assert f"nobody answers at 127.0.0.1:{closed_port}" in said and "[spark-unreachable]" in said


@pytest.mark.parametrize(
    "place",
    [
        Place(remote="http://127.0.0.1", folder=Path()),
        Place(master="127.0.0.1:7077", folder=Path()),
        Place(master="spark://127.0.0.1:many", folder=Path()),
    ],
)
def test_no_url_of_spark(place: Place) -> None:
    assert "[spark-url]" in refused(place)


def test_a_cluster_needs_a_folder_that_it_reaches(tmp_path: Path) -> None:
    assert "[spark-folder]" in refused(Place(master="yarn"))
    (tmp_path / "file").write_text("")
    said = refused(Place(folder=tmp_path / "file"))
    assert str(tmp_path / "file") in said and "[spark-folder]" in said


def test_a_server_that_answers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        version = "4.3.0"

        def range(self, _: int) -> "Silent":
            return self

        def count(self) -> None:
            waiting.wait()

        def stop(self) -> None:
            waiting.set()

    waiting = __import__("threading").Event()
    monkeypatch.setattr(session, "FIRST_TASK", 0.1)
    monkeypatch.setattr(session, "_check_answers", lambda place: None)
    monkeypatch.setattr(session, "_session", lambda place, log: Silent())
    assert "[spark-busy]" in refused(Place(remote="sc://127.0.0.1", folder=tmp_path))
    assert os.listdir(tmp_path) == [] and waiting.is_set()


def test_a_folder_of_the_run_goes_with_it(tmp_path: Path) -> None:
    with pytest.raises(InputFaults), spark_at(Place(remote="sc://127.0.0.1:1", folder=tmp_path)):
        raise AssertionError
    assert os.listdir(tmp_path) == []
