"""`nguongoc restore FILE`: a backup into an empty store."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nguongoc.config.archive import Manifest
    from nguongoc.domain.problem import Problem


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    parser.add_argument("file", type=Path, help="a file that `nguongoc backup` wrote")
    parser.add_argument("--data", help="an empty or new data folder")
    parser.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Restore, then verify. Answers 1 where the backup or the restored store has problems, 2 where the store is
    not empty or the file cannot be read."""
    from nguongoc.config.children import CannotRun, say
    from nguongoc.config.environment import data_folder
    from nguongoc.config.holding import hold_folder
    from nguongoc.domain.problem import Refused

    folder = data_folder(options.data)
    try:
        with hold_folder(folder, "nguongoc restore"):
            return _restored(options, folder)
    except CannotRun as refusal:
        say(f"nguongoc restore: {refusal.why.vi}\nnguongoc restore: {refusal.why.en}")
        return refusal.status
    except OSError as error:
        print(f"{options.file}: {error.strerror}", file=sys.stderr)
        return 2
    except Refused as refusal:
        for problem in refusal.problems:
            _print(problem)
        return 2 if any(problem.code == "not-empty" for problem in refusal.problems) else 1


def _restored(options: argparse.Namespace, folder: Path) -> int:
    from nguongoc.config import archive, restoring
    from nguongoc.config.environment import open_django
    from nguongoc.domain.problem import Refused

    with archive.opened(options.file) as (_, manifest):
        pass  # a file that is no backup is refused before anything is touched
    open_django(options.data)
    if problems := list(restoring.check_known(manifest, _migrations())):
        raise Refused(problems)
    restoring.restore(options.file, folder, os.environ["DATABASE_URL"])
    return _verified(manifest)


def _migrations() -> list[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return list(MigrationLoader(None).disk_migrations)


def _verified(manifest: Manifest) -> int:
    from nguongoc.config import restoring, verification
    from nguongoc.config.cli.verify import print_counts
    from nguongoc.config.install import migrate

    migrate()
    done = verification.run(_print)
    for problem in restoring.check_head(manifest, done.audit.sealed, done.audit.head):
        done.problems += 1
        _print(problem)
    print_counts(done)
    return 1 if done.problems else 0


def _print(problem: Problem) -> None:
    print(f"{problem.where}: {problem.why.vi} ({problem.why.en})", flush=True)
