"""Snapshots: whole, immutable, one of them the latest."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from handfast.agreement.text import load_agreement
from handfast.diagnosis.diagnose import diagnose
from handfast.engine.evaluate import evaluate
from handfast.record import read_record
from handfast.web.snapshots import publishing
from handfast.web.snapshots.blocks_json import from_json, to_json
from handfast.web.snapshots.drills import FILE as ROWS
from handfast.web.snapshots.evaluation import evaluation
from handfast.web.snapshots.models import Current, Snapshot
from handfast.web.snapshots.publishing import MAKING, publish_snapshot, snapshots_folder
from handfast.web.snapshots.reading import latest, opened
from handfast.web.snapshots.retention import remove_old
from handfast.web.tables.listing import Listing, Source
from handfast.web.tables.state import State
from tests.web.published import company

PLACES = ("overview", "cycle", "promises", "results", "data-health", "diagnosis")


def again(say: Callable[[str], None] = lambda step: None) -> Snapshot:
    """Evaluate the company once more and publish."""
    with read_record(company() / "record") as record:
        findings = evaluate([load_agreement(company() / "agreement.yaml")], record, stories=True)
        return publish_snapshot(diagnose(findings).findings, say)


@pytest.mark.parametrize("place", PLACES)
def test_each_place_shows_the_snapshot_and_says_which(
    place: str, company_snapshot: str, signed_in: Callable[..., Any]
) -> None:
    client = signed_in("viewer")
    led = client.get(f"/{place}/?per=25")
    assert led["Location"] == f"/at/{company_snapshot}/{place}/?per=25"
    page = client.get(led["Location"])
    assert page.status_code == 200
    text = page.content.decode()
    assert company_snapshot[:8] in text
    assert "agreement v1" in text
    assert "the latest" in text


def test_what_the_worker_made_is_read_as_it_was_made(company_snapshot: str) -> None:
    folder = opened(Snapshot.objects.get()).folder
    found = sorted((folder / "pages").glob("*.json"))
    assert found
    for path in found:
        made = json.loads(path.read_text(encoding="utf-8"))
        assert to_json(from_json(made)) == made


def test_every_figure_opens_its_rows(company_snapshot: str) -> None:
    published = opened(Snapshot.objects.get())
    kept = json.loads((published.folder / ROWS).read_text(encoding="utf-8"))["rows"]
    linked = set()
    for path in (published.folder / "pages").glob("*.json"):
        linked |= _opened_by(json.loads(path.read_text(encoding="utf-8")))
    assert linked <= set(kept)
    with evaluation(published) as reading:
        for title, sql in kept.values():
            assert Listing(reading.engine.connection, Source(sql)).count(State()) >= 0, title


def _opened_by(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_opened_by, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = {value["rows"]} if value.get("is") in ("Figure", "Picture") and value["rows"] else set()
    return own.union(*map(_opened_by, value.values()))


def test_an_old_link_shows_old_numbers(company_snapshot: str, signed_in: Callable[..., Any]) -> None:
    row = Snapshot.objects.get()
    newer = Snapshot.objects.create(
        id="f" * 64, as_of=row.as_of, agreements=row.agreements, folder="newer", rows={}
    )
    Current.objects.update(snapshot=newer)
    page = signed_in("viewer").get(f"/at/{company_snapshot}/cycle/").content.decode()
    assert "not the latest" in page
    assert f'href="/at/{newer.short}/cycle/"' in page


def test_the_same_evaluation_is_the_same_snapshot(company_snapshot: str) -> None:
    before = opened(Snapshot.objects.get()).folder
    inode = before.stat().st_ino
    Current.objects.all().delete()
    assert again() == latest()
    assert Snapshot.objects.count() == 1
    assert before.stat().st_ino == inode


def test_a_worker_that_is_stopped_half_way_leaves_the_old_snapshot_and_the_next_begins_anew(
    company_snapshot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, named = Snapshot.objects.get(), Snapshot.objects.get().pk
    files = sorted(path.name for path in opened(made).folder.iterdir())
    older = Snapshot.objects.create(id="e" * 64, as_of=made.as_of, folder="older")
    Current.objects.update(snapshot=older)
    made.delete()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "write_pages", stopped)
        with pytest.raises(KeyboardInterrupt):
            again()
    assert latest() == older
    assert (snapshots_folder() / MAKING).exists()
    assert again().pk == named == Current.objects.get().snapshot_id
    assert not (snapshots_folder() / MAKING).exists()
    assert sorted(path.name for path in opened(made).folder.iterdir()) == files


def test_before_the_first_snapshot_pages_say_what_to_do(db: None, signed_in: Callable[..., Any]) -> None:
    assert b"Choose what to begin with" in signed_in("admin").get("/cycle/").content
    assert b"An admin of this desk chooses" in signed_in("viewer").get("/cycle/").content


@pytest.mark.parametrize("named", ["0" * 12, "ab" * 32])
def test_a_snapshot_that_is_not_there_is_said_to_be_gone(
    named: str, company_snapshot: str, signed_in: Callable[..., Any]
) -> None:
    page = signed_in("viewer").get(f"/at/{named}/cycle/")
    assert page.status_code == 404
    assert b"There is no snapshot" in page.content


def test_two_snapshots_that_begin_alike_are_told_apart_by_more(
    company_snapshot: str, signed_in: Callable[..., Any]
) -> None:
    row = Snapshot.objects.get()
    Snapshot.objects.create(id=row.id[:20] + "0" * 44, as_of=row.as_of, folder="alike")
    client = signed_in("viewer")
    assert b"take more of the id" in client.get(f"/at/{row.id[:8]}/cycle/").content
    assert client.get(f"/at/{row.id}/cycle/").status_code == 200


def test_old_snapshots_go_but_for_the_latest_and_those_that_are_looked_at(company_snapshot: str) -> None:
    now, long_ago = timezone.now(), timezone.now() - timedelta(days=500)
    as_of = Snapshot.objects.get().as_of
    for name, seen in (
        ("forgotten", None),
        ("seen", now - timedelta(days=3)),
        ("seen-once", now - timedelta(days=90)),
    ):
        (snapshots_folder() / name).mkdir()
        Snapshot.objects.create(id=name, as_of=as_of, folder=name, seen_at=seen)
    Snapshot.objects.update(published_at=long_ago)
    assert remove_old(now, 0) == 0
    assert remove_old(now, 400) == 2
    assert set(Snapshot.objects.values_list("id", flat=True)) == {"seen", Current.objects.get().snapshot_id}
    assert not (snapshots_folder() / "forgotten").exists()
    assert (snapshots_folder() / "seen").exists()


def test_nothing_of_a_snapshot_is_left_half_written(company_snapshot: str) -> None:
    folder: Path = opened(Snapshot.objects.get()).folder
    assert {"report.html", "findings.json", "findings", "pages", ROWS, "evaluation.duckdb"} == {
        path.name for path in folder.iterdir()
    }
    assert json.loads((folder / "findings.json").read_text())["snapshot"]["id"] == Snapshot.objects.get().id
    assert settings.WORKSPACE in folder.parents
