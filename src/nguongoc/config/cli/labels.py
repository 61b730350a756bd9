"""`nguongoc labels open FILE --to FOLDER`: what a print shop received, opened with its pass-phrase. No database."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    verbs = parser.add_subparsers(required=True, metavar="open")
    opened = verbs.add_parser("open", help="lists of numbers and pages out of a sealed print file")
    opened.add_argument("file", type=Path, help="the .tem file")
    opened.add_argument("--to", type=Path, required=True, help="folder for what is inside")
    opened.add_argument(
        "--words-from", type=Path, help="file with the pass-phrase; it is asked for otherwise"
    )
    opened.set_defaults(act=act)


def act(options: argparse.Namespace) -> int:
    """Write each member, and name it."""
    from nguongoc.domain.problem import Refused
    from nguongoc.domain.stamps import sealed

    words = (
        options.words_from.read_text("utf-8") if options.words_from else getpass("Mật khẩu (pass-phrase): ")
    )
    options.to.mkdir(parents=True, exist_ok=True)
    try:
        with options.file.open("rb") as source:
            for name, body in sealed.read(source, words):
                target = options.to / Path(name).name
                target.write_bytes(body)
                print(target)
    except OSError as error:
        print(f"{options.file}: {error.strerror}", file=sys.stderr)
        return 2
    except Refused as refused:
        for problem in refused.problems:
            print(f"{options.file}: {problem.why.vi}\n{options.file}: {problem.why.en}")
        return 1
    return 0
