"""What is read of Pipedrive, in which order, and from where the next pull goes on."""

from collections.abc import Iterator
from functools import partial

from handfast.importing.connectors.contract import Cursor, Part, Row, Stream, Visit
from handfast.importing.connectors.optional import optional
from handfast.importing.connectors.pipedrive import mapping
from handfast.importing.connectors.pipedrive.client import Pipedrive, Thing
from handfast.importing.connectors.pipedrive.settings import PipedriveSettings
from handfast.importing.connectors.plain import earlier, instant, iso

CHANGING = ("persons", "organizations", "deals", "activities")


def streams(settings: PipedriveSettings, visit: Visit) -> Iterator[Stream]:
    """Users, pipelines and stages; people, organizations, deals with their changes, activities; leads and notes."""
    client = Pipedrive(settings, visit)
    yield Stream("users", partial(_whole_first, client, "users"))
    for name in ("pipelines", "stages"):
        yield Stream(name, partial(_whole, client, name))
    for name in CHANGING:
        yield Stream(name, _Changing(name, client, settings).parts)
    yield Stream(
        "deleted deals",
        optional("deleted deals", visit, _Changing("deals", client, settings, status="deleted").parts),
    )
    yield Stream("leads", optional("leads", visit, partial(_leads, client, "leads")))
    yield Stream(
        "archived leads", optional("archived leads", visit, partial(_leads, client, "leads/archived"))
    )
    yield Stream("notes", optional("notes", visit, partial(_whole_first, client, "notes")))


def _whole(client: Pipedrive, name: str, cursor: Cursor | None) -> Iterator[Part]:
    for page in client.all(name):
        yield Part({name: [mapping.set_up_row(each) for each in page]}, {})


def _whole_first(client: Pipedrive, name: str, cursor: Cursor | None) -> Iterator[Part]:
    for page in client.first(name):
        yield Part({name: [mapping.thing_row(each, {}) for each in page]}, {})


def _leads(client: Pipedrive, path: str, cursor: Cursor | None) -> Iterator[Part]:
    own = _own_fields(client, "leads")
    for page in client.first(path):
        yield Part({"leads": [mapping.lead_row(each, own) for each in page]}, {})


def _own_fields(client: Pipedrive, name: str) -> dict[str, mapping.OwnField]:
    path = mapping.FIELDS.get(name)
    return mapping.own_fields(field for page in client.first(path) for field in page) if path else {}


class _Changing:
    """One kind of thing, in the order of its changes.

    The cursor: `modified`, the change up to which all is kept; `done`, once the end was reached: the next pull then begins a little earlier.
    A mark of a page is never kept: from the last change one gets on as well.
    """

    def __init__(self, name: str, client: Pipedrive, settings: PipedriveSettings, **more: str) -> None:
        self._name, self._client, self._settings, self._more = name, client, settings, more

    def parts(self, cursor: Cursor | None) -> Iterator[Part]:
        """The things that changed since; of deals their changes."""
        own = _own_fields(self._client, self._name)
        position = self._start(cursor)
        # The API wants no fractions of seconds.
        since = position and instant(position).strftime("%Y-%m-%dT%H:%M:%SZ")
        for page in self._client.changed(self._name, since, **self._more):
            rows: dict[str, list[Row]] = {self._name: [mapping.thing_row(each, own) for each in page]}
            if self._name == "deals" and self._settings.history:
                rows["deal_changes"] = [change for each in page for change in self._changes(each)]
            position = max([position, *map(_moved, page)], key=_order)
            yield Part(rows, {"modified": position})
        latest = max([position, cursor["modified"] if cursor else None], key=_order)
        yield Part({}, {"modified": latest, "done": True})

    def _changes(self, deal: Thing) -> Iterator[Row]:
        number = str(deal["id"])
        for page in self._client.changelog(number):
            yield from (mapping.change_row(number, change) for change in page)

    def _start(self, cursor: Cursor | None) -> str | None:
        modified = cursor.get("modified") if cursor else None
        if cursor and modified:
            return earlier(modified, self._settings.overlap if cursor.get("done") else 0)
        return iso(self._settings.since) if self._settings.since else None


def _moved(thing: Thing) -> str | None:
    return mapping.zoned(thing.get("update_time") or thing.get("add_time"))


def _order(moved: str | None) -> float:
    return instant(moved).timestamp() if moved else float("-inf")
