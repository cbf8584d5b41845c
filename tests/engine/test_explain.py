"""One lead's story: the very rows of the whole evaluation, numbers that add up, and reasons in words."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from handfast.agreement.model import Agreement
from handfast.agreement.text import load_agreement, read_agreement
from handfast.demo import make_company
from handfast.engine.evaluate import evaluate
from handfast.engine.explain import explain
from handfast.faults import InputFaults
from handfast.record import Record, read_record, record_from_tables

TABLES = ("standings", "qualifications", "handoffs", "clocks", "decisions", "stage_spans", "cycles")
BASE = """
handfast: 1
name: Worked example
currency: USD
teams: {demand: marketing, sdr: sales}
calendar: {timezone: America/New_York, hours: {mon-fri: ["09:00-17:00"]}}
stages:
  - {id: inquiry, owner: marketing}
  - {id: mql, owner: marketing}
  - {id: sal, owner: sales, time_limit: 1 business day}
  - {id: opportunity, owner: sales}
  - {id: customer, owner: sales}
qualified_lead:
  fit:
    - {if: "employees >= 50", points: 20, as: size}
    - {if: "account.tier = 'gold'", points: 5, as: tier}
  engagement:
    - {on: page_view, points: 10, half_life: 10 days, as: views, at_most: 2 per day}
    - {on: page_view, of: account, points: 1, as: colleagues}
    - {on: unsubscribe, points: -40, expires_after: 5 days, as: gone}
  qualifies_when: fit >= 20 and engagement >= 30
  always_when: [{on: form_submit, if: "form = 'talk to sales'"}]
  never_when: ["title ~ 'Student'", "country = 'XX'"]
  minimum_information: [email, phone]
handoffs: [{id: sales, from: demand, to: sdr, when: qualified}]
commitments:
  - {id: follow-up, by: sdr, promise: A touch in four hours, from: handoff.sales, until: first_touch, within: 4 business hours, target: 90%}
  - {id: quickly, by: sdr, promise: A touch in two days, from: handoff.sales, until: first_touch, within: 2 days, target: 90%}
disqualification_reasons:
  no need: {recycle: never}
  timing: {recycle_after: 90 days}
