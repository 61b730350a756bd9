"""JSON text held to the rules that make it mean one thing only (RFC 8259, I-JSON RFC 7493 §2).

orjson and yajl read fast but pass over some of these: neither says that a member stands twice, yajl writes
`?` for a lone surrogate. What they pass over is refused here, by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO, NoReturn

import ijson
import orjson

from nguongoc.domain.problem import Problem, Refused, Text

BOM = b"\xef\xbb\xbf"
# An escaped surrogate that has no partner: a high one without a low one behind it, or a low one alone.
_LONE_SURROGATE = re.compile(
    rb"(?<!\\)(?:\\\\)*(?:"
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)
# Bytes that stand nowhere in JSON; yajl takes some of them for blanks.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ESCAPES = re.compile(rb'\\[\\"]')
_SPACED_COLON = re.compile(rb'"\s+:')
_BRACKETS_ONLY = bytes(set(range(256)) - set(b"[]{}"))
_HEADER_CHARACTERS = 64 * 1024 * 1024


def parse(body: bytes, *, size: int | None, depth: int) -> tuple[Any, tuple[str, ...]]:
    """The value of a JSON text in UTF-8, and the names of members that stand twice in one object.

    Of such members the last counts. Raises `Refused` (codes: see the sentences below).
    """
    if size is not None and len(body) > size:
        raise Refused(_too_large(size))
    text = body[3:] if body.startswith(BOM) else body
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        _refuse(text, error)
    if _may_be_deeper(text, depth) and _is_deeper(value, depth):
        raise Refused(_too_deep(depth))
    return value, _repeated_names(text) if _may_repeat(text, value) else ()


def _may_be_deeper(text: bytes, depth: int) -> bool:
    # Rubs out the innermost pairs, level by level; brackets within strings can only make this say "maybe".
    brackets = text.translate(None, _BRACKETS_ONLY)
    for _ in range(depth):
        if not brackets:
            return False
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return bool(brackets)


def _is_deeper(value: Any, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        level = [inner for held in level for inner in _held(held) if isinstance(inner, dict | list)]
        if not level:
            return False
    return True


def _held(value: Any) -> Collection[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _may_repeat(text: bytes, value: Any) -> bool:
    # A text has at least as many `":` as members. orjson writes each kept member once, and each `\":` within
    # a string again; so equal counts prove that no member was dropped, unless escapes hide quotes or colons.
    if _SPACED_COLON.search(text) or b"\\u00" in text:
        return True
    return text.count(b'":') != orjson.dumps(value).count(b'":')


def _repeated_names(text: bytes) -> tuple[str, ...]:
    repeated: dict[str, None] = {}

    def told(pairs: list[tuple[str, Any]]) -> None:
        names = set()
        for name, _ in pairs:
            if name in names:
                repeated[name] = None
            names.add(name)

    json.loads(text, object_pairs_hook=told, parse_int=len, parse_float=len)
    return tuple(sorted(repeated))


def _refuse(text: bytes, error: orjson.JSONDecodeError) -> NoReturn:
    raise Refused(_what_is_wrong(text, error))


def _what_is_wrong(text: bytes, error: orjson.JSONDecodeError) -> Problem:
    if not text.strip():
        return _EMPTY
    if b"\x00" in text[:4] or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _not_utf8(0)
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return _not_utf8(wrong.start)
    if _LONE_SURROGATE.search(text):
        return _LONE
    if "depth" in error.msg:
        return _too_deep(1024)
    if "infinity" in error.msg:
        return _number_too_large()
    if error.pos >= len(text.rstrip().decode("utf-8", "replace")) or "end of" in error.msg:
        return _TRUNCATED
    return _not_json(error.lineno, error.colno, error.msg)


def skeleton(
    source: BinaryIO, emptied: Collection[tuple[str, ...]], *, size: int | None, depth: int
) -> tuple[Any, tuple[str, ...]]:
    """The value of a large JSON text with the lists at the paths `emptied` left empty, in bounded memory, and
    the names that stand twice in one object.

    Reads the whole text once and holds it to every rule, also within the emptied lists. Raises `Refused`.
    """
    repeated: dict[str, None] = {}
    watched = _Watched(source, size)
    tokens = ijson.basic_parse(watched, use_float=True)
    try:
        value = _build(tokens, emptied, depth, repeated)
    except ijson.IncompleteJSONError as error:
        if "premature" not in str(error):
            raise Refused(_not_json_here(error)) from None
        raise Refused(_EMPTY if watched.is_blank else _TRUNCATED) from None
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise Refused(_not_json_here(error)) from None
    if watched.in_text:
        # yajl passes over a string that begins behind the document and never ends.
        raise Refused(_TRUNCATED)
    return value, tuple(sorted(repeated))


class _Watched:
    """A source that is looked over as it is read: size, encoding, lone surrogates across block borders."""

    def __init__(self, source: BinaryIO, size: int | None) -> None:
        self._source, self._size, self._read = source, size, 0
        self._tail, self._judged, self._slashes = b"", 0, b""
        self.is_blank, self.in_text = True, False

    def read(self, count: int = -1) -> bytes:
        block = self._source.read(count)
        if self._size is not None and self._read + len(block) > self._size:
            raise Refused(_too_large(self._size))
        if self._read == 0 and block:
            block = self._without_bom(block)
        if _CONTROL.search(block):
            raise Refused(_CONTROL_CHARACTER)
        self._look(block)
        self.is_blank = self.is_blank and not block.strip()
        self._read += len(block)
        self._count(block)
        return block

    def _without_bom(self, block: bytes) -> bytes:
        if b"\x00" in block[:4] or block[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise Refused(_not_utf8(0))
        # The caller must not see an empty block before the end.
        return (block[3:] or self._source.read(65536)) if block.startswith(BOM) else block

    def _count(self, block: bytes) -> None:
        # Whether a string is open. Backslashes at the end of a block belong to what comes next.
        text = self._slashes + block
        whole = text.rstrip(b"\\") if block else text
        self._slashes = text[len(whole) :]
        quotes = whole.count(b'"')
        if b'\\"' in whole:
            quotes -= _ESCAPES.findall(whole).count(b'\\"')
        self.in_text ^= quotes % 2 == 1

    def _look(self, block: bytes) -> None:
        # The last bytes of a block are judged with the next one, in which the other half of a pair may stand;
        # some bytes before them are kept for what must be seen in front of them.
        text = self._tail + block
        end = max(len(text) - 12, self._judged) if block else len(text)
        if b"\\u" in text:
            starts = (found.end() - 6 for found in _LONE_SURROGATE.finditer(text))
            if any(self._judged <= start < end for start in starts):
                raise Refused(_LONE)
        kept = max(end - 6, 0)
        while kept and text[kept - 1 : kept] == b"\\":
            kept -= 1
        self._tail, self._judged = text[kept:], end - kept


_OPEN = {"start_map": dict, "start_array": list}
_CLOSE = ("end_map", "end_array")


def _build(
    tokens: Iterator[tuple[str, Any]],
    emptied: Collection[tuple[str, ...]],
    depth: int,
    repeated: dict[str, None],
) -> Any:
    result: list[Any] = []
    held: list[Any] = [result]  # the containers open here, outermost first
    names: list[str] = []  # the member each open object stands at; "" for a list
    room = _HEADER_CHARACTERS
    for kind, value in tokens:
        if kind == "map_key":
            if value in held[-1]:
                repeated[value] = None
            names[-1] = value
            held[-1][value] = None
            room -= len(value)
        elif kind in _OPEN:
            if len(held) > depth:
                raise Refused(_too_deep(depth))
            container = _OPEN[kind]()
            _put(held[-1], names, container)
            if kind == "start_array" and tuple(names) in emptied:
                _pass_over(tokens, depth - len(held), repeated)
                continue
            held.append(container)
            names.append("")
        elif kind in _CLOSE:
            held.pop()
            names.pop()
        else:
            _put(held[-1], names, value)
            room -= len(value) if kind == "string" else 1
        if room < 0:
            raise Refused(_header_too_large())
    return result[0]


def _put(container: Any, names: list[str], value: Any) -> None:
    if isinstance(container, list):
        container.append(value)
    else:
        container[names[-1]] = value


def _pass_over(tokens: Iterator[tuple[str, Any]], depth: int, repeated: dict[str, None]) -> None:
    # Inside the event list only the rules are held: depth, and which members stand twice.
    open_names: list[set[str] | None] = [None]
    for kind, value in tokens:
        if kind == "map_key":
            names = open_names[-1]
            if names is not None:
                if value in names:
                    repeated[value] = None
                names.add(value)
        elif kind in _OPEN:
            if len(open_names) > depth:
                raise Refused(_too_deep(depth + 1))
            open_names.append(set() if kind == "start_map" else None)
        elif kind in _CLOSE:
            open_names.pop()
            if not open_names:
                return


_EMPTY = Problem(
    "",
    Text(
        "Nội dung trống. Hãy gửi một tài liệu EPCIS dạng JSON.",
        "the body is empty: send an EPCIS document in JSON",
    ),
    "empty",
)
_TRUNCATED = Problem(
    "",
    Text(
        "Văn bản JSON bị cắt giữa chừng. Hãy gửi lại toàn bộ tài liệu.",
        "the JSON text ends before it is complete: send the whole document again",
    ),
    "truncated",
)
_CONTROL_CHARACTER = Problem(
    "",
    Text(
        "Không phải JSON hợp lệ: có ký tự điều khiển. Hãy bỏ ký tự đó hoặc ghi bằng mã \\u.",
        "this is not JSON: it holds a control character; leave it out or write it as a \\u escape",
    ),
    "not-json",
)
_LONE = Problem(
    "",
    Text(
        "Văn bản có mã \\u của nửa cặp thay thế UTF-16 đứng một mình, không phải là một ký tự. "
        "Hãy ghi ký tự đó bằng UTF-8 hoặc đủ cả cặp.",
        "a \\u escape is half of a surrogate pair and stands alone, so it is no character: "
        "write the character in UTF-8, or both halves",
    ),
    "lone-surrogate",
)


def _not_utf8(at: int) -> Problem:
    return Problem(
        "",
        Text(
            f"Văn bản không phải UTF-8 (byte thứ {at + 1}). Hãy lưu tài liệu bằng UTF-8 rồi gửi lại.",
            f"the text is not UTF-8 (byte {at + 1}): save the document as UTF-8 and send it again",
        ),
        "encoding",
    )


def _not_json(line: int, column: int, why: str) -> Problem:
    return Problem(
        "",
        Text(
            f"Không phải JSON hợp lệ (dòng {line}, cột {column}). Hãy sửa cú pháp tại chỗ đó.",
            f"this is not JSON (line {line}, column {column}: {why}): mend the syntax there",
        ),
        "not-json",
    )


def _not_json_here(error: Exception) -> Problem:
    why = str(error).splitlines()[0] if str(error) else type(error).__name__
    if "overflow" in why:
        return _number_too_large()
    if "utf8" in why.lower() or isinstance(error, UnicodeDecodeError):
        return Problem(
            "",
            Text(
                "Văn bản không phải UTF-8. Hãy lưu tài liệu bằng UTF-8 rồi gửi lại.",
                "the text is not UTF-8: save the document as UTF-8 and send it again",
            ),
            "encoding",
        )
    return Problem(
        "",
        Text(
            "Không phải JSON hợp lệ. Hãy kiểm tra cú pháp của tài liệu.",
            f"this is not JSON ({why}): mend the syntax",
        ),
        "not-json",
    )


def _too_deep(depth: int) -> Problem:
    return Problem(
        "",
        Text(
            f"JSON lồng sâu hơn {depth} tầng. Hãy làm phẳng phần mở rộng của sự kiện.",
            f"the JSON nests deeper than {depth} levels: flatten the extensions of the event",
        ),
        "too-deep",
    )


def _too_large(size: int) -> Problem:
    return Problem(
        "",
        Text(
            f"Tài liệu lớn hơn {size} byte. Hãy chia thành nhiều tài liệu nhỏ hơn.",
            f"the document is larger than {size} bytes: send it as several documents",
        ),
        "too-large",
    )


def _header_too_large() -> Problem:
    return Problem(
        "",
        Text(
            "Phần đầu tài liệu (ngoài eventList) quá lớn. Hãy gửi dữ liệu chủ thành nhiều tài liệu.",
            "what stands around the eventList is too large: send the master data in several documents",
        ),
        "too-large",
    )


def _number_too_large() -> Problem:
    return Problem(
        "",
        Text(
            "Có số vượt quá phạm vi 64 bit. Hãy ghi số đó nhỏ hơn hoặc ghi thành chuỗi.",
            "a number does not fit 64 bits: write it smaller, or as text",
        ),
        "number-too-large",
    )
