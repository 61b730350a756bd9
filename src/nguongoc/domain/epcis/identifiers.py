"""One spelling of one identifier, for the index of the log and for queries; and whether its key is a good one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nguongoc.domain.epcis import lenient
from nguongoc.domain.gs1 import digital_link, epc
from nguongoc.domain.problem import Problem, Refused


class Reading(NamedTuple):
    """An identifier in its canonical spelling, and what GS1's rules say against it (None: nothing)."""

    canonical: str
    problem: Problem | None = None


def identifier(uri: str) -> str:
    """The canonical spelling of one identifier: `https://id.gs1.org/…` for a GS1 key, else unchanged.

    URN and Digital Link spellings of one key, of whatever domain and with whatever query string, come out
    alike; keys that fail GS1's rules (a wrong check digit, `/gtin/` for `/01/`) too. Only the finest key stays
    (a serial without its lot), as in the event hash: that is all that a URN can say. Unknown URIs, and patterns
    that name more than one class, come back unchanged.
    """
    return reading(uri).canonical


def problem(uri: str) -> Problem | None:
    """What GS1's rules say against an identifier, or None. A URI that is no GS1 key is never doubtful."""
    return reading(uri).problem


@lru_cache(maxsize=8192)
def reading(uri: str) -> Reading:
    """Both at once; remembered, since an event's identifiers are first checked and then spelled."""
    # Serials and lots under one GTIN are many: only what stands before them is read anew, and kept long.
    parted = _PARTED(uri)
    if parted is not None and parted[1].endswith(("/21/", "/10/", ".")):
        stem, last = parted.groups()
        spelled = _spelled_stem(stem)
        if spelled:
            return Reading(spelled + last)
    return _read(uri)


# An identifier before and after its serial or lot, where those are of plain characters.
_PARTED = re.compile(r"(.*/|urn:epc:(?:id:sgtin|class:lgtin):.*\.)([0-9A-Za-z_-]{1,20})").fullmatch


@lru_cache(maxsize=16384)
def _spelled_stem(stem: str) -> str:
    # Read with a serial of one digit, which is taken off again; "" where the whole must be looked at.
    reading = _read(stem + "0")
    link = reading.canonical
    return link[:-1] if reading.problem is None and link.endswith(("/21/0", "/10/0")) else ""


@lru_cache(maxsize=65536)
def _read(uri: str) -> Reading:
    if uri.startswith("urn:epc:"):
        return _of_urn(uri)
    if uri.startswith(("https://", "http://")):
        return _of_web_address(uri)
    return Reading(uri)


def _of_urn(uri: str) -> Reading:
    try:
        return Reading(_finest(epc.to_digital_link(uri)))
    except Refused:
        found = epc.problems(uri)
        return Reading(lenient.link(uri) or uri, found[0] if found else None)


def _of_web_address(uri: str) -> Reading:
    try:
        return Reading(_finest(digital_link.parse(uri).identity()))
    except Refused as refused:
        found = lenient.link(uri)
        if found is not None:
            return Reading(found, refused.problems[0])
        return Reading(lenient.link(_plain(uri)) or uri)


_FINER = re.compile(r"(/(?:01|8006)/[0-9]+)(?:/22/[^/]*)?(?:/10/[^/]*(?=/21/))?(/.*)?$")


def _finest(link: str) -> str:
    if "/22/" in link or "/21/" in link:
        return _FINER.sub(lambda found: found[1] + (found[2] or ""), link)
    return link


def _plain(uri: str) -> str:
    # A doubtful key that lenient reading leaves alone may still differ only in its fragment or a last slash.
    return uri.partition("#")[0].rstrip("/")


# Where the company prefix begins in the value of each key (GTIN, SSCC, GRAI and ITIP carry one digit before it).
_BEFORE_PREFIX = {"00": 1, "01": 1, "8003": 1, "8006": 1}
_KEY = re.compile(rf"{lenient.CANONICAL}/([0-9]+)/([0-9]+)")


def lies_under(uri: str, prefixes: tuple[str, ...]) -> bool:
    """Whether an identifier's key begins with one of these GS1 company prefixes, in any spelling."""
    found = _KEY.match(identifier(uri))
    return found is not None and found[2][_BEFORE_PREFIX.get(found[1], 0) :].startswith(prefixes)
