"""The JSON-LD context of a document, as far as EPCIS needs it: which prefix stands for which namespace.

A context is never fetched. GS1's own context is known; any other context URL declares prefixes that cannot be
seen from here, so its documents may use prefixes we do not know (`requirements/epcis.md` §6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What GS1's EPCIS context declares (EPCIS 2.0, epcis-context.jsonld). The master data namespace is written as
# in XML, without the colon that JSON-LD needs behind it: names must come out alike from both.
BUILT_IN: Mapping[str, str] = {
    "epcis": "https://ref.gs1.org/epcis/",
    "cbv": "https://ref.gs1.org/cbv/",
    "cbvmda": "urn:epcglobal:cbv:mda",
    "gs1": "https://gs1.org/voc/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
}

# GS1 publishes its context under its reference site (with or without a version) and on its project pages.
_GS1_CONTEXT = re.compile(
    r"https?://(?:ref\.gs1\.org/standards/epcis/(?:[\w.]+/)?|gs1\.github\.io/EPCIS/)epcis-context\.jsonld"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a document (or one event in it) declares.

    `given` is the `@context` member as sent (None where there is none), `prefixes` the declared prefixes and
    their namespaces, `foreign` the context URLs other than GS1's, in order, `gs1` whether GS1's is among
    them.
    """

    given: Any = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()
    gs1: bool = False

    @classmethod
    def of(cls, given: Any) -> Context:
        """The context that an `@context` member states. What is not of its form is passed over (check says
        so)."""
        parts = given if isinstance(given, list) else [] if given is None else [given]
        prefixes: dict[str, str] = {}
        foreign: list[str] = []
        gs1 = False
        for part in parts:
            if isinstance(part, dict):
                prefixes.update(_declared(part))
            elif isinstance(part, str):
                if _GS1_CONTEXT.fullmatch(part):
                    gs1 = True
                else:
                    foreign.append(part)
        return cls(given, prefixes, tuple(foreign), gs1)

    def with_event(self, event: Mapping[str, Any]) -> Context:
        """This context as one event of the document sees it: the event's own `@context` comes on top."""
        own = event.get("@context")
        if own is None:
            return self
        inner = Context.of(own)
        return Context(
            self.given if self.given is not None else own,
            {**self.prefixes, **inner.prefixes},
            (*self.foreign, *inner.foreign),
            self.gs1 or inner.gs1,
        )

    def namespace(self, prefix: str) -> str | None:
        """The namespace of a prefix: the document's own word first, then GS1's; None where neither declares
        it."""
        found = self.prefixes.get(prefix)
        return BUILT_IN.get(prefix) if found is None else found

    def knows(self, prefix: str) -> bool:
        """Whether a field may carry this prefix: declared here, built in, or hidden behind a foreign
        context."""
        return prefix in self.prefixes or prefix in BUILT_IN or bool(self.foreign)


def _declared(part: Mapping[str, Any]) -> dict[str, str]:
    # A term may be declared as a string or as {"@id": …}; keywords such as @vocab and @version are no
    # prefixes.
    found = {}
    for name, value in part.items():
        if isinstance(value, dict):
            value = value.get("@id")
        if isinstance(value, str) and not name.startswith("@"):
            found[name] = "urn:epcglobal:cbv:mda" if value == "urn:epcglobal:cbv:mda:" else value
    return found
