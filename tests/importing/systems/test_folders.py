"""A folder of exports as people have it, dropped on an import with nothing said: HubSpot's lists and Salesforce's reports."""

from pathlib import Path

from tests.importing.systems.test_hubspot import CONTACTS, DEALS
from tests.importing.systems.test_salesforce import ACCOUNTS, LEAD_HISTORY, LEADS, OPPORTUNITIES
from tests.importing.systems.test_salesforce import CONTACTS as SALESFORCE_CONTACTS
from tests.real.imported import ask, count, imported

HUBSPOT = {
    "hubspot-crm-exports-all-contacts-2024-05-01.csv": CONTACTS,
    "hubspot-crm-exports-all-deals-2024-05-01.csv": DEALS,
    "hubspot-crm-exports-calls-2024-05-01-1.csv": """\
Record ID,Call title,Activity date,Activity assigned to,Call outcome,Call direction,Associated Contact IDs,Associated Deal IDs
7001,Intro,2024-01-06 09:00,Ana Lopez,Connected,Outbound,101;102,501
7002,They rang,2024-01-07 09:00,Ana Lopez,,Inbound,102,
""",
    "hubspot-crm-exports-meetings-2024-05-01.csv": """\
Record ID,Meeting name,Meeting start time,Create date,Meeting outcome,Activity assigned to,Associated Contact IDs
8001,Intro,2024-01-19 10:00,2024-01-06 10:00,Completed,Ana Lopez,101
8002,Intro,2024-01-20 10:00,2024-01-06 10:00,No show,Ana Lopez,102
""",
    "hubspot-crm-exports-tasks-2024-05-01.csv": """\
Record ID,Task Title,Task type,Task Status,Completed at,Assigned to,Associated Contact IDs
9001,Send deck,To-do,Completed,2024-01-10 10:00,Ana Lopez,101
9002,Later,To-do,Not started,,Ana Lopez,101
""",
}
SALESFORCE = {
    "Lead.csv": LEADS,
    "Contact.csv": SALESFORCE_CONTACTS,
    "Account.csv": ACCOUNTS,
    "Opportunity.csv": OPPORTUNITIES,
    "LeadHistory.csv": LEAD_HISTORY,
    "Task.csv": """\
Id,WhoId,WhatId,OwnerId,Subject,Status,IsClosed,ActivityDate,CompletedDateTime,CreatedDate,TaskSubtype,CallType,IsDeleted
00T1G00003UfapAUAB,0031G00001QtDPl,0061G00000N38JZ,0051G000005MreQ,Call,Completed,true,2024-01-21,2024-01-21T10:00:00.000Z,2024-01-21T10:00:00.000Z,Call,Outbound,false
00T1G00003UfapBUAB,00Q1G00000nDnM6,,0051G000005MreQ,Later,Not Started,false,2024-09-05,,2024-01-05T11:00:00.000Z,Task,,false
""",
    "User.csv": """\
Id,Name,Email,Username,IsActive,UserRoleId,TimeZoneSidKey
0051G000005MreQQAS,Ana Lopez,ana@us.example,ana@us.example,true,00E1G000000abcdUAA,America/New_York
""",
    "Group.csv": "Id,Name,DeveloperName,Type\n00G1G000000abcdUAA,Inbound,Inbound,Queue\n",
}


