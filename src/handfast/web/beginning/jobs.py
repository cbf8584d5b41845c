"""What the worker does to begin with."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from handfast.demo import TROUBLES, make_company, move_company, weeks_until
from handfast.faults import HandfastError
from handfast.web.snapshots.jobs import make_snapshot
from handfast.web.worker.jobs import Say, does
from handfast.web.worker.models import Job

MADE = "demo"
"""The folder of the workspace in which the company is made."""


@does("demo")
def make_demo(job: Job, say: Say) -> Mapping[str, Any]:
    """Make the demo company in the workspace, and evaluate it; gives the snapshot's id. Raises HandfastError where there is a record already."""
    workspace = Path(settings.WORKSPACE)
    record, agreements = workspace / "record", workspace / "agreements"
    if any(record.iterdir()) and not (workspace / MADE).exists():
        raise HandfastError(
            "There is a record in the workspace already; the demo company never replaces one."
        )
    (workspace / MADE).mkdir(exist_ok=True)
    company = make_company(workspace / MADE, leads=int(job.asked["leads"]), faults=TROUBLES, progress=say)
    move_company(company.record, company.agreement, weeks_until(timezone.now()))
    shutil.copytree(company.record, record, dirs_exist_ok=True)
    shutil.copy(company.agreement, agreements / "v1.yaml")
    return {"snapshot": make_snapshot(say).pk}
