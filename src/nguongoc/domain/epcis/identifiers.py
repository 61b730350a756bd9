"""One spelling of one identifier, for the index of the log and for queries."""

from __future__ import annotations

import re
from functools import lru_cache

from nguongoc.domain.epcis import lenient
from nguongoc.domain.gs1 import digital_link, epc
from nguongoc.domain.problem import Refused


@lru_cache(maxsize=262144)
def identifier(uri: str) -> str:
    """The canonical spelling of one identifier: `https://id.gs1.org/…` for a GS1 key, else unchanged.

    URN and Digital Link spellings of one key, of whatever domain and with whatever query string, come out
    alike; keys that fail GS1's rules (a wrong check digit, `/gtin/` for `/01/`) too. Only the finest key stays
    (a serial without its lot), as in the event hash: that is all that a URN can say. Unknown URIs, and patterns
    that name more than one class, come back unchanged.
    """
    if uri.startswith("urn:epc:"):
        return _of_urn(uri)
    if uri.startswith(("https://", "http://")):
        return _of_web_address(uri)
    return uri


def _of_urn(uri: str) -> str:
    try:
        return _finest(epc.to_digital_link(uri))
    except Refused:
        return lenient.link(uri) or uri


def _of_web_address(uri: str) -> str:
    try:
        return _finest(digital_link.parse(uri).identity())
    except Refused:
        return lenient.link(uri) or lenient.link(_plain(uri)) or uri


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
