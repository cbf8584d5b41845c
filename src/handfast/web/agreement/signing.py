"""Signing: one named owner of each side, a password asked again, a signature that covers the text's hash; and then it is in force on its day."""

from datetime import UTC

from django.core.exceptions import PermissionDenied
from django.db import transaction

from handfast.agreement.clause import SIDES, Side
from handfast.agreement.edit import edit_text
from handfast.agreement.model import Agreement
from handfast.web.agreement.drafting import check_ready
from handfast.web.agreement.folder import write
from handfast.web.agreement.models import Happening, Signature, State, Version
from handfast.web.agreement.refusals import Refused
from handfast.web.audit.log import log
from handfast.web.people.models import User
from handfast.web.worker.jobs import ask


def sides_of(user: User, agreement: Agreement) -> tuple[Side, ...]:
    """For which sides somebody signs: those whose named owner they are, by their e-mail address."""
    return tuple(
        side for side in SIDES if (agreement.owner(side) or "").strip().lower() == user.email.lower()
    )


def sign(user: User, version: Version, side: str, seen: str, password: str) -> Version:
    """Sign a proposed version for a side; once both have, it gets its number and is in force from its day.

    `seen` is the hash of the text that was read. Raises PermissionDenied for anybody but the side's named owner, Refused for a wrong password, a text
    that changed meanwhile, or a version that isn't proposed; Faulty for a text with faults.
    """
    if not user.check_password(password):
        raise Refused("The password isn't right; nothing was signed.")
    with transaction.atomic():
        held = Version.objects.select_for_update().get(pk=version.pk)
        if held.state != State.PROPOSED:
            raise Refused(f"It is {held.state}; only what is proposed can be signed.")
        if held.hash != seen:
            raise Refused("The text changed since you read it; read it again before you sign.")
        check_ready(held)
        agreement = held.read
        if agreement is None or side not in sides_of(user, agreement):
            raise PermissionDenied(f"sign for {side}: only its named owner does")
        if held.signatures.filter(side=side).exists():
            raise Refused(f"{side.capitalize()} has signed it already.")
        Signature.objects.create(version=held, side=side, by=user, hash=held.hash)
        Happening.objects.create(version=held, by=user, what="signed", note=f"for {side}, {held.hash[:12]}")
        log(user, "agreement.sign", "agreement", held.pk, after={"side": side, "hash": held.hash})
        if held.signatures.filter(hash=held.hash).count() == len(SIDES):
            _put_in_force(user, held)
    return held


def take_back(user: User, version: Version, side: str) -> None:
    """Take a signature back while the other side's is missing. Raises PermissionDenied for somebody else's, Refused once both have signed."""
    with transaction.atomic():
        held = Version.objects.select_for_update().get(pk=version.pk)
        if held.state == State.SIGNED:
            raise Refused("Both sides have signed; it can't be taken back. A new version can take its place.")
        own = held.signatures.filter(side=side).first()
        if own is None:
            raise Refused(f"Nobody has signed for {side}.")
        if own.by_id != user.pk:
            raise PermissionDenied("take back what somebody else signed")
        own.delete()
        Happening.objects.create(version=held, by=user, what="taken back", note=f"for {side}")
        log(user, "agreement.unsign", "agreement", held.pk, before={"side": side})


def _put_in_force(user: User, version: Version) -> None:
    """Give it its number and its signatures, and write it where evaluations read it."""
    last = Version.objects.filter(number__isnull=False).order_by("-number").first()
    version.number = (last.number or 0) + 1 if last else 1
    version.text = edit_text(version.text, ("signatures",), _signatures(version))
    version.state = State.SIGNED
    version.file = f"v{version.number}.yaml"
    version.save()
    Happening.objects.create(
        version=version, by=user, what="in force", note=f"from {version.effective_from}", text=version.text
    )
    write(version.file, version.text)
    ask("evaluate", why=f"agreement v{version.number} was signed", user=user)


def _signatures(version: Version) -> list[dict[str, str]]:
    return [
        {
            "party": one.side,
            "by": one.by.email,
            "at": one.at.astimezone(UTC).isoformat(timespec="seconds"),
            "hash": one.hash,
        }
        for one in version.signatures.order_by("side").select_related("by")
    ]
