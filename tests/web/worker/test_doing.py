"""Jobs: each done once, in order, whoever is stopped."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from handfast.faults import HandfastError
from handfast.web.worker import jobs
from handfast.web.worker.doing import doers as everybody
from handfast.web.worker.doing import next_job, recover, work_on
from handfast.web.worker.jobs import Say, ask
from handfast.web.worker.lock import alone
from handfast.web.worker.models import Job, State
from handfast.web.worker.schedule import ask_when_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def doers() -> Iterator[dict[str, jobs.Doer]]:
    """Kinds of jobs of a test's own."""
    before = dict(everybody())
    yield jobs.DOERS
    jobs.DOERS.clear()
    jobs.DOERS.update(before)


def test_jobs_are_taken_in_the_order_in_which_they_were_asked_for_each_once() -> None:
    first, second = ask("evaluate", {"n": 1}), ask("evaluate", {"n": 2})
    assert [next_job(), next_job(), next_job()] == [first, second, None]


def test_what_waits_already_is_not_asked_for_twice() -> None:
    assert ask("evaluate") == ask("evaluate")
    assert next_job() == ask("evaluate", {}) or Job.objects.count() == 2
    assert Job.objects.filter(state=State.QUEUED).count() <= 1


def test_a_job_says_what_it_is_doing_and_what_came_of_it(doers: dict[str, jobs.Doer]) -> None:
    said: list[str] = []

    def do(job: Job, say: Say) -> Mapping[str, Any]:
        say("reading")
        said.append(Job.objects.get(pk=job.pk).step)
        return {"rows": 3}

    doers["count"] = do
    job = ask("count")
    work_on(next_job() or job)
    job.refresh_from_db()
    assert (said, job.state, job.given, job.step) == (["reading"], State.DONE, {"rows": 3}, "")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (HandfastError("leads.csv: no leads"), "leads.csv: no leads"),
        (ZeroDivisionError("inside"), "Something unforeseen"),
    ],
)
def test_a_job_that_fails_says_why_in_words_for_who_asked(
    doers: dict[str, jobs.Doer], error: Exception, told: str
) -> None:
    def do(job: Job, say: Say) -> Mapping[str, Any]:
        raise error

    doers["fail"] = do
    ask("fail")
    job = next_job()
    assert job is not None
    work_on(job)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.error.startswith(told)
    assert "inside" not in job.error


def test_what_a_stopped_worker_left_is_done_again() -> None:
    job = ask("evaluate")
    assert next_job() == job
    assert next_job() is None
    assert recover() == 1
    assert next_job() == job


def test_two_workers_never_hold_one_workspace(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(HandfastError, match="another worker"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


@pytest.mark.parametrize(("hours", "asked"), [(23, False), (25, True)])
def test_an_evaluation_is_asked_for_when_the_last_is_old(hours: int, asked: bool) -> None:
    began = timezone.now() - timedelta(hours=hours)
    Job.objects.create(kind="evaluate", state=State.DONE, started_at=began)
    ask_when_due()
    ask_when_due()
    assert Job.objects.filter(state=State.QUEUED).count() == asked


def test_without_a_first_evaluation_none_is_asked_for() -> None:
    ask_when_due()
    assert not Job.objects.exists()


def test_an_evaluation_without_a_record_says_what_to_do(settings: Any, tmp_path: Path) -> None:
    settings.WORKSPACE = tmp_path
    (tmp_path / "record").mkdir()
    ask("evaluate")
    job = next_job()
    assert job is not None
    work_on(job)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.error == "There is no record yet; import one, or begin with the demo company."


def test_how_far_a_job_is_can_be_followed(signed_in: Callable[..., Any]) -> None:
    job = ask("evaluate")
    client = signed_in("viewer")
    assert client.get(f"/jobs/{job.pk}/").status_code == 302, "without htmx the desk itself says it"
    part = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert b"waits for the worker" in part.content
    Job.objects.update(state=State.DONE)
    done = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
