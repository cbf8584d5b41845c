"""A desk that truly runs: `handfast serve` with its worker, and a browser."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.web import postgresql

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
PATIENCE = 120_000
"""Milliseconds that a step may take on a machine that has much else to do."""


@dataclass
class Desk:
    """A running desk.

    Attributes:
        first: the address that it printed.
        base: where its pages are.
        workspace: its folder.
    """

    first: str
    base: str
    workspace: Path


def required(what: bool, name: str) -> None:
    if not what and os.environ.get("HANDFAST_REQUIRE_BROWSER"):
        pytest.fail(f"these tests need {name}")
    if not what:
        pytest.skip(f"no {name} here; HANDFAST_REQUIRE_BROWSER=1 makes this an error")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database; empty: SQLite in the workspace."""
    if request.param == "sqlite":
        yield ""
        return
    required(postgresql.available(), "PostgreSQL")
    with postgresql.cluster() as address:
        yield address


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Starts desks; they end with the test."""
    with ExitStack() as running:

        def start(database: str = "") -> Desk:
            port, workspace = postgresql.free_port(), tmp_path / "desk"
            environment = {
                key: value
                for key, value in os.environ.items()
                if key not in ("DJANGO_SETTINGS_MODULE", "HANDFAST_WORKSPACE")
            }
            command = [
                str(Path(sys.executable).with_name("handfast")),
                "serve",
                "--workspace",
                str(workspace),
                "--no-browser",
                "--port",
                str(port),
            ]
            log = running.enter_context((tmp_path / "serve.log").open("w+"))
            process = subprocess.Popen(
                command,
                env=environment | {"DATABASE_URL": database, "PYTHONUNBUFFERED": "1"},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            running.callback(_stop, process)
            first = _printed(tmp_path / "serve.log", process)
            postgresql.wait_for(port)
            return Desk(first, f"http://localhost:{port}", workspace)

        yield start


def _printed(log: Path, process: "subprocess.Popen[bytes]") -> str:
    """The address that the server printed, once it did."""
    for _ in range(int(PATIENCE / 100)):
        for line in log.read_text().splitlines():
            if line.startswith("The desk of "):
                return line.rpartition(": ")[2]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """As Ctrl-C does: server and worker."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def browser() -> Iterator[Any]:
    """Debian's Chromium, headless."""
    required(BROWSER is not None, "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page in which nothing goes wrong: what a script or the policy complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert [one for one in wrong if "status of 403" not in one] == []  # a page that refuses is a page too
