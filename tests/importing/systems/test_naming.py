"""When two names are one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.importing.systems.naming import column_name, plain, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Record ID", "record_id"),
        ("recordId", "Record-Id"),
        ("Tier__c", "tier"),
        ("lead_source_detail_c", "Lead Source Detail"),
        ("Adresse e‑mail", "adresse email"),
        ("Prénom", "prenom"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("Close Date", "Closed"), ("id", "ids"), ("Email", "Email 2")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@given(st.text(max_size=30))
def test_a_plain_name_is_as_plain_as_it_gets(name: str) -> None:
    assert plain(plain(name)) in (plain(name), plain(name).removesuffix("c"))


@given(st.text(max_size=40))
def test_a_column_name_is_always_one_that_rules_can_use(label: str) -> None:
    name = column_name(label)
    assert name and set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert column_name(name) == name


def test_words_of_a_name_are_cut_at_humps_and_underscores() -> None:
    assert words("ConvertedOpportunityId") == ("converted", "opportunity", "id")
    assert words("Date de création") == ("date", "de", "creation")
