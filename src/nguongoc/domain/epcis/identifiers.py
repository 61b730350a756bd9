"""One spelling of one identifier, for the index of the log and for queries."""

from __future__ import annotations

from functools import lru_cache

from nguongoc.domain.epcis import lenient


@lru_cache(maxsize=262144)
def identifier(uri: str) -> str:
    """The canonical spelling of one identifier: `https://id.gs1.org/…` for a GS1 key, else unchanged.

    URN and Digital Link spellings of one key, of whatever domain and with whatever query string, come out
    alike; keys whose check digit is wrong too. Only the finest key stays (a serial without its lot), as in
    the event hash. Unknown URIs and patterns that name no key come back unchanged.
    """
    return lenient.link(uri) or uri
