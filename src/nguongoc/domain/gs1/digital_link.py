"""GS1 Digital Link URIs: strict reading, building, the canonical form.

Source: GS1 Digital Link Standard: URI Syntax 1.7.0; where it leaves a choice, the verdict of GS1's own Barcode
Syntax Engine. Everything works on the raw, percent-encoded URI: `%2F` inside a value is data, never a path
separator, so a URI must not be decoded before it comes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from urllib.parse import quote, quote_plus

from nguongoc.domain.gs1 import elements as element_strings
from nguongoc.domain.gs1 import say
from nguongoc.domain.gs1.table import IDENTIFIERS, Element, association_problems
from nguongoc.domain.problem import Problem, Refused, Text

CANONICAL_DOMAIN = "https://id.gs1.org"

_URI = re.compile(
    r"((?:https?|HTTPS?)://[A-Za-z0-9\-.:\[\]]+)"
    r"(/[A-Za-z0-9\-._~:/\[\]@!$&'()*+,;=%]*)"
    r"(?:\?([A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]*))?"
    r"(?:#([A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*))?"
)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_ILLEGAL = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")


@dataclass(frozen=True, slots=True)
class DigitalLink:
    """A valid GS1 Digital Link URI, taken apart. Values are decoded.

    `stem`: scheme, host and path before the key, as given. `others`: query parameters that are no application
    identifiers, raw (`linkType=gs1:pip`, `utm`). `fragment`: what follows `#`, or "".
    """

    stem: str
    key: Element
    qualifiers: tuple[Element, ...]
    attributes: tuple[Element, ...]
    others: tuple[str, ...]
    fragment: str

    @property
    def path(self) -> tuple[Element, ...]:
        """The primary key and its qualifiers: what is identified."""
        return (self.key, *self.qualifiers)

    @property
    def elements(self) -> tuple[Element, ...]:
        """Everything the URI says, in its order."""
        return (self.key, *self.qualifiers, *self.attributes)

    def canonical(self) -> str:
        """The same on https://id.gs1.org, without other parameters and fragment."""
        return build(self.elements)

    def identity(self) -> str:
        """The canonical URI of what is identified: primary key and qualifiers only."""
        return CANONICAL_DOMAIN + _path(self.path)


def parse(uri: str) -> DigitalLink:
    """A Digital Link, read strictly: table, rules, check digits, associations. Raises Refused."""
    match = _URI.fullmatch(uri)
    if match is None:
        raise Refused(_uri_problem(uri))
    origin, whole_path, query, fragment = match.groups()
    segments = whole_path.split("/")
    start = _key_position(segments)
    path = _path_elements(segments[start::2], segments[start + 1 :: 2], "%" in whole_path)
    attributes, others = _query(query) if query else ((), ())
    wrong = _structure_problems(tuple(segments[start::2]), tuple([ai for ai, _ in attributes]))
    if wrong:
        raise Refused(wrong)
    everything = path + attributes if attributes else path
    for ai, value in everything:
        if not IDENTIFIERS[ai].accepts(value) or ai == "8030":
            _check(everything)
    stem = origin if start == 1 else origin + "/".join(segments[:start])
    return DigitalLink(stem, path[0], path[1:], attributes, others, fragment or "")


def is_valid(uri: str) -> bool:
    """Whether the text is a valid Digital Link."""
    try:
        parse(uri)
    except Refused:
        return False
    return True


def looks_like(text: str) -> bool:
    """Whether the text begins as a web address does; nothing more is asked."""
    return text.startswith(("https://", "HTTPS://", "http://", "HTTP://"))


