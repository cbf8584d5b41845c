"""What the desk's tests share: Django, people of every kind."""

import os
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.settings")

import django

django.setup()

import pytest
from django.test import Client

from handfast.web.people.models import Role, Side, User


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Makes a person of a role and side, with an account of their own."""

    def make(
        role: str = Role.MANAGER, side: str = Side.NONE, teams: tuple[str, ...] = (), **more: str
    ) -> User:
        number = User.objects.count()
        return User.objects.create_user(
            more.pop("email", f"{role}.{side}.{number}@northwind.example"),
            more.pop("password", "a long enough word"),
            name=more.pop("name", f"{role} {side}".title()),
            role=role,
            side=side,
            teams=list(teams),
            **more,
        )

    return make


@pytest.fixture
def signed_in(person: Callable[..., User]) -> Callable[..., Client]:
    """A browser in which somebody of a role and side has signed in."""

    def make(
        role: str = Role.MANAGER, side: str = Side.NONE, teams: tuple[str, ...] = (), **more: str
    ) -> Client:
        client = Client()
        client.force_login(person(role, side, teams, **more))
        return client

    return make
