"""Every address of the desk says what it is for, and keeps to it."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from handfast.web.people.models import Role, Side
from handfast.web.people.permissions import PUBLIC, VERBS

THEIRS = "accounts/"
"""Sign-in, passwords and second factors are allauth's, which asks for whoever is needed itself."""


def routes(
    found: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address with the pattern that answers it."""
    for item in get_resolver().url_patterns if found is None else found:
        address = f"{before}{item.pattern}"
        if isinstance(item, URLResolver):
            yield from routes(item.url_patterns, address)
        else:
            yield address, item


OURS = [(address, item) for address, item in routes() if not address.startswith(THEIRS)]


def asked_for(address: str) -> str:
    """An address with something in each of its places."""
    import re

    filled = re.sub(r"<int:\w+>", "1", address.replace("<snapshot:snapshot>", "0" * 12))
    return "/" + re.sub(r"<(\w+:)?\w+>", "0123456789ab", filled)


@pytest.mark.parametrize(("address", "item"), OURS, ids=lambda one: one if isinstance(one, str) else "")
def test_each_route_declares_what_it_does(address: str, item: URLPattern) -> None:
    verb = getattr(item.callback, "verb", None)
    assert verb == PUBLIC or verb in VERBS, f"{address} wears no @route(verb)"


@pytest.mark.parametrize(("address", "item"), OURS, ids=lambda one: one if isinstance(one, str) else "")
def test_each_role_gets_in_where_its_verb_lets_it(
    address: str, item: URLPattern, signed_in: Callable[..., Client]
) -> None:
    verb = item.callback.verb  # type: ignore[attr-defined]
    for role in Role.values:
        for side in Side.values:
            answer = signed_in(role, side).get(asked_for(address))
            rule = None if verb == PUBLIC else VERBS[verb]
            able = rule is None or (role in rule.roles and (side in rule.sides or role == Role.ADMIN))
            assert (answer.status_code == 403) == (not able), f"{role} of {side}: {answer.status_code}"


@pytest.mark.parametrize(("address", "item"), OURS, ids=lambda one: one if isinstance(one, str) else "")
def test_nobody_gets_in_without_signing_in(
    address: str, item: URLPattern, person: Callable[..., object]
) -> None:
    person()
    if item.callback.verb != PUBLIC:  # type: ignore[attr-defined]
        answer = Client().get(asked_for(address))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=")
