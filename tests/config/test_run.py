"""`nguongoc run`, really started: it serves, it stops as a whole, it rises again after every kind of death."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from config.running import COMMAND, Run, environment, free_port, gone, postgres_of, running, until


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One data folder for all of these: the first start makes the tables, the others find them."""
    place = Path(tempfile.mkdtemp(prefix="nguongoc-run-"))
    yield place / "data"
    assert not postgres_of(place / "data")
    shutil.rmtree(place)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_of_it(folder: Path, by: signal.Signals) -> None:
    began = time.monotonic()
    with running(folder) as run:
        if (
            by == signal.SIGTERM
        ):  # the second start: 5 s on a machine of its own, and here other tests run too
            assert time.monotonic() - began < 20
        assert run.process.stdout is not None
        assert run.process.stdout.readline().strip() == (
            f"Đang chạy tại http://localhost:{run.port} · dừng bằng Ctrl-C"
        )
        everything = run.everything()
        assert len(everything) >= 6  # a site of three processes, the worker, PostgreSQL's own
        run.process.send_signal(by)
        assert run.process.wait(30) == 0
        assert gone(everything, seconds=5)
        assert not postgres_of(folder)


def test_after_sigkill_nothing_stays_on_the_port_and_the_next_run_serves(folder: Path) -> None:
    with running(folder) as run:
        port = run.port
        children = run.children("nguongoc.config")
        run.process.kill()
        run.process.wait()
        assert gone(children)
    with running(folder, port=port) as run:
        everything = run.everything()
        run.process.terminate()
        assert run.process.wait(30) == 0
        assert gone(everything)


def test_the_port_may_be_taken_at_one_start_and_free_at_the_next(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = start_and_finish(folder, port)
    assert refused.returncode == 2
    assert f"Không mở được cổng {port}" in refused.stderr
    assert f"Port {port} on 127.0.0.1 cannot be opened" in refused.stderr
    assert f"--port {port + 1}" in refused.stderr
    with running(folder, port=port) as run:
        assert run.is_well()


def test_database_url_switches_to_a_server(cluster: str, folder: Path) -> None:
    made = "ready_for_run"
    with psycopg.connect(cluster, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {made}")
        server.execute(f"CREATE DATABASE {made} TEMPLATE template0 ENCODING 'UTF8'")
    address = urlsplit(cluster)._replace(path=f"/{made}").geturl()
    elsewhere = folder.parent / "elsewhere"
    with running(elsewhere, DATABASE_URL=address):
        assert not (elsewhere / "postgres").exists()
    with psycopg.connect(address, autocommit=True) as server:  # it was not ours to stop
        assert server.execute("SELECT count(*) FROM shared_generation").fetchone() == (1,)
    with psycopg.connect(cluster, autocommit=True) as server:
        server.execute(f"DROP DATABASE {made} WITH (FORCE)")


def test_a_server_that_does_not_exist_is_named(folder: Path) -> None:
    refused = start_and_finish(
        folder.parent / "elsewhere",
        free_port(),
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
        NGUONGOC_DATABASE_SECONDS="1",
    )
    assert refused.returncode == 1
    assert "Không mở được cơ sở dữ liệu" in refused.stderr
    assert "Check DATABASE_URL" in refused.stderr


@pytest.fixture(scope="module")
def run(folder: Path) -> Iterator[Run]:
    """One `nguongoc run` for the tests after which it serves as before."""
    with running(folder) as running_all_along:
        yield running_all_along


@pytest.mark.parametrize("module", ["nguongoc.config.site", "nguongoc.config.worker"])
def test_a_child_that_is_killed_is_started_again(folder: Path, run: Run, module: str) -> None:
    until(lambda: run.first(module))
    killed = run.first(module)
    os.kill(killed, signal.SIGKILL)
    until(lambda: run.first(module) not in (0, killed))
    until(run.is_well)
    assert "đang khởi động lại" in run.said.read_text()


def test_one_process_of_the_site_may_die_without_the_others(folder: Path, run: Run) -> None:
    until(lambda: len(run.children("nguongoc.config.site")) == 3)
    master, one, _ = run.children("nguongoc.config.site")
    one.kill()
    until(lambda: len(run.children("nguongoc.config.site")) == 3 and not one.is_running())
    assert run.first("nguongoc.config.site") == master.pid
    assert run.is_well()


def test_a_postmaster_that_is_killed_is_started_again(folder: Path, run: Run) -> None:
    first = postgres_of(folder)[0]
    first.kill()
    until(lambda: [one for one in postgres_of(folder)[:1] if one.pid != first.pid])
    until(run.is_well)
    assert a_job_is_done(folder)


def test_one_folder_serves_one_run(folder: Path, run: Run) -> None:
    refused = start_and_finish(folder, free_port())
    assert refused.returncode == 2
    assert f"http://127.0.0.1:{run.port}" in refused.stderr
    assert "is in use by another" in refused.stderr
    assert run.is_well()


def test_each_site_process_opens_its_own_connections(folder: Path, run: Run) -> None:
    """gunicorn's master forks the others: had it loaded the driver, they might share a connection."""
    until(lambda: len(run.children("nguongoc.config.site")) == 3)
    master, *workers = run.children("nguongoc.config.site")
    driver = "psycopg_binary"
    assert driver not in Path(f"/proc/{master.pid}/maps").read_text()
    assert all(driver in Path(f"/proc/{one.pid}/maps").read_text() for one in workers)


def a_job_is_done(folder: Path) -> bool:
    """Put a job into the queue and wait until the worker has done it (done jobs leave the table)."""
    job = "INSERT INTO procrastinate_jobs (task_name, queue_name, args) VALUES ('sweep', 'default', %s) RETURNING id"
    address = f"postgresql://postgres@/nguongoc?host={folder}/postgres"
    with psycopg.connect(address, autocommit=True) as store:
        (number,) = store.execute(job, ['{"timestamp": 0}']).fetchone() or (None,)
        left = "SELECT 1 FROM procrastinate_jobs WHERE id = %s"
        until(lambda: store.execute(left, [number]).fetchone() is None, seconds=30)
    return True


def start_and_finish(folder: Path, port: int, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "run", "--data", str(folder), "--port", str(port)],
        capture_output=True,
        text=True,
        env=environment(**more),
        timeout=120,
        check=False,
    )
