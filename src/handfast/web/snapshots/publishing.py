"""Making a snapshot of an evaluation: everything into a folder beside, then the folder gets its name, then the row, then the pointer."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from handfast.engine.findings_made import Findings
from handfast.report.blocks import Section
from handfast.report.context import Context
from handfast.report.publish import publish
from handfast.web.snapshots.blocks_json import to_json
from handfast.web.snapshots.drills import Addressed
from handfast.web.snapshots.evaluation import FILE, keep_for_pages
from handfast.web.snapshots.facts_kept import keep_facts
from handfast.web.snapshots.models import Current, Snapshot

MAKING = ".making"
"""The folder in which a snapshot is made; what a worker that was stopped left of it is nobody's."""
Say = Callable[[str], None]
Page = Callable[[Context], Sequence[Any]]


def snapshots_folder() -> Path:
    """Where the snapshots of the workspace are."""
    return Path(settings.WORKSPACE) / "snapshots"


def publish_snapshot(findings: Findings, say: Say) -> Snapshot:
    """Make a snapshot of a whole, diagnosed evaluation, and have the pointer name it.

    The same evaluation is the same snapshot: where it is there already, only the pointer moves. Whoever reads meanwhile sees the old one, or the
    new one, whole.
    """
    named = str(findings.snapshot["id"])
    known = Snapshot.objects.filter(pk=named).first()
    if known is None or not (snapshots_folder() / known.folder).is_dir():
        folder = _make(findings, named, say)
        made = _row(findings, named, folder)
        made.published_at = known.published_at if known else timezone.now()
        known = made
    with transaction.atomic():
        known.save()
        Current.objects.update_or_create(pk=Current.ONLY, defaults={"snapshot": known})
    return known


def _make(findings: Findings, named: str, say: Say) -> str:
    """Write the folder and give it its name, which is returned."""
    making, final = snapshots_folder() / MAKING, snapshots_folder() / named[:16]
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    say("writing the report")
    publish(findings, making)
    say("writing what pages look into")
    keep_for_pages(findings, making)
    keep_facts(findings, making / FILE)
    write_pages(findings, making, say)
    shutil.rmtree(final, ignore_errors=True)  # left by a worker that was stopped between the name and the row
    os.rename(making, final)
    _flush(final.parent)
    return final.name


def write_pages(findings: Findings, folder: Path, say: Say) -> None:
    """Make the page of every installed place that has one made of the report, and keep the rows that their figures open."""
    drills = Addressed(findings, findings.current.show == "person")
    context = Context(findings, drills)
    (folder / "pages").mkdir()
    for place, page in pages():
        say(f"making the page {place.replace('_', ' ')}")
        text = json.dumps(to_json(list(page(context))), ensure_ascii=False)
        (folder / "pages" / f"{place}.json").write_text(text, encoding="utf-8")
    drills.write(folder)


def pages() -> Iterable[tuple[str, Page]]:
    """The function `page` of each installed place's module `publishing`, by the place's label."""
    for app in apps.get_app_configs():
        if app.name != "handfast.web.snapshots" and module_has_submodule(app.module, "publishing"):
            yield app.label, import_module(f"{app.name}.publishing").page


def sections(*makers: Callable[[Context], Section | None]) -> Page:
    """A page that is sections of the report, one below the other; those that the record has nothing for are left out."""

    def page(context: Context) -> Sequence[Any]:
        return [section for make in makers if (section := make(context))]

    return page


def _row(findings: Findings, named: str, folder: str) -> Snapshot:
    told = {one["hash"]: one for one in findings.snapshot["agreements"]}
    versions = [
        {
            **told[agreement.hash],
            "effective_from": agreement.effective_from.isoformat() if agreement.effective_from else None,
        }
        for agreement in findings.agreements
    ]
    return Snapshot(
        id=named,
        as_of=findings.as_of.astimezone(UTC),
        agreements=versions,
        promised=findings.promised,
        folder=folder,
        rows=dict(findings.snapshot["rows"]),
    )


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
