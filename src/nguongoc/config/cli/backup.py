"""`nguongoc backup FILE`: the whole store into one file, while it runs."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    parser.add_argument("file", type=Path, help="the backup to write; keep it as safe as the store itself")
    parser.add_argument("--data", help="data folder")
    parser.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Write the backup and say what is in it."""
    from datetime import UTC, datetime

    from nguongoc.config.backup import backup
    from nguongoc.config.environment import prepare
    from nguongoc.domain.problem import Refused

    folder = prepare(options.data)
    target = options.file.resolve()
    try:
        manifest = backup(target, folder, os.environ["DATABASE_URL"], at=datetime.now(UTC))
    except OSError as error:
        print(f"{options.file}: {error.strerror}", file=sys.stderr)
        return 2
    except Refused as refusal:
        for problem in refusal.problems:
            print(f"{problem.where}: {problem.why.vi} ({problem.why.en})")
        return 1
    events, files = manifest.rows.get("events_event", 0), len(manifest.members)
    size = target.stat().st_size
    print(f"{options.file}: {events} sự kiện, {files} tệp, {size} byte ({events} events)", file=sys.stderr)
    return 0
