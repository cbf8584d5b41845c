"""What the desk's tests share: Django, people of every kind."""

import json
import os
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.settings")

import django

django.setup()

import pytest
from django.conf import settings
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


@pytest.fixture
def company_snapshot(db: None) -> str:
    """The small company's snapshot as the latest, by what addresses call it."""
    from tests.web.published import publish_company

    return publish_company().short


@pytest.fixture
def a_drill(company_snapshot: str) -> str:
    """The rows behind a figure that counts leads with their owners, by what their address calls them."""
    from handfast.web.snapshots.drills import FILE

    folder = next((Path(settings.WORKSPACE) / "snapshots").glob(f"{company_snapshot}*"))
    kept = json.loads((folder / FILE).read_text(encoding="utf-8"))["rows"]
    return next(name for name, (_, sql) in kept.items() if "findings.clocks" in sql and "'met'" in sql)
