"""A backup into an empty store: the files, then the database in one transaction with the new generation in it.

The server may be older than the one that was dumped: settings it does not know are left out of the dump's first
lines. Whatever fails before the database's commit leaves the store as empty as it was.
"""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from nguongoc.config import archive
from nguongoc.config.archive import DUMP, FILES, SECRET, Manifest
from nguongoc.config.backup import UNHURRIED, rows
from nguongoc.config.programs import newest, without_password
from nguongoc.domain.problem import Problem, Refused, Text


def restore(source: Path, folder: Path, address: str) -> Manifest:
    """Fill the empty store of this data folder and this database from `source`, and answer its manifest.

    Raises Refused where the store is not empty, the backup is damaged, or PostgreSQL does not take it.
    """
    _refuse_a_store_in_use(folder, address)
    with (
        archive.opened(source) as (tar, manifest),
        tempfile.TemporaryDirectory(dir=folder, prefix="restoring-") as work,
    ):
        laid_out = Path(work)
        archive.extract(tar, manifest, laid_out)
        with _placed(laid_out / FILES, folder / "files"):
            _load(laid_out / DUMP, manifest, address)
        if (laid_out / SECRET).exists():
            (laid_out / SECRET).replace(folder / "secret")
    _compare(manifest, address)
    return manifest


@contextmanager
def _placed(files: Path, target: Path) -> Iterator[None]:
    """Put the files in place before the database names them; take them away again when it does not come to that."""
    if files.exists():
        shutil.rmtree(target, ignore_errors=True)  # an empty one
        files.rename(target)
    try:
        yield
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _refuse_a_store_in_use(folder: Path, address: str) -> None:
    with psycopg.connect(address) as own:
        tables = own.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    files = folder / "files"
    if (tables and tables[0]) or (files.exists() and any(files.iterdir())):
        raise Refused(_not_empty(folder))


def _load(dump: Path, manifest: Manifest, address: str) -> None:
    """Run the dump's statements through psql, all in one transaction."""
    shown, environment = without_password(address)
    unpack = [str(newest("pg_restore")), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    take_in = [
        *(str(newest("psql")), "--no-psqlrc", "--quiet", "--single-transaction"),
        *("--set=ON_ERROR_STOP=1", f"--dbname={shown}"),
    ]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(unpack, stdout=subprocess.PIPE, stderr=said) as unpacked,  # noqa: S603
        subprocess.Popen(  # noqa: S603
            take_in,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={**environment, "PGOPTIONS": UNHURRIED},
        ) as taken,
    ):
        assert unpacked.stdout is not None
        assert taken.stdin is not None
        try:
            for line in _known_to(address, unpacked.stdout):
                taken.stdin.write(line)
            if unpacked.wait() == 0:
                taken.stdin.write(_next_generation(manifest).encode())
            else:
                taken.kill()  # its transaction goes with it
        except BrokenPipeError:
            unpacked.kill()
        with suppress(BrokenPipeError):
            taken.stdin.close()
        status = unpacked.wait() or taken.wait()
        said.seek(0)
        if status:
            raise Refused(_not_loaded(said.read().decode(errors="replace").strip()))


_SET = re.compile(rb"SET (\w+) = ")
_COLUMN_OPTION = re.compile(rb"ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \(pg_")
_DATA = re.compile(rb"COPY .* FROM stdin;$")


def _known_to(address: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The dump's statements without what this server does not know: settings of newer servers, and the inner
    marks that some minor versions keep at columns (`pg_attver`) and other versions' pg_dump writes out."""
    with psycopg.connect(address) as own:
        known = {name.encode() for (name,) in own.execute("SELECT name FROM pg_settings").fetchall()}
    source, at_its_head = iter(lines), True
    for line in source:
        at_its_head = at_its_head and not line.startswith((b"CREATE ", b"ALTER ", b"COPY "))
        setting = _SET.match(line) if at_its_head else None
        if not (setting and setting[1] not in known) and not _COLUMN_OPTION.match(line):
            yield line
        if _DATA.match(line):
            yield from itertools.takewhile(b"\\.\n".__ne__, source)
            yield b"\\.\n"


def _next_generation(manifest: Manifest) -> str:
    # In the transaction of the restored rows: nobody ever sees them in this cluster under the old generation.
    made_at = datetime.fromisoformat(manifest.made_at).isoformat()
    return f"""
INSERT INTO public.shared_generation (number, started_at, reason)
SELECT coalesce(max(number), 0) + 1, now(), 'restored from the backup of {made_at}' FROM public.shared_generation;
ANALYZE;
"""  # noqa: S608 (a date)


def _compare(manifest: Manifest, address: str) -> None:
    with psycopg.connect(address, options=UNHURRIED) as own:
        found = rows(own)
    expected = dict(manifest.rows) | {"shared_generation": manifest.rows["shared_generation"] + 1}
    different = [name for name in sorted(expected) if found.get(name) != expected[name]]
    if different:
        raise Refused([_counted_otherwise(name, expected[name], found.get(name, 0)) for name in different])


def check_head(manifest: Manifest, sealed: int, head: str) -> Iterator[Problem]:
    """Whether the audit chain ends where the backup says."""
    if (sealed, head) != (manifest.sealed, manifest.head):
        why = Text(
            "Mắt xích cuối của nhật ký không phải là mắt xích đã ghi trong bản sao lưu.",
            "The last link of the audit is not the one recorded in the backup.",
        )
        yield Problem(f"seal {manifest.sealed}", why, "head-differs")


def check_known(manifest: Manifest, known: Iterable[Any]) -> Iterator[Problem]:
    """Whether this program knows every migration of the backup; a backup of a newer program is refused."""
    unknown = sorted(set(manifest.migrations) - {f"{app}.{name}" for app, name in known})
    if unknown:
        why = Text(
            f"Bản sao lưu do phiên bản mới hơn tạo ra ({manifest.program}). Hãy cập nhật nguongoc rồi phục hồi lại.",
            f"The backup was made by a newer program ({manifest.program}). Update nguongoc, then restore again.",
        )
        yield Problem(unknown[0], why, "newer-program")


def _not_empty(folder: Path) -> Problem:
    why = Text(
        "Kho này đã có dữ liệu; bản sao lưu chỉ được phục hồi vào kho trống. Hãy chọn thư mục mới bằng --data, hoặc "
        "một cơ sở dữ liệu mới trong DATABASE_URL.",
        "This store holds data already; a backup is restored into an empty one only. Name a new folder with --data, "
        "or a new database in DATABASE_URL.",
    )
    return Problem(str(folder), why, "not-empty")


def _not_loaded(said: str) -> Problem:
    why = Text(
        f"PostgreSQL không nhận bản sao lưu; kho vẫn trống. {said}",
        f"PostgreSQL does not take the backup; the store is as empty as before. {said}",
    )
    return Problem(DUMP, why, "not-loaded")


def _counted_otherwise(table: str, expected: int, found: int) -> Problem:
    why = Text(
        f"Bảng này phải có {expected} dòng, nhưng có {found}.",
        f"This table should hold {expected} rows and holds {found}.",
    )
    return Problem(table, why, "count-differs")
