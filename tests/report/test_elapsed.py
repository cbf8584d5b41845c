"""Promises in clock time are shown in clock time; what happened after as_of, and what is not there, is said as such."""

from datetime import timedelta

import pytest

from handfast.report.context import Context
from handfast.report.drill import Drills
from handfast.report.elapsed import DAY
from handfast.report.page import report_page
from handfast.report.sections.handoffs import handoffs
from handfast.report.sections.moves import moves
from handfast.report.sections.overview import overview
from tests.report.company import AS_OF, Company, company, empty_company, northwind

NOW = AS_OF.replace(tzinfo=None)


def by_the_clock(text: str) -> Company:
    """The small company, its follow-up promised within `text`."""
    said = northwind().model_dump(mode="json", by_alias=True, exclude_none=True)
    for clause in said["commitments"]:
        if clause["id"] == "follow-up":
            clause["within"] = text
    return company(leads=60, agreements=(type(northwind()).model_validate(said),))


def context(results: Company) -> Context:
    return Context(results, Drills(results, names=False))


@pytest.mark.parametrize(
    ("within", "said"),
    [("2 days", "the oldest 1 d 6 h."), ("2 business days", "the oldest 2 h, business time.")],
)
def test_a_running_clock_is_said_in_the_time_of_its_promise(within: str, said: str) -> None:
    results = by_the_clock(within)
    results.connection.execute("delete from findings.clocks")
    results.connection.execute(
        "insert into findings.clocks (commitment_id, lead_id, team, started_at, due_at, elapsed_seconds, state)"
        " values ('follow-up', 'L1', 'sdr', ?, ?, 7200, 'running')",
        [NOW - timedelta(hours=30), NOW + timedelta(hours=18)],
    )
    (move,) = [move for move in moves(context(results)) if "Every other hand-off" in move.short]
    assert said in move.short


@pytest.mark.parametrize(
    ("within", "name"), [("8 hours", "Time by the clock"), ("8 business hours", "Business time")]
)
def test_the_curve_names_its_time(within: str, name: str) -> None:
    section = handoffs(context(by_the_clock(within)))
    assert section is not None
    pictures = [
        picture
        for block in section.blocks
        if block.kind == "pictures"
        for picture in block.pictures
        if (picture.note or "").startswith("Every other")
    ]
    assert [picture.note.partition(". ")[2] for picture in pictures] == [
        f"{name} from the hand-off to the first touch."
    ]  # type: ignore[union-attr]
    assert pictures[0].table.columns[0].label == name


@pytest.mark.parametrize(
    ("stopped", "ended", "seconds"),
    [(5, None, 5), (None, 7, 7), (9, 7, 7), (None, None, DAY), (None, DAY * 2, DAY)],
)
def test_by_the_clock_runs_to_the_stop_the_end_or_now(
    stopped: int | None, ended: int | None, seconds: int
) -> None:
    results, start = company(leads=0), NOW - timedelta(days=1)
    at = [None if seconds is None else start + timedelta(seconds=seconds) for seconds in (stopped, ended)]
    results.connection.execute(
        "insert into findings.clocks (commitment_id, handoff_id, started_at, stopped_at, elapsed_seconds) values ('x', 'h', ?, ?, 1)",
        [start, at[0]],
    )
    results.connection.execute(
        "insert into findings.handoffs (handoff_id, ended_at) values ('h', ?)", [at[1]]
    )
    found = context(results)
    sql = "select elapsed_seconds from findings.clocks where commitment_id = :commitment order by elapsed_seconds"
    asked = {"commitment": "x", "as_of": found.as_of}
    assert found.ask(found.elapsed(business=False).clocks(sql), **asked) == [{"elapsed_seconds": seconds}]
    assert found.ask(found.elapsed(business=True).clocks(sql), **asked) == [{"elapsed_seconds": 1}]


def test_what_closes_after_as_of_is_noted() -> None:
    results = company(leads=20)
    assert not any("as-of instant" in said for said in overview(context(results)).health)
    results.connection.execute(
        "create table record.opportunities as select * from (values"
        " (timestamp '2026-01-01', timestamp '2026-06-02', true), (timestamp '2026-01-01', timestamp '2026-05-02', false),"
        " (timestamp '2026-01-01', timestamp '2026-07-02', null), (timestamp '2026-06-02', timestamp '2026-06-03', true)"
        ") as v(created_at, closed_at, is_won)"
    )
    assert (
        overview(context(results)).health[-1]
        == "1 opportunity closes after the as-of instant and counts as open."
    )


def test_a_record_of_deals_alone_speaks_of_deals() -> None:
    results = company(leads=200)
    results.connection.execute(
        "delete from findings.standings; delete from findings.handoffs; create or replace table findings.opportunities as"
        " select o.* from (from findings.opportunities limit 1) as o, range(8300)"
    )
    head = overview(context(results))
    assert head.size == ("8,300 opportunities",)
    assert [fact.label for fact in head.facts] == ["Pipeline created"]
    assert overview(context(empty_company())).size == ("no leads",)


def test_one_channel_is_shared_out_by_no_rule() -> None:
    results = company(leads=60)
    assert "Attribution is an accounting rule" in report_page(results)
    results.connection.execute(
        "delete from findings.attribution where channel not in ('none', (select min(channel) from findings.attribution))"
    )
    assert "Attribution is an accounting rule" not in report_page(results)
