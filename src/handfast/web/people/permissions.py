"""What each person may do: one table of verbs, one function that asks it, one decorator that every route wears.

A verb is what a person would say they do: `read` the numbers, `decide` a hand-off, `sign` the agreement. A place that needs a new one adds a line to
`VERBS`. Whether a person may do it to a certain thing (a lead of another team) is the verb's `reach`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from handfast.web.people.models import Role, Side, User

P = ParamSpec("P")
Anyone = User | AnonymousUser


class HasTeams(Protocol):
    """Something that belongs to teams and to one person of the record: a lead, a hand-off."""

    @property
    def teams(self) -> frozenset[str]: ...
    @property
    def owner_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Reach:
    """Which leads somebody sees.

    Attributes:
        everything: all of them.
        teams: else those of these teams,
        owner_id: and those of this user of the record.
    """

    everything: bool
    teams: frozenset[str] = frozenset()
    owner_id: str = ""

    def covers(self, thing: HasTeams) -> bool:
        """Whether a thing is within reach."""
        own = bool(self.owner_id) and thing.owner_id == self.owner_id
        return self.everything or own or bool(self.teams & thing.teams)


def reach(user: Anyone) -> Reach:
    """Which leads a person sees: those who sell or look on for sales, the leads of their teams; everybody else who is signed in, all."""
    if not isinstance(user, User) or not user.is_active:
        return Reach(False)
    scoped = user.side == Side.SALES and user.role in (Role.MEMBER, Role.VIEWER)
    return Reach(not scoped, frozenset(user.teams), user.record_user_id)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do something: these roles, on these sides, and to what is within their reach."""

    words: str
    roles: frozenset[str]
    sides: frozenset[str] = frozenset(Side.values)

    def admits(self, user: User, thing: HasTeams | None) -> bool:
        """Whether the rule lets this person do it to that."""
        able = user.role in self.roles and (user.side in self.sides or user.role == Role.ADMIN)
        return able and (thing is None or reach(user).covers(thing))


ALL = frozenset(Role.values)
WORKING = frozenset({Role.ADMIN, Role.MANAGER, Role.MEMBER})
LEADING = frozenset({Role.ADMIN, Role.MANAGER})
ADMINS = frozenset({Role.ADMIN})

VERBS: dict[str, Rule] = {
    "read": Rule("read the numbers, and the rows within reach", ALL),
    "export": Rule("take rows away as a file", WORKING),
    "draft": Rule("draft a new version of the agreement", WORKING),
    "decide": Rule("decide hand-offs and log touches", WORKING, frozenset({Side.SALES})),
    "evaluate": Rule("ask for a new evaluation", LEADING),
    "administer": Rule("administer people and the desk", ADMINS),
    "begin": Rule("choose what the desk begins with", ADMINS),
}
PUBLIC = "public"
"""The verb of routes that anybody may ask for, signed in or not."""


def may(user: Anyone, verb: str, thing: HasTeams | None = None) -> bool:
    """Whether a person may do something, to a thing where one is named. Raises KeyError for a verb that there is not."""
    if verb == PUBLIC:
        return True
    rule = VERBS[verb]
    return isinstance(user, User) and user.is_active and rule.admits(user, thing)


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def route(verb: str) -> Callable[[View[P]], View[P]]:
    """A view that does what `verb` says: whoever isn't signed in is asked to, whoever may not is told so (403)."""
    if verb != PUBLIC:
        _ = VERBS[verb]

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if verb != PUBLIC and not request.user.is_authenticated:
                return _sign_in(request)
            if not may(request.user, verb):
                raise PermissionDenied(VERBS[verb].words)
            return view(request, *args, **kwargs)

        asked.verb = verb  # type: ignore[attr-defined]
        return asked

    return declare


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page and back here; a part of a page that htmx asked for takes the whole page there."""
    htmx: Any = getattr(request, "htmx", None)
    if not htmx:
        return redirect_to_login(request.get_full_path())
    back = str(htmx.current_url_abs_path or "/")
    response = HttpResponse(status=204)
    response["HX-Redirect"] = redirect_to_login(back).url
    return response
