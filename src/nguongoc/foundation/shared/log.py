"""What every append-only log of this system shares: its order, and how it is followed.

Ids become visible in commit order, not in id order: a follower that remembers the last id loses rows under
concurrent writers. A row therefore carries `(generation, tx, id)`, and followers read in that order below
the oldest transaction still open. `tx` means something only within one cluster's life, so a restore or a
move starts a new generation.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import pgtrigger
from django.db import connection, models
from django.db.models import F, Func, Value
from django.db.models.lookups import GreaterThan, LessThan

M = TypeVar("M", bound=models.Model)


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


def running_cluster() -> Func:
    """The PostgreSQL cluster that holds this store, as a column default: its system identifier, given at initdb
    and kept by physical copies, whose transaction ids go on."""
    return Func(template="nguongoc_cluster()", output_field=models.TextField())


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


def ended_stays(name: str, ended: str) -> list[pgtrigger.Trigger]:
    """Triggers for rows that live until their column `ended` is set: then they are never changed. None is deleted
    at any time, whoever asks."""
    refusal = (
        f"RAISE EXCEPTION '{name}: what has ended is not changed, and nothing is deleted here' "
        "USING ERRCODE = 'integrity_constraint_violation';"
    )
    changed = pgtrigger.Trigger(
        name=f"{name}_changed",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(**{f"old__{ended}__isnull": False}),
        func=refusal,
    )
    deleted = pgtrigger.Trigger(
        name=f"{name}_deleted",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Delete | pgtrigger.Truncate,
        func=refusal,
    )
    return [changed, deleted]


class Place(NamedTuple):
    """Where a row stands in its log."""

    generation: int = 0
    tx: int = 0
    number: int = 0


class Horizon(NamedTuple):
    """The first place of a log that is not settled yet: every row before it is visible, and no more will appear
    there."""

    generation: int
    tx: int


def horizon() -> Horizon:
    """How far the logs are settled at this moment: up to the oldest transaction still open anywhere in the
    cluster. Ask for it before the rows, in a statement of its own: asked in the same one, the rows would be
    those of an older snapshot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nguongoc_generation(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return Horizon(*cursor.fetchone())


def between(
    rows: models.QuerySet[M], place: Place, until: Horizon | Place, *, number: str
) -> models.QuerySet[M]:
    """The rows after `place` and before `until`, in the log's order.

    `number` is the column that orders the rows of one transaction. Both bounds are row comparisons, so an index
    on (generation, tx, number) reads exactly these rows, however many stand beyond the horizon.
    """
    order = ("generation", "tx", number)
    after = GreaterThan(_row(*map(F, order)), _row(*map(Value, place)))
    before = LessThan(_row(*map(F, order[: len(until)])), _row(*map(Value, until)))
    return rows.filter(after, before).order_by(*order)


def _row(*values: F | Value) -> Func:
    return Func(*values, function="ROW", output_field=models.BigIntegerField())


def current_generation() -> int:
    """The running generation of this store's logs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nguongoc_generation()")
        return int(cursor.fetchone()[0])
