"""A small company's snapshot, made once for all tests of a process, and named by the database of each."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from django.conf import settings

from handfast.agreement.text import load_agreement
from handfast.demo import make_company
from handfast.diagnosis.diagnose import diagnose
from handfast.engine.evaluate import evaluate
from handfast.record import read_record
from handfast.web.snapshots.models import Current, Snapshot
from handfast.web.snapshots.publishing import publish_snapshot


@cache
def company() -> Path:
    """The folder of a company with 400 leads."""
    folder = Path(tempfile.mkdtemp(prefix="company-", dir=settings.WORKSPACE))
    make_company(folder, leads=400, seed=11)
    return folder


@cache
def _made() -> dict[str, object]:
    """The row of its snapshot; the folder is made with it."""
    agreement = load_agreement(company() / "agreement.yaml")
    with read_record(company() / "record") as record:
        findings = evaluate([agreement], record, stories=True)
        row = publish_snapshot(diagnose(findings).findings, lambda step: None)
    return {field.name: getattr(row, field.name) for field in row._meta.fields}


def publish_company() -> Snapshot:
    """The company's snapshot as the latest of this test's database."""
    row, _ = Snapshot.objects.get_or_create(pk=_made()["id"], defaults=_made())
    Current.objects.update_or_create(pk=Current.ONLY, defaults={"snapshot": row})
    return row


def workspace_with_company() -> Path:
    """The workspace with the company's record and agreement in it, as after an import."""
    workspace = Path(settings.WORKSPACE)
    for name in ("record", "agreements"):
        shutil.rmtree(workspace / name, ignore_errors=True)
    shutil.copytree(company() / "record", workspace / "record")
    (workspace / "agreements").mkdir()
    shutil.copy(company() / "agreement.yaml", workspace / "agreements" / "v1.yaml")
    return workspace
