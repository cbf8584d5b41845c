"""Inviting, changing and letting go: only admins do, every change is written down, a link leads in once, and somebody always administers."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from handfast.web.admin.domain import Refused, change, invite, link_of, send_invitation, set_active
from handfast.web.audit.models import AuditEntry
from handfast.web.people.models import User

FIELDS = {
    "name": "Ana Ruiz",
    "role": "member",
    "side": "sales",
    "teams": "sdr, ae",
    "record_user_id": "u-ana-ruiz",
    "timezone": "",
}


@pytest.fixture
def admin(person: Callable[..., User]) -> User:
    return person("admin")


@pytest.fixture
def browser(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def test_somebody_is_invited_and_comes_in_by_the_link_once(browser: Client) -> None:
    answer = browser.post("/admin/invite/", {"email": "Ana@Northwind.example", **FIELDS}, follow=True)
    found = re.search(r"http://testserver(/admin/welcome/[^\s<]+/)", answer.content.decode())
    assert found, "without mail the link is shown to whoever invites"
    user = User.objects.get(email="ana@northwind.example")
    assert (user.teams, user.record_user_id, user.has_usable_password()) == (
        ["sdr", "ae"],
        "u-ana-ruiz",
        False,
    )
    ana = Client()
    assert "Welcome, Ana Ruiz" in ana.get(found[1]).content.decode()
    word = "a word that is long"
    assert ana.post(found[1], {"new_password1": word, "new_password2": word}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(word)
    assert Client().get(found[1]).status_code == 410
    assert AuditEntry.objects.filter(verb="user.invite", subject_id=str(user.pk)).count() == 1


def test_an_invitation_is_mailed(admin: User) -> None:
    user = invite(admin, email="bo@northwind.example", name="Bo")
    send_invitation(admin, user, f"https://desk.example/admin/welcome/{link_of(user)}")
    assert mail.outbox[-1].to == ["bo@northwind.example"]
    assert link_of(user) in mail.outbox[-1].body


def test_a_known_address_is_not_invited_again(browser: Client, admin: User) -> None:
    page = browser.post("/admin/invite/", {"email": admin.email.upper(), **FIELDS}).content.decode()
    assert "has an account already" in page


def test_a_change_is_written_down_with_before_and_after(browser: Client, person: Callable[..., User]) -> None:
    user = person("viewer", "sales")
    browser.post(f"/admin/people/{user.pk}/", FIELDS)
    entry = AuditEntry.objects.get(verb="user.change")
    assert (entry.before["role"], entry.after["role"]) == ("viewer", "member")
    assert entry.after["teams"] == ["sdr", "ae"]


def test_somebody_always_administers(admin: User, person: Callable[..., User]) -> None:
    with pytest.raises(Refused, match="last admin"):
        set_active(admin, admin, False)
    given = {name: getattr(admin, name) for name in ("name", "side", "teams", "record_user_id", "timezone")}
    with pytest.raises(Refused, match="last admin"):
        change(admin, admin, role="viewer", **given)
    other = person("admin")
    assert not set_active(other, admin, False).is_active


def test_a_closed_account_is_out_at_once(browser: Client, person: Callable[..., User]) -> None:
    user = person("manager", "marketing")
    theirs = Client()
    theirs.force_login(user)
    browser.post(f"/admin/people/{user.pk}/active/")
    assert theirs.get("/admin/").status_code in (302, 403)
    assert theirs.get("/agreement/").status_code == 302


def test_the_log_is_searched(browser: Client, admin: User) -> None:
    invite(admin, email="cy@northwind.example", name="Cy")
    assert "user.invite" in browser.get("/admin/log/?q=invite").content.decode()
    assert "user.invite" not in browser.get("/admin/log/?q=nothing-like-it").content.decode()
