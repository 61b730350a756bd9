"""Reading whatever is handed in: element strings, scan data, Digital Links, EPC URIs, bare keys."""

from __future__ import annotations

from collections.abc import Sequence

from nguongoc.domain.gs1 import digital_link, elements, epc, epc_binary, keys, scan
from nguongoc.domain.gs1.table import Element
from nguongoc.domain.problem import Problem, Refused, Text


def anything(text: str) -> tuple[Element, ...]:
    """The elements that the text stands for, whichever form it has. Raises Refused when it is valid in none.

    Empty for valid text that carries no GS1 key: a scanned plain text, an EPC of another body's scheme, a
    pattern over many keys.
    """
    if not text:
        raise Refused(_empty())
    if scan.looks_like(text):
        return scan.read(text).elements
    if "://" in text[:12]:
        return _web_address(text)
    if text.startswith("urn:"):
        return _epc(text)
    if text.startswith("("):
        return elements.parse_bracketed(text)
    if epc_binary.is_segment(text):
        return _checked(epc_binary.decompress(text))
    return _bare_key(text) or elements.parse_raw(text)


def link_of(found: Sequence[Element]) -> str | None:
    """The canonical Digital Link of the elements, or None where they have none."""
    try:
        return digital_link.build(found)
    except Refused:
        return None


def _web_address(text: str) -> tuple[Element, ...]:
    """A Digital Link; failing that, one whose last segment is a compressed EPC."""
    try:
        return digital_link.parse(text).elements
    except Refused:
        segment = text.partition("#")[0].partition("?")[0].rpartition("/")[2]
        if digital_link.looks_like(text) and epc_binary.is_segment(segment):
            return _checked(epc_binary.decompress(segment))
        raise


def _epc(text: str) -> tuple[Element, ...]:
    wrong = epc.problems(text)
    if wrong:
        raise Refused(wrong)
    try:
        return digital_link.parse(epc.to_digital_link(text)).elements
    except Refused as refused:
        if refused.problems[0].code == "no-digital-link":
            return ()
        raise


def _bare_key(text: str) -> tuple[Element, ...]:
    """A number that is a whole GTIN or SSCC by length and check digit, with no identifier in front."""
    if keys.is_gtin(text):
        return (Element("01", keys.gtin14(text)),)
    return (Element("00", text),) if keys.is_sscc(text) else ()


def _checked(found: tuple[Element, ...]) -> tuple[Element, ...]:
    wrong = elements.problems(found)
    if wrong:
        raise Refused(wrong)
    return found


def _empty() -> Problem:
    text = Text("Dòng trống. Hãy nhập mã cần đọc.", "the line is empty: enter the code to read")
    return Problem("", text, "empty")
