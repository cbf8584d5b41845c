"""The rows behind a figure."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from handfast.web.people.permissions import Reach, reach, route
from handfast.web.snapshots.drills import Behind, behind
from handfast.web.snapshots.evaluation import evaluation
from handfast.web.snapshots.reading import Published, pinned
from handfast.web.tables.listing import Source, columns_of
from handfast.web.tables.showing import show_listing

OF_LEAD = "lead_id IN (SELECT lead_id FROM desk.leads WHERE list_has_any(teams, $teams) OR owner_id = $own)"
OF_HANDOFF = f"handoff_id IN (SELECT handoff_id FROM findings.handoffs WHERE {OF_LEAD})"
OF_OPPORTUNITY = f"opportunity_id IN (SELECT opportunity_id FROM findings.opportunities WHERE {OF_LEAD})"
WITHIN = {"lead_id": OF_LEAD, "handoff_id": OF_HANDOFF, "opportunity_id": OF_OPPORTUNITY}
"""By which column rows are told to be within somebody's reach, the first that there is; rows about no lead are everybody's."""


@route("read")
@pinned
def rows(request: HttpRequest, published: Published, rows: str) -> HttpResponseBase:
    """Which rows does this figure count?"""
    asked = behind(published, rows)
    seen = reach(request.user)
    source = within_reach(published, asked, seen)
    context = {"title": asked.title, "sql": asked.sql, "scoped": bool(source.within)}
    return show_listing(
        request, published, source, "tables/rows.html", context, f"rows-{published.row.short}-{rows}"
    )


def within_reach(published: Published, asked: Behind, seen: Reach) -> Source:
    """The rows of a figure that somebody may see."""
    whole = Source(asked.sql, hidden=asked.hidden)
    if seen.everything:
        return whole
    with evaluation(published) as reading:
        names = {column.name for column in columns_of(reading.engine.connection, Source(asked.sql))}
    condition = next((WITHIN[name] for name in WITHIN if name in names), "")
    values: dict[str, Any] = {"teams": sorted(seen.teams), "own": seen.owner_id} if condition else {}
    return Source(asked.sql, values, condition, asked.hidden)
