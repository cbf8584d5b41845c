"""What each command does, and what it leaves behind."""

import json
import re
from pathlib import Path

import pytest

from handfast import __version__
from handfast.demo import TROUBLES
from handfast.diagnosis.signs.registry import SIGNS
from handfast.engine.findings import PUBLISHED

AS_OF = "2026-03-10T17:00:00Z"


def test_help_lists_the_commands_and_the_exit_codes(handfast):
    said = handfast("--help")
    assert said.code == 0
    for command in ("demo", "check", "audit", "explain", "diff"):
        assert re.search(rf"^  {command} ", said.out, re.MULTILINE)
    assert "Exit codes: 0 done, 1 the input has faults" in said.out


def test_the_version(handfast):
    assert handfast("--version").out == f"handfast {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Usage: handfast"),
        (["adit"], "No such command 'adit'"),
        (["audit"], "Missing argument 'RECORD'"),
        (["audit", "record", "--egnine", "duckdb"], "--egnine"),
        (["audit", "record", "--engine", "oracle"], "duckdb"),
        (["demo", "d", "--leads", "3"], "50"),
    ],
)
def test_wrong_usage_is_2_and_says_how(handfast, arguments, message):
    said = handfast(*arguments)
    assert said.code == 2
    assert message in said.out + said.err


def test_check_reads_the_agreement_back_as_prose(handfast, acme):
    said = handfast("check", acme.agreement)
    assert said.code == 0
    assert "follow-up: Every hand-off is touched within a business day" in said.out
    assert said.err == ""


def test_diff_says_in_words_what_changed(handfast, acme):
    draft = acme.agreed("within: 1 business day", "within: 4 business hours", "draft.yaml")
    said = handfast("diff", acme.agreement, draft)
    assert said.code == 0
    assert "follow-up" in said.out
    assert "4 business hours" in said.out
    assert handfast("diff", acme.agreement, acme.agreement).out == "Nothing changed.\n"


def test_audit_shows_one_screen_of_80_columns_without_colour(handfast, acme):
    said = handfast("audit", acme.record, "--agreement", acme.agreement, "--as-of", AS_OF)
    assert said.code == 0
    assert "Acme demand agreement" in said.out
    assert "Marketing promised" in said.out
    assert "Sales promised" in said.out
    assert "\x1b" not in said.out
    assert max(map(len, said.out.splitlines())) <= 80
    assert len(said.out.splitlines()) <= 40


def test_audit_publishes_the_contract_and_prints_the_very_same_json(handfast, acme, tmp_path):
    out = tmp_path / "deep" / "out"
    said = handfast(
        "audit", acme.record, "--agreement", acme.agreement, "--as-of", AS_OF, "--out", out, "--json"
    )
    assert said.code == 0
    published = (out / "findings.json").read_text()
    assert said.out == published
    found = json.loads(published)
    assert list(found) == ["snapshot", "set_aside", "promises", "signs", "cost", "metrics", "timings"]
    assert found["snapshot"]["as_of"] == AS_OF
    assert {path.stem for path in (out / "findings").iterdir()} == {table.name for table in PUBLISHED}
    assert set(found["snapshot"]["rows"]) == {table.name for table in PUBLISHED}
    assert found["timings"]["diagnose"] > 0
    assert (out / "report.html").read_text().startswith("<!doctype html>")


def test_json_without_a_folder_is_json_and_nothing_else(handfast, acme):
    said = handfast("audit", acme.record, "--agreement", acme.agreement, "--json")
    assert json.loads(said.out)["snapshot"]["agreements"][0]["name"] == "Acme demand agreement"


def test_without_an_agreement_nobody_has_promised_anything_and_it_says_so(handfast, acme):
    said = handfast("audit", acme.record)
    assert said.code == 0
    assert "nobody has promised anything" in said.out
    assert "promised" not in said.out.replace("nobody has promised anything", "")
    assert "No agreement was given" in said.err


def test_a_bare_as_of_is_meant_in_the_zone_and_a_day_is_its_first_moment(handfast, acme):
    def as_of(text: str, *zone: str) -> str:
        said = handfast("audit", acme.record, "--agreement", acme.agreement, "--as-of", text, "--json", *zone)
        return str(json.loads(said.out)["snapshot"]["as_of"])

    assert as_of("2026-03-10 12:00", "--zone", "Europe/Berlin") == "2026-03-10T11:00:00Z"
    assert as_of("2026-03-10T12:00+05:30") == "2026-03-10T06:30:00Z"
    assert as_of("2026-03-10") == "2026-03-10T00:00:00Z"


