"""Begin a life of the store in a cluster."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from nguongoc.foundation.shared.models import Generation


def begin_where_we_are(*, at: datetime) -> None:
    """The first generation of a new store; the next one where the store was moved into another cluster.

    Rows of the old generation are all settled from then on. Call it before anything writes to a log.
    """
    last = Generation.objects.last()
    here = _cluster()
    if last is None:
        Generation.objects.create(number=1, started_at=at, reason="installed")
    elif last.cluster != here:
        reason = f"moved from cluster {last.cluster}"
        Generation.objects.create(number=last.number + 1, started_at=at, reason=reason)


def _cluster() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nguongoc_cluster()")
        return str(cursor.fetchone()[0])
