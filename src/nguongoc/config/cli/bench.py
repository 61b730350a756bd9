"""`nguongoc bench WORK… [--json]`: each work is a module of `nguongoc.config.bench` with `figures(options)`."""

from __future__ import annotations

import argparse
import importlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nguongoc.config.bench import Figure

WORKS = {
    "parse": "Digital Link URIs, beside biip",
    "check": "EPCIS schema, check and event hash",
    "tfp": "Monte Carlo of the growth account, beside one draw at a time",
}


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    parser.add_argument(
        "works", nargs="+", choices=[*WORKS, "all"], metavar="WORK", help=", ".join([*WORKS, "all"])
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each rate is measured")
    parser.add_argument("--size", type=int, default=None, help="how many rows, where the work has a size")
    parser.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Measure and print, one line a figure."""
    for figure in _figures(options):
        print(json.dumps(figure.as_object()) if options.json else figure.as_line(), flush=True)
    return 0


def _figures(options: argparse.Namespace) -> Iterator[Figure]:
    works = list(WORKS) if "all" in options.works else options.works
    for work in works:
        yield from importlib.import_module(f"nguongoc.config.bench.{work}").figures(options)
