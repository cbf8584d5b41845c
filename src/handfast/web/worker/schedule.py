"""Evaluations that nobody asks for: the last one is too old."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from handfast.web.worker.jobs import ask
from handfast.web.worker.models import Job, State


def ask_when_due() -> None:
    """Ask for an evaluation when there was one, the last began longer ago than the deployment says, and none waits."""
    hours = settings.DEPLOYMENT.evaluate_every_hours
    if not hours:
        return
    last = Job.objects.filter(kind__in=("evaluate", "demo")).order_by("-id").first()
    if last is None or not last.over or last.started_at is None:
        return
    if not Job.objects.filter(state=State.DONE, kind__in=("evaluate", "demo")).exists():
        return
    if timezone.now() - last.started_at > timedelta(hours=hours):
        ask("evaluate", why=f"the last is {hours:g} hours old")
