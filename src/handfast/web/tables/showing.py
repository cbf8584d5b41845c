"""A listing on a page: read the state from the address, look the rows up, show or export them."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from handfast.faults import HandfastError
from handfast.web.people.permissions import VERBS, may
from handfast.web.snapshots.evaluation import evaluation
from handfast.web.snapshots.reading import Published
from handfast.web.tables.exporting import TYPES, exported
from handfast.web.tables.listing import Column, Listing, Source
from handfast.web.tables.state import OPS, PER, Filter, State, added, read_state


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the column that it stands in."""

    column: Column
    value: Any


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: its name, where a click leads, and how it is sorted now (`ascending`, `descending`, `none`)."""

    column: Column
    address: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words, whether it can be applied, and the address without it."""

    words: str
    applied: bool
    without: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the template `tables/listing.html` shows."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int
    first: int
    last: int
    state: State
    chips: tuple[Chip, ...]
    before: str
    after: str
    may_export: bool

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns."""
        return tuple(heading.column for heading in self.headings)

    @property
    def address(self) -> str:
        """The query string of what is shown."""
        return self.state.address(page=1)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form for another filter sends along."""
        state = self.state
        sort = [("sort", f"-{state.sort}" if state.down else state.sort)] if state.sort else []
        return [*state.also, *(("f", one.text) for one in state.filters), *sort, ("per", str(state.per))]

    ops = OPS
    per = PER
    forms = tuple(TYPES)


def show_listing(
    request: HttpRequest,
    published: Published,
    source: Source,
    template: str,
    context: Mapping[str, Any],
    name: str,
) -> HttpResponseBase:
    """A page with a listing, by a template that includes `tables/listing.html`; with `?export=csv` the listing as a file called `name`.

    Raises PermissionDenied for an export by somebody who may only look.
    """
    with ExitStack() as opened:
        reading = opened.enter_context(evaluation(published))
        listing = Listing(reading.engine.connection, source)
        state = read_state(request.GET, [column.name for column in listing.columns], source.also)
        if (more := added(request.GET)) and more.column in {column.name for column in listing.columns}:
            return redirect(f"{request.path}{state.address(filters=(*state.filters, more), page=1)}")
        said: dict[str, Any] = dict(context)
        if form := request.GET.get("export"):
            _check_export(request, form)
            try:
                return exported(listing, state, form, name, opened.pop_all().close)
            except HandfastError as error:
                said["trouble"] = str(error)
                reading = opened.enter_context(evaluation(published))
                listing = Listing(reading.engine.connection, source)
        said["listing"] = _shown(request, listing, state)
    return render(request, template, said)


def _check_export(request: HttpRequest, form: str) -> None:
    if form not in TYPES:
        raise Http404(f"There is no export as {form}; take one of {', '.join(TYPES)}.")
    if not may(request.user, "export"):
        raise PermissionDenied(VERBS["export"].words)


def _shown(request: HttpRequest, listing: Listing, state: State) -> Shown:
    count = listing.count(state)
    last_page = max(1, -(-count // state.per))
    if state.page > last_page:
        state = replace(state, page=last_page)
    found = listing.rows(state)
    first = (state.page - 1) * state.per + 1 if found else 0
    refused = set(listing.refused(state))
    return Shown(
        headings=tuple(_heading(column, state) for column in listing.columns),
        rows=tuple(
            tuple(Cell(column, value) for column, value in zip(listing.columns, row, strict=True))
            for row in found
        ),
        count=count,
        first=first,
        last=first + len(found) - 1 if found else 0,
        state=state,
        chips=tuple(
            Chip(_said(one, listing), one not in refused, state.without(one)) for one in state.filters
        ),
        before=state.address(page=state.page - 1) if state.page > 1 else "",
        after=state.address(page=state.page + 1) if state.page < last_page else "",
        may_export=may(request.user, "export"),
    )


def _heading(column: Column, state: State) -> Heading:
    way = ("descending" if state.down else "ascending") if state.sort == column.name else "none"
    return Heading(column, state.sorted_by(column.name, column.kind != "text"), way)


def _said(one: Filter, listing: Listing) -> str:
    return f"{listing.column(one.column).label} {OPS[one.op]}{' ' + one.value if one.value else ''}"
