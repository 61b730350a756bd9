"""The store as it stood before the first test, brought back after each test that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
COPIES = "kept"
"""The schema that holds a copy of each table that had rows."""
LIBRARIES = ("django_", "auth_", "procrastinate_")
"""Tables that `migrate` itself fills."""


class Kept:
    """What the tables hold now. `restore` empties those that hold anything and fills them again: some milliseconds,
    where Django's own TRUNCATE of every table with all that `migrate` does afterwards takes the better part of a
    second."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            self.tables = _tables(cursor)
            self.filled = _filled(cursor, self.tables)
            cursor.execute(f"DROP SCHEMA IF EXISTS {COPIES} CASCADE; CREATE SCHEMA {COPIES}")
            for table in self.filled:
                cursor.execute(f"CREATE TABLE {COPIES}.{table} AS TABLE public.{table}")

    def restore(self, *_: Any) -> None:
        """Bring the store back."""
        with _past_the_guards() as cursor:
            for table in {*_filled(cursor, self.tables), *self.filled}:
                cursor.execute(f"DELETE FROM public.{table}")
                if table in self.filled:
                    cursor.execute(f"INSERT INTO public.{table} SELECT * FROM {COPIES}.{table}")


def empty() -> None:
    """A store as `migrate` leaves it."""
    with _past_the_guards() as cursor:
        for table in _filled(cursor, _tables(cursor)):
            if not table.startswith(LIBRARIES):
                cursor.execute(f"DELETE FROM public.{table}")


@contextmanager
def _past_the_guards() -> Iterator[Any]:
    """Append-only tables refuse to be emptied, and foreign keys want an order; not here."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = origin")


def _tables(cursor: Any) -> list[str]:
    cursor.execute(TABLES)
    return [name for (name,) in cursor.fetchall()]


def _filled(cursor: Any, tables: list[str]) -> set[str]:
    looks = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.{table})" for table in tables)
    cursor.execute(" UNION ALL ".join(looks))
    return {name for (name,) in cursor.fetchall()}
