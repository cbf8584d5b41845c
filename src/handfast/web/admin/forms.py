"""Forms about people."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from handfast.web.people.models import Role, Side, User


class Teams(forms.Field):
    """Teams with commas between."""

    def to_python(self, value: Any) -> list[str]:
        """The teams, each once, in order."""
        return list(dict.fromkeys(team.strip() for team in str(value or "").split(",") if team.strip()))

    def prepare_value(self, value: Any) -> Any:
        """As it is typed."""
        return ", ".join(value) if isinstance(value, list) else value


class PersonForm(forms.Form):
    """What somebody is to the desk."""

    name = forms.CharField(label="Name", max_length=200)
    role = forms.ChoiceField(label="Role", choices=Role.choices)
    side = forms.ChoiceField(label="Side", choices=Side.choices)
    teams = Teams(
        label="Teams", required=False, help_text="As the agreement names them, with commas between: sdr, ae."
    )
    record_user_id = forms.CharField(
        label="In the record",
        required=False,
        max_length=200,
        help_text="Their user id in the CRM; their hand-offs are then theirs in the Inbox.",
    )
    timezone = forms.ChoiceField(label="Time zone", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
        self.fields["timezone"] = forms.ChoiceField(
            label="Time zone",
            required=False,
            choices=[("", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)],
        )


class InvitationForm(PersonForm):
    """Somebody new."""

    email = forms.EmailField(label="E-mail address")
    field_order = ("email", "name", "role", "side", "teams", "record_user_id", "timezone")

    def clean_email(self) -> str:
        """An address that has no account yet."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError("This address has an account already.")
        return email
