"""HubSpot: objects, the history of their properties, associations, owners, pipelines."""

from handfast.importing.connectors.contract import Connector
from handfast.importing.connectors.hubspot import mapping
from handfast.importing.connectors.hubspot.settings import HubSpotSettings
from handfast.importing.connectors.hubspot.streams import streams


def _account(settings: HubSpotSettings) -> str:
    return settings.url


CONNECTOR = Connector(
    name="hubspot",
    title="HubSpot",
    settings=HubSpotSettings,
    keys={
        **dict.fromkeys((*mapping.WANTED, "owners"), ("id",)),
        **{
            f"{mapping.SINGULAR[kind]}_property_history": (
                f"{mapping.SINGULAR[kind]}_id",
                "name",
                "timestamp",
                "value",
            )
            for kind in mapping.HISTORY
        },
        **{f"{one}_pipelines": ("id",) for one in ("deal", "lead")},
        **{f"{one}_pipeline_stages": ("pipeline_id", "stage_id") for one in ("deal", "lead")},
    },
    open=streams,
    account=_account,
)
