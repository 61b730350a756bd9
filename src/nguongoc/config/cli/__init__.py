"""The console script `nguongoc`.

Each verb group is one module of this package with `add(parser)` and nothing heavy at import time. Only the
module that was asked for is imported, so a command that needs no database never loads Django.
Exit status: 0 fine, 1 the input has problems (each named on stdout), 2 used wrongly.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

VERBS = {
    "run": "everything: database, migrations, worker, site",
    "token": "make an API token (printed once)",
    "epcis": "check, hash, capture and query EPCIS documents",
    "trace": "the chain of a product, lot, item or logistic unit",
    "chains": "draw anew how the chain of every registered lot stands",
    "gs1": "parse and draw GS1 keys, element strings, Digital Links",
    "tfp": "growth accounting on CSV, without a database",
    "labels": "open a sealed file of stamps, as a print shop does",
    "backup": "the whole store into one file",
    "restore": "a backup file into an empty store",
    "verify": "counts, hash chain, raw bytes against stored events",
    "bench": "this project's own figures, beside their yardsticks",
    "manage": "Django's own commands",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and answer its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    verb = arguments[0] if arguments else ""
    if verb not in VERBS:
        return _usage(verb)
    parser = argparse.ArgumentParser(prog=f"nguongoc {verb}", description=VERBS[verb])
    module = importlib.import_module(f"nguongoc.config.cli.{verb}")
    module.add(parser)
    options = parser.parse_args(arguments[1:])
    try:
        status: int = options.act(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) went away: that is its right, and no fault of the input.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return status


def _usage(verb: str) -> int:
    lines = ["usage: nguongoc VERB …", "", *(f"  {name:<9} {what}" for name, what in VERBS.items())]
    if verb in ("-h", "--help", "help"):
        print("\n".join(lines))
        return 0
    if verb == "--version":
        from nguongoc import __version__

        print(f"nguongoc {__version__}")
        return 0
    if verb:
        lines.insert(0, f"nguongoc: no verb {verb!r}")
    print("\n".join(lines), file=sys.stderr)
    return 2
