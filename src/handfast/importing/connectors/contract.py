"""What a connector is: the whole contract, for those in this package and for third parties.

A connector reads an API in *streams*: the contacts, the deals. A stream gives *parts*, each the rows of one answer of the API
together with the cursor from which to go on. A part is kept as soon as it is given: a pull that breaks goes on from its last one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handfast.faults import HandfastError
from handfast.importing.connectors.clock import Clock
from handfast.importing.connectors.scrubbing import Scrubber
from handfast.importing.connectors.settings import Settings

Row = Mapping[str, str | None]
"""One row of a table: names as the API has them, values as text. A column without a value is None rather than absent:
that a field exists and is empty is something else than that nobody knows it."""

Cursor = Mapping[str, Any]
"""Where a stream goes on: whatever it likes, as JSON. Never a secret: it is written to disk."""

Remark = Callable[[str], None]
"""Takes a sentence that whoever pulls should read."""


class PullError(HandfastError):
    """A pull stopped; the text says why, what was kept, and what to do. It holds no secret."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one answer of an API gave.

    Attributes:
        rows: table -> its rows. A row that was given before is given again without harm: the latest one of a key counts.
        cursor: from where the stream goes on once these rows are kept.
    """

    rows: Mapping[str, Sequence[Row]]
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Stream:
    """One list of things that an API has.

    Attributes:
        name: `contacts`; its cursor is kept under this name.
        read: takes the cursor that the last part left (None at first), and gives the parts that follow.
    """

    name: str
    read: Callable[[Cursor | None], Iterator[Part]]


@dataclass(frozen=True, slots=True)
class Visit:
    """What surrounds one pull.

    Attributes:
        clock: tells the time and waits.
        scrub: learns whatever must never be shown, such as a token that the API hands out.
        remark: takes what whoever pulls should know: an object that the account lacks, a limit of the API.
    """

    clock: Clock
    scrub: Scrubber
    remark: Remark


@dataclass(frozen=True, slots=True)
class Connector:
    """A system that Handfast can read over HTTP.

    Attributes:
        name: `hubspot`: what stands before the colon on the command line, and in the names of its environment variables.
        title: `HubSpot`.
        settings: the settings it takes, secrets among them.
        keys: table -> the columns that tell its rows apart.
        open: the settings in, its streams out, in the order in which they are to be read.
        account: what tells one account of the system from another: most often its address.
    """

    name: str
    title: str
    settings: type[Settings]
    keys: Mapping[str, tuple[str, ...]]
    open: Callable[[Any, Visit], Iterable[Stream]]
    account: Callable[[Any], str]
