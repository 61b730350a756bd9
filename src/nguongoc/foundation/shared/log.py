"""What every append-only log of this system shares: its order, and how it is followed.

Ids become visible in commit order, not in id order: a follower that remembers the last id loses rows under
concurrent writers. A row therefore carries `(generation, tx, id)`, and followers read in that order below
the oldest transaction still open. `tx` means something only within one cluster's life, so a restore or a
move starts a new generation.
"""

from __future__ import annotations

import pgtrigger
from django.db import connection, models
from django.db.models import Func


def current_transaction() -> Func:
    """The id of the writing transaction (xid8, as a bigint), as a column default."""
    return Func(template="(pg_current_xact_id()::text::bigint)", output_field=models.BigIntegerField())


def running_generation() -> Func:
    """The running generation, as a column default. The function is made by this app's first migration."""
    return Func(template="nguongoc_generation()", output_field=models.IntegerField())


class LogRow(models.Model):
    """The columns that order a log."""

    id = models.BigAutoField(primary_key=True)
    generation = models.IntegerField(db_default=running_generation(), editable=False)
    tx = models.BigIntegerField(db_default=current_transaction(), editable=False)

    class Meta:
        abstract = True


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE, whoever asks."""
    refusal = (
        f"RAISE EXCEPTION '{name}: nothing is updated or deleted here; corrections are new rows' "
        "USING ERRCODE = 'integrity_constraint_violation';"
    )
    return [
        pgtrigger.Trigger(
            name=f"{name}_rows",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=refusal,
        ),
        pgtrigger.Trigger(
            name=f"{name}_whole",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=refusal,
        ),
    ]


def horizon() -> int:
    """The oldest transaction still open: rows below it are all visible, and no more will appear there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def current_generation() -> int:
    """The running generation of this store's logs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nguongoc_generation()")
        return int(cursor.fetchone()[0])
