"""Many deeds as one step: a long run of actions inside one transaction, without a savepoint for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def as_one_step() -> Iterator[None]:
    """Within a transaction: one savepoint for all that is done here. An action that says `atomic` makes none of its
    own, which saves two round trips each; so what is refused here takes everything done here back with it, and nothing
    may be caught inside."""
    with transaction.atomic():
        connection.features.uses_savepoints = False
        try:
            yield
        finally:
            connection.features.uses_savepoints = True
