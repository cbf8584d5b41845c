"""Leads."""

from typing import Any, cast

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from handfast.faults import InputFaults
from handfast.web.leads.story import tell
from handfast.web.people.models import User
from handfast.web.people.permissions import may, reach, route
from handfast.web.snapshots.evaluation import evaluation
from handfast.web.snapshots.reading import Published, pinned
from handfast.web.tables.listing import Source
from handfast.web.tables.showing import show_listing

WITHIN = "list_has_any(teams, $teams) OR owner_id = $own"
LABELS = {
    "lead_id": "Lead",
    "qualified_at": "Qualified",
    "handed_at": "Handed over",
    "created_at": "Created",
    "missing": "Points missing",
    "missing_information": "Information missing",
}
SHOWN = """
    lead_id, name, company, title, stage, score, missing, owner, qualified_at, handed_at, source, country, fit, engagement, missing_information,
    team, origin, segment, size, created_at, email, phone
"""
"""The columns in the order in which people look for them."""
LISTED = f"SELECT {SHOWN} FROM desk.leads"
SCOPED = f"SELECT {SHOWN}, teams, owner_id FROM desk.leads"
SOUGHT = " WHERE contains(searched, lower($sought))"
SHORTCUTS = (
    ("Qualified, not handed over", "?f=qualified_at:known&f=handed_at:empty"),
    ("Closest to qualifying", "?f=missing:known&sort=missing"),
    ("Nobody’s", "?f=owner:empty"),
    ("Information missing", "?f=missing_information:known"),
)
"""Filters that people ask for most, by name."""


@route("read")
@pinned
def page(request: HttpRequest, published: Published) -> HttpResponseBase:
    """Which leads are there, and why is each where it is?"""
    sought = request.GET.get("q", "").strip()[:100]
    context = {"place": apps.get_app_config("leads"), "sought": sought, "shortcuts": SHORTCUTS}
    source = _source(cast(User, request.user), sought)
    return show_listing(
        request, published, source, "leads/page.html", context, f"leads-{published.row.short}"
    )


def _source(user: User, sought: str) -> Source:
    """The leads that somebody may see, those that they look for."""
    seen = reach(user)
    values: dict[str, Any] = {"sought": sought} if sought else {}
    where = SOUGHT if sought else ""
    if seen.everything:
        return Source(LISTED + where, values, labels=LABELS, also=("q",))
    values |= {"teams": sorted(seen.teams), "own": seen.owner_id}
    return Source(SCOPED + where, values, WITHIN, hidden=("teams", "owner_id"), labels=LABELS, also=("q",))


@route("read")
@pinned
def lead(request: HttpRequest, published: Published, lead_id: str) -> HttpResponse:
    """Why is this lead here?"""
    with evaluation(published) as findings:
        try:
            story = tell(findings, lead_id)
        except InputFaults as error:
            raise Http404(f"There is no lead {lead_id} in this snapshot.") from error
    if not may(request.user, "read", story):
        raise PermissionDenied("see the leads of other teams")
    return render(request, "leads/lead.html", {"story": story})
