"""What the worker does with drafts."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from handfast.agreement.text import read_agreement
from handfast.diagnosis.replay import backtest
from handfast.diagnosis.replay.learned_until import learned_until
from handfast.faults import HandfastError
from handfast.record import read_record
from handfast.report.replay_page import drills
from handfast.report.replay_sections import SECTIONS
from handfast.web.agreement.models import ReplayOf, Version
from handfast.web.snapshots.blocks_json import to_json
from handfast.web.snapshots.jobs import agreements_of
from handfast.web.snapshots.reading import latest
from handfast.web.worker.jobs import Say, does
from handfast.web.worker.models import Job


@does("replay")
def replay_draft(job: Job, say: Say) -> Mapping[str, Any]:
    """Replay a draft over the record's history beside what is in force; gives the replay's id."""
    version = Version.objects.filter(pk=job.asked["version"]).first()
    if version is None:
        raise HandfastError("This draft is gone.")
    draft = read_agreement(version.text, "draft.yaml")
    workspace = Path(settings.WORKSPACE)
    agreements, promised = agreements_of(workspace)
    say("reading the record")
    with closing(read_record(workspace / "record", progress=say)) as facts:
        found = backtest(
            agreements,
            draft,
            facts,
            None,
            None,
            promised=promised,
            learned_until=learned_until(version.text),
            progress=say,
        )
        snapshot = latest()
        made = ReplayOf.objects.create(
            version=version,
            hash=draft.hash,
            snapshot=snapshot.pk if snapshot else "",
            sentences=list(found.sentences),
            sections=to_json([section for make in SECTIONS if (section := make(found))]),
            lists=[asdict(rows) for rows in drills(found)],
        )
    return {"replay": made.pk, "version": version.pk}
