"""What one installation of the desk is told by its environment, read once, before Django is."""

import os
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handfast.faults import Fault, InputFaults

SECRET_FILE = "secret-key"


class Deployment(BaseModel):
    """Every environment variable that the desk reads; the alias of a field is the variable's name."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    workspace: Path = Field(
        Path("handfast-workspace"),
        alias="HANDFAST_WORKSPACE",
        description="The folder that holds the record, the agreements, the snapshots and, without `DATABASE_URL`, the database.",
    )
    database_url: str = Field(
        "",
        alias="DATABASE_URL",
        description="The operational database: `postgresql://user:password@host/name`; SQLite in the workspace when not given.",
    )
    secret_key: str = Field(
        "",
        alias="SECRET_KEY",
        description="Signs sessions and links; made once and kept in the workspace when not given.",
    )
    allowed_hosts: str = Field(
        "localhost,127.0.0.1,[::1]",
        alias="ALLOWED_HOSTS",
        description="The names by which browsers may ask for the desk, with commas between.",
    )
    public_url: str = Field(
        "",
        alias="HANDFAST_URL",
        description="Where people find the desk, `https://desk.example.com`: in mails, and whose forms are trusted. With `https`, cookies travel only by it.",
        pattern=r"^$|^https?://[^/\s]+$",
    )
    behind_proxy: bool = Field(
        False,
        alias="HANDFAST_BEHIND_PROXY",
        description="Believe what a reverse proxy says of the visitor (`X-Forwarded-Proto`, `X-Forwarded-For`); only where one always stands in front.",
    )
    processes: int = Field(
        1,
        alias="HANDFAST_WEB_PROCESSES",
        description="How many processes answer requests.",
        ge=1,
        le=64,
    )
    email_url: str = Field(
        "",
        alias="EMAIL_URL",
        description="Where mail is handed in: `smtp+tls://user:password@host:587`; it is printed by the server when not given.",
    )
    email_from: str = Field(
        "Handfast <handfast@localhost>", alias="HANDFAST_EMAIL_FROM", description="Who mail is from."
    )
    oidc_issuer: str = Field(
        "",
        alias="HANDFAST_OIDC_ISSUER",
        description="Sign-in with OpenID Connect: the issuer's address. Only people who are invited come in.",
    )
    oidc_client_id: str = Field(
        "", alias="HANDFAST_OIDC_CLIENT_ID", description="The desk's client id at that issuer."
    )
    oidc_client_secret: str = Field(
        "", alias="HANDFAST_OIDC_CLIENT_SECRET", description="The desk's secret at that issuer."
    )
    oidc_name: str = Field(
        "Single sign-on",
        alias="HANDFAST_OIDC_NAME",
        description="What the button for it says.",
    )
    upload_limit_mb: int = Field(
        1024, alias="HANDFAST_UPLOAD_LIMIT_MB", description="The largest upload, in megabytes.", ge=1
    )
    evaluate_every_hours: float = Field(
        24,
        alias="HANDFAST_EVALUATE_EVERY_HOURS",
        description="The worker evaluates anew when the last evaluation is this old; 0: only when asked to.",
        ge=0,
    )
    keep_snapshots_days: float = Field(
        400,
        alias="HANDFAST_KEEP_SNAPSHOTS_DAYS",
        description="How long snapshots are kept; never is the latest removed, nor one that somebody looked at in the last 30 days. 0: for ever.",
        ge=0,
    )

    @property
    def folder(self) -> Path:
        """The workspace as an absolute path."""
        return self.workspace.expanduser().absolute()

    @property
    def hosts(self) -> list[str]:
        """The names by which browsers may ask for the desk, the public one among them."""
        named = [host.strip() for host in self.allowed_hosts.split(",") if host.strip()]
        public = self.public_url.partition("://")[2].rpartition("@")[2]
        return [*named, *([public.split(":")[0]] if public else [])]

    @property
    def secure(self) -> bool:
        """Whether people reach the desk by https."""
        return self.public_url.startswith("https://")


def read_deployment(environment: Mapping[str, str]) -> Deployment:
    """The deployment that environment variables say. Raises InputFaults with every variable that can't be understood."""
    given = {
        field.alias: environment[field.alias]
        for field in Deployment.model_fields.values()
        if field.alias and environment.get(field.alias, "").strip()
    }
    try:
        return Deployment.model_validate(given)
    except ValidationError as error:
        raise InputFaults(
            Fault(
                "environment",
                0,
                0,
                str(one["loc"][0]),
                f'"{one["input"]}": {one["msg"][0].lower()}{one["msg"][1:]}',
                "environment",
            )
            for one in error.errors()
        ) from None


@cache
def deployment() -> Deployment:
    """This installation's, read from the environment when first asked for."""
    return read_deployment(os.environ)


def make_workspace(told: Deployment) -> None:
    """Make the workspace with its folders and its secret, where they lack. Raises OSError."""
    for name in ("record", "agreements", "snapshots", "uploads"):
        (told.folder / name).mkdir(parents=True, exist_ok=True)
    secret = told.folder / SECRET_FILE
    if not secret.exists():
        handle = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))


def secret_key(told: Deployment) -> str:
    """The key that signs sessions: the one given, else the workspace's; where there is no workspace yet, one that holds as long as the process."""
    kept = told.folder / SECRET_FILE
    if told.secret_key:
        return told.secret_key
    return kept.read_text(encoding="ascii") if kept.exists() else secrets.token_urlsafe(48)
