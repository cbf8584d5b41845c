"""The worker: takes one job after the other, in the order in which they were asked for."""

import logging
import os
import signal
import sys
from threading import Event

from handfast.web.deployment import Deployment
from handfast.web.server import load_django
from handfast.web.worker.lock import alone

LOG = logging.getLogger("handfast.worker")
PAUSE = 0.5
"""Seconds between two looks for a job."""
NICE = 10
"""How far pages go before it."""


def run(told: Deployment) -> None:
    """Do jobs until the process is told to end (SIGTERM, SIGINT), or whoever started it has gone. Raises HandfastError when another worker is at work."""
    load_django()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _leave(stop))
    if hasattr(os, "nice"):
        os.nice(NICE)
    with alone(told.folder):
        _forever(stop)


def _leave(stop: Event) -> None:
    """End now: a job that runs is taken up again by the next worker, and nothing half made is ever seen."""
    stop.set()
    sys.exit(0)


def _forever(stop: Event) -> None:
    from django.db import DatabaseError, close_old_connections

    from handfast.web.worker.doing import next_job, recover, work_on
    from handfast.web.worker.schedule import ask_when_due

    parent = os.getppid()
    recovered = False
    while not stop.is_set() and os.getppid() == parent:
        try:
            close_old_connections()
            if not recovered:
                recover()
                recovered = True
            ask_when_due()
            job = next_job()
            if job is not None:
                work_on(job)
                continue
        except DatabaseError as error:
            LOG.error("the database can't be reached: %s; trying again", error)
            recovered = False
            stop.wait(5)
        stop.wait(PAUSE)
