"""Who may do what, and to what."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from handfast.web.people.models import Role, Side, User
from handfast.web.people.permissions import PUBLIC, VERBS, may, reach, route


@dataclass(frozen=True)
class Lead:
    teams: frozenset[str]
    owner_id: str | None = None


def user(role: str, side: str = Side.NONE, *teams: str, record: str = "", active: bool = True) -> User:
    return User(role=role, side=side, teams=list(teams), record_user_id=record, is_active=active)


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_who_has_not_signed_in_or_was_let_go_may_do_anything(verb: str) -> None:
    assert not may(AnonymousUser(), verb)
    assert not may(user(Role.ADMIN, active=False), verb)
    assert may(user(Role.ADMIN), verb)


def test_what_is_public_is_everybodys() -> None:
    assert may(AnonymousUser(), PUBLIC)


def test_a_verb_that_there_is_not_is_refused_where_it_is_declared() -> None:
    with pytest.raises(KeyError):
        route("dance")


def test_a_rep_reaches_the_leads_of_their_teams_and_their_own() -> None:
    rep = reach(user(Role.MEMBER, Side.SALES, "sdr", record="u7"))
    assert rep.covers(Lead(frozenset({"sdr", "ae"})))
    assert not rep.covers(Lead(frozenset({"ae"})))
    assert rep.covers(Lead(frozenset({"ae"}), "u7"))


def test_without_teams_or_a_place_in_the_record_a_rep_reaches_nothing() -> None:
    assert not reach(user(Role.MEMBER, Side.SALES)).covers(Lead(frozenset(), ""))


@pytest.mark.parametrize(
    ("role", "side"),
    [
        (Role.ADMIN, Side.SALES),
        (Role.MANAGER, Side.SALES),
        (Role.MEMBER, Side.MARKETING),
        (Role.VIEWER, Side.NONE),
    ],
)
def test_others_reach_every_lead(role: str, side: str) -> None:
    assert reach(user(role, side)).covers(Lead(frozenset({"ae"})))


def test_a_part_of_a_page_takes_the_whole_page_to_sign_in(person: Callable[..., User]) -> None:
    person()
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/cycle/?a=b"}
    answer = Client().get("/overview/", headers=headers)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/accounts/login/?next=/cycle/%3Fa%3Db"


def test_guessing_a_password_is_slowed_down(person: Callable[..., User]) -> None:
    person(email="rep@northwind.example")
    browser = Client()
    said = [
        browser.post("/accounts/login/", {"login": "rep@northwind.example", "password": f"guess {n}"}).content
        for n in range(7)
    ]
    assert b"Too many failed login attempts" in said[-1]
    right = browser.post(
        "/accounts/login/", {"login": "rep@northwind.example", "password": "a long enough word"}
    )
    assert right.status_code == 200, "even the right one waits"


def test_an_address_is_the_same_however_it_is_written(person: Callable[..., User]) -> None:
    person(email="Rep@Northwind.example")
    answer = Client().post(
        "/accounts/login/", {"login": "REP@northwind.EXAMPLE", "password": "a long enough word"}
    )
    assert answer.status_code == 302


def test_nobody_opens_an_account_by_themselves(person: Callable[..., User]) -> None:
    person()
    Client().post(
        "/accounts/signup/",
        {
            "email": "me@elsewhere.example",
            "password1": "a long enough word",
            "password2": "a long enough word",
        },
    )
    assert not User.objects.filter(email="me@elsewhere.example").exists()
