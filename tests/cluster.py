"""A PostgreSQL that lives as long as one test process, however that process ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType


class Cluster:
    """A throwaway embedded cluster in a temporary folder; entering it answers its address.

    A process of its own waits at the end of a pipe that only the test process holds open. It stops the server
    and removes the folder when the pipe closes: at the end, after Ctrl-C, and after SIGKILL alike.
    """

    def __enter__(self) -> str:
        from nguongoc.config import embedded

        self.folder = Path(tempfile.mkdtemp(prefix="nguongoc-pg-"))
        self.sweeper = subprocess.Popen(
            [sys.executable, __file__, str(self.folder)], stdin=subprocess.PIPE, start_new_session=True
        )
        return embedded.start(self.folder, throwaway=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.sweeper.stdin is not None
        self.sweeper.stdin.close()
        self.sweeper.wait(30)


def sweep(folder: Path) -> None:
    """Stop the server of this folder at once, and remove the folder."""
    try:
        postmaster = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGQUIT)
    except (FileNotFoundError, ProcessLookupError, IndexError, ValueError):
        pass
    for _ in range(100):
        if not (folder / "postgres" / "postmaster.pid").exists():
            break
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdin.read()
    sweep(Path(sys.argv[1]))
