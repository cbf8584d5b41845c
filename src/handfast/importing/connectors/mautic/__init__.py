"""Mautic: contacts, companies, and what its tables of statistics say that they did."""

from handfast.importing.connectors.contract import Connector
from handfast.importing.connectors.mautic import mapping
from handfast.importing.connectors.mautic.settings import MauticSettings
from handfast.importing.connectors.mautic.streams import streams


def _account(settings: MauticSettings) -> str:
    return settings.url


CONNECTOR = Connector(
    name="mautic",
    title="Mautic",
    settings=MauticSettings,
    keys={
        **dict.fromkeys((*mapping.LISTS, *mapping.GROWING, "companies", "contacts"), ("id",)),
        **mapping.PAIRS,
    },
    open=streams,
    account=_account,
)
