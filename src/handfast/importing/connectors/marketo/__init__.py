"""Marketo: leads, activities and their types, changes of leads, programs."""

from handfast.importing.connectors.contract import Connector
from handfast.importing.connectors.marketo.settings import MarketoSettings
from handfast.importing.connectors.marketo.streams import streams


def _account(settings: MarketoSettings) -> str:
    return settings.url


CONNECTOR = Connector(
    name="marketo",
    title="Marketo",
    settings=MarketoSettings,
    keys={
        "activities": ("marketoGUID",),
        **dict.fromkeys(("leads", "activity_types", "programs", "campaigns"), ("id",)),
    },
    open=streams,
    account=_account,
)
