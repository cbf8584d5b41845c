"""What is read of Mautic, in which order, and from where the next pull goes on."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from handfast.importing.connectors.changes import changes
from handfast.importing.connectors.contract import Cursor, Part, PullError, Row, Stream, Visit
from handfast.importing.connectors.mautic import mapping
from handfast.importing.connectors.mautic.client import PAGE, Condition, Mautic, Thing
from handfast.importing.connectors.mautic.settings import MauticSettings
from handfast.importing.connectors.optional import optional
from handfast.importing.connectors.plain import earlier, instant, iso

COLUMN = "%Y-%m-%d %H:%M:%S"
TICK = timedelta(seconds=1)
"""Mautic's database knows seconds, in UTC."""

Page = Callable[..., list[Thing]]


def streams(settings: MauticSettings, visit: Visit) -> Iterator[Stream]:
    """Short lists, companies and contacts, then the tables of what they did."""
    client = Mautic(settings, visit)
    for name in mapping.LISTS:
        yield Stream(name, optional(name, visit, partial(_list, client, name)))
    yield Stream(
        "companies",
        optional(
            "companies", visit, _Changing(client, settings, visit, "companies", mapping.company_row).parts
        ),
    )
    yield Stream("contacts", _Changing(client, settings, visit, "contacts", mapping.contact_row).parts)
    for name in mapping.GROWING:
        yield Stream(name, optional(name, visit, partial(_growing, client, settings, visit, name)))
    for name in mapping.PAIRS:
        yield Stream(name, optional(name, visit, partial(_table, client, name)))


def _list(client: Mautic, name: str, cursor: Cursor | None) -> Iterator[Part]:
    for page in client.all(name):
        yield Part({name: [mapping.listed_row(name, each) for each in page]}, {})


def _table(client: Mautic, name: str, cursor: Cursor | None) -> Iterator[Part]:
    for page in client.table(name):
        yield Part({name: [mapping.table_row(each) for each in page]}, {})


class _Changing:
    """Contacts or companies: new ones by growing ids, then those that changed.

    The cursor: `id`, the last one that is kept; `modified` and `among`, how far changes were read; `done`, once their end was reached.
    """

    def __init__(
        self, client: Mautic, settings: MauticSettings, visit: Visit, name: str, row: Callable[[Thing], Row]
    ) -> None:
        self._client, self._settings, self._name, self._row = client, settings, name, row
        self._now = iso(visit.clock.now())

    def parts(self, cursor: Cursor | None) -> Iterator[Part]:
        """What is new or changed since."""
        # What changes while a first pull reads its way through the ids, changes after its beginning.
        at = dict(cursor or {"id": 0, "modified": self._now, "done": True})
        for page, last in _by_ids(partial(self._client.page, self._name), self._name, at["id"]):
            at["id"] = last
            yield Part({self._name: [self._row(each) for each in page]}, at)
        latest = at["modified"]
        position = earlier(latest, self._settings.overlap) if at.pop("done", False) else latest
        for seen in changes(self._ask, _changed, position, at.get("among"), TICK):
            at |= {"modified": seen.position, "among": seen.among}
            yield Part({self._name: [self._row(each) for each in seen.things]}, at)
        yield Part({}, {"id": at["id"], "modified": max(latest, at["modified"], key=instant), "done": True})

    def _ask(self, position: str, among: str | None) -> tuple[list[Thing], bool]:
        when = instant(position).strftime(COLUMN)
        if among is None:
            page = self._client.page(self._name, "date_modified", ("date_modified", "gte", when))
        else:
            page = self._client.page(
                self._name, "id", ("date_modified", "eq", when), ("id", "gt", among or "0")
            )
        return page, len(page) == PAGE


def _changed(thing: Thing) -> tuple[str, str]:
    return str(thing["id"]), str(thing["dateModified"])


def _growing(
    client: Mautic, settings: MauticSettings, visit: Visit, name: str, cursor: Cursor | None
) -> Iterator[Part]:
    """New rows of a table, by growing ids; of e-mails then those that were read since.

    The cursor: `id`, the last one that is kept; of e-mails `read` and `among`, how far those read were read; `done`, once their end was reached.
    """
    at = dict(cursor or {"id": 0, "read": iso(visit.clock.now()), "done": True})
    dated = mapping.GROWING[name]
    since = [(dated, "gte", settings.since.strftime(COLUMN))] if settings.since and dated else []
    for page, last in _by_ids(partial(client.rows, name), name, at["id"], *since):
        at["id"] = last
        yield Part({name: [mapping.table_row(each) for each in page]}, at)
    if name != "email_stats":
        return
    latest = at["read"]

    def ask(position: str, among: str | None) -> tuple[list[Thing], bool]:
        when = instant(position).strftime(COLUMN)
        if among is None:
            page = client.rows(name, "date_read", ("date_read", "gte", when))
        else:
            page = client.rows(name, "id", ("date_read", "eq", when), ("id", "gt", among or "0"))
        return page, len(page) == PAGE

    position = earlier(latest, settings.overlap) if at.pop("done", False) else latest
    for seen in changes(ask, _read, position, at.get("among"), TICK):
        at |= {"read": seen.position, "among": seen.among}
        yield Part({name: [mapping.table_row(each) for each in seen.things]}, at)
    yield Part({}, {"id": at["id"], "read": max(latest, at["read"], key=instant), "done": True})


def _read(row: Thing) -> tuple[str, str]:
    return str(row["id"]), str(row["date_read"])


def _by_ids(page_of: Page, name: str, last: int, *conditions: Condition) -> Iterator[tuple[list[Thing], int]]:
    """Page by page, each what has a greater id than the one before, and its last id."""
    while True:
        page = page_of("id", ("id", "gt", str(last)), *conditions)
        ids = [int(each["id"]) for each in page]
        if ids and min(ids) <= last:
            raise PullError(
                f"Mautic gives {name} that it was not asked for; it must be of version 3 or later"
            )
        last = max([last, *ids])
        yield page, last
        if len(page) < PAGE:
            return
