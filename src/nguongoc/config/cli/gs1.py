"""`nguongoc gs1 parse [STRING…]` and `nguongoc gs1 symbol STRING --type … --out FILE`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nguongoc.domain.gs1.symbols import Symbol
    from nguongoc.domain.problem import Problem

TYPES = ("qr", "datamatrix", "gs1-128")


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    verbs = parser.add_subparsers(required=True, metavar="parse|symbol")
    parse = verbs.add_parser(
        "parse", help="one JSON object a line: valid, elements, digital_link or problems"
    )
    parse.add_argument(
        "strings",
        nargs="*",
        metavar="STRING",
        help="element string, scan data, Digital Link or EPC URI; without any, lines on stdin",
    )
    parse.set_defaults(act=act_parse)
    symbol = verbs.add_parser("symbol", help="one symbol as SVG or PNG, drawn only when its content is valid")
    symbol.add_argument("string", metavar="STRING")
    symbol.add_argument("--type", required=True, choices=TYPES)
    symbol.add_argument("--out", required=True, type=Path, metavar="FILE.svg|png")
    symbol.set_defaults(act=act_symbol)


def act_parse(options: argparse.Namespace) -> int:
    """One answer for each string or line. Exit status 1 when one of them is not valid."""
    every = True
    for text in options.strings or _lines():
        answer = _answer(text)
        every = every and bool(answer["valid"])
        _print(answer)
    return 0 if every else 1


def act_symbol(options: argparse.Namespace) -> int:
    """Draw, or name what keeps it from being drawn."""
    from nguongoc.domain.problem import Refused

    if options.out.suffix not in (".svg", ".png"):
        print("nguongoc gs1 symbol: --out must end in .svg or .png", file=sys.stderr)
        return 2
    try:
        symbol = _symbol(options.string, options.type)
    except Refused as refused:
        _print({"valid": False, "problems": _problems(refused.problems)})
        return 1
    content = symbol.svg().encode() if options.out.suffix == ".svg" else symbol.png()
    try:
        options.out.write_bytes(content)
    except OSError as error:
        print(f"nguongoc gs1 symbol: {options.out}: {error.strerror}", file=sys.stderr)
        return 2
    return 0


def _lines() -> Iterator[str]:
    """Lines of stdin, whatever bytes they hold; a byte that is no UTF-8 becomes a character no key contains."""
    for line in sys.stdin.buffer:
        yield line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "surrogateescape")


def _answer(text: str) -> dict[str, Any]:
    from nguongoc.domain.gs1 import read
    from nguongoc.domain.problem import Refused

    try:
        found = read.anything(text)
    except Refused as refused:
        return {"valid": False, "problems": _problems(refused.problems)}
    return {
        "valid": True,
        "elements": [list(element) for element in found],
        "digital_link": read.link_of(found),
    }


def _symbol(text: str, type: str) -> Symbol:
    from nguongoc.domain.gs1 import digital_link, read, symbols

    found = read.anything(text)
    if type == "qr":
        # A Digital Link is printed on its own host; anything else on GS1's.
        return symbols.qr(text if digital_link.is_valid(text) else digital_link.build(found))
    return symbols.datamatrix(found) if type == "datamatrix" else symbols.gs1_128(found)


def _problems(problems: Iterable[Problem]) -> list[dict[str, str]]:
    return [
        {"where": problem.where, "code": problem.code, "vi": problem.why.vi, "en": problem.why.en}
        for problem in problems
    ]


def _print(answer: dict[str, Any]) -> None:
    """UTF-8 whatever the terminal says: the answers are Vietnamese, and other programs read them."""
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
