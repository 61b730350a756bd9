"""The embedded PostgreSQL after the kinds of death that its wheel does not expect."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config.running import postgres_of, until
from nguongoc.config import embedded


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="nguongoc-embedded-"))
    yield place
    embedded.leave(place)
    shutil.rmtree(place)


def ended_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_holder_that_was_killed_does_not_keep_the_server_up(folder: Path) -> None:
    embedded.start(folder, throwaway=True)
    holders = folder / "postgres" / ".handle_pids.json"
    holders.write_text(json.dumps([*json.loads(holders.read_text()), ended_pid()]))
    embedded.leave(folder)
    assert not embedded.is_running(folder)


def test_a_number_that_another_program_has_now_is_no_holder(folder: Path) -> None:
    embedded.start(folder)
    holders = folder / "postgres" / ".handle_pids.json"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        holders.write_text(json.dumps([os.getpid(), stranger.pid]))
        an_hour_ago = psutil.Process(os.getpid()).create_time() + 1
        os.utime(holders, (an_hour_ago, an_hour_ago))
        embedded.leave(folder)
        assert not embedded.is_running(folder)


def test_a_living_holder_keeps_the_server_up(folder: Path) -> None:
    embedded.start(folder)
    script = (
        "import sys; from pathlib import Path; from nguongoc.config import embedded;"
        "embedded.start(Path(sys.argv[1])); print('here', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "here\n"
        embedded.leave(folder)
        assert embedded.is_running(folder)
        other.communicate("\n")
    until(lambda: not embedded.is_running(folder), seconds=10)


def test_a_server_that_was_killed_starts_again_with_what_was_committed(folder: Path) -> None:
    address = embedded.start(folder)
    with psycopg.connect(address, autocommit=True) as store:
        store.execute("CREATE TABLE kept AS SELECT 7 AS n")
        store.execute("CHECKPOINT")  # this cluster is a throwaway one: it does not sync
    server, *others = postgres_of(folder)
    server.send_signal(signal.SIGKILL)
    psutil.wait_procs(others, timeout=10)
    assert not embedded.is_running(folder)
    with psycopg.connect(embedded.start(folder), autocommit=True) as store:
        assert store.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_lock_file_that_names_another_program_is_not_believed(folder: Path) -> None:
    embedded.start(folder)
    pid_file = folder / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    embedded.leave(folder)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with psycopg.connect(embedded.start(folder)) as store:
            assert store.execute("SELECT 1").fetchone() == (1,)


def test_the_order_of_text_does_not_follow_the_starters_locale(folder: Path) -> None:
    with psycopg.connect(embedded.start(folder)) as store:
        assert store.execute("SELECT datcollate FROM pg_database WHERE datname = 'nguongoc'").fetchone() == (
            "C",
        )
