"""One lead's story in words: 80 columns, no colour but on a terminal, everything there also as JSON."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from handfast.engine.explanation import (
    Award,
    Bar,
    ClausePoints,
    Clock,
    Cycle,
    Event,
    Explanation,
    Handoff,
    Missing,
    Person,
    Score,
    Stay,
    Who,
)  # fmt: skip
from handfast.report.explanation import explanation_json, print_explanation

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
CLOCK = Clock(
    commitment_id="follow-up", promise="Every hand-off is touched within a business day", by="sdr", within="1 business day", business=True,
    starts_with="the hand-off sales", stops_with="the first touch", started_at=AT, due_at=datetime(2026, 3, 3, 14, 30, tzinfo=UTC), stopped_at=LATER,
    elapsed_seconds=4 * 30_600 + 3600, state="breached", why="done after it was due", owner=Person("kim", "Kim Ito", "sdr"), handoff_id="sales:L1:1",
    meeting_id=None, calendar="kim", zone="America/New_York", day_seconds=30_600,
)  # fmt: skip
HANDOFF = Handoff(
    handoff_id="sales:L1:1", handoff="sales", words="a lead passes from demand to sdr when it is qualified", cycle=1, handed_at=AT,
    owner=Person("kim", "Kim Ito", "sdr"), team="sdr", raised=False, complete=True, first_touch_at=LATER, touches=1, replied_at=None, decision=None,
    decided_at=None, reason=None, timing="late", early=False, unlogged=False, ended_at=None, clocks=(CLOCK,),
)  # fmt: skip
STORY = Explanation(
    as_of=datetime(2026, 3, 10, 17, 0, tzinfo=UTC), agreement="Acme demand agreement", agreement_hash="ab", promised=True, zone="America/New_York",
    day_seconds=30_600, missing_data=(),
    who=Who("L1", (), AT, "C1", "Lime", Person("kim", "Kim Ito", "sdr"), "webinar", "inbound", None,
            {"first_name": "Ada", "last_name": "Ng", "title": "VP Sales"}),
    stage="mql", stays=(Stay("mql", True, AT, None, LATER, 30_600, True, False, False),), cycles=(Cycle(1, AT, None, None, None, None),),
    score=Score(20.0, 4.5, 24.5, (
        ClausePoints("fit", "size", "the employees are between 50 and 5000", 20.0, 20.0, {"employees": "120"}, None, "current"),
        ClausePoints("engagement", "pricing", "10 points for a page view", 4.5, 10.0, {}, awards=(
            Award("A1", "page_view", "https://acme.example/pricing", None, AT, 10.0, 4.5, None),)),
    )),
    missing=Missing("fit is at least 30", 10.0, 0.0, 0.0, ("phone",), (Bar("never_when.1", "the title contains intern"),),
                    datetime(9999, 12, 31, tzinfo=UTC), "it ended"),
    qualifications=(), handoffs=(HANDOFF,), clocks=(), decisions=(), deals=(),
    timeline=(
        *(Event(AT.replace(minute=minute), "lead", "page view", "https://acme.example/pricing", None, False) for minute in range(3)),
        Event(LATER, "sales", "call", None, "kim", False),
    ),
    earlier=7,
)  # fmt: skip


def printed(story: Explanation, **console: object) -> str:
    out = io.StringIO()
    print_explanation(story, Console(file=out, **({"width": 200} | console)))  # type: ignore[arg-type]
    return out.getvalue()


def words(story: Explanation) -> str:
    return " ".join(printed(story).split())


def test_no_line_is_wider_than_80_columns_and_nothing_is_coloured() -> None:
    said = printed(STORY)
    assert max(map(len, said.splitlines())) <= 80
    assert "\x1b" not in said


def test_on_a_terminal_marks_have_their_colours() -> None:
    assert "\x1b[" in printed(STORY, force_terminal=True, color_system="standard", width=100)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Ng VP Sales, Lime",
        "It is in stage mql since 2 Mar 2026 14:30 UTC, over its time limit, which ended 6 Mar 2026 15:00 UTC (10:00 in New York); owner: Kim Ito (sdr).",
        "Score 24.5: fit 20, engagement 4.5",
        "size: the employees are between 50 and 5000; employees is 120; no history, so today's value stands for all time",
        "2 Mar 2026 14:30 UTC page view /pricing: 10, now 4.5",
        "Needed: fit is at least 30. Missing: 10 of fit.",
        "To be sales-ready, also: phone.",
        "It can't qualify while the title contains intern (never_when.1).",
        "Its points can't qualify it any more, because it ended.",
        "2 Mar 2026 14:30 UTC, with the minimum information; Kim Ito (sdr) owned it first.",
        "Every hand-off is touched within a business day: broken",
        "due 3 Mar 2026 14:30 UTC (09:30 in New York), stopped 6 Mar 2026 15:00 UTC: done after it was due; "
        "4 d 1 h, business time, of 1 business day, Kim Ito's hours.",
        "7 earlier events not shown; --json has the latest 4.",
        "page view ×3",
    ],
)  # fmt: skip
def test_it_says(sentence: str) -> None:
    assert sentence in words(STORY)


def test_nobody_breaks_what_nobody_promised() -> None:
    said = words(replace(STORY, promised=False))
    assert "nobody has promised anything" in said
    assert "beyond the usual time" in said
    assert "broken" not in said


def test_a_lead_without_a_name_is_called_by_its_id_once() -> None:
    nameless = replace(STORY, who=Who("173688", (), AT, None, None, None, None, None, None, {}))
    assert printed(nameless).count("173688") == 1


def test_what_the_record_lacks_is_cut_with_a_word() -> None:
    lacking = replace(STORY, missing_data=tuple(f"no thing {number} in this record" for number in range(8)))
    said = words(lacking)
    assert "no thing 5 in" in said and "no thing 6 in" not in said
    assert "and 2 more things that this record lacks; --json has them all" in said


def test_both_teams_have_their_column() -> None:
    lines = printed(STORY).splitlines()
    middle = next(line.index("│") for line in lines if "marketing, and the lead" in line)
    [call] = [line for line in lines if "call, kim" in line]
    assert call.index("call") > middle
    [view] = [line for line in lines if "×3" in line]
    assert view.index("page view") < middle


def test_the_json_holds_all_of_it() -> None:
    story = json.loads(explanation_json(STORY))
    assert story["as_of"] == "2026-03-10T17:00:00Z"
    assert story["handoffs"][0]["clocks"][0]["due_at"] == "2026-03-03T14:30:00Z"
    assert story["missing"]["waits_until"] == "9999-12-31T00:00:00Z"
    assert len(story["timeline"]) == 4
