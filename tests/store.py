"""The store as it stood before the first test, brought back after each test that commits."""

from __future__ import annotations

from typing import Any

from django.db import connection

TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
COPIES = "kept"
"""The schema that holds a copy of each table that had rows."""


class Kept:
    """What the tables hold now. `restore` empties those that hold anything, past their guards (append-only tables
    refuse it otherwise), and fills them again: some milliseconds, where Django's own TRUNCATE of every table with
    all that `migrate` does afterwards takes the better part of a second."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            self.tables = [name for (name,) in cursor.fetchall()]
            self.filled = self._filled(cursor)
            cursor.execute(f"DROP SCHEMA IF EXISTS {COPIES} CASCADE; CREATE SCHEMA {COPIES}")
            for table in self.filled:
                cursor.execute(f"CREATE TABLE {COPIES}.{table} AS TABLE public.{table}")

    def restore(self, *_: Any) -> None:
        """Bring the store back."""
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table in {*self._filled(cursor), *self.filled}:
                cursor.execute(f"DELETE FROM public.{table}")
                if table in self.filled:
                    cursor.execute(f"INSERT INTO public.{table} SELECT * FROM {COPIES}.{table}")
            cursor.execute("SET session_replication_role = origin")

    def _filled(self, cursor: Any) -> set[str]:
        looks = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.{table})" for table in self.tables
        )
        cursor.execute(looks)
        return {name for (name,) in cursor.fetchall()}
