"""Making the desk ready and answering requests."""

import asyncio
import os
from pathlib import Path

from handfast.faults import HandfastError
from handfast.web.deployment import Deployment, make_workspace

SETTINGS = "handfast.web.settings"


def load_django() -> None:
    """Have Django know the settings and the apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def prepare(told: Deployment) -> None:
    """The workspace with its folders, the database with its tables, the static files under the names that browsers may keep for ever.

    Raises OSError where the workspace can't be written, HandfastError where the database can't be reached.
    """
    make_workspace(told)
    load_django()
    from django.core.management import call_command
    from django.db import DatabaseError, connections

    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        raise HandfastError(f"the database can't be used: {str(error).strip()}") from error
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.html", "report.js"])
    connections.close_all()


def needs_first_account() -> bool:
    """Whether nobody has an account yet."""
    from django.db import connections

    from handfast.web.people.models import User

    try:
        return not User.objects.exists()
    finally:
        connections.close_all()


def first_address(told: Deployment, base: str) -> str:
    """What to open in a browser: the desk, or the making of its first account."""
    if not needs_first_account():
        return f"{base}/"
    from handfast.web.beginning.key import make_key

    return f"{base}/begin/?key={make_key(told.folder)}"


def is_free(host: str, port: int) -> bool:
    """Whether nobody answers at that port yet."""

    async def ask() -> bool:
        try:
            server = await asyncio.start_server(lambda _reader, _writer: None, host, port)
        except OSError:
            return False
        server.close()
        return True

    return asyncio.run(ask())


def wait_until_answering(host: str, port: int, patience: float = 60) -> bool:
    """Return once something answers at that port; whether it did within so many seconds."""

    async def ask() -> bool:
        for _ in range(int(patience * 10)):
            try:
                _, writer = await asyncio.open_connection(host, port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return True
        return False

    return asyncio.run(ask())


def answer(told: Deployment, host: str, port: int) -> None:
    """Answer requests until stopped."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "handfast.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=told.processes,
        blocking_threads=min(8, 2 * (os.cpu_count() or 1) + 1),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        working_dir=Path.cwd(),
    ).serve()
