"""What the HubSpot connector can be told."""

from pydantic import Field, SecretStr

from handfast.importing.connectors.settings import Address, Settings


class HubSpotSettings(Settings):
    """The token of a private app, and which version of the API to speak."""

    token: SecretStr = Field(description="access token of a private app (`pat-…`)")
    version: str = Field(
        "2026-09", pattern=r"\d{4}-\d{2}(-beta)?", description="the dated version of the API"
    )
    url: Address = Field("https://api.hubapi.com", description="where the API is")
    properties: str = Field(
        "", description="more properties to read, separated by commas; `*` for all there are"
    )

    @property
    def more_properties(self) -> tuple[str, ...]:
        """`properties` as names."""
        return tuple(name for each in self.properties.split(",") if (name := each.strip()))
