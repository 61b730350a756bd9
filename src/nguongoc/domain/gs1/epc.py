"""EPC URNs and their GS1 Digital Links.

A pure identity `urn:epc:id:sgtin:893850597.0011.A1` names one thing; a class `urn:epc:class:lgtin:…` a lot; a
pattern `urn:epc:idpat:sgtin:893850597.0011.*` everything that begins alike. A URN splits the key after its
company prefix and leaves the check digit out; a Digital Link does neither, so the way back needs the length of
the company prefix, which no number tells: it comes from the register of prefixes.

Source: GS1 EPC Tag Data Standard 2.x, 6 (URNs) and 7 (correspondence to GS1 keys).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nguongoc.domain.gs1 import digital_link, keys
from nguongoc.domain.gs1.digital_link import DigitalLink
from nguongoc.domain.gs1.epc_schemes import FOREIGN, FORMS, SCHEMES, Scheme
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Problem, Refused, Text

PREFIX_LENGTHS = range(6, 13)
_LONGEST_FREE_KEY = 30
# The characters that stand unescaped in a URN; the other seven of GS1's 82, and #, are escaped (TDS 6.3.1).
_UNESCAPED = re.compile(r"[^A-Za-z0-9!'()*+,\-.:;=_]")
_RAW = re.compile(r"(?:[A-Za-z0-9!'()*+,\-.:;=_]|%[0-9A-Fa-f]{2})*")


@dataclass(frozen=True, slots=True)
class Epc:
    """A valid EPC URN, taken apart and unescaped. In a pattern the last components may be `*`."""

    kind: str
    scheme: Scheme
    components: tuple[str, ...]

    def __str__(self) -> str:
        body = ".".join(c if c == "*" and self.kind == "idpat" else _escape(c) for c in self.components)
        return f"urn:epc:{self.kind}:{self.scheme.name}:{body}"


def is_epc_urn(text: str) -> bool:
    """Whether the text says of itself that it is an EPC URN; `problems` says whether it is a valid one."""
    return text.startswith("urn:epc:")


def problems(uri: str) -> tuple[Problem, ...]:
    """What is wrong with an EPC URN: pure identity, class or pattern. Empty when it is valid."""
    try:
        _read(uri)
    except Refused as refused:
        return refused.problems
    return ()


def parse(uri: str) -> Epc:
    """A valid EPC URN of a GS1 key. Raises Refused, also for the schemes that are no GS1 keys."""
    found = _read(uri)
    if found is None:
        raise Refused(_no_digital_link(uri))
    return found


def to_digital_link(uri: str) -> str:
    """The canonical https://id.gs1.org URI, primary key and qualifiers only, of an EPC URN or a Digital Link.

    A pattern whose last component alone is `*` gives its class: the key without serial number. Raises Refused
    when the URI is not valid, and when it names no GS1 key (gid, usdod, adi, bic, imovn, wider patterns).
    """
    if not is_epc_urn(uri):
        return digital_link.parse(uri).identity()
    # The key's own rules hold too: a check digit is computed, but a serial number may break one (8011 from 0).
    return digital_link.identity_of(_elements(parse(uri)))


def to_urn(uri: str, gcp_length: int | None = None) -> str:
    """The EPC URN of a Digital Link (or of a URN: itself), given how many digits its company prefix has.

    A key without serial number gives its class as a pattern: `urn:epc:idpat:sgtin:….*`. Raises Refused when the
    URI is not valid, has no URN, or no length is given: nothing in a key tells where its company prefix ends,
    and a guess would name another company's thing.
    """
    if is_epc_urn(uri):
        return str(parse(uri))
    link = digital_link.parse(uri)
    scheme = _scheme_of(link)
    if gcp_length is None:
        raise Refused(_prefix_length_needed())
    if gcp_length not in PREFIX_LENGTHS:
        raise Refused(_bad_prefix_length(gcp_length))
    found = _from_link(link, scheme, gcp_length)
    _check(found)
    return str(found)


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """A test for URIs against `urn:epc:idpat:…*`; URNs and Digital Links of one thing answer alike.

    Any other valid EPC URN or Digital Link is a pattern that only itself fits. Raises Refused when it is neither.
    A URI that cannot be read fits no pattern.
    """
    if not pattern.startswith("urn:epc:idpat:"):
        wanted = to_digital_link(pattern)
        return lambda uri: _digital_link_or_none(uri) == wanted
    wanted_epc = parse(pattern)
    fixed = tuple(c for c in wanted_epc.components if c != "*")

    def matches(uri: str) -> bool:
        components = _components_like(uri, wanted_epc.scheme, len(fixed[0]) if fixed else None)
        return components is not None and components[: len(fixed)] == fixed

    return matches


def pattern_matches(pattern: str, uri: str) -> bool:
    """Whether the URI fits the pattern. For many URIs compile the pattern once."""
    return compile_pattern(pattern)(uri)


def _read(uri: str) -> Epc | None:
    """A valid URN of a GS1 key, or None for a valid URN of a foreign scheme. Raises Refused."""
    parts = uri.split(":", 4)
    if len(parts) != 5 or parts[:2] != ["urn", "epc"] or parts[2] not in ("id", "class", "idpat"):
        raise Refused(_not_an_epc())
    _, _, kind, name, body = parts
    if name in FOREIGN and kind == "id":
        if FOREIGN[name].fullmatch(body) is None:
            raise Refused(_malformed(name, body))
        return None
    scheme = SCHEMES.get(name)
    if scheme is None or kind not in (scheme.kind, "idpat") or (kind == "idpat" and scheme.kind != "id"):
        raise Refused(_unknown_scheme(kind, name))
    raw = body.split(".", scheme.size - 1)
    if len(raw) != scheme.size:
        raise Refused(_wrong_count(name, scheme.size, len(raw)))
    if _RAW.fullmatch(body) is None:
        raise Refused(_malformed(name, body))
    found = Epc(kind, scheme, tuple(digital_link.unescape(component) for component in raw))
    _check(found)
    return found


def _check(epc: Epc) -> None:
    """Raises Refused unless every component has its form and the lengths agree."""
    scheme = epc.scheme
    components = epc.components
    if epc.kind == "idpat":
        components = components[: len(components) - _stars(components)]
    for position, (component, form) in enumerate(
        zip(components, ("digits", scheme.reference, *scheme.tail), strict=False)
    ):
        if FORMS[form].fullmatch(component) is None:
            raise Refused(_bad_component(scheme.name, position + 1, component))
    if components and len(components[0]) not in PREFIX_LENGTHS:
        raise Refused(_bad_prefix_length(len(components[0])))
    if len(components) > 1:
        length = len(components[0]) + len(components[1])
        if length != scheme.body if scheme.body else length > _LONGEST_FREE_KEY:
            raise Refused(_wrong_body_length(scheme, length))


def _stars(components: Sequence[str]) -> int:
    """How many components at the end are `*`."""
    count = 0
    while count < len(components) and components[-1 - count] == "*":
        count += 1
    return count


def _elements(epc: Epc) -> list[Element]:
    scheme = epc.scheme
    prefix, reference, *tail = epc.components
    if epc.kind == "idpat" and "*" in epc.components:
        # Only a star in the last place, for a serial number, leaves a class behind.
        if _stars(epc.components) != 1 or not scheme.tail or scheme.key == "414":
            raise Refused(_pattern_has_no_link(str(epc)))
        tail.pop()
    value = prefix + reference
    if scheme.indicator:
        value = reference[0] + prefix + reference[1:]
    if scheme.body:
        value += keys.check_digit(value)
    value = "0" * scheme.zero + value + "".join(tail[: scheme.joined])
    elements = [Element(scheme.key, value)]
    # A location without extension is written with the extension 0 (TDS 6.3.3).
    if len(tail) > scheme.joined and not (scheme.key == "414" and tail[-1] == "0"):
        elements.append(Element(scheme.qualifier, tail[-1]))
    return elements


def _scheme_of(link: DigitalLink) -> Scheme:
    """The scheme that says the finest thing the link says. Raises Refused where none says all of it."""
    qualifiers = {ai for ai, _ in link.qualifiers}
    candidates = [scheme for scheme in SCHEMES.values() if scheme.key == link.key.ai]
    for scheme in candidates:
        if scheme.qualifier in qualifiers:
            # A serial number makes lot and variant redundant; nothing else does.
            if scheme.qualifier != "21" and qualifiers != {scheme.qualifier}:
                continue
            return scheme
    if not candidates or qualifiers:
        raise Refused(_no_urn(link))
    return candidates[0]


def _from_link(link: DigitalLink, scheme: Scheme, gcp_length: int) -> Epc:
    value = link.key.value[1:] if scheme.zero else link.key.value
    body = value[: scheme.body] if scheme.body else value
    rest = value[scheme.body + 1 :] if scheme.body else ""
    if scheme.indicator:
        prefix, reference = body[1 : 1 + gcp_length], body[0] + body[1 + gcp_length :]
    else:
        prefix, reference = body[:gcp_length], body[gcp_length:]
    tail = [rest[:2], rest[2:]] if scheme.joined == 2 else [rest] * scheme.joined
    if scheme.qualifier:
        default = "0" if scheme.key == "414" else ""
        tail.append(dict(link.qualifiers).get(scheme.qualifier, default))
    components = (prefix, reference, *tail)
    if components[-1] or not scheme.tail:
        return Epc(scheme.kind, scheme, components)
    return Epc("idpat", scheme, (*components[:-1], "*"))


def _components_like(uri: str, scheme: Scheme, gcp_length: int | None) -> tuple[str, ...] | None:
    """The URI's components when it is of this scheme; a Digital Link is split after `gcp_length` digits."""
    try:
        if is_epc_urn(uri):
            epc = parse(uri)
            return epc.components if epc.scheme is scheme else None
        link = digital_link.parse(uri)
        if _scheme_of(link) is not scheme:
            return None
        return _from_link(link, scheme, gcp_length or PREFIX_LENGTHS[0]).components
    except Refused:
        return None


