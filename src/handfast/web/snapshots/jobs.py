"""What the worker does to make a snapshot."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from handfast.agreement.defaults import default_agreement
from handfast.agreement.model import Agreement
from handfast.agreement.text import load_agreements
from handfast.diagnosis.diagnose import diagnose
from handfast.engine.evaluate import evaluate
from handfast.faults import HandfastError
from handfast.record import read_record
from handfast.web.snapshots.models import Snapshot
from handfast.web.snapshots.publishing import publish_snapshot
from handfast.web.snapshots.retention import remove_old
from handfast.web.worker.jobs import Say, does, tellers
from handfast.web.worker.models import Job


@does("evaluate")
def evaluate_and_publish(job: Job, say: Say) -> Mapping[str, Any]:
    """Evaluate the workspace's record by the agreements in force, and publish the snapshot; gives its id."""
    return {"snapshot": make_snapshot(say).pk}


def make_snapshot(say: Say) -> Snapshot:
    """What people said at the desk into the record, then the record into findings, then the findings into a snapshot."""
    workspace = Path(settings.WORKSPACE)
    record = workspace / "record"
    if not any(record.iterdir()):
        raise HandfastError("There is no record yet; import one, or begin with the demo company.")
    for tell in tellers():
        tell(record)
    agreements, promised = agreements_of(workspace)
    say("reading the record")
    with closing(read_record(record, progress=say)) as facts:
        say("applying the agreement")
        findings = evaluate(agreements, facts, promised=promised, stories=True)
        say("judging the signs")
        snapshot = publish_snapshot(diagnose(findings).findings, say)
    remove_old(timezone.now(), settings.DEPLOYMENT.keep_snapshots_days)
    return snapshot


def agreements_of(workspace: Path) -> tuple[tuple[Agreement, ...], bool]:
    """The versions in the workspace's folder `agreements`, one YAML file each; without any, the field's conventions, and False."""
    files = sorted((workspace / "agreements").glob("*.yaml"))
    return (load_agreements(files), True) if files else ((default_agreement(),), False)
