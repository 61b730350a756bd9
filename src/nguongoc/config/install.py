"""Make a store ready to serve: migrations, the rows every installation starts with, static files.

Run by `nguongoc run` before the site starts, and safe to run again at any time.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from datetime import datetime
from pathlib import Path

from nguongoc.config.orphan import end_with_supervisor

ONE_AT_A_TIME = 0x6E67756F  # advisory lock: two starting processes must not migrate at once


def install(*, at: datetime) -> None:
    """The reference rows of a new installation. What an administrator has changed since is left as it is."""
    from django.db import transaction

    from nguongoc.config.operator import operator
    from nguongoc.foundation.accounts.actions import load_roles
    from nguongoc.foundation.evidence.actions import load_holidays, load_settings
    from nguongoc.foundation.shared.actions import begin_where_we_are
    from nguongoc.programme.catalogue.actions import load_catalogue
    from nguongoc.programme.library.actions import load_library
    from nguongoc.programme.plan.actions import load_plan
    from nguongoc.programme.productivity.actions import load_reference
    from nguongoc.programme.support.actions.reference import load_support
    from nguongoc.registry.identifiers.actions import load_fees
    from nguongoc.registry.parties.actions import load_units
    from nguongoc.registry.privacy.actions import load_register
    from nguongoc.registry.products.actions import load_rule_sets
    from nguongoc.trace.labels.actions.rules import load as load_labels

    with transaction.atomic():
        begin_where_we_are(at=at)
        load_roles(at=at)
        load_settings(at=at)
        load_holidays(at=at)
        load_units()
        load_register()
        load_labels()
        load_rule_sets()
        load_fees()
        load_reference()
        load_plan(at=at)
        load_catalogue(at=at)
        load_library(at=at)
        load_support()
        operator(at=at)


def migrate() -> None:
    """Bring the tables up to date. A second process waits for the first."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        # Altering a large table takes longer than any page may.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                _say("Đang chuẩn bị các bảng dữ liệu… (preparing the tables)")
                call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def collect_static() -> None:
    """Copy static files under their hashed names, when any of them has changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    note = Path(settings.STATIC_ROOT) / ".collected"
    now = _static_tree()
    if note.exists() and note.read_text(encoding="ascii") == now:
        return
    _say("Đang chuẩn bị giao diện… (preparing static files)")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    note.write_text(now, encoding="ascii")


def _static_tree() -> str:
    from django.contrib.staticfiles.finders import get_finders

    tree = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            tree.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return tree.hexdigest()


def load_demonstration(*, at: datetime) -> bool:
    """The demonstration province; whoever starts with --demo has asked for it, at whatever address. Loading it a
    second time changes nothing. Answers whether it is there: a store with real parties refuses it, and says so."""
    from nguongoc.config import demo
    from nguongoc.domain.problem import Refused

    try:
        demo.load(at=at, in_public=True)
    except Refused as refused:
        for problem in refused.problems:
            _say(f"{problem.why.vi}\n{problem.why.en}")
        return False
    return True


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main() -> int:
    """Everything above, in order. 1 when the demonstration was asked for and refused."""
    parser = argparse.ArgumentParser(prog="python -m nguongoc.config.install")
    parser.add_argument("--demo", action="store_true", help="load the demonstration province, once")
    options = parser.parse_args()
    end_with_supervisor()
    from nguongoc.config.environment import open_django

    open_django()
    from django.utils import timezone

    migrate()
    install(at=timezone.now())
    collect_static()
    return 0 if not options.demo or load_demonstration(at=timezone.now()) else 1


if __name__ == "__main__":
    sys.exit(main())
