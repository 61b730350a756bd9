"""`nguongoc token NAME --scopes capture,query`: an API token, printed once."""

from __future__ import annotations

import argparse
import sys


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    parser.add_argument("name", help="what the token is for")
    parser.add_argument("--scopes", required=True, help="comma list of capture, query, registry")
    parser.add_argument("--user", help="its owner (default: a service user of the token's own name)")
    parser.add_argument("--data", help="data folder")
    parser.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Make the token and print it, alone on stdout."""
    from nguongoc.config.environment import open_django

    open_django(options.data)
    from django.utils import timezone

    from nguongoc.config.install import install
    from nguongoc.config.operator import service_user
    from nguongoc.domain.problem import Refused
    from nguongoc.foundation.accounts.actions import make_token

    now = timezone.now()
    install(at=now)
    try:
        user = service_user(options.user or options.name, may_make=options.user is None, at=now)
        scopes = [scope.strip() for scope in options.scopes.split(",") if scope.strip()]
        print(make_token(user, name=options.name, scopes=scopes, actor=None, at=now))
    except Refused as refusal:
        for problem in refusal.problems:
            print(f"{problem.where}: {problem.why.vi} ({problem.why.en})", file=sys.stdout)
        return 1
    return 0
