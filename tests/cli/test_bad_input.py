"""Bad input: each message names the place, what is wrong and what would be right; the exit code is 1, and there is no traceback."""

import pytest


def faults(said):
    """The lines on standard error of a command that refused its input, progress apart."""
    assert said.code == 1
    assert said.out == ""
    return [line for line in said.err.splitlines() if not line.endswith(" …")]


def test_a_folder_that_is_not_there(handfast, tmp_path):
    [line] = faults(handfast("audit", tmp_path / "nowhere"))
    assert (
        line
        == f"{tmp_path}/nowhere: there is no such folder; give the folder that holds leads.csv [no-folder]"
    )


def test_missing_leads(handfast, acme):
    (acme.folder / "record" / "leads.csv").unlink()
    [line] = faults(handfast("audit", acme.record))
    assert "has no leads; it holds activities.csv, users.csv" in line
    assert (
        "Put the leads there as leads.csv or leads.parquet, with the columns lead_id and created_at [no-leads]"
        in line
    )


def test_empty_files(handfast, acme):
    acme.table("leads", "")
    acme.table("activities", "")
    said = handfast("audit", acme.record)
    lines = faults(said)
    assert any("leads.csv" in line and "empty" in line for line in lines)


def test_a_header_without_rows(handfast, acme):
    acme.table("leads", "lead_id,created_at\n")
    acme.table("activities", "activity_id,lead_id,occurred_at,kind\n")
    [line] = faults(handfast("audit", acme.record))
    assert "holds no facts: no lead, activity, change or opportunity could be read" in line


def test_a_required_column_that_is_missing(handfast, acme):
    acme.table("leads", "lead,created_at\nL1,2026-03-02T09:00:00Z\n")
    [line] = faults(handfast("audit", acme.record))
    assert line.startswith("leads.csv")
    assert "lead_id" in line


def test_a_column_of_the_wrong_type_is_set_aside_and_said(handfast, acme):
    acme.table("meetings", "meeting_id,lead_id,booked_at,starts_at\nM1,L1,2026-03-03T10:00:00Z,soon\n")
    said = handfast("audit", acme.record, "--agreement", acme.agreement)
    assert said.code == 0
    assert "Note: meetings: 1 row of 1 set aside." in said.err


def test_a_column_of_a_type_that_it_cannot_have(handfast, acme):
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = pa.table({"lead_id": ["L1"], "created_at": pa.array([[1, 2]])})
    (acme.folder / "record" / "leads.csv").unlink()
    pq.write_table(rows, acme.folder / "record" / "leads.parquet")
    lines = faults(handfast("audit", acme.record))
    assert any("leads.parquet" in line and "created_at" in line for line in lines)


def test_a_date_in_no_format(handfast, acme):
    text = "lead_id,created_at\nL1,2026-03-02T09:00:00Z\nL2,the day before yesterday\n"
    acme.table("leads", text)
    said = handfast("audit", acme.record, "--json")
    assert said.code == 0
    assert (
        '"file": "leads.csv", "line": 3, "column": "created_at", "value": "the day before yesterday"'
        in said.out
    )


def test_two_time_zones(handfast, acme):
    acme.table("leads", "lead_id,created_at\nL1,2026-03-02T09:00:00+01:00\nL2,2026-03-02 09:00:00\n")
    said = handfast("audit", acme.record)
    assert said.code == 0
    assert "Note: leads: times without a zone in 1 row were read in UTC, since no zone was named." in said.err


def test_a_zone_that_is_none(handfast, acme):
    said = handfast("audit", acme.record, "--zone", "Berlin")
    assert said.code == 2
    assert '"Berlin" is no time zone; write its IANA name, as in Europe/Berlin' in said.err


TEN = (
    ("currency: USD", "currency: XXQ"),
    ("timezone: America/New_York", "timezone: New York"),
    ("09:00-17:30", "9 to 5"),
    ("owner: marketing}\n  - {id: mql", "owner: markting}\n  - {id: mql"),
    ("points: 20, as: size", "points: many, as: size"),
    ("fit >= 30 and", "fitness >= 30 and"),
    ("on: webinar_attended", "onn: webinar_attended"),
    ("from: handoff.sales", "from: stage.qualifeid"),
    ("within: 1 business day", "within: 0 business days"),
    ("measure: complete_handoffs", "measure: complete_handoff"),
)


def test_an_agreement_with_ten_faults_at_once(handfast, acme):
    from tests.cli.conftest import AGREEMENT

    text = AGREEMENT
    for old, new in TEN:
        assert old in text
        text = text.replace(old, new, 1)
    (acme.folder / "wrong.yaml").write_text(text)
    lines = faults(handfast("check", acme.folder / "wrong.yaml"))
    for part in (
        "XXQ",
        "New York",
        "9 to 5",
        "markting",
        "many",
        "fitness",
        "onn",
        "qualifeid",
        "0 business days",
        "complete_handoff",
    ):
        assert any(part in line and line.startswith("wrong.yaml:") for line in lines), part
    assert len(lines) >= 10


