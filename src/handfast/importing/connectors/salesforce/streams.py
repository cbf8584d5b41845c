"""What is read of Salesforce, in which order, and from where the next pull goes on."""

from collections.abc import Iterator
from datetime import UTC, datetime

from handfast.importing.connectors.contract import Cursor, Part, Stream, Visit
from handfast.importing.connectors.optional import optional
from handfast.importing.connectors.patience import ExpiredMark
from handfast.importing.connectors.plain import earlier, instant, iso
from handfast.importing.connectors.salesforce import mapping
from handfast.importing.connectors.salesforce.client import Salesforce
from handfast.importing.connectors.salesforce.settings import SalesforceSettings

BEGINNING = iso(datetime(1970, 1, 1, tzinfo=UTC))
EXPIRIES = 5
"""Times in a row that a query may be forgotten before it gave anything."""


def streams(settings: SalesforceSettings, visit: Visit) -> Iterator[Stream]:
    """One for each kind of record; an org that lacks one, or a user who may not read it, goes without."""
    client = Salesforce(settings, visit)
    for kind in mapping.WANTED:
        yield Stream(
            kind, optional(f"records of {kind}", visit, _Records(kind, client, settings, visit).parts)
        )


class _Records:
    """One kind of record, in the order of its changes.

    The cursor: `modified`, the change up to which all is kept; `done`, once the end was reached: the next pull then begins a little earlier.
    """

    def __init__(self, kind: str, client: Salesforce, settings: SalesforceSettings, visit: Visit) -> None:
        self._kind, self._client, self._settings, self._visit = kind, client, settings, visit

    def parts(self, cursor: Cursor | None) -> Iterator[Part]:
        """The records that changed since, deleted ones too."""
        fields = mapping.chosen(self._kind, self._client.describe(self._kind))
        moved = next(name for name in mapping.CURSORS if name in fields)
        position, expired = self._start(cursor), 0
        while True:
            soql, left = mapping.query(self._kind, fields, moved, position)
            if left:
                self._visit.remark(
                    f"{self._kind} has more fields than a query takes; left out: {', '.join(left)}"
                )
            read = [field for field in fields if field not in left]
            try:
                for records in self._client.query(soql):
                    rows = [mapping.record_row(record, read) for record in records]
                    position, expired = (str(rows[-1][moved]), 0) if rows else (position, expired)
                    yield Part({self._kind: rows}, {"modified": position})
                break
            except ExpiredMark:
                expired += 1
                if expired > EXPIRIES:
                    raise
        latest = max([position, cursor["modified"]] if cursor else [position], key=instant)
        yield Part({}, {"modified": latest, "done": True})

    def _start(self, cursor: Cursor | None) -> str:
        if cursor:
            return earlier(cursor["modified"], self._settings.overlap if cursor.get("done") else 0)
        if self._settings.since and self._kind not in mapping.REFERENCE:
            return iso(self._settings.since)
        return BEGINNING
