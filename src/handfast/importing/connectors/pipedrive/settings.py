"""What the Pipedrive connector can be told."""

from pydantic import Field, SecretStr

from handfast.importing.connectors.settings import Address, Settings


class PipedriveSettings(Settings):
    """A company's address and a user's API token."""

    url: Address = Field(description="the company's address (`https://acme.pipedrive.com`)")
    token: SecretStr = Field(description="personal API token of a user who sees everything")
    history: bool = Field(True, description="whether to read the changes of each deal, at a call a deal")