def test_several_versions_are_taken_in_the_order_of_their_days(handfast, acme):
    later = acme.agreed("effective_from: 2026-01-01", "effective_from: 2026-03-04", "later.yaml")
    said = handfast("audit", acme.record, "--agreement", later, "--agreement", acme.agreement, "--json")
    assert len(json.loads(said.out)["snapshot"]["agreements"]) == 2


def test_explain_tells_why_nobody_called_ada_in_time(handfast, acme):
    said = handfast("explain", acme.record, "L1", "--agreement", acme.agreement, "--as-of", AS_OF)
    assert said.code == 0
    words = " ".join(said.out.split())
    assert words.startswith("Ada Ng VP Sales, Lime, US")
    assert "Cycle 1: 2 Mar 2026 09:02 UTC, by its points: fit 40, engagement 25" in words
    assert "Every hand-off is touched within a business day: broken" in words
    assert "due 2 Mar 2026 22:30 UTC (17:30 in New York)" in words
    assert "First touch 6 Mar 2026 15:00 UTC" in words
    assert max(map(len, said.out.splitlines())) <= 80


def test_explain_says_what_is_missing_in_numbers_and_what_bars(handfast, acme):
    said = handfast("explain", acme.record, "L2", "--agreement", acme.agreement)
    words = " ".join(said.out.split())
    assert "Missing: 10 of fit and 25 of engagement." in words
    assert "It can't qualify while the title contains student or intern (never_when.1)." in words


def test_explain_as_json_is_the_same_story(handfast, acme):
    said = handfast("explain", acme.record, "L1", "--agreement", acme.agreement, "--as-of", AS_OF, "--json")
    story = json.loads(said.out)
    assert story["who"]["lead_id"] == "L1"
    assert [clock["state"] for clock in story["handoffs"][0]["clocks"]] == ["breached"]
    assert story["score"]["clauses"][0]["values"] == {"employees": "120"}


def test_the_demo_ends_with_its_report_and_how_to_open_it(handfast, tmp_path):
    folder = tmp_path / "company"
    said = handfast("demo", folder, "--leads", "60", "--seed", "3", "--fault", "blind-handoff=3")
    assert said.code == 0
    report = folder / "out" / "report.html"
    assert report.exists()
    assert "".join(str(report).split()) in "".join(said.out.split())
    assert "Open it in a browser" in said.out
    assert json.loads((folder / "truth.json").read_text())["faults"] == {"blind-handoff": 3.0}


def test_a_demo_without_a_named_fault_has_one_of_each_side_and_none_on_demand(handfast, tmp_path):
    for asked, faults in (((), TROUBLES), (("--fault", "none"), {})):
        folder = tmp_path / f"company-{len(faults)}"
        assert handfast("demo", folder, "--leads", "50", *asked).code == 0
        assert json.loads((folder / "truth.json").read_text())["faults"] == faults
    assert {SIGNS[fault].party for fault in TROUBLES} == {"marketing", "sales", "both"}


def test_the_demo_leaves_other_peoples_folders_alone(handfast, acme):
    said = handfast("demo", acme.folder)
    assert said.code == 1
    assert "no demo's; name another folder" in said.err
    assert not (acme.folder / "truth.json").exists()


def test_every_wrong_fault_of_a_demo_is_named(handfast, tmp_path):
    said = handfast("demo", tmp_path / "d", "--fault", "slow-folow-up", "--fault", "bad-data=99")
    assert said.code == 2
    assert "did you mean slow-follow-up" in said.err
    assert '"99" is no strength' in said.err
    assert not (tmp_path / "d").exists()


def test_notes_on_reading_go_to_standard_error(handfast, acme):
    acme.table("leads", (Path(acme.record) / "leads.csv").read_text().replace("T09:00:00Z", " 09:00:00"))
    said = handfast("audit", acme.record, "--agreement", acme.agreement, "--json")
    assert "Note: leads: times without a zone in 1 row were read in UTC" in said.err
    json.loads(said.out)
