"""Inviting people, changing what they may do, and letting them go."""

from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from handfast.faults import HandfastError
from handfast.web.audit.log import log
from handfast.web.people.models import Role, User

FIELDS = ("name", "role", "side", "teams", "record_user_id", "timezone")


class Refused(HandfastError):
    """Nothing was changed."""


@transaction.atomic
def invite(admin: User, **fields: Any) -> User:
    """An account without a password, for somebody who sets one by the link that they are sent. Raises ValidationError for what can't be one."""
    user = User.objects.create_user(fields.pop("email"), None, **fields)
    log(admin, "user.invite", "user", user.pk, after={"email": user.email, **_said(user)})
    return user


def link_of(user: User) -> str:
    """The last part of the address at which somebody sets a password; it holds until they have, or for three days."""
    return f"{urlsafe_base64_encode(force_bytes(user.pk))}/{default_token_generator.make_token(user)}/"


def send_invitation(admin: User, user: User, address: str) -> None:
    """Send somebody the address at which they set their password. Raises OSError where mail can't be handed in."""
    text = (
        f"{admin.name} invites you to the Handfast desk, where marketing and sales see the same numbers.\n\n"
        f"Set your password within three days at\n{address}\n\nThen sign in as {user.email}.\n"
    )
    send_mail("Your account at the Handfast desk", text, None, [user.email])


@transaction.atomic
def change(admin: User, user: User, **fields: Any) -> User:
    """Change what somebody is to the desk. Raises Refused where nobody would be left to administer it."""
    held = User.objects.select_for_update().get(pk=user.pk)
    before = _said(held)
    for name in FIELDS:
        setattr(held, name, fields[name])
    _check_admins(held)
    held.full_clean(exclude=["password"])
    held.save()
    after = _said(held)
    changed = [name for name in FIELDS if before[name] != after[name]]
    if changed:
        log(
            admin,
            "user.change",
            "user",
            held.pk,
            {name: before[name] for name in changed},
            {name: after[name] for name in changed},
        )
    return held


@transaction.atomic
def set_active(admin: User, user: User, active: bool) -> User:
    """Close somebody's account, or open it again; what they did stays theirs. Raises Refused for the last admin."""
    held = User.objects.select_for_update().get(pk=user.pk)
    held.is_active = active
    _check_admins(held)
    held.save()
    log(
        admin,
        "user.open" if active else "user.close",
        "user",
        held.pk,
        {"active": not active},
        {"active": active},
    )
    return held


def _check_admins(changed: User) -> None:
    others = User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=changed.pk).exists()
    if not others and not (changed.role == Role.ADMIN and changed.is_active):
        raise Refused("This is the last admin; make somebody else one first.")


def _said(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in FIELDS}
