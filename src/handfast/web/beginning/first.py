"""Until there is an account, every page leads to the making of the first."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from handfast.web.people.models import User

OPEN = ("/begin/", "/static/", "/alive")


def until_begun(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: nobody can sign in to a desk that has no account."""
    begun = False

    def asked(request: HttpRequest) -> HttpResponse:
        nonlocal begun
        if not begun and not request.path.startswith(OPEN):
            begun = User.objects.exists()
            if not begun:
                return redirect("beginning:first")
        return respond(request)

    return asked
