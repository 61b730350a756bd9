"""`nguongoc tfp growth|capital|labour-share|dea|malmquist IN.csv [--out OUT.csv]`: the arithmetic alone.

CSV in and CSV out, figures in full precision. Problems of the input are named on stdout, each with its line
and column, and nothing else is written. An undefined result is an empty cell, its reason on stderr.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nguongoc.domain.problem import Refused

if TYPE_CHECKING:
    from nguongoc.domain.tfp.columns import Sheet
    from nguongoc.domain.tfp.tables.answer import Answer

SHARE_METHODS = ("raw", "all-mixed", "split", "employee-scaling")


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    works = parser.add_subparsers(metavar="WORK", required=True)

    growth = _work(
        works, "growth", _growth, "unit,year,output,capital,labour,labour_share[,hours][,human_capital]"
    )
    growth.add_argument("--method", choices=["official", "tornqvist"], default="official")
    growth.add_argument("--log", action="store_true", help="log points × 100 instead of per cent")
    growth.add_argument(
        "--base", type=int, metavar="YEAR", help="tfp_index = 100 here (else 2020, else the first)"
    )

    capital = _work(works, "capital", _capital, "unit,year,investment,delta[,opening_stock]")
    capital.add_argument("--timing", choices=["mid", "end"], default="end", help="when investment counts")
    capital.add_argument(
        "--opening", choices=["harberger"], help="the opening stock where the file gives none"
    )
    capital.add_argument(
        "--growth", type=_fraction, metavar="G", help="growth of investment, a fraction: 0.06"
    )
    capital.add_argument(
        "--opening-at",
        choices=["end", "start"],
        default="end",
        help="of its row's year: where opening_stock stands",
    )

    share = _work(works, "labour-share", _labour_share, "unit,year,compensation,value_added[,mixed_income]…")
    share.add_argument("--method", choices=SHARE_METHODS, default="raw")

    dea = _work(works, "dea", _dea, "unit,x1…,y1…")
    dea.add_argument("--orientation", choices=["input", "output"], default="input")
    dea.add_argument("--returns", choices=["crs", "vrs"], default="crs")

    _work(works, "malmquist", _malmquist, "unit,period,x1…,y1…; above 1 is better")


def _work(
    works: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    table: Callable[[Sheet, argparse.Namespace], Answer],
    form: str,
) -> argparse.ArgumentParser:
    parser = works.add_parser(name, help=form, description=f"columns: {form}")
    parser.add_argument("file", metavar="IN.csv", help="CSV in UTF-8, or - for stdin")
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="instead of stdout")
    parser.set_defaults(act=act, table=table)
    return parser


def act(options: argparse.Namespace) -> int:
    """Read, compute, write; or name every problem."""
    from nguongoc.domain.tfp import columns

    try:
        data = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except OSError as wrong:
        return _misused(f"{options.file}: {wrong.strerror}")
    try:
        answer = options.table(columns.sheet(data), options)
    except Refused as refused:
        for problem in refused.problems:
            line = f"{options.file}: {problem.where}: {problem.why.vi} | {problem.why.en}"
            print(" ".join(line.split()))  # a quoted cell may hold line ends, a problem is one line
        return 1
    except _MisusedError as wrong:
        return _misused(str(wrong))
    for reason in answer.reasons:
        print(reason, file=sys.stderr)
    return _write(columns.written(answer.header, answer.rows), options.out)


class _MisusedError(Exception):
    """Options that do not go together."""


def _growth(sheet: Sheet, options: argparse.Namespace) -> Answer:
    from nguongoc.domain.tfp.tables import growth

    return growth.table(sheet, method=options.method, log=options.log, base=options.base)


def _capital(sheet: Sheet, options: argparse.Namespace) -> Answer:
    from nguongoc.domain.tfp.tables import capital

    if (options.opening is None) != (options.growth is None):
        raise _MisusedError("--opening harberger và --growth G phải đi cùng nhau | each needs the other")
    return capital.table(sheet, capital.Convention(options.timing, options.opening_at, options.growth))


def _labour_share(sheet: Sheet, options: argparse.Namespace) -> Answer:
    from nguongoc.domain.tfp.tables import labour_share

    return labour_share.table(sheet, method=options.method)


def _dea(sheet: Sheet, options: argparse.Namespace) -> Answer:
    from nguongoc.domain.tfp.tables import frontier

    return frontier.efficiency(sheet, orientation=options.orientation, returns=options.returns)


def _malmquist(sheet: Sheet, options: argparse.Namespace) -> Answer:
    from nguongoc.domain.tfp.tables import frontier

    return frontier.change(sheet)


def _fraction(text: str) -> float:
    value = float(text)
    if not -1 < value < 1:
        raise argparse.ArgumentTypeError(f"{text}: 6 % viết là 0.06 | write 6 % as 0.06")
    return value


def _write(text: str, out: Path | None) -> int:
    if out is None:
        sys.stdout.write(text)
        return 0
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as wrong:
        return _misused(f"{out}: {wrong.strerror}")
    return 0


def _misused(why: str) -> int:
    print(f"nguongoc tfp: {why}", file=sys.stderr)
    return 2
