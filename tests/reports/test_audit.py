"""Every deed that the source can put into the audit has its words for people."""

from __future__ import annotations

import re
from pathlib import Path

import nguongoc
from nguongoc.reports.registers.audit import DEEDS

SOURCE = Path(nguongoc.__file__).parent
WRITTEN = re.compile(r'(?:record\(\s*|verb=)"([a-z_-]+\.[a-z_.-]+)"')
"""A verb as actions write it; those made of a state are held on the demonstration."""


def test_every_deed_that_the_source_writes_has_words() -> None:
    written = {
        verb
        for file in SOURCE.rglob("*.py")
        if "migrations" not in file.parts
        for verb in WRITTEN.findall(file.read_text(encoding="utf-8"))
    }
    assert len(written) > 100
    assert written - set(DEEDS) == set()
