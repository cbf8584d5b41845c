"""What an account may lack: a product it hasn't bought, a list that a token may not read."""

from collections.abc import Callable, Iterator

from handfast.importing.connectors.contract import Cursor, Part, Visit
from handfast.importing.connectors.patience import Denied

Read = Callable[[Cursor | None], Iterator[Part]]

FORBIDDEN = (403, 404)


def optional(what: str, visit: Visit, read: Read) -> Read:
    """The same stream; where the API forbids it or doesn't know it, that is said and the rest is read."""

    def parts(cursor: Cursor | None) -> Iterator[Part]:
        try:
            yield from read(cursor)
        except Denied as error:
            if error.status not in FORBIDDEN:
                raise
            visit.remark(f"{what} were not read: {error}")

    return parts
