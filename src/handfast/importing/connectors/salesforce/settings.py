"""What the Salesforce connector can be told."""

from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from handfast.importing.connectors.settings import Address, Settings


class SalesforceSettings(Settings):
    """An org's address, and either a token or what gets one."""

    url: Address = Field(description="the org's address (`https://acme.my.salesforce.com`)")
    token: SecretStr | None = Field(None, description="an access token; instead of the next two")
    client_id: SecretStr | None = Field(
        None, description="consumer key of a connected app that may use client credentials"
    )
    client_secret: SecretStr | None = Field(None, description="its consumer secret")
    version: str = Field("64.0", pattern=r"\d{2,3}\.0", description="the version of the API")

    @model_validator(mode="after")
    def _a_way_in(self) -> Self:
        if not self.token and not (self.client_id and self.client_secret):
            raise PydanticCustomError(
                "unset",
                "needs HANDFAST_SALESFORCE_TOKEN, or HANDFAST_SALESFORCE_CLIENT_ID and HANDFAST_SALESFORCE_CLIENT_SECRET, "
                "in the environment or the keyring",
            )
        return self