def _digital_link_or_none(uri: str) -> str | None:
    try:
        return to_digital_link(uri)
    except Refused:
        return None


def _escape(text: str) -> str:
    return _UNESCAPED.sub(lambda match: f"%{ord(match[0]):02X}", text)


def _problem(vi: str, en: str, code: str) -> Problem:
    return Problem("", Text(vi, en), code)


def _not_an_epc() -> Problem:
    return _problem(
        "Không phải EPC URN hợp lệ. Dạng đúng: urn:epc:id:…, urn:epc:class:… hoặc urn:epc:idpat:….",
        "not a valid EPC URN: it begins with urn:epc:id:, urn:epc:class: or urn:epc:idpat:",
        "not-an-epc-urn",
    )


def _unknown_scheme(kind: str, name: str) -> Problem:
    shown = ascii(f"{kind}:{name}"[:40])
    return _problem(
        f"Không có loại EPC {shown}. Hãy dùng ví dụ id:sgtin, id:sscc, id:sgln hoặc class:lgtin.",
        f"there is no EPC scheme {shown}: use for example id:sgtin, id:sscc, id:sgln or class:lgtin",
        "unknown-epc-scheme",
    )


def _wrong_count(name: str, right: int, found: int) -> Problem:
    return _problem(
        f"EPC loại {name} gồm {right} phần cách nhau bằng dấu chấm, ở đây có {found}. Hãy nhập đủ.",
        f"a {name} has {right} components between dots, here are {found}",
        "wrong-component-count",
    )


