"""Sheets as the apps write them, imported with nothing said: one person's journey through lead, contact and deal."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from handfast.agreement.defaults import default_agreement
from handfast.importing.exports import Imported, Options, import_exports
from tests.importing.systems.as_csv import as_csv

IMPORTED = datetime(2026, 6, 1, tzinfo=UTC)
DAY = "2026-03-%02d 12:00:00"

Rows = list[dict[str, object]]


def import_sheets(folder: Path, zone: str, sheets: Mapping[str, Rows]) -> Imported:
    """Import sheets of those names; the record is `folder / "record"`."""
    exports = folder / "exports"
    exports.mkdir()
    for name, rows in sheets.items():
        (exports / f"{name}.csv").write_text(as_csv(rows), encoding="utf-8")
    options = Options(default_agreement(), zone=zone, duplicates=False)
    return import_exports([exports], folder / "record", options, IMPORTED)


def ask(folder: Path, table: str, columns: str) -> list[tuple[Any, ...]]:
    path = folder / "record" / f"{table}.parquet"
    query = f"SELECT {columns} FROM read_parquet('{path}') ORDER BY ALL"
    return duckdb.connect().execute(query).fetchall()


def test_zoho_s_converted_lead(tmp_path: Path) -> None:
    owner = {"Owner.id": "zcrm_2", "Owner": "Kim Oy"}
    said = import_sheets(
        tmp_path,
        "Europe/Berlin",
        {
            "Leads": [
                {
                    "Record Id": "zcrm_71",
                    **{f"Lead {name}": value for name, value in owner.items()},
                    "First Name": "Ada",
                    "Last Name": "Brook",
                    "Email": "ada@brook.example",
                    "Lead Status": "Contacted",
                    "Created Time": DAY % 2,
                    "Modified Time": DAY % 4,
                    "Email Opt Out": "false",
                    "Converted Contact.id": "zcrm_81",
                    "Converted Deal.id": "zcrm_95",
                    "Converted Date Time": DAY % 4,
                    "Tag": "vip",
                }
            ],
            "Contacts": [
                {
                    "Record Id": "zcrm_81",
                    **{f"Contact {name}": value for name, value in owner.items()},
                    "Account Name": "Brook Ltd",
                    "First Name": "Ada",
                    "Last Name": "Brook",
                    "Email": "ada@brook.example",
                    "Department": "Finance",
                    "Created Time": DAY % 4,
                    "Modified Time": DAY % 6,
                }
            ],
            "Deals": [
                {
                    "Record Id": "zcrm_95",
                    **{f"Deal {name}": value for name, value in owner.items()},
                    "Deal Name": "Pumps",
                    "Contact Name.id": "zcrm_81",
                    "Contact Name": "Ada Brook",
                    "Amount": "1200.5",
                    "Stage": "Closed Won",
                    "Closing Date": "2026-04-01",
                    "Created Time": DAY % 4,
                }
            ],
            "Calls": [
                {
                    "Record Id": "zcrm_1",
                    **{f"Call {name}": value for name, value in owner.items()},
                    "Call Type": "Inbound",
                    "Contact Name.id": "zcrm_81",
                    "Related To.id": "zcrm_95",
                    "Call Start Time": DAY % 9,
                }
            ],
        },
    )
    assert not said.reviewed.set_aside and not said.reviewed.not_used
    assert ask(tmp_path, "leads", "lead_id, department, tag, created_at") == [
        ("71", "Finance", "vip", datetime(2026, 3, 2, 11, tzinfo=UTC))
    ]
    assert ask(tmp_path, "opportunities", "opportunity_id, lead_id, is_won, amount::varchar") == [
        ("95", "71", True, "1200.50")
    ]
    assert ask(tmp_path, "activities", "lead_id, kind, user_id, opportunity_id") == [
        ("71", "call_inbound", "2", "95")
    ]
    assert ask(tmp_path, "users", "user_id, name") == [("2", "Kim Oy")]


def test_dynamics_sheets_with_days_after_months_names_and_a_team(tmp_path: Path) -> None:
    def sheet(thing: str, number: int) -> dict[str, object]:
        return {
            f"(Do Not Modify) {thing}": f"{number:08x}-0000-4000-8000-000000000000",
            "(Do Not Modify) Row Checksum": "x",
            "(Do Not Modify) Modified On": "3/22/2026 9:15 AM",
        }

    lead = {"Email": "ada@brook.example", "Company Name": "Brook", "Do not allow Emails": "Do Not Allow"}
    said = import_sheets(
        tmp_path,
        "America/New_York",
        {
            "My Open Leads 3-22-2026 10-15-30 AM": [
                sheet("Lead", 0xA7)
                | lead
                | {
                    "Name": "Ada Brook",
                    "Topic": "Pumps",
                    "Status": "Qualified",
                    "Status Reason": "Qualified",
                    "Created On": "3/2/2026 8:00 AM",
                    "Owner": "Inside Sales",
                }
            ],
            "Phone Calls": [
                sheet("Phone Call", 0x11)
                | {
                    "Subject": "Hello",
                    "Regarding": "Ada Brook",
                    "Direction": "Outgoing",
                    "Activity Status": "Completed",
                    "Owner": "Kim Oy",
                    "Created On": "3/2/2026 8:30 AM",
                    "Actual End": "3/2/2026 8:40 AM",
                }
            ],
            "Opportunities": [
                sheet("Opportunity", 5)
                | {
                    "Topic": "Pumps",
                    "Originating Lead": "Ada Brook",
                    "Est. Revenue": "$1,000.00",
                    "Actual Revenue": "$900.00",
                    "Actual Close Date": "3/20/2026",
                    "Status": "Won",
                    "Created On": "3/3/2026 8:30 AM",
                    "Owner": "Kim Oy",
                }
            ],
            "Teams": [
                {"teamid": f"{0x70:08x}-0000-4000-8000-000000000000", "name": "Inside Sales", "teamtype": "0"}
            ],
        },
    )
    ada = f"{0xA7:08x}-0000-4000-8000-000000000000"
    assert not said.reviewed.set_aside
    assert ask(tmp_path, "leads", "lead_id, do_not_contact, queue, created_at") == [
        (ada, True, "Inside Sales", datetime(2026, 3, 2, 13, tzinfo=UTC))
    ]
    assert ask(tmp_path, "activities", "lead_id, kind, user_id, occurred_at") == [
        (ada, "call", "Kim Oy", datetime(2026, 3, 2, 13, 40, tzinfo=UTC))
    ]
    assert ask(tmp_path, "opportunities", "lead_id, is_won, amount::varchar, currency, closed_at") == [
        (ada, True, "900.00", "USD", datetime(2026, 3, 20, 4, tzinfo=UTC))
    ]
