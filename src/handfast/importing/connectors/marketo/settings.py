"""What the Marketo connector can be told."""

from pydantic import Field, SecretStr

from handfast.importing.connectors.settings import Address, Settings


class MarketoSettings(Settings):
    """An instance's address and the credentials of a custom service (LaunchPoint)."""

    url: Address = Field(description="the instance's address (`https://123-ABC-456.mktorest.com`)")
    client_id: SecretStr = Field(description="client id of a custom service")
    client_secret: SecretStr = Field(description="its client secret")
    fields: str = Field("", description="more lead fields to read, by their REST names, separated by commas")

    @property
    def more_fields(self) -> tuple[str, ...]:
        """`fields` as names."""
        return tuple(name for each in self.fields.split(",") if (name := each.strip()))
