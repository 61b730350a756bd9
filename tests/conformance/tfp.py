"""Shared by the productivity cases: a given table, the command on it, and the reached accuracy told.

`pytest -s` prints one line a check: what, the worst error, what is demanded, over how many figures.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from conformance.given import given
from nguongoc.config.cli import main

Row = dict[str, str]


def table(name: str) -> list[Row]:
    """The rows of one file of the given data, or a skip."""
    with given(f"tfp/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def renamed(rows: Iterable[Row], names: dict[str, str], **constant: object) -> list[dict[str, object]]:
    """The wanted columns under the command's names."""
    return [{new: row[old] for old, new in names.items()} | constant for row in rows]


def command(folder: Path, work: str, rows: list[dict[str, object]], *options: str) -> list[Row]:
    """What `nguongoc tfp WORK` answers to these rows."""
    path = folder / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        status = main(["tfp", work, str(path), *options])
    assert status == 0, out.getvalue()
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def reached(what: str, errors: Iterable[float], demanded: float, *, at_least: int) -> None:
    """Every error within what is demanded, over no fewer figures than expected; told either way."""
    found = list(errors)
    worst = max(found, default=math.inf)
    print(f"\ntfp | {what} | {worst:.2g} | {demanded:g} | {len(found)}")
    assert len(found) >= at_least
    assert not any(math.isnan(error) for error in found)
    assert worst <= demanded
