"""What is said when a page can't be shown."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def _say(status: int, title: str, words: str, retry: int | None = None) -> HttpResponse:
    """A page of its own, that needs no database to be made."""
    page = render_to_string("look/trouble.html", {"title": title, "words": words, "retry": retry})
    response = HttpResponse(page, status=status)
    if retry:
        response["Retry-After"] = str(retry)
    response["Cache-Control"] = "no-store"
    return response


def unreachable() -> HttpResponse:
    """503: the database is gone for now."""
    return _say(
        503,
        "The desk can't reach its database just now",
        "Nothing is lost. This page tries again by itself every few seconds; if it goes on, whoever runs the desk should look at the database server.",
        retry=5,
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    what = (
        f"Your role doesn't let you {exception}." if str(exception) else "Your role doesn't let you do this."
    )
    return _say(403, "This isn't yours to see or do", f"{what} An admin can change your role.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with what is missing where that is known."""
    said = str(exception)
    plain = said if said and not said.startswith("{") and "tried" not in said else ""
    return _say(404, "There is no such page", plain or "The link may be mistyped, or what it led to is gone.")


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that wasn't the desk's own or was left open too long."""
    return _say(
        403,
        "This form is too old",
        "It was opened before you last signed in, or without cookies. Go back: what you typed is still there. Load the page anew and send it again.",
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500; 503 while the database can't be reached: pages say so and try again by themselves."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return unreachable()
    return _say(
        500,
        "Something went wrong in the desk",
        "It isn't your doing, and it was written to the server's log. Nothing half done was kept.",
    )
