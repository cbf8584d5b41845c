"""Versions that were there before the desk: files in the workspace that nobody drafted here."""

from django.db import transaction

from handfast.agreement.text import read_agreement
from handfast.faults import InputFaults
from handfast.web.agreement.folder import folder
from handfast.web.agreement.models import Happening, State, Version


@transaction.atomic
def bring_along() -> None:
    """Have every file of the folder `agreements` be a version, in the order in which they take effect; those that are known stay as they are."""
    known = set(Version.objects.exclude(file="").values_list("file", flat=True))
    found = []
    for path in sorted(folder().glob("*.yaml")):
        if path.name in known:
            continue
        text = path.read_text(encoding="utf-8")
        try:
            found.append((path.name, text, read_agreement(text, path.name)))
        except InputFaults:
            continue
    for name, text, agreement in sorted(found, key=lambda one: str(one[2].effective_from or "")):
        last = Version.objects.filter(number__isnull=False).order_by("-number").first()
        version = Version.objects.create(
            number=(last.number or 0) + 1 if last else 1,
            title=agreement.name[:200],
            text=text,
            hash=agreement.hash,
            effective_from=agreement.effective_from,
            state=State.SIGNED,
            file=name,
        )
        note = "signed by both" if agreement.signed else "not signed by both"
        Happening.objects.create(version=version, what="brought along", note=f"{name}, {note}", text=text)
