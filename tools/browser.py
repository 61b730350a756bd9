"""See to it that a Chromium is there for the browser journeys, or say that they will be skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress

# The one without a window first: it draws a frame whenever one is asked for, and in less than half the time when two
# cores are busy. Chromium with its windows hidden now and then draws none, and nothing wakes it.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Never fails: tests that need a browser skip by themselves where there is none."""
    if shutil.which(SHELL):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if not find():
        print(
            "Không có Chromium: các bài thử bằng trình duyệt sẽ được bỏ qua. "
            f"(no Chromium: browser journeys will be skipped; install one with: apt install {SHELL})",
            file=sys.stderr,
        )


def find() -> str | None:
    """The path of a Chromium, if there is one: the best for tests that is here."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    """Debian's own. Ubuntu's package of that name is a snap, which may fail in a container: that is borne."""
    print("Đang cài Chromium… (installing Chromium)", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", SHELL],
    ):
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(
                command,
                check=False,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                timeout=300,
            )


if __name__ == "__main__":
    main()
