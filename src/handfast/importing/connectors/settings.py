"""The settings of a connector: from the environment, secrets also from the OS keyring, never from a file.

A setting `version` of the connector `hubspot` is the environment variable `HANDFAST_HUBSPOT_VERSION`. A secret that is not in
the environment is looked for in the keyring, under the service `handfast` and the variable's name.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from handfast.faults import Fault, InputFaults

SERVICE = "handfast"
"""The service under which secrets stand in the keyring."""

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def address(text: str) -> str:
    """An address that a secret may be sent to: HTTPS, or this very machine. Raises what pydantic makes a fault of."""
    text = text.strip()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        raise PydanticCustomError("address", "is no address of a server; write https://name.example")
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise PydanticCustomError(
            "address", "must begin with https://, or the secret could be read on its way"
        )
    return parts.geturl().rstrip("/")


def _zoned(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


Address = Annotated[str, AfterValidator(address)]
AnAddress = TypeAdapter(Address)
Instant = Annotated[datetime, AfterValidator(_zoned)]


class Settings(BaseModel):
    """What every connector can be told.

    Attributes:
        since: the first pull begins with what changed or happened from this instant on; a bare one is UTC. Empty: from the beginning.
        overlap: each pull begins so many minutes before the latest change that it knows, since systems show changes late and out of order.
        patience: the longest time in seconds to wait for one answer of a system that asks to wait.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    since: Instant | None = Field(
        None, description="the first pull begins here (`2025-01-01`); empty: from the beginning"
    )
    overlap: int = Field(
        15, ge=0, description="each pull begins so many minutes before the last one's latest change"
    )
    patience: int = Field(
        900, ge=0, description="the longest wait for one answer, in seconds, when the system asks to wait"
    )


def variable(connector: str, setting: str) -> str:
    """The environment variable of a setting: `HANDFAST_HUBSPOT_TOKEN`."""
    return f"HANDFAST_{connector}_{setting}".upper()


def is_secret(model: type[Settings], setting: str) -> bool:
    """Whether a setting is a secret."""
    return "SecretStr" in str(model.model_fields[setting].annotation)


def read_settings(
    name: str, model: type[Settings], given: Mapping[str, str], environment: Mapping[str, str]
) -> Settings:
    """The settings of a connector.

    `given` stands before the environment and may hold no secret: what is given was typed, and stands in a shell's history.
    Raises InputFaults for what is missing, unknown or wrong; no fault shows a value of a secret.
    """
    faults = [*_unknown(name, model, given)]
    values = {
        setting: value
        for setting in model.model_fields
        if (value := _value(name, model, setting, given, environment))
    }
    try:
        settings = model.model_validate(values)
    except ValidationError as error:
        faults += [
            _fault(name, dict(problem)) for problem in error.errors(include_url=False, include_input=False)
        ]
    if faults:
        raise InputFaults(faults)
    return settings


def secrets(settings: Settings) -> Iterator[str]:
    """The secrets among the settings, in clear."""
    for setting in type(settings).model_fields:
        value = getattr(settings, setting)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()


def _value(
    name: str, model: type[Settings], setting: str, given: Mapping[str, str], environment: Mapping[str, str]
) -> str | None:
    if not is_secret(model, setting):
        return given.get(setting) or environment.get(variable(name, setting))
    return environment.get(variable(name, setting)) or _from_keyring(variable(name, setting))


def _from_keyring(entry: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, entry)
    except KeyringError:  # a server has none, or it is locked: the environment is the other way
        return None


def _unknown(name: str, model: type[Settings], given: Mapping[str, str]) -> Iterator[Fault]:
    known = [setting for setting in model.model_fields if not is_secret(model, setting)]
    for setting in given:
        if setting not in model.model_fields:
            yield Fault(f"{name}:", 0, 0, setting, f"is no setting; there are {', '.join(known)}", "setting")
        elif setting not in known:
            yield Fault(
                f"{name}:", 0, 0, setting,
                f"is a secret; put it into the environment as {variable(name, setting)}, or into the keyring", "secret",
            )  # fmt: skip


def _fault(name: str, problem: dict[str, Any]) -> Fault:
    setting = str(problem["loc"][0]) if problem["loc"] else ""
    place = variable(name, setting) if setting else f"{name}:"
    if problem["type"] == "missing":
        return Fault(
            place, 0, 0, "",
            f"is not set; put it into the environment, or a secret into the keyring: keyring set {SERVICE} {place}", "unset",
        )  # fmt: skip
    code = problem["type"] if problem["type"] in ("address", "unset") else "setting"
    return Fault(place, 0, 0, "", problem["msg"], code)
