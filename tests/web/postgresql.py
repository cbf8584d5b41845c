"""A PostgreSQL of Debian's own, started for a while in a folder of its own.

`python -m tests.web.postgresql COMMAND …` runs a command with `HANDFAST_TEST_DATABASE` naming one.
"""

import os
import pwd
import shutil
import socket  # noqa: TID251 (to find a free port)
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def available() -> bool:
    """Whether there is one to start."""
    return bool(PROGRAMS)


@contextmanager
def cluster() -> Iterator[str]:
    """The address of an empty database; everything is gone afterwards."""
    programs, folder = PROGRAMS[-1].parent, Path(tempfile.mkdtemp(prefix="handfast-postgresql-"))
    port = free_port()
    if os.geteuid() == 0:  # the server refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o700)
    try:
        _run([programs / "initdb", "-D", folder / "data", "-U", "handfast", "-A", "trust", "-N"], folder)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _run(
            [programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start"],
            folder,
        )
        try:
            yield f"postgresql://handfast@127.0.0.1:{port}/postgres"
        finally:
            _run([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[object], folder: Path) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        user=user,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=120,
    )


def free_port() -> int:
    """A port at which nobody answers."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int) -> None:
    """Return once somebody answers at a port."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nobody answers at port {port}")


if __name__ == "__main__":
    with cluster() as address:
        sys.exit(
            subprocess.run(
                sys.argv[1:], env=os.environ | {"HANDFAST_TEST_DATABASE": address}, check=False
            ).returncode
        )