def _malformed(name: str, body: str) -> Problem:
    shown = ascii(body[:40])
    return _problem(
        f'{shown} không đúng cấu trúc của EPC loại {name}; các ký tự " % & / < > ? # phải mã hoá thành %XX.',
        f'{shown} is not built as a {name}; the characters " % & / < > ? # are written as %XX',
        "malformed-epc",
    )


def _bad_component(name: str, position: int, component: str) -> Problem:
    shown = ascii(component[:40])
    return _problem(
        f"Phần thứ {position} của EPC loại {name} là {shown}: sai ký tự hoặc sai độ dài. Hãy xem lại.",
        f"component {position} of the {name} is {shown}: wrong characters or wrong length",
        "bad-epc-component",
    )


def _bad_prefix_length(length: int) -> Problem:
    return _problem(
        f"Mã doanh nghiệp GS1 phải có từ 6 đến 12 chữ số, ở đây là {length}. Hãy xem giấy chứng nhận mã số.",
        f"a GS1 company prefix has 6 to 12 digits, not {length}: look at the prefix certificate",
        "company-prefix-length",
    )


def _wrong_body_length(scheme: Scheme, length: int) -> Problem:
    right = str(scheme.body) if scheme.body else f"≤ {_LONGEST_FREE_KEY}"
    return _problem(
        f"Mã doanh nghiệp và số tham chiếu của EPC loại {scheme.name} phải có tổng cộng {right} ký tự, "
        f"ở đây có {length}. Hãy thêm hoặc bớt số 0 ở đầu số tham chiếu.",
        f"company prefix and reference of a {scheme.name} have {right} characters together, here are {length}",
        "wrong-epc-length",
    )


def _no_digital_link(uri: str) -> Problem:
    name = uri.split(":", 4)[3]
    return _problem(
        f"EPC loại {name} không phải khoá GS1 nên không có GS1 Digital Link.",
        f"a {name} is no GS1 key and has no GS1 Digital Link",
        "no-digital-link",
    )


def _pattern_has_no_link(pattern: str) -> Problem:
    shown = ascii(pattern[:60])
    return _problem(
        f"Mẫu {shown} bao gồm nhiều loại hàng nên không có một GS1 Digital Link nào.",
        f"the pattern {shown} covers more than one class and has no single Digital Link",
        "no-digital-link",
    )


def _no_urn(link: DigitalLink) -> Problem:
    shown = "/".join(ai for ai, _ in link.path)
    return _problem(
        f"Không có EPC URN nào diễn đạt được {shown}. Hãy giữ dạng GS1 Digital Link.",
        f"no EPC URN says {shown}: keep the Digital Link",
        "no-epc-urn",
    )


def _prefix_length_needed() -> Problem:
    return _problem(
        "Cần biết mã doanh nghiệp GS1 dài bao nhiêu chữ số để viết thành EPC URN. Hãy khai báo mã doanh nghiệp.",
        "the number of digits of the company prefix is needed to write an EPC URN: register the prefix",
        "company-prefix-length-needed",
    )
