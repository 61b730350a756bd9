"""Which keys of the log a MATCH parameter reaches (EPCIS 2.0 §8.2.7.1.1).

A pattern `urn:epc:idpat:sgtin:0614141.107340.*` becomes the beginnings that the canonical keys it covers have in
common. `urn:epc:id:…*` is read as the pattern it can only mean, and a Digital Link may end in a star too.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nguongoc.domain.epcis.identifiers import identifier
from nguongoc.domain.epcis.lenient import CANONICAL
from nguongoc.domain.gs1 import epc, keys
from nguongoc.domain.gs1.epc_schemes import Scheme
from nguongoc.domain.problem import Refused


class Reach(NamedTuple):
    """Keys that are named as they stand, and beginnings of keys."""

    keys: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()


def reach(uri: str, *, things: bool) -> Reach:
    """What a URI of a MATCH parameter reaches: of things (EPCs) or else of classes and lots.

    The class of a thing, `…/01/GTIN` or `idpat:sgtin:….*`, reaches each of its things: that is all a Digital Link
    has for the pattern.
    """
    canonical = identifier(_as_pattern(uri))
    if uri.endswith("*"):
        # The last component alone is open: that is a class, and has a key of its own.
        own = () if canonical.endswith(("*", "%2A")) else (canonical,)
        found = () if own and not things else _starts(uri)
        if own or found:
            return Reach(own, found)
    return Reach((canonical,), _things_of(canonical) if things else ())


_CLASSES = (
    (re.compile(rf"{CANONICAL}/01/[0-9]{{14}}"), ("/21/", "/235/")),
    (re.compile(rf"{CANONICAL}/8006/[0-9]{{18}}"), ("/21/",)),
    (re.compile(rf"{CANONICAL}/8010/[^/]+"), ("/8011/",)),
    (re.compile(rf"{CANONICAL}/(?:8003/[0-9]{{14}}|25[35]/[0-9]{{13}})"), ("",)),
)


def _things_of(canonical: str) -> tuple[str, ...]:
    for pattern, tails in _CLASSES:
        if pattern.fullmatch(canonical):
            return tuple(canonical + tail for tail in tails)
    return ()


def _as_pattern(uri: str) -> str:
    return uri.replace("urn:epc:id:", "urn:epc:idpat:", 1) if uri.endswith("*") else uri


def _starts(uri: str) -> tuple[str, ...]:
    if uri.startswith("urn:epc:"):
        return _starts_of_urn(uri)
    return _starts_of_link(uri)


_LOTS = re.compile(r"urn:epc:(?:class|idpat):lgtin:")


def _starts_of_urn(uri: str) -> tuple[str, ...]:
    lots = _LOTS.match(uri)
    as_items = "urn:epc:idpat:sgtin:" + uri[lots.end() :] if lots else _as_pattern(uri)
    try:
        pattern = epc.parse(as_items)
    except Refused:
        return _literal(uri)
    fixed = tuple(component for component in pattern.components if component != "*")
    found = _beginnings(pattern.scheme, fixed)
    return tuple(start.replace("/21/", "/10/") for start in found) if lots else found


def _beginnings(scheme: Scheme, fixed: tuple[str, ...]) -> tuple[str, ...]:
    """The beginnings of all keys of a scheme whose first components are these."""
    stem = f"{CANONICAL}/{scheme.key}/"
    if not fixed:
        return (stem,)
    if len(fixed) == 1:
        before = "0123456789" if scheme.indicator else ("0" if scheme.zero else "",)
        return tuple(f"{stem}{digit}{fixed[0]}" for digit in before)
    prefix, reference, *tail = fixed
    value = reference[0] + prefix + reference[1:] if scheme.indicator else prefix + reference
    value = "0" * scheme.zero + (value + keys.check_digit(value) if scheme.body else value) + "".join(tail)
    whole = len(fixed) == 2 + scheme.joined and scheme.qualifier and scheme.key != "414"
    return (f"{stem}{value}/{scheme.qualifier}/" if whole else f"{stem}{value}",)


_FOREIGN = re.compile(r"(urn:epc:)idpat(:[a-z]+:)((?:[^*.]+\.)*)\*(?:\.\*)*")


def _literal(uri: str) -> tuple[str, ...]:
    found = _FOREIGN.fullmatch(_as_pattern(uri))
    return (f"{found[1]}id{found[2]}{found[3]}",) if found else ()


_QUALIFIED = re.compile(r"https?://.+/(?:10|21|235|254|8011)/\*")
_BEGUN = re.compile(
    r"https?://[^?#]+?/(00|01|253|255|401|402|414|417|8003|8004|8006|8010|8017|8018)/([^/?#*]*)\*"
)


def _starts_of_link(uri: str) -> tuple[str, ...]:
    if _QUALIFIED.fullmatch(uri):
        return (identifier(uri[:-1] + "0")[:-1],)
    found = _BEGUN.fullmatch(uri)
    return (f"{CANONICAL}/{found[1]}/{found[2]}",) if found else ()
