"""Refuse a committed file that names a package registry's host: installations may use a mirror, and a lock file
that writes the host down would go around it.

The names are put together from parts, so that this file does not hold them itself.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "python" + "hosted", "org"),
        ("python" + "hosted", "org"),
        ("registry", "npm" + "js", "org"),
        ("npm" + "js", "com"),
        ("registry", "yarn" + "pkg", "com"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("cdn", "js" + "delivr", "net"),
        ("unpkg", "com"),
        ("cdn" + "js", "cloud" + "flare", "com"),
        ("fonts", "google" + "apis", "com"),
        ("fonts", "gstatic", "com"),
    )
]


def main() -> int:
    """Name every line that holds one; 1 when there is any."""
    tracked = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True).stdout
    found = [line for name in tracked.decode().split("\0") if name for line in hosts_in(Path(name))]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


def hosts_in(file: Path) -> list[str]:
    """`FILE:LINE: HOST` for each line of this file that names one."""
    try:
        text = file.read_text("utf-8")
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return []
    return [
        f"{file}:{number}: {host}"
        for number, line in enumerate(text.splitlines(), 1)
        for host in HOSTS
        if host in line.lower()
    ]


if __name__ == "__main__":
    sys.exit(main())
