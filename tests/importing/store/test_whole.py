"""An import that is stopped, by whatever and wherever, leaves the record as it was, or is done."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handfast.faults import HandfastError
from handfast.importing.store import imports_of
from handfast.importing.store.lock import locked
from handfast.importing.store.whole import held
from handfast.record import read_record
from tests.importing.store.imports import files_of, tables_of
from tests.importing.store.interrupted import first, second

ROOT = Path(__file__).parents[3]
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as POSIX has them")
COUNTS = {"before": (2, 2, 0, 1), "after": (40, 42, 1, 2)}


def run(*arguments, wrap=()):
    """Run imports that are stopped, in a process of their own; what it printed."""
    command = [
        *wrap,
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.importing.store.interrupted",
        *map(str, arguments),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """A record with one import."""
    folder = tmp_path_factory.mktemp("there") / "record"
    first(folder)
    return folder


@pytest.fixture(scope="module")
def steps(there, tmp_path_factory):
    """What an import does to the files of its record, one thing after the other."""
    folder = tmp_path_factory.mktemp("steps") / "record"
    shutil.copytree(there, folder)
    return run("points", folder).splitlines()


def state(folder):
    """How many leads, activities, deals and imports the record has, as everyone reads it."""
    with read_record(folder) as record:
        return (*map(record.rows, ("leads", "activities", "opportunities")), len(imports_of(folder)))


@needs_fork
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_stopped_anywhere_the_record_is_whole(there, steps, tmp_path, how):
    places = [
        i
        for i, what in enumerate(steps, start=1)
        if "rename" in what or i % (3 if how == "SIGKILL" else 5) == 0
    ]
    folders = {n: tmp_path / str(n) for n in places}
    for folder in folders.values():
        shutil.copytree(there, folder)
    run("stop", how, *(part for pair in folders.items() for part in pair))
    in_force = next(
        i for i, what in enumerate(steps, start=1) if what.startswith("os.rename .handfast/writing")
    )
    tables = {name: data for name, data in files_of(there).items() if not name.startswith(".")}
    unheard_at = []
    for n, folder in folders.items():
        # Python may drop a KeyboardInterrupt where nothing can be raised (a finalizer, a callback): that import went on to its end.
        unheard = how == "SIGINT" and state(folder) == COUNTS["after"]
        if n <= in_force and unheard:
            unheard_at.append(n)
        if n <= in_force and not unheard:
            assert state(folder) == COUNTS["before"], steps[n - 1]
            assert {
                name: data for name, data in files_of(folder).items() if not name.startswith(".")
            } == tables
        else:
            assert state(folder) == COUNTS["after"], steps[n - 1]
        if how == "SIGINT":
            assert not (folder / ".handfast" / "writing").exists()
    assert len(unheard_at) <= 2
    done = tmp_path / "done"
    shutil.copytree(there, done)
    second(done)
    for n in {places[0], in_force, places[-1], min(n for n in places if n > in_force)}:
        second(folders[n])  # the next import finishes what the last one left
        assert tables_of(folders[n]) == tables_of(done) and state(folders[n]) == COUNTS["after"]
        assert sorted(p.name for p in (folders[n] / ".handfast").iterdir()) == sorted(
            p.name for p in (done / ".handfast").iterdir()
        )


@needs_fork
def test_a_file_that_can_grow_no_more_leaves_the_record_as_it_was(there, tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(there, folder)
    before = files_of(folder)
    for size in (0, 200, 1000):
        said = run("small", size, folder)
        assert "could not be written" in said and "What was there before is untouched" in said
        assert files_of(folder) == before and state(folder) == COUNTS["before"]
    fresh = tmp_path / "new" / "record"
    run("small", 200, fresh)
    assert not fresh.parent.exists()


@needs_fork
def test_a_full_disk_leaves_the_record_as_it_was(there, tmp_path):
    """On disks of some kB that only this test sees: two files of the new record find room there, or four."""
    alone = ["unshare", *(() if os.geteuid() == 0 else ("--user", "--map-root-user")), "--mount", "sh", "-c"]
    for size in (32, 40):
        mounted = [*alone, f'mount -t tmpfs -o size={size}k none "{tmp_path}" && exec "$@"', "sh"]
        try:
            subprocess.run([*mounted, "true"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("no small disk can be mounted here")
        said = run("moved", there, tmp_path / "record", wrap=mounted).splitlines()
        assert "What was there before is untouched" in said[0]
        assert "no space left on the disk" in said[0] or "No space left on device" in said[0]
        assert sorted(said[1:]) == sorted(
            f"same {path.relative_to(there)}" for path in there.rglob("*.parquet")
        )


def test_a_second_import_into_a_record_is_refused(there):
    before = files_of(there)
    with (
        held(there),
        pytest.raises(HandfastError, match=r"another import is writing this record \(process \d+ on "),
    ):
        second(there)
    assert files_of(there) == before


def test_a_lock_that_a_dead_process_left_holds_nobody_up(there, tmp_path):
    folder = tmp_path / "record"
    shutil.copytree(there, folder)
    (folder / ".handfast" / "lock").write_text(
        json.dumps({"process": 1, "host": "gone", "since": "long ago"})
    )
    with locked(folder):
        assert json.loads((folder / ".handfast" / "lock").read_text())["process"] == os.getpid()
    second(folder)
    assert state(folder) == COUNTS["after"]


def test_an_import_that_fails_leaves_no_folder_behind(tmp_path):
    with pytest.raises(ZeroDivisionError), held(tmp_path / "a" / "b") as writing:
        (writing / "leads.parquet").write_text("")
        raise ZeroDivisionError
    assert not (tmp_path / "a").exists()


def test_a_file_where_the_record_should_be_is_said(tmp_path):
    (tmp_path / "record").write_text("")
    with pytest.raises(HandfastError, match="a file and not a folder"):
        first(tmp_path / "record")


def test_a_record_can_be_read_while_files_are_still_to_be_moved(there, tmp_path):
    """Everyone reads the version in force, be it in its place or on its way."""
    folder, done = tmp_path / "record", tmp_path / "done"
    shutil.copytree(there, folder)
    shutil.copytree(there, done)
    second(done)
    arriving = folder / ".handfast" / "arriving"
    (arriving / ".handfast").mkdir(parents=True)
    for name in ("leads.parquet", "activities.parquet", "opportunities.parquet", ".handfast/imports.jsonl"):
        shutil.copy(done / name, arriving / name)
    assert state(folder) == COUNTS["after"]
