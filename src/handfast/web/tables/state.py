"""How a reader has a listing: sorted, filtered, at which page. It is all in the address, so that a link shows the same."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from django.http import QueryDict

Op = Literal["is", "not", "has", "min", "max", "empty", "known"]
OPS: dict[Op, str] = {
    "is": "is",
    "not": "is not",
    "has": "contains",
    "min": "is at least",
    "max": "is at most",
    "empty": "is not known",
    "known": "is known",
}
ALONE = ("empty", "known")
"""Those that need no value."""
PER = (25, 50, 100, 200)
USUAL = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: a column, how it is compared, and with what."""

    column: str
    op: Op
    value: str = ""

    @property
    def text(self) -> str:
        """As it stands in the address: `team:is:sdr`."""
        return f"{self.column}:{self.op}:{self.value}" if self.op not in ALONE else f"{self.column}:{self.op}"


@dataclass(frozen=True, slots=True)
class State:
    """A listing's state.

    Attributes:
        sort: the column; empty: the listing's own order.
        down: the greatest first.
        page: from 1. per: rows on a page.
        filters: rows must meet all of them.
        also: what else the address says that the listing depends on: what is looked for.
    """

    sort: str = ""
    down: bool = False
    page: int = 1
    per: int = USUAL
    filters: tuple[Filter, ...] = ()
    also: tuple[tuple[str, str], ...] = ()

    def address(self, **changes: object) -> str:
        """The query string of the same listing with something changed; what is as usual is left out."""
        state = replace(self, **changes)  # type: ignore[arg-type]
        said: list[tuple[str, str]] = [*state.also, *(("f", one.text) for one in state.filters)]
        if state.sort:
            said.append(("sort", f"-{state.sort}" if state.down else state.sort))
        if state.per != USUAL:
            said.append(("per", str(state.per)))
        if state.page > 1:
            said.append(("page", str(state.page)))
        return f"?{urlencode(said)}"

    def without(self, one: Filter) -> str:
        """The address without a filter."""
        return self.address(filters=tuple(other for other in self.filters if other != one), page=1)

    def sorted_by(self, column: str, first_down: bool) -> str:
        """The address sorted by a column; by the column that it is sorted by, the other way round."""
        down = not self.down if self.sort == column else first_down
        return self.address(sort=column, down=down, page=1)


def read_state(query: QueryDict, columns: Iterable[str], also: Iterable[str] = ()) -> State:
    """The state that an address says; what names no column of the listing, or can't be read, is as if it weren't there."""
    known = set(columns)
    sort = query.get("sort", "")
    down, sort = sort.startswith("-"), sort.removeprefix("-")
    per = _number(query.get("per", ""), USUAL)
    found = [_filter(text) for text in query.getlist("f")]
    return State(
        sort=sort if sort in known else "",
        down=down,
        page=max(1, min(_number(query.get("page", ""), 1), 10_000_000)),
        per=per if per in PER else USUAL,
        filters=tuple(dict.fromkeys(one for one in found if one and one.column in known)),
        also=tuple((name, str(query[name])) for name in also if query.get(name)),
    )


def added(query: QueryDict) -> Filter | None:
    """The filter that the form below a listing adds, by its fields `column`, `op`, `value`."""
    return _filter(":".join(query.get(name, "").strip() for name in ("column", "op", "value")))


def _filter(text: str) -> Filter | None:
    column, _, rest = text.partition(":")
    op, _, value = rest.partition(":")
    if op not in OPS or not column or (not value and op not in ALONE):
        return None
    return Filter(column, op, value[:500] if op not in ALONE else "")


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
