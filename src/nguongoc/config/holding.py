"""What one `nguongoc run` holds for itself: its data folder and its port."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nguongoc.config.children import CannotRun
from nguongoc.domain.problem import Text

AFTER_A_CRASH_SECONDS = 15.0


@contextmanager
def hold_folder(folder: Path, address: str) -> Iterator[bool]:
    """Hold this data folder; answers whether the last `run` here was killed. Raises CannotRun where another
    `run` holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("a+", encoding="utf-8") as note:
        note.seek(0)
        before = note.read().strip()
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(_folder_in_use(folder, before), 2) from None
        note.truncate(0)
        note.write(f"{address}, pid {os.getpid()}")
        note.flush()
        yield bool(before)
        note.truncate(0)


@contextmanager
def listen(host: str, port: int, *, crashed: bool) -> Iterator[socket.socket]:
    """The listening socket. After a crash, what the killed `run` left may need a moment to let go of the port.
    Raises CannotRun where the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + (AFTER_A_CRASH_SECONDS if crashed else 0)
    while True:
        try:
            listener = socket.create_server((host, port), family=family, backlog=1024)
            break
        except OSError as error:
            if time.monotonic() >= deadline:
                raise CannotRun(_no_port(host, port, error), 2) from None
            time.sleep(0.2)
    with listener:
        yield listener


def _folder_in_use(folder: Path, by: str) -> Text:
    return Text(
        f"Thư mục {folder} đang được một `nguongoc run` khác dùng ({by}). "
        "Dừng chương trình đó, hoặc chọn thư mục khác bằng --data.",
        f"{folder} is in use by another `nguongoc run` ({by}). Stop that one, or choose another with --data.",
    )


def _no_port(host: str, port: int, error: OSError) -> Text:
    why = os.strerror(error.errno or 0)
    other = port + 1 if 1024 <= port < 65_535 else 8080
    return Text(
        f"Không mở được cổng {port} trên {host}: cổng đang có chương trình khác dùng, hoặc không được phép mở "
        f"({why}). Chọn cổng khác, ví dụ: nguongoc run --port {other}",
        f"Port {port} on {host} cannot be opened: another program uses it, or it is not allowed ({why}). "
        f"Choose another, for instance: nguongoc run --port {other}",
    )