def build(elements: Iterable[tuple[str, str]], domain: str = CANONICAL_DOMAIN) -> str:
    """The Digital Link of these elements on a domain or stem. Raises Refused.

    The first primary key leads, then its qualifiers in their order; everything else becomes an attribute, those
    of predefined length first, each in the order given. Values are checked; whether the elements may stand
    together is not asked, as a link may be built before all its attributes are known.
    """
    given = [Element(*element) for element in elements]
    found = element_strings.problems(given, associations=False)
    if found:
        raise Refused(found)
    key = next((element for element in given if element.ai in ORDERS), None)
    if key is None:
        raise Refused(_no_key())
    values = dict(reversed(given))
    path = [key, *(Element(ai, values[ai]) for ai in _best_order(key.ai, values) if ai in values)]
    taken = {ai for ai, _ in path}
    rest = [Element(ai, values[ai]) for ai in dict(given) if ai not in taken]
    for ai, _ in rest:
        if not IDENTIFIERS[ai].attribute:
            raise Refused(_no_attribute(ai))
    rest.sort(key=lambda element: not IDENTIFIERS[element.ai].fixed)
    query = "&".join(f"{ai}={escape(value, query=True)}" for ai, value in rest)
    return domain.removesuffix("/") + _path(path) + ("?" + query if query else "")


def identity_of(path: Sequence[Element]) -> str:
    """The canonical URI of a primary key and its qualifiers, given in their order. Raises Refused for a value."""
    for ai, value in path:
        wrong = IDENTIFIERS[ai].problem(value)
        if wrong:
            raise Refused(wrong)
    return CANONICAL_DOMAIN + _path(path)


def unescape(text: str, *, query: bool = False) -> str:
    """Percent escapes undone, each to the character of that code; broken ones stay. In a query `+` is a space."""
    if query:
        text = text.replace("+", " ")
    return _ESCAPED.sub(lambda match: chr(int(match[0][1:], 16)), text) if "%" in text else text


def escape(text: str, *, query: bool = False) -> str:
    """Everything but letters, digits and `-._~` as percent escapes of its UTF-8; in a query a space becomes `+`."""
    return quote_plus(text, errors="surrogatepass") if query else quote(text, safe="", errors="surrogatepass")


def _key_position(segments: Sequence[str]) -> int:
    """Where the primary key stands: pairs are read from the right until one begins with a key."""
    position = len(segments) - 2
    while position >= 1:
        ai = segments[position]
        if ai in ORDERS:
            return position
        if ai not in IDENTIFIERS:
            break
        position -= 2
    raise Refused(_no_key())


def _path_elements(ais: Sequence[str], raw: Sequence[str], escaped: bool) -> tuple[Element, ...]:
    values = [unescape(value) if "%" in value else value for value in raw] if escaped else raw
    return tuple(map(Element._make, zip(ais, values, strict=True)))


def _query(query: str) -> tuple[tuple[Element, ...], tuple[str, ...]]:
    """The attributes, decoded, and the other parameters, raw. Empty parameters between `&&` are dropped."""
    attributes: list[Element] = []
    others: list[str] = []
    for parameter in query.split("&"):
        name, equals, value = parameter.partition("=")
        if not equals or not name.isdigit():
            if parameter:
                others.append(parameter)
        elif name not in IDENTIFIERS:
            raise Refused(say.unknown(name))
        else:
            if "%" in value or "+" in value:
                value = unescape(value, query=True)
            attributes.append(Element(name, value))
    return tuple(attributes), tuple(others)


def _check(everything: Sequence[Element]) -> None:
    """Raises Refused with everything that is wrong with the values, if anything is."""
    wrong = element_strings.problems(everything)
    if wrong:
        raise Refused(wrong)


@lru_cache(maxsize=1024)
def _structure_problems(path: tuple[str, ...], attributes: tuple[str, ...]) -> tuple[Problem, ...]:
    """What is wrong with these identifiers in path and query, whatever their values.

    The few combinations in use are answered once. One problem is enough, but associations are all named.
    """
    key, *qualifiers = path
    order = "/".join(qualifiers)
    if order not in ORDERS[key]:
        return (_wrong_order(key, order),)
    seen = set(path)
    for ai in attributes:
        if ai in seen:
            return (_duplicate(ai),)
        if not IDENTIFIERS[ai].attribute:
            return (_no_attribute(ai),)
        if ai in _belonging_in_path(key, qualifiers):
            return (_belongs_in_path(ai),)
        seen.add(ai)
    return association_problems(path + attributes)


def _path(path: Iterable[Element]) -> str:
    return "".join([f"/{ai}/{escape(value)}" for ai, value in path])


