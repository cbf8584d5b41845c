"""What is read of HubSpot, in which order, and from where the next pull goes on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from handfast.importing.connectors.changes import changes
from handfast.importing.connectors.contract import Cursor, Part, Row, Stream, Visit
from handfast.importing.connectors.hubspot import mapping
from handfast.importing.connectors.hubspot.client import HubSpot
from handfast.importing.connectors.hubspot.settings import HubSpotSettings
from handfast.importing.connectors.optional import optional
from handfast.importing.connectors.plain import earlier, instant, iso

BEGINNING = iso(datetime(2000, 1, 1, tzinfo=UTC))


def streams(settings: HubSpotSettings, visit: Visit) -> Iterator[Stream]:
    """The streams of an account: users and pipelines, then each kind of object that the token may read."""
    client = HubSpot(
        settings.url, settings.version, settings.token.get_secret_value(), visit, settings.patience
    )
    yield Stream("owners", optional("owners", visit, lambda cursor: _owners(client)))
    for kind in ("deals", "leads"):
        read = partial(_pipelines, client, kind)
        yield Stream(f"{kind}_pipelines", optional(f"pipelines of {kind}", visit, read))
    for kind in mapping.WANTED:
        parts = _Objects(kind, client, settings).parts
        yield Stream(kind, parts if kind == "contacts" else optional(kind, visit, parts))


def _owners(client: HubSpot) -> Iterator[Part]:
    for archived in (False, True):
        for page in client.owners(archived):
            yield Part({"owners": [mapping.owner_row(owner) for owner in page]}, {})


def _pipelines(client: HubSpot, kind: str, cursor: Cursor | None) -> Iterator[Part]:
    yield Part(mapping.pipeline_rows(kind, client.pipelines(kind)), {})


class _Objects:
    """One kind of object, in the order of its changes.

    The cursor: `modified`, the change up to which all is kept; `among`, when a whole page had changed at one instant, the last id of those
    that was read; `done`, once the end was reached: the next pull then begins a little earlier.
    """

    def __init__(self, kind: str, client: HubSpot, settings: HubSpotSettings) -> None:
        self._kind, self._client, self._settings = kind, client, settings
        self._modified = "lastmodifieddate" if kind == "contacts" else "hs_lastmodifieddate"
        self._properties: list[str] = []

    def parts(self, cursor: Cursor | None) -> Iterator[Part]:
        """The objects that changed since, then those deleted."""
        self._properties = mapping.chosen(
            self._kind, self._client.properties(self._kind), self._settings.more_properties
        )
        position, among = self._start(cursor)
        for seen in changes(self._ask, _key, position, among, TICK):
            position = seen.position
            yield Part(
                self._rows([each for each, _ in seen.things]), {"modified": position, "among": seen.among}
            )
        latest = max([position, cursor["modified"]] if cursor else [position], key=instant)
        for page in self._client.archived(self._kind, self._properties[:FEW]):
            yield Part(
                {self._kind: [mapping.object_row(thing, {}) for thing in page]}, {"modified": position}
            )
        yield Part({}, {"modified": latest, "done": True})

    def _ask(self, position: str, among: str | None) -> tuple[list[tuple[str, str]], bool]:
        return self._client.changed(self._kind, self._modified, position, among is not None, among or "")

    def _start(self, cursor: Cursor | None) -> tuple[str, str | None]:
        if not cursor:
            return (iso(self._settings.since) if self._settings.since else BEGINNING), None
        if cursor.get("done"):
            return earlier(cursor["modified"], self._settings.overlap), None
        return cursor["modified"], cursor.get("among")

    def _rows(self, ids: list[str]) -> dict[str, list[Row]]:
        if not ids:
            return {}
        history = [name for name in mapping.HISTORY.get(self._kind, ()) if name in self._properties]
        links = {
            other: self._client.associations(self._kind, other, ids)
            for other in mapping.LINKS.get(self._kind, ())
        }
        rows: dict[str, list[Row]] = {self._kind: []}
        versions = rows.setdefault(f"{mapping.SINGULAR[self._kind]}_property_history", []) if history else []
        for thing in self._client.objects(self._kind, ids, self._properties, history):
            rows[self._kind].append(
                mapping.object_row(
                    thing, {other: found.get(str(thing["id"]), []) for other, found in links.items()}
                )
            )
            versions.extend(mapping.history_rows(self._kind, thing))
        return rows


def _key(changed: tuple[str, str]) -> tuple[str, str]:
    return changed


TICK = timedelta(milliseconds=1)
FEW = 30
"""Properties that are asked for in an address, which mustn't grow too long."""
