"""Backup and restore: everything in one file, into a fresh cluster, embedded or a server, and followers lose
nothing."""

from __future__ import annotations

import io
import json
import os
import pwd
import shutil
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from config.running import COMMAND, environment
from nguongoc.config import archive, restoring
from nguongoc.config.archive import DUMP, MANIFEST, Manifest
from nguongoc.config.backup import backup
from nguongoc.domain.problem import Refused
from nguongoc.foundation.evidence.actions import keep, seal_all
from nguongoc.trace.events.followers import follow
from world import NOW, a_sender, an_event, begin, event_number, send

pytestmark = pytest.mark.django_db(transaction=True)

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")

GO_ON = """
import os, sys
from nguongoc.config.environment import open_django
open_django(os.environ.get("NGUONGOC_DATA"))
sys.path.insert(0, os.environ["TESTS"])
from datetime import datetime, UTC
from nguongoc.config.operator import as_sender
from nguongoc.foundation.shared.models import Generation
from nguongoc.trace.events.followers import follow
from world import an_event, event_number, send
def say(events):
    for event in events:
        print(event.event_id)
while follow("reader", say, at=datetime.now(UTC), limit=2):
    pass
send(as_sender("rollback", at=datetime.now(UTC)), an_event(eventID=event_number(99)))
while follow("reader", say, at=datetime.now(UTC)):
    pass
print(*Generation.objects.values_list("number", flat=True))
"""


class Store:
    """A store with ten events, of which the follower `reader` has read four, a sealed audit, and a file."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        (folder / "files" / "ab").mkdir(parents=True)
        (folder / "files" / "ab" / "giấy chứng nhận.pdf").write_bytes(b"%PDF" + os.urandom(3000))
        (folder / "secret").write_text("a secret of fifty letters, more or less, and of no use")
        begin()
        default = {"BACKEND": "", "OPTIONS": {"location": folder / "files"}}
        with override_settings(STORAGES={**settings.STORAGES, "default": default}):
            keep(io.BytesIO(b"%PDF-1.7 a certificate"), name="giay.pdf", actor=None, at=NOW)
        self.sender = a_sender()
        send(self.sender, *(an_event(eventID=event_number(number)) for number in range(1, 11)))
        self.read: list[str] = []
        follow("reader", lambda events: self.read.extend(event.event_id for event in events), at=NOW, limit=4)
        seal_all(NOW)

    def backup(self, target: Path) -> Manifest:
        return backup(target, self.folder, self.address, at=datetime.now(UTC))


@pytest.fixture
def store(tmp_path: Path, database_url: str) -> Store:
    return Store(tmp_path / "store", database_url)


@pytest.fixture
def fresh(database_url: str) -> Iterator[str]:
    """An empty database beside the test's own."""
    name = "fresh_store"
    with psycopg.connect(database_url, autocommit=True) as own:
        own.execute(f"DROP DATABASE IF EXISTS {name}")
        own.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        yield urlsplit(database_url)._replace(path=f"/{name}").geturl()
        own.execute(f"DROP DATABASE {name} WITH (FORCE)")


def nguongoc(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], env=environment(**more), capture_output=True, text=True, timeout=120
    )


