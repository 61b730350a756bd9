"""XML bytes into elements, safely: no entities, no network, bounded depth and size (XML 1.0; libxml2).

A document type declaration that only names the root is passed over (published valid documents carry one); one that
declares anything, or points anywhere, is refused before the parser sees a byte. Without declarations there are no
entities, so no bomb can be built of them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from lxml import etree

from nguongoc.domain.problem import Problem, Refused, Text

Element = Any
"""An element of lxml; its stubs do not say more than this code needs."""

_CHUNK = 256 * 1024
_PROLOG = 64 * 1024
_WITHOUT_EVENT = 64 * 1024 * 1024
"""How many bytes may pass without an event coming to its end: what is held in memory at once."""

_ENCODINGS = frozenset(("utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "utf-16"))
_DECLARED = re.compile(r"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_HARMLESS = re.compile(r"<!DOCTYPE\s+[^\s\[\]<>'\"]+\s*>")
_PASSED_OVER = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)


def _options() -> dict[str, Any]:
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": False,
        "remove_comments": True,
        "remove_pis": True,
        "collect_ids": False,
    }


def parse(body: bytes, *, size: int | None) -> Element:
    """The root element of a small document. Raises Refused where it is not well-formed, too large or unsafe."""
    if size is not None and len(body) > size:
        raise Refused(_too_large(size))
    _look_at_prolog(body[:_PROLOG], whole=len(body) <= _PROLOG)
    try:
        return etree.fromstring(body, etree.XMLParser(**_options()))
    except etree.XMLSyntaxError as error:
        _malformed(error)
    except (ValueError, LookupError) as error:
        raise Refused(_encoding(str(error))) from None


class Stream:
    """A large document, fed in pieces: `events` hands out what stands in the list of events, element by element,
    and takes each out of the tree; afterwards `root` holds the rest."""

    def __init__(self, source: BinaryIO, *, size: int | None) -> None:
        self.source, self.size = source, size
        self.parser = etree.XMLPullParser(events=("start",), **_options())
        self.root: Element = None
        self.list: Element = None

    def events(self) -> Iterator[Element]:
        """The elements in the list of events. Raises Refused where the document is not good XML."""
        fed = since = 0
        while piece := self.source.read(_CHUNK):
            if not fed:
                _look_at_prolog(piece[:_PROLOG], whole=False)
            fed, since = fed + len(piece), since + len(piece)
            if self.size is not None and fed > self.size:
                raise Refused(_too_large(self.size))
            self._feed(piece)
            held = [] if self.list is None else list(self.list)[:-1]
            for element in held:
                yield element
                self.list.remove(element)
            since = 0 if held else since
            if since > _WITHOUT_EVENT:
                raise Refused(_too_large(_WITHOUT_EVENT))
        self._close()
        for element in () if self.list is None else list(self.list):
            yield element
            self.list.remove(element)

    def _feed(self, piece: bytes) -> None:
        try:
            self.parser.feed(piece)
            started: Any = self.parser.read_events()
            for _, element in started:
                if self.root is None:
                    self.root = element
                if self.list is None and etree.QName(element).localname == "EventList":
                    self.list = element
        except etree.XMLSyntaxError as error:
            _malformed(error)
        except (ValueError, LookupError) as error:
            raise Refused(_encoding(str(error))) from None

    def _close(self) -> None:
        try:
            self.root = self.parser.close()
        except etree.XMLSyntaxError as error:
            _malformed(error)


def _look_at_prolog(start: bytes, *, whole: bool) -> None:
    utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    prolog = start.decode("utf-16" if utf16 else "latin-1", "replace").removeprefix("\u00ef\u00bb\u00bf")
    declared = _DECLARED.match(prolog)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Refused(_encoding(declared[1]))
    at = 0
    while passed := _PASSED_OVER.match(prolog, at):
        at = passed.end()
    if prolog.startswith("<!DOCTYPE", at) and not _HARMLESS.match(prolog, at):
        raise Refused(_doctype(prolog.count("\n", 0, at) + 1))
    if not whole and (at >= len(prolog) - 1 or prolog.startswith(("<!--", "<?"), at)):
        raise Refused(_PROLOG_TOO_LONG)


def _malformed(error: Any) -> NoReturn:
    line, column = error.position if error.position != (None, None) else (0, 0)
    why = str(error.msg or "the text ends too early").partition(", line ")[0]
    raise Refused(
        Problem(
            f"{line}:{column}",
            Text(
                f"XML sai cú pháp ở dòng {line}, cột {column} ({why}). Hãy sửa hoặc gửi lại toàn bộ tài liệu.",
                f"not well-formed XML at line {line}, column {column}: {why}",
            ),
            "xml",
        )
    ) from None


def _doctype(line: int) -> Problem:
    return Problem(
        f"{line}:1",
        Text(
            f"DOCTYPE có khai báo riêng hoặc trỏ ra ngoài (dòng {line}) không được nhận. Hãy bỏ DOCTYPE.",
            f"a DOCTYPE that declares something or points elsewhere (line {line}) is not taken: leave it out",
        ),
        "doctype",
    )


_PROLOG_TOO_LONG = Problem(
    "",
    Text(
        "Phần đầu XML (chú thích trước phần tử gốc) quá dài. Hãy bỏ bớt.",
        "what stands before the root element is too long: shorten it",
    ),
    "too-large",
)


def _too_large(size: int) -> Problem:
    return Problem(
        "",
        Text(
            f"Tài liệu (hoặc một sự kiện) lớn hơn {size} byte. Hãy chia nhỏ.",
            f"the document, or one event in it, is larger than {size} bytes: send it in parts",
        ),
        "too-large",
    )


def _encoding(named: str) -> Problem:
    shown = ascii(named[:40])
    return Problem(
        "1:1",
        Text(
            f"Không đọc được bảng mã {shown}. Hãy dùng UTF-8.",
            f"the encoding {shown} cannot be read: use UTF-8",
        ),
        "encoding",
    )
