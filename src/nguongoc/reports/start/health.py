"""How the store is: what `/healthz` tells a watchman, and what a system administrator's first page shows.

Asked over a connection of its own, so that it answers at once when the pool is empty or the database is away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection
from django.db.migrations.loader import MigrationLoader

PATIENCE_SECONDS = 3

COUNTED = 10_000
LAGS = f"""
SELECT follower, (
  SELECT count(*) FROM (
    SELECT FROM events_event WHERE (generation, tx, number) > (mark.generation, mark.tx, mark.number) LIMIT {COUNTED}
  ) AS unread
), moved_at FROM events_bookmark mark WHERE NOT starts_with(follower, 'subscription:') ORDER BY follower
"""  # noqa: S608 (a number of ours)
UNSEALED = f"""
SELECT count(*) FROM (
  SELECT FROM (
    (SELECT generation, tx, entry FROM evidence_seal ORDER BY position DESC LIMIT 1)
    UNION ALL SELECT 0, 0, 0 WHERE NOT EXISTS (SELECT FROM evidence_seal)
  ) AS head
  JOIN evidence_entry e ON (e.generation, e.tx, e.id) > (head.generation, head.tx, head.entry) LIMIT {COUNTED}
) AS unsealed
"""  # noqa: S608 (a number of ours)

STATE = f"""
SELECT
  (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0)::float8
     FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'),
  (SELECT count(*) FROM events_capture WHERE finished_at IS NULL),
  (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0)::float8
     FROM events_capture WHERE finished_at IS NULL),
  (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),
  (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'),
  (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
  (SELECT count(*) FROM subscriptions_delivery WHERE state = 'waiting'),
  (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(made_at)), 0)::float8
     FROM subscriptions_delivery WHERE state = 'waiting'),
  (SELECT count(*) FROM subscriptions_subscription WHERE suspended_at IS NOT NULL),
  ({UNSEALED}),
  (SELECT coalesce(max(count), 0) FROM ({LAGS}) AS lags)
"""  # noqa: S608 (queries of ours)


@dataclass(frozen=True, slots=True)
class Health:
    """How the store is. Ages in seconds. One long transaction holds back everyone who follows the log;
    `events_behind` is how much the slowest follower has not read (a subscription is none here: one that is told once a
    day is behind on purpose, and `oldest_delivery_seconds` says how it is). No more than `COUNTED` rows are counted."""

    database: bool = False
    migrations_pending: int | None = None
    oldest_transaction_seconds: float | None = None
    captures_waiting: int | None = None
    oldest_capture_seconds: float | None = None
    jobs_waiting: int | None = None
    jobs_running: int | None = None
    jobs_failed: int | None = None
    deliveries_waiting: int | None = None
    oldest_delivery_seconds: float | None = None
    subscriptions_stopped: int | None = None
    entries_unsealed: int | None = None
    events_behind: int | None = None

    @property
    def is_well(self) -> bool:
        """Whether pages can be served: the database answers and its tables are up to date."""
        return self.database and self.migrations_pending == 0


def measured() -> Health:
    """The state of the store at this moment."""
    try:
        with psycopg.connect(**_address(), connect_timeout=PATIENCE_SECONDS) as own:
            pending = len(_known_migrations() - _applied(own))
            if pending:
                return Health(database=True, migrations_pending=pending)
            row = own.execute(STATE).fetchone()
            assert row is not None
            figures: list[Any] = [round(one, 3) if isinstance(one, float) else one for one in row]
            return Health(True, 0, *figures)
    except psycopg.Error:
        return Health()


def _address() -> dict[str, Any]:
    # Django's own parameters, and those of the running test database where there is one.
    parameters = connection.get_connection_params()
    kept = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert")
    return {name: parameters[name] for name in kept if name in parameters} | {
        "options": f"-c statement_timeout={PATIENCE_SECONDS}s"
    }


@lru_cache(maxsize=1)
def _known_migrations() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    return frozenset(loader.disk_migrations)


def _applied(own: psycopg.Connection[Any]) -> set[tuple[str, str]]:
    exists = own.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
    if exists is None or not exists[0]:
        return set()
    return set(own.execute("SELECT app, name FROM django_migrations").fetchall())


@dataclass(frozen=True, slots=True)
class Lag:
    """How far one follower of the log is behind: events it has not read (no more than `COUNTED` are counted)."""

    follower: str
    events: int
    moved_at: datetime


def lags() -> list[Lag]:
    """Every follower of the log, and how far it is behind."""
    with connection.cursor() as cursor:
        cursor.execute(LAGS)
        return [Lag(*row) for row in cursor.fetchall()]


def unsealed() -> int:
    """How many audit entries wait for their seal; no more than `COUNTED` are counted."""
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED)
        return int(cursor.fetchone()[0])
