"""When a file was exported, as its name says it."""

from datetime import UTC, datetime, timedelta

import pytest

from handfast.importing.store.exported import exported_at


@pytest.mark.parametrize(
    "label",
    [
        "hubspot-crm-exports-all-contacts-2026-03-04.csv",
        "hubspot-crm-exports-calls-2026-03-04-1.csv",
        "leads_20260304.xlsx#Leads 1",
        "exports-2026-03-04.zip/Lead.csv",
        "2026-01-01/contacts-2026.03.04.csv",
    ],
)
def test_a_day_in_the_name_is_when_it_was_exported(label: str) -> None:
    assert exported_at(label) == datetime(2026, 3, 5, tzinfo=UTC) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    "label",
    [
        "Lead.csv",
        "leads-2026-02-30.csv",
        "2026-01-01_2026-03-04.csv",
        "00Q20260304123456.csv",
        "book.xlsx#2026-03-04",
    ],
)
def test_no_day_or_more_than_one_says_nothing(label: str) -> None:
    assert exported_at(label) is None
