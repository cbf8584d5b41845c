"""What the worker makes of Overview."""

from collections.abc import Sequence

from handfast.report import words
from handfast.report.context import Context
from handfast.report.sections.overview import Overview, overview
from handfast.report.sections.signals import Shown
from handfast.report.sections.standing import Line
from handfast.web.overview.glance import Firing, Glance, Promised, Side


def page(context: Context) -> Sequence[Glance]:
    """The head of the report."""
    head, promised = overview(context), context.results.promised
    return [
        Glance(
            promised=promised,
            sides=(_side(head, "marketing", promised), _side(head, "sales", promised)),
            both=_side(head, "both", promised) if head.both else None,
            moves=tuple(move.said for move in head.moves),
            firing=tuple(_firing(one) for one in head.firing),
            standing=head.standing,
            costs=head.costs,
            period=head.period,
            facts=head.facts,
            month=head.month,
            health=head.health,
        )
    ]


def _side(head: Overview, party: str, promised: bool) -> Side:
    found: tuple[Line, ...] = getattr(head, party)
    title = f"{party.title()} promised" if promised else party.title()
    return Side(
        party, title, head.counted(party) if promised and found else "", tuple(_line(one) for one in found)
    )


def _line(line: Line) -> Promised:
    latest = line.promise.latest
    return Promised(
        state=line.state,
        said=line.said,
        words=line.promise.words,
        now=line.now,
        figure=line.figure,
        period=words.period(latest.name) if latest else "",
        target=line.target,
        spark=line.spark,
        convention=line.convention,
    )


def _firing(one: Shown) -> Firing:
    since = one.said.removeprefix("fires ") if one.told.since else ""
    return Firing(one.told.id, one.told.sign.title, one.mark, one.figure, since, one.told.party)
