"""Pardot's tables as Fivetran lays them out, imported with nothing said, held against counts made with nothing but csv."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from handfast.importing.exports import Imported
from tests.real.imported import SHARED, ask, count, imported, rows

PARDOT = SHARED / "fivetran" / "pardot"
pytestmark = pytest.mark.skipif(not PARDOT.exists(), reason="the data is not on this machine")

KINDS = {"12": "unsubscribe", "35": "unsubscribe", "14": "spam_complaint", "36": "email_bounced"}
OPPORTUNITIES = {"8", "9", "10"}
TYPES = {"New Business": "new", "Renewal": "renewal", "Upsell": "expansion"}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Imported]]:
    """The record of all of the folder's files, and what was said of the import."""
    folder = tmp_path_factory.mktemp("pardot")
    yield folder, imported(folder, PARDOT)


def table(name: str) -> list[dict[str, str]]:
    return list(rows(PARDOT / f"pardot_{name}_data.csv"))


def kept(name: str) -> list[dict[str, str]]:
    return [row for row in table(name) if row.get("_fivetran_deleted") != "true"]


def test_prospects_that_are_not_deleted_are_leads(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    expected = {
        row["id"]: (row["email"], row["created_at"][:19], row["grade"] or None) for row in kept("prospect")
    }
    query = "SELECT lead_id, email, strftime(created_at, '%Y-%m-%d %H:%M:%S'), pardot_grade FROM t"
    assert {lead: rest for lead, *rest in map(list, ask(folder, "leads", query))} == {
        lead: list(rest) for lead, rest in expected.items()
    }


def test_activities_by_kind(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    expected = {
        row["id"]: (KINDS[row["type"]], row["prospect_id"])
        for row in table("visitor_activity")
        if row["type"] not in OPPORTUNITIES
    }
    told = ask(folder, "activities", "SELECT activity_id, kind, lead_id FROM t")
    assert {activity: (kind, lead) for activity, kind, lead in told} == expected


def test_lists_and_memberships_are_programs_and_stays(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    names = {row["id"]: row["name"] for row in table("list")}
    assert dict(ask(folder, "programs", "SELECT program_id, name FROM t")) == names
    stays = Counter(
        (row["prospect_id"], row["list_id"], row["created_at"][:19]) for row in table("list_membership")
    )
    query = "SELECT lead_id, program_id, strftime(entered_at, '%Y-%m-%d %H:%M:%S') FROM t"
    assert Counter(ask(folder, "enrollments", query)) == stays


def test_opportunities_to_the_cent(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    deals = table("opportunity")
    won = [row for row in deals if row["status"] == "Won"]
    assert count(folder, "opportunities", "is_won") == len(won)
    assert count(folder, "opportunities", "NOT is_won") == len(deals) - len(won)
    ((total,),) = ask(folder, "opportunities", "SELECT sum(amount) FROM t WHERE is_won")
    assert total == sum(Decimal(row["value"]).quantize(Decimal("0.01")) for row in won)
    types = dict(ask(folder, "opportunities", "SELECT type, count(*) FROM t GROUP BY 1"))
    assert types == Counter(TYPES[row["type"]] for row in deals)
    closed = dict(
        ask(folder, "opportunities", "SELECT opportunity_id, strftime(closed_at, '%Y-%m-%d %H:%M:%S') FROM t")
    )
    assert closed == {row["id"]: row["closed_at"][:19] for row in deals}
    pairs = {(row["opportunity_id"], row["prospect_id"]) for row in table("opportunity_prospect")}
    assert set(ask(folder, "opportunity_contacts", "SELECT opportunity_id, lead_id FROM t")) == pairs


def test_campaigns_that_are_not_deleted(record: tuple[Path, Imported]) -> None:
    folder, _ = record
    expected = {row["id"]: row["name"] for row in kept("campaign")}
    assert dict(ask(folder, "campaigns", "SELECT campaign_id, name FROM t")) == expected


def test_nothing_is_set_aside_and_what_is_not_used_is_said(record: tuple[Path, Imported]) -> None:
    _, said = record
    assert said.reviewed.set_aside == ()
    told = Counter[str]()
    for what, _, number in said.reviewed.not_used:
        told[what] += number
    types = Counter(row["type"] for row in table("visitor_activity"))
    assert told == {
        "visitor": len(table("visitor")),
        "prospect": len(table("prospect")) - len(kept("prospect")),
        "campaign": len(table("campaign")) - len(kept("campaign")),
        "activity: new opportunity": types["8"],
        "activity: opportunity won": types["9"],
        "activity: opportunity lost": types["10"],
    }
