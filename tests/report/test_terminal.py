"""One screen of terminal: 80 columns, both sides, and colour only where a terminal takes it."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from handfast.agreement.diff import Change
from handfast.engine.findings_made import Findings
from handfast.report.source import Results
from handfast.report.terminal import print_changes, print_prose, print_summary
from tests.report.company import Company, company, empty_company, northwind

GOLDEN = Path(__file__).parent / "summary.txt"


def screen(results: Results, report: Path | None = None, terminal: bool = False) -> str:
    said = io.StringIO()
    print_summary(
        results,
        Console(file=said, width=80, force_terminal=terminal, highlight=False, markup=False, emoji=False),
        report,
    )
    return said.getvalue()


def test_the_screen_of_the_hand_made_company(made: Company) -> None:
    lines = [line.rstrip() for line in screen(made, Path("out/report.html")).splitlines()]
    assert "\n".join(lines) + "\n" == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("promised", [True, False])
def test_it_fits_a_screen(promised: bool) -> None:
    lines = screen(company(leads=150, promised=promised), Path("out/report.html")).splitlines()
    assert len(lines) <= 45 and max(map(len, lines)) <= 80


def test_the_demo_fits_a_screen(demo: Findings) -> None:
    lines = screen(demo, Path("out/report.html")).splitlines()
    assert len(lines) <= 45 and max(map(len, lines)) <= 80
    assert any("Marketing promised" in line and "│ Sales promised" in line for line in lines)


def test_colour_only_on_a_terminal_and_not_with_no_color(
    made: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" not in screen(made)
    assert "\x1b[32m" in screen(made, terminal=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[32m" not in screen(made, terminal=True)


def test_a_state_is_a_shape_and_a_word_too(made: Company) -> None:
    said = screen(made)
    assert "● 120 sales-ready leads a month" in said and "kept · " in said
    assert "◇ " in said and "broken · " in said


def test_where_nobody_promised_anything_nothing_is_broken() -> None:
    said = screen(company(leads=150, promised=False))
    assert "nobody has promised anything" in said
    assert not any(word in said for word in ("broken", "kept", "Next move", "target 9", "◇", "●"))


def test_a_side_that_promised_nothing_is_said_to_and_nothing_is_said_twice() -> None:
    said = northwind().model_dump(mode="json", by_alias=True, exclude_none=True)
    said["commitments"] = [clause for clause in said["commitments"] if clause["by"] != "marketing"]
    results = empty_company(agreements=(type(northwind()).model_validate(said),))
    lines = [line.rstrip() for line in screen(results).splitlines()]
    place = next(place for place, line in enumerate(lines) if line.startswith("Marketing promised"))
    assert "judged" not in lines[place].partition("│")[0]
    assert lines[place + 1].startswith("  nothing that can be measured ")
    assert any("no data · target 90%" in line for line in lines) and not any(
        "no data · no" in line for line in lines
    )


def test_a_record_of_which_nothing_is_known() -> None:
    said = screen(empty_company(missing=("no activities in this record",)))
    assert "no data" in said and "1 thing can't be judged" in said and "nan" not in said


def test_an_agreement_reads_as_prose() -> None:
    said = io.StringIO()
    print_prose(northwind(), Console(file=said, width=100))
    text = said.getvalue()
    assert text.startswith("Northwind demand agreement")
    assert "What marketing promises" in text and "volume: 120 sales-ready leads a month" in text


def test_changes_are_said_a_clause_to_a_line() -> None:
    said = io.StringIO()
    console = Console(file=said, width=80)
    print_changes(
        [
            Change("volume", "changed", "volume: 120 becomes 140"),
            Change("no-shows", "removed", "no-shows is gone"),
        ],
        console,
    )
    print_changes([], console)
    assert said.getvalue() == "~ volume: 120 becomes 140\n- no-shows is gone\nNothing changed.\n"
