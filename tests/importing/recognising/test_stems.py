"""What a file's name says once dates, counters and exporters' words are off it."""

import pytest

from handfast.importing.recognising.stems import readings_of


@pytest.mark.parametrize(
    ("stem", "bare"),
    [
        ("contacts", "contacts"),
        ("sf_lead_data", "lead"),
        ("hubspot-crm-exports-all-contacts-2026-03-04", "contacts"),
        ("email_event_sent_data_postgres", "email_event_sent"),
        ("leads (2)", "leads"),
        ("Opportunities 2026-01", "opportunities"),
        ("deals_20260304", "deals"),
    ],
)
def test_what_is_left_of_a_name(stem: str, bare: str) -> None:
    assert bare in readings_of(stem)


def test_the_name_itself_is_always_asked_first() -> None:
    assert readings_of("All Leads")[0] == "all leads"


def test_nothing_is_left_of_nothing() -> None:
    assert readings_of(" - ") == ()
