"""The forms of the first run."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password

from handfast.web.people.models import User


class FirstAdmin(forms.Form):
    """The first account."""

    name = forms.CharField(
        label="Your name", max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label="Password",
        help_text="Ten characters or more.",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    timezone = forms.ChoiceField(label="Your time zone", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
        self.fields["timezone"] = forms.ChoiceField(
            label="Your time zone",
            required=False,
            choices=[("", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)],
        )

    def clean(self) -> dict[str, Any]:
        """A password that isn't theirs to guess."""
        given = super().clean() or {}
        if password := given.get("password"):
            try:
                validate_password(password, User(email=given.get("email", ""), name=given.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given


class Demo(forms.Form):
    """How large the demo company is."""

    leads = forms.IntegerField(label="Leads", min_value=400, max_value=20_000, initial=5000)
