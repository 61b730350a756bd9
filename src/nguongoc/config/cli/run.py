"""`nguongoc run`: everything at once, until Ctrl-C."""

from __future__ import annotations

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen at (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8000, help="port to listen at (default: 8000)")
    parser.add_argument("--data", help="data folder (default: NGUONGOC_DATA, else a per-user folder)")
    parser.add_argument("--demo", action="store_true", help="load the demonstration province, once")
    parser.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Start, say where, and stay."""
    from nguongoc.config.environment import data_folder
    from nguongoc.config.supervisor import run

    return run(data_folder(options.data), options.host, options.port, demonstration=options.demo)
