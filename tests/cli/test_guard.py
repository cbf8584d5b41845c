"""What goes wrong outside the input: nobody meets a traceback, and old results stay whole."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from handfast.engine.findings_made import Findings

MAIN = "from handfast.cli import main; main()"
HANDFAST = [sys.executable, "-c", MAIN]
SMALL_FILES = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))"
LISTENS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with what is in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def published(handfast, acme):
    """A folder of results that stand already, and the command that would write them anew."""
    command = ("audit", acme.record, "--agreement", acme.agreement, "--out", acme.folder / "out")
    assert handfast(*command).code == 0
    return acme.folder / "out", command


def test_a_full_disk_leaves_the_old_results_and_says_so(handfast, published, monkeypatch):
    out, command = published
    before = tree(out)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("handfast.report.publish.os.fsync", full)
    said = handfast(*command)
    assert said.code == 1
    assert said.out == ""
    assert (
        f"{out}: the results could not be written: there is no space left on the disk. What was there before is untouched."
        in said.err
    )
    assert tree(out) == before


def test_a_disk_that_really_refuses_leaves_the_old_results_and_says_so(published):
    out, command = published
    before = tree(out)
    limited = [sys.executable, "-c", f"{SMALL_FILES}; {MAIN}", *map(str, command)]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "a file would be larger than is allowed. What was there before is untouched." in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(out) == before


def test_interrupting_leaves_the_old_results_and_says_so(handfast, published, monkeypatch):
    out, command = published
    before = tree(out)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("handfast.report.publish.parts", stop)
    said = handfast(*command)
    assert (said.code, said.out) == (130, "")
    assert said.err.splitlines()[-1] == "Stopped. Results are whole: all old, or all new."
    assert tree(out) == before


def test_control_c_while_the_database_works(acme):
    rows = "\n".join(f"A{n},L{n % 4 + 1},2026-03-0{n % 6 + 1}T09:00:00Z,page_view" for n in range(200_000))
    acme.table("activities", f"activity_id,lead_id,occurred_at,kind\n{rows}\n")
    working = subprocess.Popen(
        [sys.executable, "-c", f"{LISTENS}; {MAIN}", "audit", acme.record, "--agreement", acme.agreement],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert working.stderr is not None
    first = (
        working.stderr.readline()
    )  # progress, after two seconds; nothing on a machine that is done by then
    working.send_signal(signal.SIGINT)
    out, rest = working.communicate(timeout=120)
    err = first + rest
    assert working.returncode in (0, 130)
    assert "Traceback" not in err, err
    assert working.returncode == 0 or (out == "" and "Stopped." in err)


LONG_QUERY = """
import sys
from importlib import import_module
import pyarrow as pa

def rows():
    print("counting", file=sys.stderr, flush=True)
    yield pa.record_batch([pa.array(range(50_000))], names=["n"])

def evaluate(agreements, record, as_of, **given):
    counted = pa.RecordBatchReader.from_batches(pa.schema([("n", pa.int64())]), rows())
    record.connection.register("counted", counted)
    record.connection.execute("select count(*) from range(50_000_000) t(i), counted where (n * i) % 7 = 3")

import_module("handfast.engine.evaluate").evaluate = evaluate
"""


def test_control_c_inside_a_query_that_takes_minutes(published):
    out, command = published
    before = tree(out)
    temporary = out.parent / "temporary"
    temporary.mkdir()
    working = subprocess.Popen(
        [sys.executable, "-c", f"{LISTENS}{LONG_QUERY}{MAIN}", *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    assert working.stderr is not None
    begun = next((line for line in working.stderr if "counting" in line), "")
    working.send_signal(signal.SIGINT)
    said, complaint = working.communicate(timeout=60)
    assert (working.returncode, said, begun) == (130, "", "counting\n"), complaint
    assert complaint.splitlines()[-1] == "Stopped. Results are whole: all old, or all new."
    assert "Traceback" not in complaint
    assert tree(out) == before
    assert not list(temporary.iterdir())


def test_control_c_is_heard_as_often_as_it_comes_and_not_afterwards():
    script = (
        "import os, signal, sys\n"
        "from handfast.cli.stopping import heard\n"
        "from handfast.interruption import stopped_by_interrupts\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "stops = []  # a thread that printed would write between the words of others\n"
        "with heard(), stopped_by_interrupts(lambda: stops.append(1)):\n"
        "    for _ in range(2):\n"
        "        try:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "            while True: pass\n"
        "        except KeyboardInterrupt: print('noticed', flush=True)\n"
        "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, signal.set_wakeup_fd(-1))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.count("noticed") == 2
    assert done.stdout.splitlines()[-1] == "True -1"
    assert done.stderr == ""


def test_what_nobody_thought_of_is_one_line_and_how_to_report_it(handfast, acme, monkeypatch):
    def broken(*_: object) -> None:
        raise KeyError("a thing\nof two lines")

    monkeypatch.setattr(Findings, "query", broken)
    said = handfast("audit", acme.record, "--out", acme.folder / "out")
    assert said.code == 70
    last = said.err.splitlines()[-1]
    assert last.startswith("Handfast ")
    assert "KeyError" in last
    assert "HANDFAST_DEBUG=1" in last
    assert not (acme.folder / "out").exists()


def test_with_debug_the_traceback_is_there(acme):
    script = (
        "import handfast.agreement.text as text\n"
        "from handfast.cli import main\n"
        "def broken(path): raise RuntimeError('boom')\n"
        "text.load_agreement = broken\n"
        "main()\n"
    )
    command = [sys.executable, "-c", script, "check", acme.agreement]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"HANDFAST_DEBUG": "1"}
    )
    assert done.returncode == 70
    assert "Traceback" in done.stderr
    assert "boom" in done.stderr


def test_a_reader_that_went_away_is_no_error(acme):
    command = " ".join([*(f"'{part}'" for part in HANDFAST), "check", acme.agreement, "| head -1"])
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False
    )
    assert done.stdout == "Acme demand agreement\n"
    assert done.stderr == ""


def test_words_that_a_terminal_cannot_write_become_question_marks(acme):
    command = [*HANDFAST, "audit", acme.record, "--agreement", acme.agreement]
    done = subprocess.run(
        command, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 0
    assert b"Marketing promised" in done.stdout


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_is_for_terminals_and_not_with_no_color(acme, environment, coloured):
    pty = pytest.importorskip("pty")
    main, other = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    done = subprocess.Popen(
        [*HANDFAST, "check", acme.agreement],
        stdout=other,
        stderr=other,
        env=clean | {"TERM": "xterm-256color"} | environment,
    )
    os.close(other)
    said = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:  # the other end has closed
            break
        if not part:
            break
        said += part
    done.wait(timeout=60)
    os.close(main)
    assert (b"\x1b[36m" in said) == coloured
    assert b"follow-up" in said
