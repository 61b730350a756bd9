"""`nguongoc bench WORK… [--json]`: each work is a module of `nguongoc.config.bench` with `figures(options)`."""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nguongoc.config.bench import Figure

WORKS = {
    "capture": "documents over HTTP until the job is done, beside bare COPY and bare INSERT",
    "query": "EPCIS queries over HTTP, at two sizes of the store",
    "trace": "whole chains of a thousand keys, at two sizes of the store",
    "page": "the public page, beside a bare Django view",
    "search": "the search box, over 100,000 lots, products and parties",
    "sheets": "spreadsheets of 5,000 rows into each register, beside as many bare inserts",
    "parse": "Digital Link URIs, beside biip",
    "labels": "label sheets as PDF, beside their QR codes alone; memory",
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
    """Measure and print, one line a figure. Several works run one after the other, each in a process of its own:
    none inherits the other's caches or database."""
    works = list(WORKS) if "all" in options.works else options.works
    if len(works) == 1:
        for figure in _figures(works[0], options):
            print(json.dumps(figure.as_object()) if options.json else figure.as_line(), flush=True)
        return 0
    return max(subprocess.run(_command(work, options)).returncode for work in works)  # noqa: S603


def _figures(work: str, options: argparse.Namespace) -> Iterator[Figure]:
    module = importlib.import_module(f"nguongoc.config.bench.{work}")
    yield from module.figures(options)


def _command(work: str, options: argparse.Namespace) -> list[str]:
    more = [*(["--json"] if options.json else []), *(["--size", str(options.size)] if options.size else [])]
    script = "import sys; from nguongoc.config.cli import main; sys.exit(main())"
    return [sys.executable, "-c", script, "bench", work, "--seconds", str(options.seconds), *more]
