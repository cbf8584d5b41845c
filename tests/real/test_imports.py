"""Exports that no one here wrote, imported with nothing said, held against counts made with nothing but csv."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.real.imported import NOW, SHARED, ask, count, imported, rows

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the data is not on this machine")

OLIST, MAVEN, BPI, EDUCATION = (SHARED / name for name in ("olist", "maven", "bpi2012", "x_education"))
LEADS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"


def same_rows(one: Path, other: Path, table: str, columns: str) -> bool:
    """Whether two records say the same in a table."""
    query = f"SELECT {columns} FROM t ORDER BY ALL"
    return ask(one, table, query) == ask(other, table, query)


def test_leads_and_closed_deals_by_their_counts(tmp_path: Path) -> None:
    imported(tmp_path, OLIST / LEADS, OLIST / DEALS)
    leads, deals = list(rows(OLIST / LEADS)), list(rows(OLIST / DEALS))
    assert count(tmp_path, "leads") == len({row["mql_id"] for row in leads}) == 8000
    assert count(tmp_path, "opportunities", "is_won") == len(deals) == 842
    sources = dict(
        ask(tmp_path, "leads", "SELECT source, count(*) FROM t WHERE source IS NOT NULL GROUP BY 1")
    )
    assert sources == Counter(row["origin"] for row in leads if row["origin"])
    won = dict(
        ask(tmp_path, "opportunities", "SELECT strftime(closed_at, '%Y-%m'), count(*) FROM t GROUP BY 1")
    )
    assert won == Counter(row["won_date"][:7] for row in deals)
    owners = dict(ask(tmp_path, "opportunities", "SELECT owner_id, count(*) FROM t GROUP BY 1"))
    assert owners == Counter(row["sr_id"] for row in deals)


def test_dates_with_the_day_first_make_the_same_record(tmp_path: Path) -> None:
    imported(tmp_path / "iso", OLIST / LEADS)
    imported(tmp_path / "day", OLIST / "variant_ddmmyyyy" / LEADS)
    assert same_rows(tmp_path / "iso", tmp_path / "day", "leads", "lead_id, created_at, source, campaign_id")
    ((first,),) = ask(tmp_path / "day", "leads", "SELECT min(created_at) FROM t")
    days = [
        datetime.strptime(row["first_contact_date"], "%d-%m-%Y")
        for row in rows(OLIST / "variant_ddmmyyyy" / LEADS)
    ]
    assert first == min(days).replace(tzinfo=UTC)


def test_a_second_import_changes_no_byte(tmp_path: Path) -> None:
    def bytes_of() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in tmp_path.glob("*.parquet")}

    imported(tmp_path, OLIST / LEADS, OLIST / DEALS)
    before = bytes_of()
    again = imported(tmp_path, OLIST / LEADS, OLIST / DEALS)
    assert again.stored is not None and not again.stored.import_id
    assert bytes_of() == before


def test_deals_of_a_crm_by_their_counts(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        *(MAVEN / name for name in ("accounts.csv", "sales_pipeline.csv", "sales_teams.csv", "products.csv")),
    )
    deals = list(rows(MAVEN / "sales_pipeline.csv"))
    begun = [row for row in deals if row["engage_date"]]
    assert count(tmp_path, "opportunities") == len(begun)
    assert sum(number for _, _, number, _ in found.reviewed.set_aside) == len(deals) - len(begun)
    for won, stage in ((True, "Won"), (False, "Lost")):
        assert count(tmp_path, "opportunities", f"is_won = {won}") == sum(
            row["deal_stage"] == stage for row in begun
        )
    ((revenue,),) = ask(tmp_path, "opportunities", "SELECT sum(amount) FROM t WHERE is_won")
    assert revenue == sum(Decimal(row["close_value"]) for row in begun if row["deal_stage"] == "Won")
    teams = {row["sales_agent"]: row["regional_office"] for row in rows(MAVEN / "sales_teams.csv")}
    assert dict(ask(tmp_path, "users", "SELECT name, team FROM t WHERE team IS NOT NULL")) == teams
    assert [use.label for use in found.reviewed.mapping.tables if use.object is None] == ["products.csv"]


def test_dates_with_the_month_first_make_the_same_deals(tmp_path: Path) -> None:
    for name in ("iso", "us"):
        folder = MAVEN if name == "iso" else MAVEN / "variant_us_dates"
        imported(tmp_path / name, folder / "sales_pipeline.csv", zone="America/New_York")
    columns = "opportunity_id, created_at, closed_at, is_won, account_id, owner_id, amount"
    assert same_rows(tmp_path / "iso", tmp_path / "us", "opportunities", columns)
    first = min(row["engage_date"] for row in rows(MAVEN / "sales_pipeline.csv") if row["engage_date"])
    midnight = datetime.fromisoformat(first).replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    assert ask(tmp_path / "us", "opportunities", "SELECT min(created_at) FROM t") == [(midnight,)]


def test_loan_applications_by_their_counts(tmp_path: Path) -> None:
    imported(tmp_path, BPI)
    entered = list(rows(BPI / "stage_history.csv.gz"))
    did = list(rows(BPI / "work_item_events.csv.gz"))
    assert count(tmp_path, "leads") == len({row["lead_id"] for row in rows(BPI / "leads.csv")}) == 13087
    stages = dict(
        ask(tmp_path, "lead_changes", "SELECT new_value, count(*) FROM t WHERE field = 'stage' GROUP BY 1")
    )
    assert stages == Counter(row["stage"] for row in entered)
    kinds = dict(ask(tmp_path, "activities", "SELECT kind, count(*) FROM t GROUP BY 1"))
    assert kinds == Counter(row["activity_type"] for row in did)
    assert count(tmp_path, "activities", "user_id IS NULL") == sum(not row["user_id"] for row in did)
    ((last,),) = ask(tmp_path, "lead_changes", "SELECT max(changed_at) FROM t")
    latest = max(datetime.fromisoformat(row["entered_at"]).astimezone(UTC) for row in entered)
    assert last == latest


def test_leads_without_any_date_by_their_counts(tmp_path: Path) -> None:
    imported(tmp_path, EDUCATION)
    leads = list(rows(EDUCATION / "Leads.csv"))
    assert count(tmp_path, "leads") == len({row["Prospect ID"] for row in leads}) == 9240
    converted = dict(ask(tmp_path, "leads", "SELECT converted, count(*) FROM t GROUP BY 1"))
    assert converted == Counter(row["Converted"] for row in leads)
    empty = ("", "Select")
    for label, column in (
        ("Specialization", "specialization"),
        ("City", "city"),
        ("Lead Profile", "lead_profile"),
    ):
        assert count(tmp_path, "leads", f"{column} IS NOT NULL") == sum(
            row[label] not in empty for row in leads
        )
    assert ask(tmp_path, "leads", "SELECT DISTINCT created_at FROM t") == [(NOW,)]
