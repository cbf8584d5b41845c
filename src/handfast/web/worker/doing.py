"""Taking a job, doing it, and writing down what came of it."""

import logging
from functools import cache

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from handfast.faults import HandfastError
from handfast.web.worker.jobs import DOERS, Doer
from handfast.web.worker.models import Job, State

LOG = logging.getLogger("handfast.worker")


def recover() -> int:
    """Have jobs that a worker left behind done again, from their beginning; how many. Only for who holds the workspace."""
    return Job.objects.filter(state=State.RUNNING).update(
        state=State.QUEUED, started_at=None, step="once more, the worker was stopped"
    )


def next_job() -> Job | None:
    """The oldest job that waits, now running; None when none does, or another took it."""
    waiting = Job.objects.filter(state=State.QUEUED).order_by("id").first()
    if waiting is None:
        return None
    taken = Job.objects.filter(pk=waiting.pk, state=State.QUEUED).update(
        state=State.RUNNING, started_at=timezone.now(), step=""
    )
    return Job.objects.get(pk=waiting.pk) if taken else None


def work_on(job: Job) -> None:
    """Do a job; it is done or failed afterwards, and says what came of it or what went wrong."""
    LOG.info("%s begins", job)
    try:
        given = doers()[job.kind](job, lambda step: _say(job, step))
    except HandfastError as error:
        _end(job, State.FAILED, error=str(error))
    except Exception:
        LOG.exception("%s", job)
        _end(job, State.FAILED, error="Something unforeseen went wrong; the worker's log says what.")
    else:
        _end(job, State.DONE, given=dict(given))
    LOG.info("%s", job)


def _say(job: Job, step: str) -> None:
    Job.objects.filter(pk=job.pk).update(step=step[:300])


@transaction.atomic
def _end(job: Job, state: State, **fields: object) -> None:
    job.state = state
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=timezone.now(), step="", **fields)


@cache
def doers() -> dict[str, Doer]:
    """Who does what, once every installed app has said so in its module `jobs`."""
    autodiscover_modules("jobs")
    return DOERS
