"""What is read of Marketo, in which order, and from where the next pull goes on.

Marketo has no list of all leads that a few calls could read: leads are those that did anything, or changed, since the first pull's `since`.
Each is read along with the first page of activities that names it, so that no page is kept without its leads.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial

from handfast.importing.connectors.contract import Cursor, Part, Row, Stream, Visit
from handfast.importing.connectors.marketo import mapping
from handfast.importing.connectors.marketo.client import TYPES_A_CALL, Marketo, Page, Thing
from handfast.importing.connectors.marketo.settings import MarketoSettings
from handfast.importing.connectors.optional import optional
from handfast.importing.connectors.patience import ExpiredMark
from handfast.importing.connectors.plain import earlier, instant, iso

DAYS = 730
"""How far the first pull looks back unless `since` says: Marketo keeps most activities for 25 months."""

EXPIRIES = 5
"""Times in a row that marks may end before they gave a page."""


def streams(settings: MarketoSettings, visit: Visit) -> Iterator[Stream]:
    """Types, programs and campaigns; then activities, changes and deletions, with the leads they name."""
    client = Marketo(settings, visit)
    types, known = client.activity_types(), client.lead_fields()
    yield Stream(
        "activity_types",
        lambda cursor: iter([Part({"activity_types": [mapping.type_row(each) for each in types]}, {})]),
    )
    yield Stream(
        "programs", optional("programs", visit, lambda cursor: _listed("programs", client.programs()))
    )
    yield Stream(
        "campaigns", optional("campaigns", visit, lambda cursor: _listed("campaigns", client.campaigns()))
    )
    if not settings.since:
        visit.remark(
            f"Leads that did nothing and did not change in the last {DAYS} days are not read; HANDFAST_MARKETO_SINCE says otherwise."
        )
    reading = _Activities(
        client, settings, visit, {int(each["id"]): str(each["name"]) for each in types}, known
    )
    chosen = mapping.chosen_types(types)
    for at in range(0, len(chosen), TYPES_A_CALL):
        some = chosen[at : at + TYPES_A_CALL]
        yield Stream(
            f"activities {','.join(map(str, some))}",
            reading.of(partial(client.activities, some)),
        )
    changes = mapping.chosen_changes(known, settings.more_fields)
    yield Stream("lead changes", reading.of(partial(client.changes, changes)))
    yield Stream("deleted leads", reading.of(client.deletions))


def _listed(table: str, pages: Iterable[list[Thing]]) -> Iterator[Part]:
    for page in pages:
        yield Part({table: [mapping.program_row(each) for each in page]}, {})


class _Activities:
    """Activities of some kind, in the order of their instants, and the leads that they name.

    The cursor: `instant`, that of the last activity that is kept; `mark`, from which to go on; `done`, once the end was reached: the
    next pull then begins a little earlier, with a mark of its own.
    """

    def __init__(
        self,
        client: Marketo,
        settings: MarketoSettings,
        visit: Visit,
        names: dict[int, str],
        known: Sequence[str],
    ) -> None:
        self._client, self._settings, self._names = client, settings, names
        self._fields = mapping.chosen_fields(known, settings.more_fields)
        self._since = iso(settings.since or visit.clock.now() - timedelta(days=DAYS))
        self._read: set[str] = set()

    def of(self, ask: Callable[[str], Page]) -> Callable[[Cursor | None], Iterator[Part]]:
        """The stream of what `ask` gives for a mark."""

        def parts(cursor: Cursor | None) -> Iterator[Part]:
            position, mark, expired = self._start(cursor)
            while True:
                try:
                    page = ask(mark or self._client.mark(position))
                except ExpiredMark:
                    mark, expired = "", expired + 1
                    if expired > EXPIRIES:
                        raise
                    continue
                expired, mark = 0, page.mark
                position = max([position, *(str(each["activityDate"]) for each in page.things)], key=instant)
                yield Part(self._rows(page.things), {"instant": position, "mark": mark})
                if not page.more:
                    break
            latest = max([position, cursor["instant"]] if cursor else [position], key=instant)
            yield Part({}, {"instant": latest, "done": True})

        return parts

    def _start(self, cursor: Cursor | None) -> tuple[str, str, int]:
        if not cursor:
            return self._since, "", 0
        if cursor.get("done"):
            return earlier(cursor["instant"], self._settings.overlap), "", 0
        return cursor["instant"], cursor.get("mark", ""), 0

    def _rows(self, things: Sequence[Thing]) -> dict[str, list[Row]]:
        activities: list[Row] = []
        for each in things:
            activities += (
                mapping.change_rows(each, self._names)
                if "fields" in each
                else [mapping.activity_row(each, self._names)]
            )
        new = [
            lead
            for lead in dict.fromkeys(
                str(each["leadId"]) for each in things if each.get("leadId") is not None
            )
            if lead not in self._read
        ]
        self._read.update(new)
        leads = self._client.leads(new, self._fields) if new else []
        return {"activities": activities, "leads": [mapping.lead_row(lead, self._fields) for lead in leads]}
