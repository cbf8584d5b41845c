"""Times as the reader's clock shows them."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


def reader_zone(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what is rendered for a person is in their zone, else in UTC."""

    def asked(request: HttpRequest) -> HttpResponse:
        zone = getattr(request.user, "timezone", "")
        with timezone.override(ZoneInfo(zone) if zone else None):
            return respond(request)

    return asked