"""


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lead(lead_id: str = "L1", **fields: Any) -> dict[str, Any]:
    return {
        "lead_id": lead_id,
        "created_at": "2026-03-02T09:00:00Z",
        "email": f"{lead_id.lower()}@lime.example",
        **fields,
    }


def act(number: int, kind: str, at: str, lead_id: str = "L1", **fields: Any) -> dict[str, Any]:
    return {"activity_id": f"A{number}", "lead_id": lead_id, "occurred_at": at, "kind": kind, **fields}


def change(field: str, at: str, new: str, lead_id: str = "L1") -> dict[str, Any]:
    return {"lead_id": lead_id, "field": field, "changed_at": at, "new_value": new}


USERS = [
    {"user_id": "ana", "name": "Ana Ruiz", "side": "sales", "team": "sdr", "timezone": "Europe/London"},
    {"user_id": "bo", "name": "Bo Diaz", "side": "sales", "team": "sdr"},
]


@pytest.fixture(scope="module")
def agreed() -> Agreement:
    return read_agreement(BASE)


def told(agreed: Agreement, tables: dict[str, Any], as_of: str, lead_id: str = "L1") -> Any:
    with record_from_tables({"users": USERS, **tables}) as record:
        return explain([agreed], record, lead_id, instant(as_of))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Agreement, Record]]:
    made = make_company(tmp_path_factory.mktemp("company"), leads=120, seed=5)
    with read_record(made.record) as record:
        yield load_agreement(made.agreement), record


def test_the_story_is_made_of_the_rows_of_the_whole(company: tuple[Agreement, Record]) -> None:
    agreement, record = company
    whole = evaluate([agreement], record)
    rows = {name: whole.table(name).to_pylist() for name in TABLES}
    busy = sorted(
        {row["lead_id"] for row in rows["clocks"]},
        key=lambda one: (-sum(row["lead_id"] == one for row in rows["clocks"]), one),
    )
    for one in (
        busy[0],
        busy[-1],
        min(row["lead_id"] for row in rows["standings"] if row["lead_id"] not in busy),
    ):
        story = explain([agreement], record, one)
        own = {name: [row for row in rows[name] if row["lead_id"] == one] for name in TABLES}
        [standing] = own["standings"]
        clocks = [*(clock for handoff in story.handoffs for clock in handoff.clocks), *story.clocks]
        assert sorted(
            (c.commitment_id, naive(c.started_at), naive(c.due_at), naive(c.stopped_at), c.state, c.why)
            for c in clocks
        ) == sorted(
            (
                row["commitment_id"],
                row["started_at"],
                row["due_at"],
                row["stopped_at"],
                row["state"],
                row["why"],
            )
            for row in own["clocks"]
        )
        assert {
            (h.handoff_id, naive(h.handed_at), h.touches, h.decision, h.timing) for h in story.handoffs
        } == {
            (row["handoff_id"], row["handed_at"], row["touches"], row["decision"], row["timing"])
            for row in own["handoffs"]
        }
        assert (story.score.fit, story.score.engagement, story.score.score) == (
            standing["fit"],
            standing["engagement"],
            standing["score"],
        )
        assert [(stay.stage, naive(stay.entered_at), stay.business_seconds) for stay in story.stays] == [
            (row["stage"], row["entered_at"], row["business_seconds"]) for row in own["stage_spans"]
        ]
        assert [one.cycle for one in story.qualifications] == [row["cycle"] for row in own["qualifications"]]
        assert len(story.decisions) == len(own["decisions"])
        assert len(story.cycles) == len(own["cycles"])
        adds_up(story)


def naive(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC).replace(tzinfo=None) if at else None


def adds_up(story: Any) -> None:
    """Awards add up to their clause, clauses to the score."""
    for clause in story.score.clauses:
        if clause.part == "engagement":
            assert sum(award.now for award in clause.awards) == pytest.approx(clause.points, abs=1e-5)
    for part in ("fit", "engagement"):
        total = sum(clause.points for clause in story.score.clauses if clause.part == part)
        assert total == pytest.approx(getattr(story.score, part), abs=1e-5)


def test_each_point_is_explained(agreed: Agreement) -> None:
    story = told(
        agreed,
        {
            "accounts": [{"account_id": "C1", "name": "Lime Inc", "tier": "gold"}],
            "leads": [lead(employees="60", account_id="C1"), lead("L2", account_id="C1")],
            "activities": [
                act(1, "page_view", "2026-03-03T10:00:00Z", url="https://x.example/pricing"),
                act(2, "page_view", "2026-03-03T11:00:00Z"),
                act(3, "page_view", "2026-03-03T12:00:00Z"),
                act(4, "page_view", "2026-03-04T12:00:00Z", "L2"),
                act(5, "unsubscribe", "2026-03-05T10:00:00Z"),
            ],
        },
        "2026-03-13T10:00:00",
    )
    adds_up(story)
    clauses = {clause.clause: clause for clause in story.score.clauses}
    assert (clauses["size"].points, clauses["size"].values, clauses["size"].basis) == (
        20.0,
        {"employees": "60"},
        "current",
    )
    assert clauses["tier"].values == {"account.tier": "gold"}
    first = clauses["views"].awards[0]
    assert (first.activity_id, first.points, first.now) == (
        "A1",
        10.0,
        5.0,
    )
    assert len(clauses["views"].awards) == 2  # two a day
    assert clauses["views"].awards[0].about == "https://x.example/pricing"
    assert [award.lead_id for award in clauses["colleagues"].awards] == [None, None, None, "L2"]
    [gone] = clauses["gone"].awards
    assert (gone.points, gone.now, gone.expires_at) == (-40.0, 0.0, instant("2026-03-10T10:00:00"))
    assert story.who.account == "Lime Inc"


def test_what_is_missing_in_numbers_and_what_bars(agreed: Agreement) -> None:
    story = told(
        agreed,
        {
            "leads": [lead(employees="10", title="Student")],
            "activities": [act(1, "page_view", "2026-03-13T10:00:00Z")],
        },
        "2026-03-13T10:00:00",
    )
    missing = story.missing
    assert (missing.fit, missing.engagement, missing.score) == (
        20.0,
        19.0,
        0.0,
    )  # its own view counts among colleagues' too
    assert missing.information == ("phone",)
    assert [bar.clause for bar in missing.barred_by] == ["never_when.1"]
    assert "Student" in missing.barred_by[0].words
    assert missing.waits_until is None


@pytest.mark.parametrize(
    ("reason", "until", "words"),
    [
        ("timing", "2026-06-02T10:00:00", "after 90 days"),
        ("no need", "9999-12-31T00:00:00", "it never comes back by its points"),
    ],
)
def test_how_long_it_waits_and_why(agreed: Agreement, reason: str, until: str, words: str) -> None:
    changes = [
        change("disqualification_reason", "2026-03-04T10:00:00Z", reason),
        change("decision", "2026-03-04T10:00:00Z", "disqualified"),
    ]
    story = told(agreed, {"leads": [lead()], "lead_changes": changes}, "2026-03-13T10:00:00")
    assert story.missing.waits_until == instant(until)
    assert story.missing.waits_because.startswith(f"cycle 1 ended disqualified ({reason})")
    assert words in story.missing.waits_because
    assert words in story.decisions[0].follows


def test_a_raised_hand_is_named_and_each_clock_says_whose_hours_count(agreed: Agreement) -> None:
    story = told(
        agreed,
        {
            "leads": [lead(owner_id="ana", phone="+1 212 555 0101")],
            "lead_changes": [change("owner_id", "2026-03-02T10:00:00Z", "ana")],
            "activities": [
                act(1, "form_submit", "2026-03-02T10:00:00Z", properties='{"form": "talk to sales"}'),
                act(2, "call", "2026-03-03T10:00:00Z", side="sales", user_id="ana"),
            ],
        },
        "2026-03-13T10:00:00",
    )
    [qualified] = story.qualifications
    assert (qualified.by, qualified.raised_by, qualified.complete) == (
        "raised",
        "form sent (talk to sales)",
        True,
    )
    [handoff] = story.handoffs
    follow_up, quickly = handoff.clocks
    assert handoff.owner.name == "Ana Ruiz"
    assert (follow_up.calendar, follow_up.zone, follow_up.business) == ("ana", "Europe/London", True)
    assert (follow_up.due_at, follow_up.state) == (
        instant("2026-03-02T14:00:00"),
        "breached",
    )  # ten to two in London
    assert follow_up.elapsed_seconds == 8 * 3600  # seven hours on Monday, one on Tuesday
    assert (quickly.business, quickly.elapsed_seconds, quickly.state) == (False, 24 * 3600, "met")


def test_the_timeline_has_both_teams_and_what_lies_between_in_order(agreed: Agreement) -> None:
    story = told(
        agreed,
        {
            "leads": [lead(stage="sal")],
            "lead_changes": [change("stage", "2026-03-03T10:00:00Z", "sal")],
            "campaigns": [{"campaign_id": "K1", "name": "Spring letter"}],
            "activities": [
                act(
                    1,
                    "email_sent",
                    "2026-03-02T10:00:00Z",
                    side="marketing",
                    campaign_id="K1",
                    automated="true",
                ),
                act(2, "email_open", "2026-03-02T11:00:00Z"),
                act(3, "call", "2026-03-04T10:00:00Z", side="sales", user_id="bo", outcome="no_answer"),
            ],
            "meetings": [
                {
                    "meeting_id": "M1",
                    "lead_id": "L1",
                    "booked_at": "2026-03-04T11:00:00Z",
                    "starts_at": "2026-03-20T11:00:00Z",
                }
            ],
            "opportunities": [
                {
                    "opportunity_id": "O1",
                    "created_at": "2026-03-05T10:00:00Z",
                    "lead_id": "L1",
                    "amount": "1200.50",
                    "currency": "EUR",
                }
            ],
        },
        "2026-03-13T10:00:00",
    )
    said = [(event.party, event.what, event.about, event.by, event.automated) for event in story.timeline]
    assert said == [
        ("marketing", "e-mail sent", "Spring letter", None, True),
        ("lead", "e-mail opened", None, None, False),
        ("both", "stage", "sal", None, False),
        ("sales", "call, no answer", None, "bo", False),
        ("sales", "meeting booked", "for 20 Mar 2026", None, False),
        ("both", "stage", "opportunity", None, False),
        ("sales", "opportunity created", "O1", None, False),
    ]
    assert story.earlier == 0
    [deal] = story.deals
    assert (deal.amount, deal.currency, deal.outcome) == (Decimal("1200.50"), "EUR", "open")


def test_a_merged_id_leads_to_the_lead_it_is(agreed: Agreement) -> None:
    leads = [lead(), lead("L2") | {"email": "L1@LIME.example ", "created_at": "2026-03-05T09:00:00Z"}]
    story = told(agreed, {"leads": leads}, "2026-03-13T10:00:00", "L2")
    assert (story.who.lead_id, story.who.merged) == ("L1", ("L2",))


@pytest.mark.parametrize(
    ("lead_id", "as_of", "message"),
    [
        ("L3", "2026-03-13T10:00:00", "did you mean L1?"),
        ("l1@lime.example", "2026-03-13T10:00:00", "did you mean L1?"),
        ("L9000", "2026-03-02T10:00:00", "there is no such lead in this record"),
        ("late", "2026-03-02T10:00:00", "was not in the record yet at 2026-03-02T10:00:00Z"),
    ],
)
def test_no_such_lead(agreed: Agreement, lead_id: str, as_of: str, message: str) -> None:
    leads = [lead(), lead("late") | {"created_at": "2026-03-05T09:00:00Z"}]
    with pytest.raises(InputFaults, match="unknown-lead") as caught:
        told(agreed, {"leads": leads}, as_of, lead_id)
    assert message in str(caught.value)


def test_values_are_parameters_and_never_text_of_a_query(agreed: Agreement) -> None:
    wicked = "L'; DROP TABLE seen.leads; --"
    story = told(agreed, {"leads": [lead(wicked, title="Student")]}, "2026-03-13T10:00:00", wicked)
    assert story.who.lead_id == wicked
    assert story.missing.barred_by


def test_a_story_outlives_its_record() -> None:
    """Nothing of a story depends on files that are gone: the record is closed, the story stays."""
    with record_from_tables({"leads": [lead()], "users": USERS}) as record:
        story = explain([read_agreement(BASE)], record, "L1")
    assert story.stage is None
    assert story.who.fields["email"] == "l1@lime.example"