def write(folder: Path, exports: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in exports.items():
        (folder / name).write_text(text, encoding="utf-8-sig")
    return folder


def assert_again_is_nothing(record: Path, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in record.glob("*.parquet")}
    imported(record, folder)
    assert {path.name: path.read_bytes() for path in record.glob("*.parquet")} == before


def test_hubspot_s_lists(tmp_path: Path) -> None:
    record = tmp_path / "record"
    folder = write(tmp_path / "exports", HUBSPOT)
    said = imported(record, folder)
    taken = [use.object.name for use in said.reviewed.mapping.tables if use.object is not None]
    assert sorted(taken) == ["calls", "contacts", "deals", "meetings", "tasks"]
    assert said.reviewed.rows == {
        "users": 2, "leads": 2, "lead_changes": 5, "activities": 5, "meetings": 2, "opportunities": 3,
        "opportunity_contacts": 3, "opportunity_changes": 4,
    }  # fmt: skip
    assert said.reviewed.set_aside == ()
    assert said.reviewed.not_used == (("task", "planned, not done", 1),)
    assert count(record, "opportunities", "is_won") == 1
    kinds = dict(ask(record, "activities", "SELECT kind, count(*) FROM t GROUP BY 1"))
    assert kinds == {"call": 2, "call_inbound": 1, "meeting": 1, "task": 1}
    # The agreement's own words stand for HubSpot's.
    assert dict(ask(record, "leads", "SELECT lead_id, stage FROM t")) == {"101": "mql", "102": "customer"}
    assert_again_is_nothing(record, folder)


def test_salesforce_s_objects(tmp_path: Path) -> None:
    record = tmp_path / "record"
    folder = write(tmp_path / "exports", SALESFORCE)
    said = imported(record, folder)
    lead, other, contact = "00Q1G00000nDnM5UAK", "00Q1G00000nDnM6UAK", "0031G00001QtDPmQAN"
    assert dict(ask(record, "leads", "SELECT lead_id, owner_id FROM t")) == {
        lead: "0051G000005MreQQAS", other: None, contact: "0051G000005MreQQAS"
    }  # fmt: skip
    assert ask(record, "leads", "SELECT lead_id, queue FROM t WHERE queue IS NOT NULL") == [
        (other, "Inbound")
    ]
    assert ask(record, "leads", "SELECT title, country, company FROM t WHERE NOT do_not_contact") == [
        ("VP", "UK", "Mill Ltd")
    ]
    query = "SELECT lead_id, opportunity_id, kind FROM t"
    assert ask(record, "activities", query) == [(lead, "0061G00000N38JZQAZ", "call")]
    assert count(record, "opportunities", f"lead_id = '{lead}'") == 1
    changed = ask(record, "lead_changes", "SELECT field, old_value FROM t WHERE field = 'owner_id'")
    assert changed == [("owner_id", None)]  # a queue is nobody
    assert said.reviewed.set_aside == ()
    assert_again_is_nothing(record, folder)


def test_a_warehouse_s_times_are_utc_whatever_the_zone(tmp_path: Path) -> None:
    export = "id,property_email,property_lifecyclestage,property_createdate{}\n1,a@x.example,lead,2024-07-01 12:00:00{}\n"
    found = []
    for name, loaded in (("exported", ("", "")), ("loaded", (",_fivetran_synced", ",2024-07-02 00:00:00"))):
        folder = write(tmp_path / name, {"contacts.csv": export.format(*loaded)})
        imported(tmp_path / f"{name}-record", folder, zone="America/New_York")
        found += ask(tmp_path / f"{name}-record", "leads", "SELECT strftime(created_at, '%H:%M') FROM t")
    assert found == [("16:00",), ("12:00",)]


def test_an_older_export_after_a_newer_one_turns_nothing_back(tmp_path: Path) -> None:
    """The day in a file's name is of when its values are, in whatever order the files come; by then a lead may have gone."""
    header = "Record ID,Email,Lifecycle Stage,Contact owner,Create Date\n"
    older = (
        header
        + "1,a@x.example,Lead,Ana Lopez,2026-01-02 10:00\n2,b@x.example,Lead,Ana Lopez,2026-01-02 10:00\n"
    )
    newer = (
        header
        + "1,a@x.example,Customer,Kim Ho,2026-01-02 10:00\n3,c@x.example,Lead,Kim Ho,2026-03-01 10:00\n"
    )
    exports = {
        "older": {"hubspot-crm-exports-all-contacts-2026-02-01.csv": older},
        "newer": {"hubspot-crm-exports-all-contacts-2026-03-04.csv": newer},
    }
    folders = {name: write(tmp_path / name, files) for name, files in exports.items()}
    for order in (("older", "newer"), ("newer", "older")):
        record = tmp_path / "-".join(order)
        for name in order:
            imported(record, folders[name])
        found = ask(record, "leads", "SELECT lead_id, stage, owner_id FROM t ORDER BY ALL")
        assert found == [
            ("1", "customer", "Kim Ho"),
            ("2", "inquiry", "Ana Lopez"),
            ("3", "inquiry", "Kim Ho"),
        ]
    record = tmp_path / "older-newer"
    changed = ask(
        record,
        "lead_changes",
        "SELECT field, old_value, new_value, strftime(changed_at, '%d %b') FROM t ORDER BY ALL",
    )
    assert changed == [
        ("owner_id", "Ana Lopez", "Kim Ho", "04 Mar"),
        ("stage", "inquiry", "customer", "04 Mar"),
    ]


def test_a_portal_in_german_and_associations_by_name(tmp_path: Path) -> None:
    """Labels and words of another language; contacts and companies named instead of given by id; a call of a deal with one contact."""
    record = tmp_path / "record"
    exports = {
        "hubspot-crm-exports-alle-kontakte-2026-03-04.csv": """\
Datensatz-ID,Vorname,Nachname,E-Mail,Zuständiger Mitarbeiter für Kontakt,Lifecycle-Phase,Erstellungsdatum,Datum der Konversion zum Marketing-Qualified-Lead
1,Ada,Ng,,Ana López,Kunde,2026-01-02 10:00,2026-01-03 11:00
2,Bo,Li,bo@x.example,Kim Ho,Lead,2026-01-02 10:00,
""",
        "hubspot-crm-exports-alle-unternehmen-2026-03-04.csv": "Datensatz-ID,Unternehmensname,Branche\n70,Mühle AG,Mühlen\n",
        "hubspot-crm-exports-alle-deals-2026-03-04.csv": """\
Datensatz-ID,Deal-Name,Deal-Phase,Pipeline,Abschlussdatum,Betrag,Erstellungsdatum,Zugeordneter Kontakt,Zugeordnetes Unternehmen
9,Pumpen,Abgeschlossen und gewonnen,Vertrieb,2026-02-03 10:00,"1.250,50",2026-01-05 10:00,Ada Ng,Mühle AG
""",
        "hubspot-crm-exports-anrufe-2026-03-04.csv": """\
Datensatz-ID,Anruftitel,Anrufrichtung,Anrufergebnis,Aktivitätsdatum,Aktivität zugewiesen zu,Zugeordneter Kontakt,IDs von zugeordneten Deals
5,Hallo,Ausgehend,Verbunden,2026-01-03 12:00,Ana López,,9
6,Hallo,Eingehend,,2026-01-04 12:00,Kim Ho,Bo Li (bo@x.example),
""",
        "hubspot-crm-exports-meetings-2026-03-04.csv": """\
Datensatz-ID,Meeting-Name,Startzeit des Meetings,Meeting-Ergebnis,Erstellungsdatum,Aktivität zugewiesen zu,Zugeordneter Kontakt
8,Demo,2026-01-06 12:00,Nicht erschienen,2026-01-03 12:00,Ana López,Ada Ng
""",
    }  # fmt: skip
    said = imported(record, write(tmp_path / "exports", exports))
    assert said.reviewed.set_aside == ()
    assert ask(record, "leads", "SELECT lead_id, stage, owner_id FROM t ORDER BY ALL") == [
        ("1", "customer", "Ana López"),
        ("2", "inquiry", "Kim Ho"),
    ]
    entered = ask(record, "lead_changes", "SELECT lead_id, new_value FROM t WHERE field = 'stage'")
    assert entered == [("1", "mql")]
    query = "SELECT lead_id, account_id, is_won, amount::VARCHAR FROM t"
    assert ask(record, "opportunities", query) == [("1", "70", True, "1250.50")]
    query = "SELECT lead_id, kind, opportunity_id FROM t ORDER BY ALL"
    assert ask(record, "activities", query) == [("1", "call", "9"), ("2", "call_inbound", None)]
    assert ask(record, "meetings", "SELECT lead_id, status FROM t") == [("1", "no-show")]


def test_salesforce_s_reports_without_ids(tmp_path: Path) -> None:
    """What is different in every row stands in for the id; a report that has nothing of the kind says which column to add."""
    record = tmp_path / "record"
    reports = {
        "report1.csv": """\
Lead Owner,First Name,Last Name,Company / Account,Lead Source,Lead Status,Email,Create Date,Converted
Ana Lopez,Ada,Ng,Acme,Web,Open - Not Contacted,ada@acme.example,1/17/2026,0
Kim Ho,Bo,Li,Globex,Web,Closed - Converted,bo@globex.example,1/18/2026,1
""",
        "report2.csv": """\
Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Close Date,Created Date,Closed,Won
Globex one,Globex,Kim Ho,Closed Won,"$1,200.50",2/17/2026,1/19/2026,1,1
Globex two,Globex,Kim Ho,Prospecting,$900.00,6/17/2026,1/19/2026,0,0
""",
        "report3.csv": """\
Subject,Lead,Date,Status,Task,Assigned,Task Subtype,Call Type,Created Date
Call,Ada Ng,1/18/2026,Completed,1,Ana Lopez,Call,Outbound,1/18/2026
""",
    }
    folder = write(tmp_path / "exports", reports)
    said = imported(record, folder)
    assert ask(record, "leads", "SELECT lead_id, stage FROM t ORDER BY ALL") == [
        ("ada@acme.example", "inquiry"),
        ("bo@globex.example", "sql"),
    ]
    query = "SELECT opportunity_id, is_won, amount::VARCHAR FROM t ORDER BY ALL"
    assert ask(record, "opportunities", query) == [
        ("Globex one", True, "1200.50"),
        ("Globex two", None, "900.00"),
    ]
    reason = next(use.reason for use in said.reviewed.mapping.tables if use.object is None)
    assert reason.startswith("Salesforce: Tasks") and "add Activity ID to the report" in reason
    # Exported again as it says, under the same name, it is looked at anew though the mapping has it.
    lines = reports["report3.csv"].splitlines()
    again = f"Activity ID,Email,{lines[0]},Lead ID\n00T1G00003UfapA,,{lines[1]},ada@acme.example\n"
    (folder / "report3.csv").write_text(again, encoding="utf-8")
    imported(record, folder)
    assert ask(record, "activities", "SELECT lead_id, kind FROM t") == [("ada@acme.example", "call")]


def test_a_task_of_an_opportunity_alone_was_with_its_primary_contact(tmp_path: Path) -> None:
    record = tmp_path / "record"
    tasks = SALESFORCE["Task.csv"] + (
        "00T1G00003UfapCUAR,,0061G00000N38JZ,0051G000005MreQ,Call,Completed,true,2024-01-22,2024-01-22T10:00:00.000Z,"
        "2024-01-22T10:00:00.000Z,Call,Outbound,false\n"
    )
    roles = (
        "Id,OpportunityId,ContactId,Role,IsPrimary,IsDeleted\n"
        "00K1G00000aaaaA,0061G00000N38JZ,0031G00001QtDPl,Buyer,true,false\n"
        "00K1G00000aaaaB,0061G00000N38JZ,0031G00001QtDPm,User,false,false\n"
    )
    folder = write(
        tmp_path / "exports", {**SALESFORCE, "Task.csv": tasks, "OpportunityContactRole.csv": roles}
    )
    said = imported(record, folder)
    assert said.reviewed.set_aside == ()
    # The contact was converted from this lead.
    assert ask(record, "activities", "SELECT DISTINCT lead_id, kind FROM t") == [
        ("00Q1G00000nDnM5UAK", "call")
    ]
    assert count(record, "activities") == 2
