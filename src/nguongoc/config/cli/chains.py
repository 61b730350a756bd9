"""`nguongoc chains draw`: draw the row of every registered lot's chain anew from the log."""

from __future__ import annotations

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    verbs = parser.add_subparsers(required=True, metavar="draw")
    draw = verbs.add_parser("draw", help="every registered lot, from the log")
    draw.add_argument("--data", help="data folder")
    draw.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Draw all, and say how many."""
    from nguongoc.config.environment import open_django

    open_django(options.data)
    from django.utils import timezone

    from nguongoc.trace.chains.actions import draw_all

    print(draw_all(at=timezone.now()))
    return 0
