"""The benchmarks, small: what they fill and ask must keep up with the tables. What they measure is not looked at."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from config.running import COMMAND

SMALL = {
    "capture": 1_000,
    "query": 1_000,
    "trace": 1_000,
    "page": 10,
    "search": 1_000,
    "sheets": 20,
    "labels": 200,
    "check": 500,
    "parse": 500,
    "tfp": 50,
}


@pytest.mark.acceptance
@pytest.mark.parametrize("work", SMALL)
def test_a_benchmark_runs_on_the_tables_of_today(work: str, tmp_path: Path) -> None:
    options = ["bench", work, "--json", "--size", str(SMALL[work]), "--seconds", "0.1"]
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, cwd=tmp_path, timeout=250)
    assert done.returncode == 0, done.stderr[-2_000:]
    first, *_ = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["rate"] > 0
