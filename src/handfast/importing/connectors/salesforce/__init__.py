"""Salesforce: records by SOQL, with their histories and those deleted."""

from handfast.importing.connectors.contract import Connector
from handfast.importing.connectors.salesforce import mapping
from handfast.importing.connectors.salesforce.settings import SalesforceSettings
from handfast.importing.connectors.salesforce.streams import streams


def _account(settings: SalesforceSettings) -> str:
    return settings.url


CONNECTOR = Connector(
    name="salesforce",
    title="Salesforce",
    settings=SalesforceSettings,
    keys=dict.fromkeys(mapping.WANTED, ("Id",)),
    open=streams,
    account=_account,
)
