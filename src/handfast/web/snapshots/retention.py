"""Old snapshots go, but never one that somebody may still need."""

import shutil
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from handfast.web.snapshots.models import Current, Snapshot
from handfast.web.snapshots.publishing import snapshots_folder

LOOKED_AT = timedelta(days=30)


def remove_old(now: datetime, days: float) -> int:
    """Remove snapshots published longer ago than so many days (0: none), but for the latest and those looked at in the last 30 days; how many."""
    if not days:
        return 0
    unseen = Q(seen_at__isnull=True) | Q(seen_at__lt=now - LOOKED_AT)
    current = Current.objects.values("snapshot_id")
    old = Snapshot.objects.filter(unseen, published_at__lt=now - timedelta(days=days)).exclude(pk__in=current)
    removed = 0
    for row in old:
        with transaction.atomic():
            row.delete()
        shutil.rmtree(snapshots_folder() / row.folder, ignore_errors=True)
        removed += 1
    return removed