def test_a_commitment_on_an_unknown_stage(handfast, acme):
    wrong = acme.agreed("from: handoff.sales", "from: stage.oportunity")
    [line] = faults(handfast("audit", acme.record, "--agreement", wrong))
    assert (
        line
        == 'agreement.yaml:37:12 follow-up.from: "stage.oportunity" is no stage; did you mean "stage.opportunity"? [unknown-stage]'
    )


def test_a_within_of_zero(handfast, acme):
    wrong = acme.agreed("within: 1 business day", "within: 0 minutes")
    [line] = faults(handfast("audit", acme.record, "--agreement", wrong))
    assert line.startswith("agreement.yaml:37:")
    assert "follow-up.within" in line
    assert "[duration]" in line


def test_a_rule_on_an_unknown_field_suggests_the_near_one_and_lists_those_there_are(handfast, acme):
    wrong = acme.agreed("employees between", "employes between")
    [line] = faults(handfast("audit", acme.record, "--agreement", wrong))
    assert line.startswith(
        "agreement.yaml:23:13 size: employes is no field of this record; did you mean employees? (it has account_id, "
    )
    assert "employees" in line.partition("(it has")[2]
    assert line.endswith("[unknown-field]")


def test_unknown_fields_are_all_named_each_in_its_file(handfast, acme):
    first = acme.agreed("minimum_information: [email, ", "minimum_information: [email, phne, ", "first.yaml")
    later = acme.agreed("effective_from: 2026-01-01", "effective_from: 2026-03-04", "later.yaml")
    text = (
        (acme.folder / "later.yaml").read_text().replace("lower(title) ~ 'student", "lower(tilte) ~ 'student")
    )
    (acme.folder / "later.yaml").write_text(text)
    lines = faults(handfast("audit", acme.record, "--agreement", later, "--agreement", first))
    assert [line.split(" ")[0] for line in lines] == ["first.yaml:30:32", "later.yaml:29:23"]


def test_the_faults_of_all_files_are_listed(handfast, acme):
    first = acme.agreed("currency: USD", "currency: XXQ", "first.yaml")
    second = acme.agreed("target: 90%", "target: 900%", "second.yaml")
    for command in (
        ["diff", first, second],
        ["audit", acme.record, "--agreement", first, "--agreement", second],
    ):
        lines = faults(handfast(*command))
        assert any(line.startswith("first.yaml:4:") for line in lines)
        assert any(line.startswith("second.yaml:37:") for line in lines)


def test_an_agreement_that_is_not_there(handfast, acme):
    [line] = faults(handfast("check", acme.folder / "nothing.yaml"))
    assert "there is no such file" in line


def test_an_as_of_before_the_first_fact(handfast, acme):
    [line] = faults(handfast("audit", acme.record, "--as-of", "2020-01-01"))
    assert "2020-01-01T00:00:00Z is before the first fact of this record (2026-03-02T09:00:00Z)" in line
    assert "give an instant from then to 2026-03-09T15:00:00Z" in line


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "01/06/2026", "", "0001-01-01T00:00+14:00"])
def test_an_as_of_in_no_format(handfast, acme, text):
    said = handfast("audit", acme.record, "--as-of", text)
    assert said.code == 2
    assert "is no instant; write 2026-06-01T09:00:00Z" in said.err


@pytest.mark.parametrize(
    ("lead", "hint"),
    [
        ("L9", "did you mean L1 or L2 or L3?"),
        ("ada@lime.example", "did you mean L1?"),
        ("somebody else", "ids of leads look like L1"),
    ],
)
def test_a_lead_that_is_not_there(handfast, acme, lead, hint):
    [line] = faults(handfast("explain", acme.record, lead, "--agreement", acme.agreement))
    assert line == f"{lead}: there is no such lead in this record; {hint} [unknown-lead]"


def test_a_lead_that_was_not_there_yet(handfast, acme):
    [line] = faults(handfast("explain", acme.record, "L4", "--as-of", "2026-03-03T12:00:00Z"))
    assert line.startswith("L4: this lead was not in the record yet at 2026-03-03T12:00:00Z")


def test_results_that_would_stand_where_a_file_is(handfast, acme):
    (acme.folder / "file").write_text("mine")
    said = handfast("audit", acme.record, "--out", acme.folder / "file")
    assert said.code == 1
    assert "this is a file, not a folder; name a folder with --out" in said.err
    assert (acme.folder / "file").read_text() == "mine"
