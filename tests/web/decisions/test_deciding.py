"""What people record at the desk: who may, what is refused, what the record is told, and what the agreement makes of it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from handfast.agreement.text import load_agreement
from handfast.engine.evaluate import evaluate
from handfast.record import read_record
from handfast.web.audit.models import AuditEntry
from handfast.web.decisions.domain import decide, reasons_for, take_back, touch
from handfast.web.decisions.handoffs import Passed, said_since
from handfast.web.decisions.models import Fact
from handfast.web.decisions.refusals import Refused
from handfast.web.decisions.telling import tell
from handfast.web.people.models import User
from handfast.web.snapshots.evaluation import evaluation, rows
from handfast.web.snapshots.models import Snapshot
from handfast.web.snapshots.reading import opened
from tests.web.published import publish_company, workspace_with_company

UNDECIDED = """
    SELECT handoff_id FROM findings.handoffs
    WHERE ended_at IS NULL AND decision IS NULL AND handoff = 'sales' ORDER BY handed_at DESC, handoff_id
"""


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    return publish_company()


@pytest.fixture
def waiting(snapshot: Snapshot) -> list[Passed]:
    with evaluation(opened(snapshot)) as findings:
        ids = [row["handoff_id"] for row in rows(findings, UNDECIDED)]
        return [passed for one in ids if (passed := Passed.of(findings, one))]


@pytest.fixture
def rep(person: Callable[..., User]) -> User:
    return person("member", "sales", ("sdr",), record_user_id="u-ana-ruiz")


def test_a_decision_is_recorded_once(rep: User, waiting: list[Passed], snapshot: Snapshot) -> None:
    fact = decide(rep, waiting[0], "accepted", "", snapshot.id)
    assert said_since([waiting[0].handoff_id])[waiting[0].handoff_id].decision == fact
    with pytest.raises(Refused, match="has accepted it already"):
        decide(rep, waiting[0], "rejected", "misrouted", snapshot.id)
    assert Fact.objects.count() == 1
    assert AuditEntry.objects.filter(subject_id=waiting[0].handoff_id, verb="decide").count() == 1


def test_a_reason_is_one_that_the_agreement_knows(
    rep: User, waiting: list[Passed], snapshot: Snapshot
) -> None:
    known = reasons_for(waiting[0].agreement, "rejected")
    with pytest.raises(Refused, match=f"the agreement knows these: {known[0]}"):
        decide(rep, waiting[0], "rejected", "I don't like it", snapshot.id)
    with pytest.raises(Refused, match="There is no reason"):
        decide(rep, waiting[0], "disqualified", " ", snapshot.id)
    with pytest.raises(Refused, match="no decision"):
        decide(rep, waiting[0], "ignored", "", snapshot.id)
    assert not Fact.objects.exists()
    assert decide(rep, waiting[0], "rejected", known[0].upper(), snapshot.id).reason == known[0]


def test_only_sales_and_only_the_own_team_may(
    person: Callable[..., User], waiting: list[Passed], snapshot: Snapshot
) -> None:
    marketer = person("member", "marketing")
    other = person("member", "sales", ("ae",))
    viewer = person("viewer", "sales", ("sdr",))
    for user in (marketer, other, viewer):
        with pytest.raises(PermissionDenied):
            decide(user, waiting[0], "accepted", "", snapshot.id)
    assert decide(person("manager", "sales"), waiting[0], "accepted", "", snapshot.id).pk


def test_a_touch_lies_between_the_hand_off_and_now(
    rep: User, waiting: list[Passed], snapshot: Snapshot
) -> None:
    handoff = waiting[0]
    with pytest.raises(Refused, match="still to come"):
        touch(rep, handoff, "call", "", timezone.now() + timedelta(hours=1), snapshot.id)
    with pytest.raises(Refused, match="before that"):
        touch(rep, handoff, "call", "", handoff.handed_at - timedelta(seconds=1), snapshot.id)
    with pytest.raises(Refused, match="no touch"):
        touch(rep, handoff, "note", "", None, snapshot.id)
    assert touch(rep, handoff, "call", " no answer ", handoff.handed_at, snapshot.id).outcome == "no answer"


def test_what_is_taken_back_is_told_no_more(
    rep: User, person: Callable[..., User], waiting: list[Passed], snapshot: Snapshot, tmp_path: Path
) -> None:
    fact = decide(rep, waiting[0], "accepted", "", snapshot.id)
    assert tell(tmp_path) == 1
    with pytest.raises(PermissionDenied):
        take_back(person("member", "sales", ("sdr",)), fact)
    take_back(rep, fact)
    with pytest.raises(Refused, match="already"):
        take_back(rep, fact)
    assert tell(tmp_path) == 0
    assert not (tmp_path / "lead_changes" / "desk.csv").exists()
    assert decide(rep, waiting[0], "rejected", reasons_for(waiting[0].agreement, "rejected")[0], snapshot.id)


def test_the_record_and_the_agreement_say_what_people_said(
    rep: User, waiting: list[Passed], snapshot: Snapshot
) -> None:
    accepted, touched, refused = waiting[:3]
    reason = reasons_for(refused.agreement, "rejected")[0]
    decide(rep, accepted, "accepted", "", snapshot.id)
    call = touch(rep, touched, "call", "spoke to her", None, snapshot.id)
    decide(rep, refused, "rejected", reason, snapshot.id)
    workspace = workspace_with_company()
    tell(workspace / "record")
    agreement = load_agreement(workspace / "agreements" / "v1.yaml")
    with read_record(workspace / "record") as record:
        findings = evaluate([agreement], record, timezone.now())
        found = {row["handoff_id"]: row for row in findings.table("handoffs").to_pylist()}
    assert found[accepted.handoff_id]["decision"] == "accepted"
    assert found[touched.handoff_id]["touches"] == touched.touches + 1
    assert found[touched.handoff_id]["first_touch_at"] is not None
    assert (found[refused.handoff_id]["decision"], found[refused.handoff_id]["reason"]) == (
        "rejected",
        reason,
    )
    assert Fact.objects.get(pk=call.pk).told_at is not None
