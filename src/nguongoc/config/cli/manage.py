"""`nguongoc manage …`: Django's own commands, on this installation's store."""

from __future__ import annotations

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """Everything after `manage` is Django's."""
    parser.add_argument("--data", help="data folder")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    parser.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Hand the arguments over."""
    from nguongoc.config.environment import open_django

    open_django(options.data)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["nguongoc manage", *options.arguments])
    return 0
