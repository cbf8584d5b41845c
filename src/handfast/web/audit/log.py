"""Writing the audit log: domain verbs call this inside their transaction."""

from collections.abc import Mapping
from typing import Any

from handfast.web.audit.models import AuditEntry
from handfast.web.people.models import User


def log(
    user: User | None,
    verb: str,
    subject: str,
    subject_id: object,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write down that somebody (None: the desk itself) did something; `before` and `after` hold the fields that changed, as JSON can hold them."""
    return AuditEntry.objects.create(
        user=user,
        who=user.email if user else "",
        verb=verb,
        subject=subject,
        subject_id=str(subject_id),
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
    )
