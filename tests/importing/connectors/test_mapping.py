"""An answer becomes rows: pure, with the API's names, one row a thing, nothing but text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.importing.connectors.hubspot import mapping as hubspot
from handfast.importing.connectors.marketo import mapping as marketo
from handfast.importing.connectors.mautic import mapping as mautic
from handfast.importing.connectors.pipedrive import mapping as pipedrive
from handfast.importing.connectors.plain import plain
from handfast.importing.connectors.salesforce import mapping as salesforce
from tests.importing.connectors.companies import fixtures


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), ("", None), (" ", " "), (True, "true"), (False, "false"), (0, "0"), (1200.0, "1200"), (1200.5, "1200.5"),
     (1e22, "10000000000000000000000"), (0.1, "0.1"), ([], "[]"), ({"a": "é"}, '{"a": "é"}')],
)  # fmt: skip
def test_values_as_text(value: Any, text: str | None) -> None:
    assert plain(value) == text


def test_a_contact_of_hubspot_and_its_history() -> None:
    (contact,) = fixtures("hubspot")["contacts"]
    links = {"companies": [{"toObjectId": "9"}, {"toObjectId": 9}, {"toObjectId": "10"}]}
    row = hubspot.object_row(contact, links)
    assert (row["id"], row["email"], row["phone"], row["archived"]) == (
        "1",
        "ada@lime.example",
        None,
        "false",
    )
    assert row["associated_company_ids"] == "9;10"
    assert not {"hs_object_id", "hs_lastmodifieddate"} & row.keys()
    rows = hubspot.history_rows("contacts", contact)
    assert [(row["name"], row["value"], row["timestamp"]) for row in rows] == [
        ("lifecyclestage", "marketingqualifiedlead", "2026-03-03T09:00:00Z"),
        ("lifecyclestage", "lead", "2026-03-02T09:00:00Z"),
        ("hubspot_owner_id", "77", "2026-03-03T09:05:00Z"),
    ]


def test_properties_of_hubspot_that_are_read() -> None:
    known = [
        {"name": "email", "hubspotDefined": True},
        {"name": "hs_obscure", "hubspotDefined": True},
        {"name": "segment", "hubspotDefined": False},
        {"name": "hs_v2_date_entered_12345", "hubspotDefined": True},
        {"name": "hs_lifecyclestage_lead_date", "hubspotDefined": True},
    ]
    assert hubspot.chosen("contacts", known, ()) == [
        "email",
        "segment",
        "hs_v2_date_entered_12345",
        "hs_lifecyclestage_lead_date",
    ]
    assert len(hubspot.chosen("contacts", known, ("*",))) == 5


def test_a_query_of_salesforce_fits_into_an_address() -> None:
    fields = [f"A_very_long_name_of_a_field_{number}__c" for number in range(600)]
    soql, left = salesforce.query("Lead", ["Id", *fields], "SystemModstamp", "2026-03-01T09:00:00.000Z")
    assert len(soql) < 12_200 and left
    assert soql.startswith("SELECT Id,A_very") and soql.endswith(
        "FROM Lead WHERE SystemModstamp >= 2026-03-01T09:00:00.000Z ORDER BY SystemModstamp, Id"
    )
    assert soql.count("__c") + len(left) == 600


def test_instants_of_salesforce_end_in_z() -> None:
    (lead,) = fixtures("salesforce")["Lead"]
    row = salesforce.record_row(lead, ["CreatedDate", "ConvertedDate", "IsConverted", "Nothing"])
    assert row == {
        "CreatedDate": "2026-03-02T09:00:00.000Z",
        "ConvertedDate": "2026-03-05",
        "IsConverted": "true",
        "Nothing": None,
    }


def test_a_change_of_marketo_is_a_row_a_field_and_a_new_lead_none() -> None:
    (change,) = fixtures("marketo")["leadchanges"]
    (row,) = marketo.change_rows(change, {13: "Change Data Value"})
    assert (row["marketoGUID"], row["old_value"], row["new_value"]) == ("4:leadStatus", "Open", "MQL")
    assert marketo.change_rows({**change, "activityTypeId": 12}, {}) == []


def test_a_contact_of_mautic_in_each_way_that_php_writes_it() -> None:
    (contact,) = fixtures("mautic")["contacts"]
    row = mautic.contact_row(contact)
    assert (row["id"], row["email"], row["owner"], row["stage"]) == ("7", "ada@lime.example", "2", "3")
    grouped = {**contact, "fields": {"core": contact["fields"]["core"], "social": []}}
    assert mautic.contact_row(grouped)["email"] == "ada@lime.example"
    assert mautic.contact_row({**contact, "fields": [], "owner": [], "stage": None}).keys() >= {
        "id",
        "owner",
        "stage",
    }
    assert mautic.table_row({"id": 1, "date_hit": "2026-03-02 09:00:00", "url": "2026-03-02 is a day"}) == {
        "id": "1", "date_hit": "2026-03-02T09:00:00Z", "url": "2026-03-02 is a day",
    }  # fmt: skip


def test_own_fields_of_pipedrive_have_their_names_and_labels() -> None:
    key, other = "a" * 40, "b" * 40
    own = pipedrive.own_fields(
        [
            {
                "key": key,
                "name": "Segment",
                "options": [{"id": 1, "label": "Big"}, {"id": 2, "label": "Small"}],
            },
            {"key": other, "name": "title"},
            {"key": "name", "name": "Name"},
        ]
    )
    row = pipedrive.thing_row({"id": 7, "title": "T", "custom_fields": {key: [1, 2, 3], other: "mine"}}, own)
    assert row == {"id": "7", "title": "T", "Segment": "Big;Small;3", "title (own field)": "mine"}
    assert pipedrive.thing_row({"id": 7, key: 2}, own) == {"id": "7", "Segment": "Small"}
    (lead,) = fixtures("pipedrive", "v1")["leads"]
    assert pipedrive.lead_row(lead, {})["currency"] == "EUR"


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        st.lists,
        max_leaves=5,
    )
)
def test_any_value_is_text_or_nothing(value: Any) -> None:
    assert plain(value) is None or isinstance(plain(value), str)