def _best_order(key: str, values: dict[str, str]) -> tuple[str, ...]:
    """Of the orders a key offers, the one that takes up most of the values."""
    return max(
        IDENTIFIERS[key].qualifiers or (), key=lambda order: sum(ai in values for ai in order), default=()
    )


def _orders() -> Iterator[tuple[str, frozenset[str]]]:
    """Every primary key with every order of its qualifiers, joined by `/`; each qualifier may be absent."""
    for ai, identifier in IDENTIFIERS.items():
        if identifier.qualifiers is not None:
            chosen = (
                "/".join(some)
                for order in identifier.qualifiers
                for count in range(len(order) + 1)
                for some in combinations(order, count)
            )
            yield ai, frozenset(chosen) | {""}


ORDERS: dict[str, frozenset[str]] = dict(_orders())


def _belonging_in_path(key: str, qualifiers: Sequence[str]) -> set[str]:
    """The identifiers that could stand in the path beside these qualifiers, and so must not stand in the query."""
    present = set(qualifiers)
    orders = ({ai for ai in order.split("/") if ai} for order in ORDERS[key])
    return {
        ai for order in orders if present < order and len(order) == len(present) + 1 for ai in order - present
    }


def _uri_problem(uri: str) -> Problem:
    """Which of the four things a URI needs is missing: its characters, its scheme, its domain, its path."""
    illegal = _ILLEGAL.search(uri)
    if illegal is not None:
        return Problem(
            "",
            Text(
                f"Ký tự {illegal[0]!a} không được có trong địa chỉ. Hãy mã hoá thành %XX hoặc xoá đi.",
                f"{illegal[0]!a} is not allowed in a URI: write it as %XX or take it out",
            ),
            "illegal-character",
        )
    if not looks_like(uri):
        return Problem(
            "",
            Text(
                "Địa chỉ phải bắt đầu bằng https:// hoặc http:// (toàn chữ thường hoặc toàn chữ hoa).",
                "the URI must begin with https:// or http://, all small or all capital letters",
            ),
            "illegal-scheme",
        )
    return Problem(
        "",
        Text(
            "Địa chỉ thiếu tên miền hợp lệ hoặc phần đường dẫn. Ví dụ đúng: https://id.gs1.org/01/08938505970011.",
            "the URI lacks a proper domain or its path: a right one is https://id.gs1.org/01/08938505970011",
        ),
        "illegal-domain",
    )


def _no_key() -> Problem:
    text = Text(
        "Không có khoá GS1 nào, ví dụ /01/ và GTIN đủ 14 chữ số. Hãy thêm khoá vào đường dẫn, không có dấu / ở cuối.",
        "there is no GS1 key such as /01/ and a GTIN of 14 digits: put one into the path, with no / at the end",
    )
    return Problem("", text, "no-primary-key")


def _wrong_order(key: str, order: str) -> Problem:
    ways = " | ".join(sorted(way or "-" for way in ORDERS[key]))
    text = Text(
        f"Sau ({key}) không thể là {order}. Chỉ được, theo đúng thứ tự này: {ways}.",
        f"({key}) cannot be followed by {order}; only by, in this order: {ways}",
    )
    return Problem(f"({key})", text, "invalid-qualifiers")


def _duplicate(ai: str) -> Problem:
    text = Text("Xuất hiện hai lần. Hãy chỉ giữ một.", "stands there twice: keep one")
    return Problem(f"({ai})", text, "duplicate-identifier")


def _no_attribute(ai: str) -> Problem:
    text = Text(
        "Không được đứng trong phần truy vấn của GS1 Digital Link. Hãy bỏ đi hoặc dùng chuỗi phần tử.",
        "may not stand in the query of a Digital Link: drop it, or use an element string instead",
    )
    return Problem(f"({ai})", text, "not-an-attribute")


def _belongs_in_path(ai: str) -> Problem:
    text = Text(
        f"Phải đứng trong đường dẫn (/{ai}/…), không phải trong phần truy vấn.",
        f"belongs in the path (/{ai}/…), not in the query",
    )
    return Problem(f"({ai})", text, "belongs-in-path")
