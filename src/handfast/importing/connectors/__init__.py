"""Foreign APIs -> source tables: HubSpot, Salesforce, Marketo, Mautic, Pipedrive, and what others add.

A connector is found by its entry point in the group `handfast.connectors`; `contract.py` is all that one has to be. What a pull
leaves is a folder of tables with the API's own names, which an import reads and recognises as it does any export.
"""

import importlib.util
import os
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from handfast.faults import HandfastError
from handfast.importing.connectors.clock import Clock, SystemClock

if TYPE_CHECKING:
    from handfast.importing.connectors.contract import Connector
    from handfast.importing.connectors.pulling import Progress, Pulled

GROUP = "handfast.connectors"
NEEDS = ("dlt", "keyring")

__all__ = ["GROUP", "connector", "names", "pull", "pulled_folder"]


def names() -> tuple[str, ...]:
    """The connectors that are installed, in order."""
    return tuple(sorted(_installed()))


def connector(name: str) -> "Connector":
    """The connector of that name. Raises HandfastError when there is none, or when what it needs isn't installed."""
    installed = _installed()
    if name not in installed:
        known = ", ".join(sorted(installed)) or "none"
        raise HandfastError(f"There is no connector {name}; installed: {known}.")
    missing = [package for package in NEEDS if importlib.util.find_spec(package) is None]
    if missing:
        raise HandfastError(
            f"Reading from {name} needs {' and '.join(missing)}, which isn't installed: pip install 'handfast[connectors]'"
        )
    found: Connector = installed[name].load()
    return found


def pulled_folder(record: Path, name: str) -> Path:
    """Where what is pulled from a system for this record is kept."""
    return record / ".handfast" / "pulled" / name


def pull(
    name: str,
    into: Path,
    settings: Mapping[str, str] | None = None,
    progress: "Progress | None" = None,
    *,
    clock: Clock | None = None,
) -> "Pulled":
    """Bring the tables in a folder up to date with a system, and say what is there now.

    The next pull into the same folder brings only what is new; one that broke goes on from where it stood.

    `into` is the folder of this system (see `pulled_folder`), made when it isn't there. `settings` stand before the environment's
    and hold no secrets. `progress` takes lines that say how far it is.

    Raises InputFaults for settings that are missing or wrong, and HandfastError, with what was kept, when the system doesn't answer
    or refuses. No message, log, state or file holds a secret.
    """
    found = connector(name)
    from handfast.importing.connectors.pulling import pull_from

    return pull_from(
        found, into, settings or {}, os.environ, progress or (lambda line: None), clock or SystemClock()
    )


def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
