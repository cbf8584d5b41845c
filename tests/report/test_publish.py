"""Results are published whole or not at all, and nobody else's files are touched."""

import errno
import json
import os
import resource
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from handfast.engine.findings import PUBLISHED
from handfast.engine.findings_made import Findings
from handfast.faults import PublishError
from handfast.report import publish as publishing
from handfast.report.page import report_page
from handfast.report.parquet import TYPES
from handfast.report.publish import publish
from tests.report.company import Company, empty_company


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def without_timings(files: dict[str, bytes]) -> dict[str, bytes]:
    found = dict(files)
    document = json.loads(found["findings.json"])
    document.pop("timings")
    found["findings.json"] = json.dumps(document).encode()
    return found


@pytest.fixture(autouse=True, scope="module")
def short_page() -> Iterator[None]:
    """The page takes most of the time and isn't what is tested here, but for the demo's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "report_page", lambda results: "<!doctype html><title>page</title>")
        yield


@pytest.fixture(scope="module")
def results(made: Company, short_page: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("out") / "deep" / "results"
    assert publish(made, out) == out / "report.html"
    return out


def test_everything_is_there_and_nothing_else(results: Path) -> None:
    wanted = {"report.html", "findings.json", *(f"findings/{table.name}.parquet" for table in PUBLISHED)}
    assert set(tree(results)) == wanted
    assert {path.name for path in results.iterdir()} == {"report.html", "findings.json", "findings"}


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.name)
def test_a_table_has_its_columns_types_and_order(results: Path, table: object) -> None:
    path = results / "findings" / f"{table.name}.parquet"  # type: ignore[attr-defined]
    found = pq.read_table(path)
    assert found.schema.names == [column.name for column in table.columns]  # type: ignore[attr-defined]
    assert [field.type for field in found.schema] == [TYPES[column.type] for column in table.columns]  # type: ignore[attr-defined]
    assert found.equals(found.sort_by([(name, "ascending") for name in table.key]))  # type: ignore[attr-defined]
    assert not any(
        field.isAdjustedToUTC
        for field in map(_logical, pq.ParquetFile(path).schema)
        if hasattr(field, "isAdjustedToUTC")
    )


def _logical(column: object) -> object:
    return column.logical_type  # type: ignore[attr-defined]


def test_instants_are_timestamps_and_money_is_decimal() -> None:
    assert TYPES["INSTANT"] == pa.timestamp("us") and TYPES["MONEY"] == pa.decimal128(18, 2)


def test_an_empty_table_is_a_file_too(tmp_path: Path) -> None:
    publish(empty_company(), tmp_path)
    assert all(
        pq.read_table(tmp_path / "findings" / f"{table.name}.parquet").num_rows == 0 for table in PUBLISHED
    )


def test_the_demo_company_is_published(
    demo: Findings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "report_page", report_page)
    publish(demo, tmp_path)
    counted = {
        name: duckdb.sql(f"select count(*) from '{tmp_path}/findings/{name}.parquet'").fetchall()[0][0]
        for name in ("handoffs", "clocks", "metrics")
    }
    assert counted == {name: demo.snapshot["rows"][name] for name in counted}
    timings = json.loads((tmp_path / "findings.json").read_text())["timings"]
    assert {"load", "evaluate", "diagnose", "report", "total", "tables", "peak_memory_bytes"} <= set(timings)
    assert timings["total"] >= timings["report"] > 0


def test_publishing_twice_gives_the_same_bytes(results: Path, made: Company) -> None:
    before = without_timings(tree(results))
    publish(made, results)
    assert without_timings(tree(results)) == before


def test_files_of_the_user_stay(made: Company, tmp_path: Path) -> None:
    (tmp_path / "findings").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "findings" / "notes.txt").write_text("mine too")
    publish(made, tmp_path)
    publish(made, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "findings" / "notes.txt").read_text() == "mine too"


@pytest.mark.parametrize("step", range(1, 60, 9))
def test_whatever_step_fails_the_old_results_come_back(
    results: Path, made: Company, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, done, rename = tree(results), 0, os.rename

    def failing(source: Path, target: Path) -> None:
        nonlocal done
        done += 1
        if done == step:
            raise OSError(errno.EIO, "Input/output error")
        rename(source, target)

    monkeypatch.setattr(publishing.os, "rename", failing)
    if step <= 2 * len(before):
        with pytest.raises(PublishError, match="Input/output error"):
            publish(made, results)
    assert tree(results) == before


def test_a_first_publication_that_fails_leaves_nothing(
    made: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        publishing,
        "_swap",
        lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")),
    )
    with pytest.raises(PublishError, match="no space left on the disk"):
        publish(made, tmp_path / "new" / "results")
    assert list(tmp_path.iterdir()) == []


FILLED = """
    import resource, signal, sys
    from pathlib import Path
    from handfast.faults import PublishError
    from handfast.report.publish import publish
    from tests.report.company import empty_company
    results = empty_company()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    try:
        publish(results, Path(sys.argv[1]))
    except PublishError as error:
        print(error)
        sys.exit(1)
"""


def test_a_disk_that_takes_no_more_leaves_the_old_results(results: Path) -> None:
    before = tree(results)
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FILLED), str(results)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert ran.returncode == 1, ran.stderr
    assert str(results) in ran.stdout and "could not be written" in ran.stdout and "untouched" in ran.stdout
    assert tree(results) == before
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A disk of a megabyte, where the machine lets us make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode:
        pytest.skip("only root may mount")
    return disk


def test_a_full_disk_leaves_the_old_results(small_disk: Path, made: Company) -> None:
    try:
        publish(empty_company(), small_disk)
        (small_disk / "ballast").write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 60_000))
        before = tree(small_disk)
        with pytest.raises(PublishError, match="no space left on the disk") as raised:
            publish(made, small_disk)
        assert "untouched" in str(raised.value)
        assert tree(small_disk) == before
    finally:
        subprocess.run(["umount", str(small_disk)], check=True)


def test_a_file_in_the_place_of_the_folder(made: Company, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    with pytest.raises(PublishError, match="this is a file, not a folder"):
        publish(made, tmp_path / "results")
    assert (tmp_path / "results").read_text() == "a file"


def test_a_folder_in_the_place_of_the_report(made: Company, tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(PublishError, match=r"report\.html: a folder of that name is in the way"):
        publish(made, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_two_writers_do_not_mix(made: Company, tmp_path: Path) -> None:
    with publishing._alone(tmp_path), pytest.raises(PublishError, match="another run is writing"):
        publish(made, tmp_path)


def test_what_a_killed_run_left_is_cleared(made: Company, tmp_path: Path) -> None:
    (tmp_path / publishing.STAGE / "new").mkdir(parents=True)
    publish(made, tmp_path)
    assert not (tmp_path / publishing.STAGE).exists()
