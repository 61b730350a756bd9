"""`nguongoc epcis convert`: one document from JSON, XML 2.0 or XML 1.2 to any of them, on stdout."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from nguongoc.config.cli import epcis

if TYPE_CHECKING:
    from nguongoc.domain.epcis.read_json import Document
    from nguongoc.domain.problem import Problem

_KEPT = 16 * 1024 * 1024


def convert(options: argparse.Namespace) -> int:
    """The document on stdout, and 0; or, with nothing else on stdout, what is wrong with it, and 1."""
    from nguongoc.domain.problem import Refused

    found: list[Problem] = []
    with tempfile.SpooledTemporaryFile(max_size=_KEPT) as kept:
        for name, source in epcis.opened([options.file]):
            try:
                document, events = epcis.read(source)
                for piece in _written(document, _good(document, events, found), options):
                    kept.write(piece)
                for odd in (*document.problems, *document.warnings):
                    print(epcis.line(name, odd, "warning", False), file=sys.stderr)
            except Refused as refused:
                found += refused.problems
            for problem in found:
                print(epcis.line(name, problem, "problem", False))
        if not found:
            kept.seek(0)
            _copy(kept)  # type: ignore[arg-type]
    return int(bool(found))


def _copy(kept: BinaryIO) -> None:
    while piece := kept.read(_KEPT):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _good(
    document: Document, events: Iterable[dict[str, Any]], found: list[Problem]
) -> Iterator[dict[str, Any]]:
    """The events that are good ones; what is wrong with the others goes to `found`."""
    from nguongoc.domain.epcis import check

    for index, event in enumerate(events):
        where = "" if document.kind == "event" else f"eventList[{index}]"
        problems = check.event_verdict(event, where, document.context).problems
        found += check.with_lines(problems, document)
        if not problems:
            yield event


def _written(
    document: Document, events: Iterable[dict[str, Any]], options: argparse.Namespace
) -> Iterator[bytes]:
    from nguongoc.domain.epcis import check, query, write_json, write_xml
    from nguongoc.domain.problem import Problem, Refused, Text

    if document.kind == "message" or query.is_definition(document):
        why = Text("Đây không phải tài liệu sự kiện.", "this is no document of events")
        raise Refused(Problem("", why, "no-events"))
    # What is odd about the layout of XML is told as a warning: the JSON form has no layout.
    around = [one for one in check.document_problems(document).problems if one not in document.problems]
    if around:
        raise Refused(around)
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    spelled = _spelled(events, options)
    if options.to == "json":
        return write_json.document(document, spelled, at=at)
    return write_xml.document(document, spelled, version="1.2" if options.to == "xml-1.2" else "2.0", at=at)


def _spelled(events: Iterable[dict[str, Any]], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from nguongoc.domain.epcis import spelling

    left: set[str] = set()

    def urn(uri: str) -> str:
        said = spelling.urn(uri, options.prefix)
        if said.startswith("https://id.gs1.org/") and said not in left:
            left.add(said)
            print(
                f"{options.file}: {said}: its company prefix is not known (--prefix), so it stays",
                file=sys.stderr,
            )
        return said

    spell = {"urn": urn, "digital-link": spelling.digital_link}.get(options.epc or "")
    return (event if spell is None else spelling.respelled(event, spell) for event in events)