def gone_on(**more: str) -> list[str]:
    """What the restored follower reads, with one event captured after the restore; the generations last."""
    tests = str(Path(__file__).resolve().parents[1])
    done = subprocess.run(
        [COMMAND[0], "-c", GO_ON],
        env=environment(TESTS=tests, **more),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def everything() -> list[str]:
    return [event_number(number) for number in (*range(1, 11), 99)]


def is_empty(address: str) -> bool:
    with psycopg.connect(address) as own:
        return own.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_into_a_fresh_embedded_store_with_followers_going_on(store: Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "kho.backup")
    new = tmp_path / "new"
    done = nguongoc("restore", str(tmp_path / "kho.backup"), "--data", str(new))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "10 events" in done.stderr
    kept = "files/ab/giấy chứng nhận.pdf"
    assert (new / kept).read_bytes() == (store.folder / kept).read_bytes()
    assert (new / "secret").read_text() == (store.folder / "secret").read_text()
    assert oct((new / "secret").stat().st_mode)[-3:] == "600"

    *read, generations = gone_on(NGUONGOC_DATA=str(new))
    assert store.read + read == everything()
    assert generations == "1 2"
    verified = nguongoc("verify", "--data", str(new))
    assert verified.returncode == 0
    assert "1 attached files" in verified.stderr
    again = nguongoc("restore", str(tmp_path / "kho.backup"), "--data", str(new))
    assert again.returncode == 2
    assert "holds data already" in again.stdout


@contextmanager
def debian_15() -> Iterator[str]:
    """A PostgreSQL 15 of Debian's, in a temporary folder, as an ordinary user."""
    owner = next((one for one in pwd.getpwall() if one.pw_name in ("postgres", "nobody")), None)
    user = owner.pw_name if owner and os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="nguongoc-15-"))
    try:
        if user:
            shutil.chown(folder, user)

        def run(*words: str) -> None:
            subprocess.run(
                [DEBIAN_15 / words[0], *words[1:]], user=user, check=True, capture_output=True, cwd=folder
            )

        run(
            "initdb",
            "--auth=trust",
            "--username=nguongoc",
            "--encoding=UTF8",
            "--no-sync",
            f"--pgdata={folder}/data",
        )
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(
            "pg_ctl",
            "start",
            f"--pgdata={folder}/data",
            "--wait",
            f"--options={options}",
            f"--log={folder}/log",
        )
        try:
            yield f"postgresql://nguongoc@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", f"--pgdata={folder}/data", "--mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.server
@pytest.mark.skipif(not (DEBIAN_15 / "initdb").exists(), reason="Debian's postgresql-15 is not installed")
def test_from_the_embedded_18_to_a_server_of_version_15_with_followers_going_on(
    store: Store, tmp_path: Path
) -> None:
    store.backup(tmp_path / "kho.backup")
    with debian_15() as address:
        with psycopg.connect(address) as own:
            assert own.info.server_version // 10_000 == 15
        place = {"DATABASE_URL": address, "NGUONGOC_DATA": str(tmp_path / "new")}
        done = nguongoc("restore", str(tmp_path / "kho.backup"), **place)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        *read, generations = gone_on(**place)
        assert store.read + read == everything()
        assert generations == "1 2"
        back = tmp_path / "back.backup"
        assert nguongoc("backup", str(back), **place).returncode == 0
    done = nguongoc("restore", str(back), "--data", str(tmp_path / "home-again"))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "11 events" in done.stderr


def test_a_backup_taken_while_eight_write_is_of_one_moment(store: Store, tmp_path: Path, fresh: str) -> None:
    all_write, done = threading.Barrier(9, timeout=60), threading.Event()

    def write(writer: int) -> None:
        number = writer * 10_000
        try:
            while not done.is_set():
                number += 2
                send(store.sender, *(an_event(eventID=event_number(one)) for one in (number, number + 1)))
                if number == writer * 10_000 + 2:
                    all_write.wait()
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(1, 9)]
    for writer in writers:
        writer.start()
    try:
        all_write.wait()
        manifest = store.backup(tmp_path / "kho.backup")
    finally:
        done.set()
        for writer in writers:
            writer.join()
    new = tmp_path / "new"
    new.mkdir()
    restoring.restore(tmp_path / "kho.backup", new, fresh)
    place = {"DATABASE_URL": fresh, "NGUONGOC_DATA": str(new)}
    told = json.loads(nguongoc("verify", "--json", **place).stdout)
    assert told["problems"] == []
    assert told["events"] == manifest.rows["events_event"] >= 16


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


