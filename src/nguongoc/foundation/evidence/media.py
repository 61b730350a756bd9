"""What a file is, told by its own bytes; its name is only a claim.

Only kinds that the province's work needs are known here. A file that is none of them is refused: a web page, a
program or an archive under a harmless name never gets in.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import IO

from nguongoc.domain.problem import Problem, Refused, Text

HEAD = 4096
ENTRIES = 20_000
"""How many parts an Office file may have: more is no letter and no table."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, its words, and the endings its names may have, the usual one first."""

    media_type: str
    words: Text
    endings: tuple[str, ...]


PDF = Kind("application/pdf", Text("PDF", "PDF"), ("pdf",))
JPEG = Kind("image/jpeg", Text("ảnh JPEG", "JPEG picture"), ("jpg", "jpeg"))
PNG = Kind("image/png", Text("ảnh PNG", "PNG picture"), ("png",))
WEBP = Kind("image/webp", Text("ảnh WebP", "WebP picture"), ("webp",))
HEIC = Kind("image/heic", Text("ảnh HEIC", "HEIC picture"), ("heic", "heif"))
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Kind(f"{_OFFICE}wordprocessingml.document", Text("văn bản Word", "Word document"), ("docx",))
XLSX = Kind(f"{_OFFICE}spreadsheetml.sheet", Text("bảng tính Excel", "Excel workbook"), ("xlsx",))
TEXT = Kind(
    "text/plain", Text("văn bản thường", "plain text"), ("txt", "csv", "json", "geojson", "kml", "xml")
)
SHOWN_INLINE = (PDF.media_type, JPEG.media_type, PNG.media_type, WEBP.media_type)
"""What a browser may show in place; everything else is handed out to be saved."""

_STARTS = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")


def kind_of(source: IO[bytes], name: str) -> Kind:
    """The kind of these bytes, read from the beginning. Raises Refused for what is not taken here; `name` is what
    the person called the file and stands in the refusal."""
    source.seek(0)
    head = source.read(HEAD)
    if not head:
        raise Refused(_empty(name))
    if head.startswith(b"PK\x03\x04"):
        return _office(source, name)
    found = _by_head(head) or (TEXT if _reads_as_text(source, head) else None)
    if found is None:
        raise Refused(_unknown(name))
    return found


def _by_head(head: bytes) -> Kind | None:
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    # The header may stand a little behind the beginning (ISO 32000-1, annex H.3.4); scanners do that.
    return PDF if b"%PDF-" in head[:1024] else None


def _office(source: IO[bytes], name: str) -> Kind:
    try:
        with zipfile.ZipFile(source) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refused(_unknown(name)) from error
    if len(names) > ENTRIES:
        raise Refused(_unknown(name))
    if any(part.endswith("vbaProject.bin") for part in names):
        raise Refused(_macros(name))
    for folder, kind in (("word/", DOCX), ("xl/", XLSX)):
        if "[Content_Types].xml" in names and any(part.startswith(folder) for part in names):
            return kind
    raise Refused(_unknown(name))


def _reads_as_text(source: IO[bytes], head: bytes) -> bool:
    """UTF-8 without control characters, and not the beginning of a web page or of a drawing that may hold a program."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if any(mark in start for mark in (b"<!doctype html", b"<html", b"<script", b"<svg", b"#!/", b"<?php")):
        return False
    source.seek(0)
    tail = b""
    while piece := source.read(1024 * 1024):
        if b"\x00" in piece:
            return False
        try:
            (tail + piece).decode("utf-8")
            tail = b""
        except UnicodeDecodeError as error:
            tail = (tail + piece)[error.start :]
            if len(tail) > 3:  # not a letter cut in two by the edge of a piece
                return False
    return not tail


def named(name: str, kind: Kind) -> str:
    """The name under which a file of this kind is kept: as given where its ending fits, else with the right one."""
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in kind.endings:
        return name
    is_an_ending = bool(dot) and 1 <= len(ending) <= 8 and ending.isalnum()
    return f"{stem if is_an_ending else name}.{kind.endings[0]}"


def _empty(name: str) -> Problem:
    why = Text(
        f"Tệp “{name}” trống (0 byte). Hãy mở tệp trên máy xem còn nội dung không, rồi gửi lại.",
        f"The file “{name}” is empty. Open it on your machine, see that it has content, and send it again.",
    )
    return Problem("file", why, "empty-file")


def _unknown(name: str) -> Problem:
    why = Text(
        f"Tệp “{name}” không phải loại được nhận, dù tên có đuôi gì. Hãy gửi PDF, ảnh (JPG, PNG, WebP, HEIC), Word "
        "(.docx), Excel (.xlsx) hoặc văn bản UTF-8. Tệp Word, Excel kiểu cũ hoặc có mật khẩu: lưu lại thành .docx, "
        ".xlsx không mật khẩu, hoặc PDF.",
        f"The file “{name}” is of no kind taken here, whatever its name says. Send PDF, a picture (JPG, PNG, WebP, "
        "HEIC), Word (.docx), Excel (.xlsx) or UTF-8 text. Old or locked Word and Excel files: save them as .docx or "
        ".xlsx without a password, or as PDF.",
    )
    return Problem("file", why, "unknown-kind")


def _macros(name: str) -> Problem:
    why = Text(
        f"Tệp “{name}” có macro (chương trình bên trong). Hãy lưu lại thành .docx hoặc .xlsx không macro, hoặc PDF.",
        f"The file “{name}” holds macros. Save it as .docx or .xlsx without macros, or as PDF.",
    )
    return Problem("file", why, "macros")
