"""The lenient normaliser of the event hash (CBV 2.0 §8.9, rules 17 and 18).

It turns EPC URNs, class and pattern URNs and GS1 Digital Link URIs of any domain into
`https://id.gs1.org/…` with the finest key only. It asks for no check digit, takes alphabetic key names and
8-, 12- and 13-digit GTINs. GS1's reference implementation decides what it converts and what it leaves alone,
also where the rule could be read otherwise: two repositories must arrive at one hash.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

CANONICAL = "https://id.gs1.org"


# Most identifiers are spelled so already.
_ALREADY = re.compile(rf"{CANONICAL}/01/[0-9]{{14}}/(?:10|21)/[0-9A-Za-z_.-]{{1,20}}")


def link(uri: str) -> str | None:
    """The canonical Digital Link of an identifier, or None where it is not one that the hash converts."""
    return uri if _ALREADY.fullmatch(uri) else _link(uri)


@lru_cache(maxsize=65536)
def _link(uri: str) -> str | None:
    if uri.startswith("urn:epc:"):
        return link_of_urn(uri)
    if uri.startswith(("http://", "https://")):
        return _link_of_web_address(uri)
    return None


def link_of_urn(uri: str) -> str | None:
    """The canonical Digital Link of an EPC URN (TDS 1.13 §6–§7), or None where it is malformed or not a GS1 key."""
    _, _, rest = uri.partition("urn:epc:")
    kind, _, rest = rest.partition(":")
    scheme, _, value = rest.partition(":")
    rule = _SCHEMES.get((kind, scheme))
    if rule is None:
        return None
    pattern, build = rule
    found = pattern.fullmatch(value)
    return build(*found.groups()) if found and "\n" not in value else None


# One character of a serial, lot or extension in a URN (TDS 1.13 §5.8), and of a component part reference.
_CHARACTER = (
    r"(?:%2[125-9A-Fa-f]|%3[0-9A-Fa-f]|%4[1-9A-Fa-f]|%5[0-9AaFf]|%6[1-9A-Fa-f]|%7[0-9Aa]"
    r"|[!')(*+,.0-9:;=A-Za-z_-])"
)
_PART = r"(?:%2[3dfDF]|%3[0-9]|%4[1-9A-Fa-f]|%5[0-9Aa]|[0-9A-Z-])"
_IN_A_PATH = str.maketrans(
    {"!": "%21", "(": "%28", ")": "%29", "*": "%2A", "+": "%2B", ",": "%2C", ":": "%3A"}
)


def _digits(total: int) -> str:
    # A company prefix of 6 to 12 digits, a dot, and the reference that fills it up to `total` digits.
    return rf"(?=[0-9]{{6,12}}\.[0-9]*(?:\.|$))(?=(?:[0-9]\.?){{{total}}}(?:\.|$))([0-9]+)\.([0-9]*)"


def _open(total: int, character: str) -> str:
    # A company prefix and a reference of any characters, `total` at most together.
    lengths = (rf"[0-9]{{{n}}}\.{character}{{1,{total - n}}}" for n in range(6, 13))
    return f"({'|'.join(lengths)})"


def _check_digit(digits: str) -> str:
    return str(-sum(int(d) * (3, 1)[i % 2] for i, d in enumerate(reversed(digits))) % 10)


def _keyed(digits: str) -> str:
    return digits + _check_digit(digits)


def _gtin(prefix: str, item: str) -> str:
    return _keyed(item[:1] + prefix + item[1:])


def _encoded(text: str) -> str:
    return text.translate(_IN_A_PATH)


def _sgln(prefix: str, place: str, extension: str) -> str:
    within = "" if extension == "0" else f"/254/{_encoded(extension)}"
    return f"{CANONICAL}/414/{_keyed(prefix + place)}{within}"


_Rule = tuple[re.Pattern[str], Callable[..., str]]


def _rule(pattern: str, build: Callable[..., str]) -> _Rule:
    return re.compile(pattern), build


_SERIAL = rf"\.({_CHARACTER}{{1,20}})"
_SCHEMES: dict[tuple[str, str], _Rule] = {
    ("id", "sgtin"): _rule(
        _digits(13) + _SERIAL, lambda p, i, s: f"{CANONICAL}/01/{_gtin(p, i)}/21/{_encoded(s)}"
    ),
    ("id", "sscc"): _rule(_digits(17), lambda p, s: f"{CANONICAL}/00/{_keyed(s[:1] + p + s[1:])}"),
    ("id", "sgln"): _rule(_digits(12) + _SERIAL, _sgln),
    ("id", "pgln"): _rule(_digits(12), lambda p, r: f"{CANONICAL}/417/{_keyed(p + r)}"),
    ("id", "grai"): _rule(
        _digits(12) + rf"\.({_CHARACTER}{{1,16}})",
        lambda p, r, s: f"{CANONICAL}/8003/0{_keyed(p + r)}{_encoded(s)}",
    ),
    ("id", "giai"): _rule(
        _open(30, _CHARACTER), lambda r: f"{CANONICAL}/8004/{_encoded(r.replace('.', '', 1))}"
    ),
    ("id", "gsrn"): _rule(_digits(17), lambda p, r: f"{CANONICAL}/8018/{_keyed(p + r)}"),
    ("id", "gsrnp"): _rule(_digits(17), lambda p, r: f"{CANONICAL}/8017/{_keyed(p + r)}"),
    ("id", "gdti"): _rule(
        _digits(12) + rf"\.({_CHARACTER}{{1,19}})",
        lambda p, r, s: f"{CANONICAL}/253/{_keyed(p + r)}{_encoded(s)}",
    ),
    ("id", "cpi"): _rule(
        _open(30, _PART) + r"\.([0-9]{1,12})",
        lambda r, s: f"{CANONICAL}/8010/{_encoded(r.replace('.', '', 1))}/8011/{s}",
    ),
    ("id", "sgcn"): _rule(
        _digits(12) + r"\.([0-9]{1,12})", lambda p, r, s: f"{CANONICAL}/255/{_keyed(p + r)}{s}"
    ),
    ("id", "ginc"): _rule(
        _open(30, _CHARACTER), lambda r: f"{CANONICAL}/401/{_encoded(r.replace('.', '', 1))}"
    ),
    ("id", "gsin"): _rule(_digits(16), lambda p, r: f"{CANONICAL}/402/{_keyed(p + r)}"),
    ("id", "itip"): _rule(
        _digits(13) + r"\.([0-9]{2})\.([0-9]{2})" + _SERIAL,
        lambda p, i, n, of, s: f"{CANONICAL}/8006/{_gtin(p, i)}{n}{of}/21/{_encoded(s)}",
    ),
    ("id", "upui"): _rule(
        _digits(13) + rf"\.({_CHARACTER}{{1,28}})",
        lambda p, i, s: f"{CANONICAL}/01/{_gtin(p, i)}/235/{_encoded(s)}",
    ),
    ("class", "lgtin"): _rule(
        _digits(13) + _SERIAL, lambda p, i, s: f"{CANONICAL}/01/{_gtin(p, i)}/10/{_encoded(s)}"
    ),
    ("idpat", "sgtin"): _rule(_digits(13) + r"\.\*", lambda p, i: f"{CANONICAL}/01/{_gtin(p, i)}"),
    ("idpat", "grai"): _rule(_digits(12) + r"\.\*", lambda p, r: f"{CANONICAL}/8003/0{_keyed(p + r)}"),
    ("idpat", "gdti"): _rule(_digits(12) + r"\.\*", lambda p, r: f"{CANONICAL}/253/{_keyed(p + r)}"),
    ("idpat", "sgcn"): _rule(_digits(12) + r"\.\*", lambda p, r: f"{CANONICAL}/255/{_keyed(p + r)}"),
    ("idpat", "cpi"): _rule(
        _open(30, _PART) + r"\.\*", lambda r: f"{CANONICAL}/8010/{_encoded(r.replace('.', '', 1))}"
    ),
    ("idpat", "itip"): _rule(
        _digits(13) + r"\.([0-9]{2})\.([0-9]{2})\.\*",
        lambda p, i, n, of: f"{CANONICAL}/8006/{_gtin(p, i)}{n}{of}",
    ),
    ("idpat", "upui"): _rule(_digits(13) + r"\.\*", lambda p, i: f"{CANONICAL}/01/{_gtin(p, i)}"),
}

# Alphabetic key names of the first Digital Link editions, and the application identifiers they stand for.
_NAMES = {
    "/gtin/": "/01/",
    "/itip/": "/8006/",
    "/cpid/": "/8010/",
    "/gln/": "/414/",
    "/party/": "/417/",
    "/gsrnp/": "/8017/",
    "/gsrn/": "/8018/",
    "/gcn/": "/255/",
    "/sscc/": "/00/",
    "/gdti/": "/253/",
    "/ginc/": "/401/",
    "/gsin/": "/402/",
    "/grai/": "/8003/",
    "/giai/": "/8004/",
    "/cpv/": "/22/",
    "/lot/": "/10/",
    "/ser/": "/21/",
}
# The order in which the key is looked for in an address of another domain.
_KEYS = ("00", "01", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8017", "8018")
_KEY_IN_PATH = re.compile(
    r"https?:[^?#]*/(?:01|gtin|8006|itip|8010|cpid|414|gln|417|party|8017|gsrnp|8018|gsrn|255|gcn|00|sscc"
    r"|253|gdti|401|ginc|402|gsin|8003|grai|8004|giai)/[0-9]{4}[^/]"
)
_AT_HOME = re.compile(rf"{re.escape(CANONICAL)}/(?:{'|'.join(_KEYS)})/[0-9]{{4}}[^/]")
_VARIANT = re.compile(rf"({CANONICAL}/(?:8006/[0-9]{{18}}|01/[0-9]{{14}}))/22/(?!.{{21}})[^/]*(.*)")
_X = r"[\"'.0-9;<=>?A-Z_a-z-]"
_LOT_AND_SERIAL = re.compile(
    rf"({CANONICAL}/(?:8006/[0-9]{{18}}|01/[0-9]{{14}}))/10/{_X}{{0,20}}(/21/{_X}{{0,20}})"
)
_KEPT = re.compile(
    CANONICAL
    + "/(?:"
    + "|".join(
        (
            r"00/[0-9]{18}",
            rf"01/[0-9]{{14}}(?:/(?:21|10)/{_X}{{0,20}}|/235/{_X}{{0,28}})?",
            rf"253/[0-9]{{13}}{_X}{{0,17}}",
            r"255/[0-9]{13,25}",
            rf"401/{_X}{{0,30}}",
            r"402/[0-9]{17}",
            rf"414/[0-9]{{13}}(?:/254/{_X}{{0,20}})?",
            r"417/[0-9]{13}",
            rf"8003/[0-9]{{14}}{_X}{{0,16}}",
            rf"8004/{_X}{{0,30}}",
            rf"8006/[0-9]{{18}}(?:/(?:21|10)/{_X}{{0,20}})?",
            r"8010/[#/0-9A-Z-]{0,30}(?:/8011/[0-9]{0,12})?",
            r"801[78]/[0-9]{18}",
        )
    )
    + ")"
)


def _link_of_web_address(uri: str) -> str | None:
    if not _KEY_IN_PATH.match(uri):
        return None
    uri = uri.partition("?")[0]
    for name, ai in _NAMES.items():
        uri = uri.replace(name, ai)
    uri = _finest(_padded(_at_home(uri)))
    return uri if _KEPT.fullmatch(uri) else None


def _at_home(uri: str) -> str:
    if _AT_HOME.match(uri):
        return uri
    for key in _KEYS:
        at = uri.find(f"/{key}/")
        if at >= 0:
            return CANONICAL + uri[at:]
    return uri


def _padded(uri: str) -> str:
    start = CANONICAL + "/01/"
    if not uri.startswith(start):
        return uri
    digits = len(uri[len(start) :]) - len(uri[len(start) :].lstrip("0123456789"))
    if digits in (8, 12, 13):
        return uri.replace("/01/", "/01/" + "0" * (14 - digits))
    return uri


def _finest(uri: str) -> str:
    # The consumer product variant says nothing about which item it is; a serial makes the lot superfluous.
    variant = _VARIANT.fullmatch(uri)
    if variant:
        uri = variant[1] + variant[2]
    both = _LOT_AND_SERIAL.fullmatch(uri)
    return both[1] + both[2] if both else uri