def rewrite(path: Path, contents: dict[str, bytes]) -> None:
    import io

    with tarfile.open(path, "w") as tar:
        for name, content in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def test_a_damaged_backup_is_refused_by_the_part_that_is_damaged_and_nothing_is_restored(
    store: Store, tmp_path: Path, fresh: str
) -> None:
    good, bad, new = tmp_path / "good", tmp_path / "bad", tmp_path / "new"
    new.mkdir()
    store.backup(good)
    whole = members(good)
    file = next(name for name in whole if name.startswith("files/"))
    dump = whole[DUMP]

    def refused(contents: dict[str, bytes]) -> set[str]:
        rewrite(bad, contents)
        with pytest.raises(Refused) as refusal:
            restoring.restore(bad, new, fresh)
        assert is_empty(fresh)
        assert list(new.iterdir()) == []
        return {problem.where for problem in refusal.value.problems}

    assert refused({**whole, DUMP: dump[:-1] + bytes([dump[-1] ^ 1])}) == {DUMP}
    assert refused({**whole, file: b"another file"}) == {file}
    assert refused({name: content for name, content in whole.items() if name != file}) == {file}
    assert refused({**whole, "../outside": b"x"}) == {"../outside"}
    assert refused({"something": b"else"}) == {MANIFEST}
    bad.write_bytes(good.read_bytes()[: len(dump) // 2])
    with pytest.raises(Refused):
        restoring.restore(bad, new, fresh)
    bad.write_bytes(b"not an archive at all")
    with pytest.raises(Refused):
        restoring.restore(bad, new, fresh)
    assert is_empty(fresh)
    restoring.restore(good, new, fresh)
    assert not is_empty(fresh)


def test_a_dump_that_postgres_cannot_take_leaves_the_store_empty(
    store: Store, tmp_path: Path, fresh: str
) -> None:
    """The bytes are as recorded, but PostgreSQL stumbles over them half-way."""
    good, bad, new = tmp_path / "good", tmp_path / "bad", tmp_path / "new"
    new.mkdir()
    store.backup(good)
    whole = members(good)
    whole[DUMP] = whole[DUMP][: len(whole[DUMP]) * 3 // 4]
    (tmp_path / "dump").write_bytes(whole[DUMP])
    told = json.loads(whole[MANIFEST])
    cut = archive.measured(tmp_path / "dump")
    told["members"][DUMP] = {"size": cut.size, "sha256": cut.sha256}
    rewrite(bad, {**whole, MANIFEST: json.dumps(told).encode()})
    with pytest.raises(Refused) as refusal:
        restoring.restore(bad, new, fresh)
    assert refusal.value.problems[0].code == "not-loaded"
    assert is_empty(fresh)
    assert list(new.iterdir()) == []


def test_a_backup_that_fails_leaves_the_one_before_untouched(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "out" / "kho.backup"
    target.parent.mkdir()
    store.backup(target)
    before = target.read_bytes()
    nowhere = urlsplit(store.address)._replace(path="/nowhere").geturl()
    with pytest.raises(psycopg.OperationalError):
        backup(target, store.folder, nowhere, at=NOW)
    (store.folder / "files" / "gone").symlink_to(store.folder / "missing")
    store.backup(target)
    assert os.listdir(target.parent) == [target.name]
    assert len(before) > 1000
    assert oct(target.stat().st_mode)[-3:] == "600"


def test_a_backup_of_a_newer_program_is_refused(store: Store, tmp_path: Path) -> None:
    manifest = store.backup(tmp_path / "kho.backup")
    known = [("events", "0001_first_rows")]
    assert [problem.code for problem in restoring.check_known(manifest, known)] == ["newer-program"]
    every: Any = [tuple(name.split(".", 1)) for name in manifest.migrations]
    assert list(restoring.check_known(manifest, every)) == []


def test_another_last_link_than_the_recorded_one_is_named(store: Store, tmp_path: Path) -> None:
    manifest = store.backup(tmp_path / "kho.backup")
    assert manifest.sealed > 0
    assert list(restoring.check_head(manifest, manifest.sealed, manifest.head)) == []
    assert [one.code for one in restoring.check_head(manifest, manifest.sealed, "00")] == ["head-differs"]
