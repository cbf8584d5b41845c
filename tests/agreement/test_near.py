"""Names that a misspelt one may have meant."""

import pytest

from handfast.agreement.near import near

KNOWN = ["employees", "email", "country", "company", "Job Title", "industry", "lead_source"]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("employes", "employees"),
        ("job_title", "Job Title"),
        ("contry", "country"),
        ("source", "lead_source"),
        ("EMAIL", "email"),
    ],
)
def test_the_nearest_comes_first(name, first):
    assert near(name, KNOWN)[0] == first


@pytest.mark.parametrize("name", ["zzz", "", "x" * 100_000])
def test_nothing_near_is_nothing(name):
    assert near(name, KNOWN) == []


def test_no_more_than_asked_for_and_always_in_one_order():
    known = ["stage a", "stage b", "stage c", "stage d"]
    assert near("stage", reversed(known), 2) == near("stage", known, 2) == ["stage a", "stage b"]
