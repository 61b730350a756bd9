"""What a resolver writes: the linkset of some levels (RFC 9264), and the description of itself.

Source: GS1-Conformant Resolver 1.2.1 and its linkset and description file schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from nguongoc.trace.resolver.choose import Level, Target
from nguongoc.trace.resolver.link_types import DEFAULT, DEFAULT_MULTI, VOCABULARY

LINKSET_JSON = "application/linkset+json"
CONTEXT_URL = "https://ref.gs1.org/standards/resolver/linkset-context"
CONTEXT_LINK = f'<{CONTEXT_URL}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'

JSON_LD_CONTEXT: dict[str, Any] = {
    "@vocab": "http://www.iana.org/assignments/relation/",
    "linkset": "@graph",
    "anchor": "@id",
    "href": "@id",
    "itemDescription": "http://www.w3.org/2000/01/rdf-schema#comment",
    "title": "http://purl.org/dc/terms/title",
    "hreflang": {"@id": "http://purl.org/dc/terms/language", "@container": "@set"},
    "type": "http://purl.org/dc/terms/format",
    "context": {"@id": f"{VOCABULARY}linkContext", "@container": "@set"},
}

_LANGUAGE = re.compile(r"[A-Za-z]{2}(-[A-Za-z]{2})?")
"""What GS1's schema takes for a language. Hmong (hmn) has no code of two letters: its links go without."""


def linkset(levels: Iterable[Level], origin: str) -> dict[str, Any]:
    """The linkset of these levels, each at its own anchor; addresses of the house are completed by `origin`."""
    return {"linkset": [_level(level, origin) for level in levels]}


def json_ld(levels: Iterable[Level], origin: str) -> dict[str, Any]:
    """The same with its meaning embedded."""
    return {"@context": JSON_LD_CONTEXT, **linkset(levels, origin)}


def _level(level: Level, origin: str) -> dict[str, Any]:
    found: dict[str, Any] = {"anchor": origin + level.anchor, "itemDescription": level.description}
    found[VOCABULARY + DEFAULT] = [_bare(level.default, origin)]
    multi = [one for one in level.own if one.is_multi]
    if multi and level.default in level.own:
        found[VOCABULARY + DEFAULT_MULTI] = [_whole(one, origin) for one in multi]
    for one in level.targets:
        found.setdefault(VOCABULARY + one.type, []).append(_whole(one, origin))
    return found


def _bare(target: Target, origin: str) -> dict[str, Any]:
    return {"href": complete(target.href, origin), "title": target.title}


def _whole(target: Target, origin: str) -> dict[str, Any]:
    shown = _bare(target, origin)
    languages = [tag for tag in target.languages if _LANGUAGE.fullmatch(tag)]
    for name, value in (("hreflang", languages), ("type", target.media), ("context", list(target.contexts))):
        if value:
            shown[name] = value
    return shown


def complete(href: str, origin: str) -> str:
    """An address of the house begins with `/`; all others are whole."""
    return origin + href if href.startswith("/") else href


def description(origin: str, keys: Sequence[str], contact: dict[str, Any]) -> dict[str, Any]:
    """The resolver's description of itself, at /.well-known/gs1resolver."""
    return {
        "name": "Bộ phân giải GS1 Digital Link của tỉnh Lai Châu",
        "resolverRoot": origin,
        "supportedPrimaryKeys": list(keys),
        "supportedLinkType": [{"namespace": VOCABULARY, "prefix": "gs1:"}],
        "linkTypeDefaultCanBeLinkset": False,
        "supportedContextValuesExternal": [
            {"nameOfList": "ISO 3166-1 alpha-2", "url": "https://www.iso.org/iso-3166-country-codes.html"}
        ],
        "jsonLdContextLocation": CONTEXT_URL,
        "contact": contact,
    }
