"""The whole store into one file, while everything runs: one snapshot of the database, then the files (which are
only ever added, so those of the snapshot are all among them)."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from nguongoc import __version__
from nguongoc.config import archive
from nguongoc.config.archive import DUMP, FILES, SECRET, Manifest
from nguongoc.config.programs import pg_dump, without_password
from nguongoc.domain.problem import Problem, Refused, Text


def backup(target: Path, folder: Path, address: str, *, at: datetime) -> Manifest:
    """Write the store of this data folder and this database to `target`; what stood there is replaced at the end.

    Raises Refused where PostgreSQL cannot dump, OSError where the file cannot be written.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as work:
        dump = Path(work) / DUMP
        manifest = _dump(dump, address, at=at)
        sources = {DUMP: dump, **dict(_kept_files(folder))}
        members = {name: archive.measured(path) for name, path in sources.items()}
        manifest = replace(manifest, members=members)
        archive.write(target, manifest, sources)
    return manifest


def _kept_files(folder: Path) -> Iterator[tuple[str, Path]]:
    if (folder / "secret").exists():
        yield SECRET, folder / "secret"
    kept = folder / "files"
    for path in sorted(kept.rglob("*")):
        if path.is_file():
            yield FILES + path.relative_to(kept).as_posix(), path


def _dump(target: Path, address: str, *, at: datetime) -> Manifest:
    """Dump the database and count its rows, both in one snapshot."""
    with psycopg.connect(address, options=UNHURRIED) as own:
        own.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        own.read_only = True
        snapshot = _one(own, "SELECT pg_export_snapshot()")
        manifest = _described(own, at=at)
        shown, environment = without_password(address)
        done = subprocess.run(  # noqa: S603 (PostgreSQL's own program)
            [
                *(pg_dump(address), "--format=custom", "--no-owner", "--no-privileges"),
                *(f"--snapshot={snapshot}", f"--file={target}", f"--dbname={shown}"),
            ],
            env={**environment, "PGOPTIONS": UNHURRIED},
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise Refused(_no_dump(done.stderr.strip()))
    os.chmod(target, 0o600)
    return manifest


UNHURRIED = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=60s"


def _described(own: psycopg.Connection[Any], *, at: datetime) -> Manifest:
    seal = own.execute("SELECT position, hash FROM evidence_seal ORDER BY position DESC LIMIT 1").fetchone()
    return Manifest(
        made_at=at.isoformat(),
        program=__version__,
        postgres=str(_one(own, "SHOW server_version")),
        rows=rows(own),
        sealed=seal[0] if seal else 0,
        head=bytes(seal[1]).hex() if seal else "",
        migrations=[f"{app}.{name}" for app, name in own.execute(MIGRATIONS).fetchall()],
    )


MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


def rows(own: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows every table of ours holds."""
    tables = [name for (name,) in own.execute(TABLES).fetchall()]
    count = sql.SQL("SELECT count(*) FROM {}")
    return {name: int(_one(own, count.format(sql.Identifier("public", name)))) for name in tables}


def _one(own: psycopg.Connection[Any], query: Any) -> Any:
    row = own.execute(query).fetchone()
    assert row is not None
    return row[0]


def _no_dump(said: str) -> Problem:
    why = Text(f"PostgreSQL không xuất được dữ liệu: {said}", f"PostgreSQL could not dump the data: {said}")
    return Problem("pg_dump", why, "no-dump")
