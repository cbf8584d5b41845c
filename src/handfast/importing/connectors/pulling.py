"""One pull: each stream from where it stands to its end, kept as it comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from handfast.faults import HandfastError
from handfast.importing.connectors.clock import Clock
from handfast.importing.connectors.contract import Connector, PullError, Visit
from handfast.importing.connectors.scrubbing import Scrubber, scrubbed_logs
from handfast.importing.connectors.settings import Settings, read_settings, secrets
from handfast.importing.connectors.staging import TABLES, Staging
from handfast.importing.connectors.tables import write_tables

Progress = Callable[[str], None]
"""Takes a line that says how far it is."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull left.

    Attributes:
        name: the connector's.
        folder: its tables, one Parquet file each, which an import reads as it reads any folder of exports.
        rows: table -> rows that it now has.
        new: rows that this pull brought, those that it brought again counted too.
        remarks: what whoever pulls should know.
    """

    name: str
    folder: Path
    rows: Mapping[str, int]
    new: int
    remarks: tuple[str, ...]


def pull_from(
    connector: Connector,
    into: Path,
    given: Mapping[str, str],
    environment: Mapping[str, str],
    progress: Progress,
    clock: Clock,
) -> Pulled:
    """See `connectors.pull`."""
    settings = read_settings(connector.name, connector.settings, given, environment)
    scrub, remarks = Scrubber(), dict[str, None]()
    for secret in secrets(settings):
        scrub.learn(secret)
    visit = Visit(clock, scrub, lambda remark: remarks.setdefault(scrub(remark)))
    try:
        with scrubbed_logs(scrub):
            new, rows = _all(connector, settings, visit, into, progress)
            return Pulled(connector.name, into / TABLES, rows, new, tuple(remarks))
    except HandfastError as error:
        message = scrub(str(error))
    except Exception as error:
        message = scrub(f"{connector.title} could not be read: {type(error).__name__}: {error}")
    # Raised here and not above: the errors behind it may hold secrets, and would come along.
    raise PullError(message)


def _all(
    connector: Connector, settings: Settings, visit: Visit, into: Path, progress: Progress
) -> tuple[int, Mapping[str, int]]:
    staging = Staging(connector.name, into, connector.account(settings))
    new, rows, at = 0, 0, "the beginning"
    try:
        for stream in connector.open(settings, visit):
            at, rows = stream.name, 0
            for part in stream.read(staging.cursor(stream.name)):
                rows += staging.take(stream.name, part)
            new += rows
            progress(f"{connector.title}: {stream.name}, {rows:,} rows")
    except HandfastError as error:
        staging.keep()
        raise PullError(f"{error}\n{_kept(new + rows, at)}") from error
    finally:
        staging.keep()
    return new, write_tables(into, staging.columns(), connector.keys)


def _kept(rows: int, at: str) -> str:
    if not rows:
        return f"Nothing new was kept; the pull stopped at {at}. Pull again: it goes on from where it stood."
    return f"{rows:,} rows were kept; the pull stopped at {at}. Pull again: it goes on from there."
