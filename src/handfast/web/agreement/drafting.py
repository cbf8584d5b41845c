"""Drafts: beginning one, changing it, asking for signatures, withdrawing it."""

from django.db import transaction

from handfast.agreement.diff import diff
from handfast.agreement.text import read_agreement
from handfast.faults import InputFaults
from handfast.web.agreement.folder import folder
from handfast.web.agreement.models import Happening, State, Version
from handfast.web.agreement.refusals import ChangedMeanwhile, Faulty, Refused
from handfast.web.audit.log import log
from handfast.web.people.models import User


@transaction.atomic
def begin(user: User, based_on: Version | None, text: str, title: str = "") -> Version:
    """A new draft with a text, which may have faults still."""
    version = Version(title=title.strip()[:200] or "A new version", based_on=based_on, created_by=user)
    _take(version, text)
    version.save()
    Happening.objects.create(
        version=version, by=user, what="drafted", text=text, note=f"from {based_on}" if based_on else ""
    )
    log(user, "agreement.draft", "agreement", version.pk, after={"title": version.title})
    return version


@transaction.atomic
def save(user: User, version: Version, text: str, seen: int) -> Version:
    """Change a draft, faults and all; `seen` is the revision that was changed. What one side signed before no longer holds.

    Raises ChangedMeanwhile where somebody saved since, Refused where it is signed by both or withdrawn.
    """
    text = text.replace("\r\n", "\n")
    held = Version.objects.select_for_update().get(pk=version.pk)
    _check_open(held)
    if held.revision != seen:
        raise ChangedMeanwhile(
            f"{_last(held)} saved this draft meanwhile; look at both texts, and save what should stand."
        )
    if held.text == text:
        return held
    before = held.hash
    _take(held, text)
    held.revision += 1
    held.state = State.DRAFT
    held.save()
    dropped = held.signatures.exclude(hash=held.hash).delete()[0] if held.hash != before else 0
    note = "a signature no longer covers it" if dropped else ""
    Happening.objects.create(version=held, by=user, what="changed", text=text, note=note)
    log(
        user,
        "agreement.change",
        "agreement",
        held.pk,
        {"hash": before},
        {"hash": held.hash, "revision": held.revision},
    )
    return held


@transaction.atomic
def propose(user: User, version: Version) -> Version:
    """Ask both owners to sign. Raises Faulty where the text has faults, Refused where it can't follow what is in force."""
    held = Version.objects.select_for_update().get(pk=version.pk)
    _check_open(held)
    check_ready(held)
    held.state = State.PROPOSED
    held.save()
    Happening.objects.create(version=held, by=user, what="proposed")
    log(user, "agreement.propose", "agreement", held.pk, after={"hash": held.hash})
    return held


@transaction.atomic
def withdraw(user: User, version: Version) -> Version:
    """Give a draft up, or a signed version before its day. Raises Refused for one that is in force or was."""
    held = Version.objects.select_for_update().get(pk=version.pk)
    if held.state == State.WITHDRAWN:
        raise Refused("It was withdrawn already.")
    if held.state == State.SIGNED and not held.to_come:
        raise Refused("It is in force, or was; a new version takes its place, it isn't withdrawn.")
    was = held.state
    if held.file:
        (folder() / held.file).unlink(missing_ok=True)
    held.state, held.file = State.WITHDRAWN, ""
    held.save()
    Happening.objects.create(version=held, by=user, what="withdrawn")
    log(user, "agreement.withdraw", "agreement", held.pk, {"state": was}, {"state": held.state})
    return held


def check_ready(version: Version) -> None:
    """Raises Faulty where the text has faults, Refused where it can't take the place of what is in force."""
    try:
        agreement = read_agreement(version.text, "draft.yaml")
    except InputFaults as error:
        raise Faulty(error.faults) from error
    for side in ("marketing", "sales"):
        if not agreement.owner(side):
            raise Refused(f"It names no owner of {side}, who would sign it: add parties.{side}.owner.")
    last = (
        Version.objects.filter(number__isnull=False)
        .exclude(state=State.WITHDRAWN)
        .order_by("-number")
        .first()
    )
    if last is None:
        return
    if agreement.effective_from is None:
        raise Refused(
            "It doesn't say from which day it holds; add effective_from, so that it can follow the version before."
        )
    if last.effective_from and agreement.effective_from <= last.effective_from:
        raise Refused(
            f"It would hold from {agreement.effective_from}, but {last} holds from {last.effective_from}; take a later day."
        )
    if last.read is not None and not diff(last.read, agreement):
        raise Refused(f"It says what {last} says; there is nothing to sign.")


def _take(version: Version, text: str) -> None:
    """A text, with what can be read of it."""
    version.text = text
    version.__dict__.pop("read", None)
    agreement = version.read
    version.hash = agreement.hash if agreement else ""
    version.effective_from = agreement.effective_from if agreement else None


def _check_open(version: Version) -> None:
    if not version.open:
        raise Refused(f"It is {version.state}: it can't be changed any more. Begin a new draft from it.")


def _last(version: Version) -> str:
    happened = version.history.filter(what__in=("changed", "drafted")).select_related("by").last()
    return str(happened.by) if happened and happened.by else "Somebody"
