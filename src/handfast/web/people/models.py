"""A person with an account at the desk."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models


class Role(models.TextChoices):
    """What somebody is to the desk; each may do what those below may, but for the side that they are on."""

    ADMIN = "admin", "Admin"
    MANAGER = "manager", "Manager"
    MEMBER = "member", "Member"
    VIEWER = "viewer", "Viewer"


class Side(models.TextChoices):
    """For whom somebody works."""

    MARKETING = "marketing", "Marketing"
    SALES = "sales", "Sales"
    NONE = "none", "Neither"


def check_zone(name: str) -> None:
    """Raises ValidationError unless it is an IANA zone."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is no time zone; write its IANA name, as in Europe/Berlin")


class Users(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password it can't sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of an e-mail address, however it is written."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """An account.

    Attributes:
        email: by which they sign in; lower case.
        role, side: what they may do, and for whom they work.
        teams: the teams of the agreement that they belong to; a rep sees the leads of these.
        record_user_id: who they are in the record; empty: nobody.
        timezone: in which times are shown to them; empty: the agreement's.
    """

    email = models.EmailField(unique=True, error_messages={"unique": "This address has an account already."})
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role, default=Role.VIEWER)
    side = models.CharField(max_length=20, choices=Side, default=Side.NONE)
    teams = models.JSONField(default=list, blank=True)
    record_user_id = models.CharField(max_length=200, blank=True)
    timezone = models.CharField(max_length=64, blank=True, validators=[check_zone])
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Users] = Users()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Their name, as allauth asks for it."""
        return self.name
