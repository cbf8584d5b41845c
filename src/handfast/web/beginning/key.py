"""Who may make the first account: whoever started the server, shown by a key that it printed."""

import os
import secrets
from pathlib import Path

FILE = "first-run-key"


def make_key(workspace: Path) -> str:
    """The key of a workspace without accounts, made when it is first asked for."""
    kept = workspace / FILE
    if not kept.exists():
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(18))
    return kept.read_text(encoding="ascii")


def fits(workspace: Path, given: str) -> bool:
    """Whether somebody has the key."""
    kept = workspace / FILE
    return kept.exists() and secrets.compare_digest(kept.read_text(encoding="ascii").encode(), given.encode())


def use_up(workspace: Path) -> None:
    """The key opens nothing any more."""
    (workspace / FILE).unlink(missing_ok=True)
