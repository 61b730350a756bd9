"""A document in whichever form it comes: JSON, XML 2.0, XML 1.2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from nguongoc.domain.epcis import read_json
from nguongoc.domain.epcis.read_json import Document

XML_TYPES = frozenset(("application/xml", "text/xml"))
JSON_TYPES = frozenset(("application/json", "application/ld+json"))


def read(body: bytes, *, xml: bool) -> Document:
    """The document in a body that fits into memory. Raises Refused as `read_json.read` and `read_xml.read` do."""
    if not xml:
        return read_json.read(body)
    from nguongoc.domain.epcis import read_xml  # lxml is loaded by those who meet XML

    return read_xml.read(body)


def stream(source: BinaryIO, *, xml: bool) -> tuple[Document, Iterator[dict[str, Any]]]:
    """A large document and its events one by one; see `read_json.stream` and `read_xml.stream`."""
    if not xml:
        return read_json.stream(source)
    from nguongoc.domain.epcis import read_xml

    return read_xml.stream(source)


_NAMESPACE = re.compile(rb"urn:epcglobal:epcis(?:-query|-masterdata)?:xsd:([12])\b")


def version(start: bytes, *, xml: bool) -> int | None:
    """The EPCIS version, 1 or 2, of a body that begins so; None where it does not say, or both. JSON is always of 2."""
    if not xml:
        return 2
    found = set(_NAMESPACE.findall(start.replace(b"\0", b"")))  # in UTF-16 every other byte is NUL
    return int(found.pop()) if len(found) == 1 else None


def is_xml(start: bytes) -> bool:
    """Whether a body that begins so is XML: where no media type says it."""
    return start[:2] in (b"\xff\xfe", b"\xfe\xff") or start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
