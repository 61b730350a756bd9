"""The console script: quick where no database is needed, and clear when it is used wrongly."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from config.running import COMMAND, environment
from nguongoc.config import cli

BUILT = [verb for verb in cli.VERBS if (Path(cli.__file__).parent / f"{verb}.py").exists()]

LOADED = """
import contextlib, io, sys
from nguongoc.config.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main([{verb!r}, "--help"])
print(sorted({{"django", "psycopg", "gunicorn", "numpy", "lxml"}} & set(sys.modules)))
"""


def cpu_seconds(*arguments: str) -> float:
    """What one call costs, with the whole interpreter."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*COMMAND, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("verb", BUILT)
def test_asking_for_help_loads_no_django(verb: str) -> None:
    script = LOADED.format(verb=verb)
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("verb", BUILT)
def test_asking_for_help_takes_less_than_a_third_of_a_second(verb: str) -> None:
    assert statistics.median(cpu_seconds(verb, "--help") for _ in range(3)) < 0.3


def test_a_verb_that_does_not_exist_is_used_wrongly() -> None:
    done = subprocess.run([*COMMAND, "fly"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no verb 'fly'" in done.stderr


def test_help_names_every_verb() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True)
    assert all(verb in done.stdout for verb in cli.VERBS)
