"""What the Mautic connector can be told."""

from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from handfast.importing.connectors.settings import Address, Settings


class MauticSettings(Settings):
    """An instance's address, and a user or a token."""

    url: Address = Field(description="the instance's address (`https://mautic.acme.example`)")
    user: str = Field("", description="a user who may use the API with basic authentication")
    password: SecretStr | None = Field(None, description="that user's password")
    token: SecretStr | None = Field(None, description="an OAuth 2 access token; instead of the two above")

    @model_validator(mode="after")
    def _a_way_in(self) -> Self:
        if not self.token and not (self.user and self.password):
            raise PydanticCustomError(
                "unset",
                "needs HANDFAST_MAUTIC_USER and HANDFAST_MAUTIC_PASSWORD, or HANDFAST_MAUTIC_TOKEN, in the environment or the keyring",
            )
        return self
