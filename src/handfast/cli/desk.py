"""`serve` and `worker`: the desk."""

import gc
import os
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from handfast.cli.start import leave_pandas_asleep
from handfast.faults import HandfastError

if TYPE_CHECKING:
    from handfast.web.deployment import Deployment

WORKSPACE = "HANDFAST_WORKSPACE"


def serve(workspace: Path | None, host: str, port: int, browser: bool, worker: bool) -> None:
    """Make the desk ready, start its worker, answer requests until stopped; raises HandfastError for whatever keeps it from starting."""
    told = _told(workspace)
    gc.enable()  # commands do without; this one stays
    leave_pandas_asleep()
    from handfast.web.server import answer, first_address, is_free, prepare

    if not is_free(host, port):
        raise HandfastError(
            f"port {port} of {host} is taken, perhaps by another desk; name another with --port"
        )

    try:
        prepare(told)
    except OSError as error:
        raise HandfastError(
            f"{error.filename or told.folder}: the workspace can't be made: {error.strerror or error}"
        ) from error
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host
    address = first_address(told, told.public_url or f"http://{shown}:{port}")
    typer.echo(f"The desk of {told.folder}: {address}")
    child = subprocess.Popen([sys.executable, "-m", "handfast.web.worker"]) if worker else None
    if browser:
        threading.Thread(target=_open, args=(shown, port, address), daemon=True).start()
    try:
        answer(told, host, port)
    finally:
        if child is not None:
            child.terminate()
            child.wait()


def _open(host: str, port: int, address: str) -> None:
    from handfast.web.server import wait_until_answering

    if wait_until_answering(host, port):
        webbrowser.open(address)


def work(workspace: Path | None) -> None:
    """Do what the desk asks for, until stopped; raises HandfastError when another worker does already."""
    told = _told(workspace)
    gc.enable()
    from handfast.web.worker.loop import run

    run(told)


def _told(workspace: Path | None) -> "Deployment":
    """What the environment says, and the workspace where the command names one; children are told the same."""
    if workspace is not None:
        os.environ[WORKSPACE] = str(workspace.absolute())
    try:
        import django  # noqa: F401
    except ModuleNotFoundError:
        raise HandfastError(
            "the desk needs packages that aren't installed; install them with: pip install 'handfast[web]'"
        ) from None
    from handfast.web.deployment import deployment

    return deployment()
