"""Pipedrive: people, organizations, deals and their changes, activities, leads, notes."""

from handfast.importing.connectors.contract import Connector
from handfast.importing.connectors.pipedrive.settings import PipedriveSettings
from handfast.importing.connectors.pipedrive.streams import CHANGING, streams


def _account(settings: PipedriveSettings) -> str:
    return settings.url


CONNECTOR = Connector(
    name="pipedrive",
    title="Pipedrive",
    settings=PipedriveSettings,
    keys={
        **dict.fromkeys((*CHANGING, "users", "pipelines", "stages", "leads", "notes"), ("id",)),
        "deal_changes": ("deal_id", "field_key", "time", "new_value"),
    },
    open=streams,
    account=_account,
)
