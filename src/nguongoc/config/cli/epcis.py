"""`nguongoc epcis check|hash|convert|capture|query`: EPCIS documents from files, folders and stdin."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from nguongoc.domain.epcis.check import Verdict
    from nguongoc.domain.epcis.read_json import Document
    from nguongoc.domain.problem import Problem

# Larger inputs are read as a stream, in bounded memory.
_WHOLE = 16 * 1024 * 1024
_BATCH = 1000


def add(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    verbs = parser.add_subparsers(required=True, metavar="check|hash|convert|capture|query")
    check = verbs.add_parser("check", help="say what is wrong with documents, one line a problem")
    _sources(check, "*")
    check.add_argument("--json", action="store_true", help="one JSON object a problem or warning")
    check.set_defaults(act=check_documents)
    hashes = verbs.add_parser("hash", help="the event hash id of every event, one a line, in document order")
    _sources(hashes, "*")
    hashes.add_argument("--prehash", action="store_true", help="the strings that are hashed instead")
    hashes.set_defaults(act=hash_documents)
    convert = verbs.add_parser("convert", help="one document as JSON, XML 2.0 or XML 1.2, on stdout")
    _convert_words(convert)
    convert.set_defaults(act=_from("epcis_convert", "convert"))
    capture = verbs.add_parser("capture", help="bring documents into the store")
    _sources(capture, "+")
    capture.add_argument("--behaviour", choices=("rollback", "proceed"), default="rollback")
    capture.add_argument("--json", action="store_true", help="one JSON object a document")
    capture.set_defaults(act=_from("epcis_store", "capture"))
    query = verbs.add_parser("query", help="ask the store: 'EQ_bizStep=shipping&…'")
    query.add_argument("query", nargs="?", default="", metavar="QUERY")
    query.add_argument("--json", action="store_true", help="one event a line")
    query.set_defaults(act=_from("epcis_store", "query"))
    for verb in (capture, query):
        verb.add_argument("--data", type=Path, default=None, metavar="DIR", help="the store's folder")


def _convert_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a document; - is stdin")
    parser.add_argument("--to", required=True, choices=("json", "xml", "xml-1.2"))
    parser.add_argument("--epc", choices=("digital-link", "urn"), help="spell every identifier so")
    parser.add_argument(
        "--prefix",
        action="append",
        default=[],
        metavar="DIGITS",
        help="a GS1 company prefix, which --epc urn needs to know; may stand several times",
    )


def _sources(parser: argparse.ArgumentParser, count: str) -> None:
    parser.add_argument("files", nargs=count, metavar="FILE", help="file or folder; - or none is stdin")


def _from(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    def act(options: argparse.Namespace) -> int:
        status: int = getattr(importlib.import_module(f"nguongoc.config.cli.{module}"), name)(options)
        return status

    return act


def check_documents(options: argparse.Namespace) -> int:
    """Every problem on stdout (`FILE: where: why`), every warning on stderr; 1 where there is a problem."""
    bad = False
    for name, source in opened(options.files):
        problems, warnings = _verdict(source)
        for problem in problems:
            print(line(name, problem, "problem", options.json))
        for warning in warnings:
            print(
                line(name, warning, "warning", options.json), file=sys.stdout if options.json else sys.stderr
            )
        bad = bad or bool(problems)
    return int(bad)


def hash_documents(options: argparse.Namespace) -> int:
    """The hash ids on stdout; a document that cannot be read is named on stderr and gives status 1."""
    from nguongoc.domain.epcis import fingerprint
    from nguongoc.domain.problem import Refused

    bad = False
    for name, source in opened(options.files):
        try:
            document, events = read(source)
            left_out = fingerprint.ignored(document)
            spell = fingerprint.prehash if options.prehash else fingerprint.event_hash
            for event in events:
                print(spell(event, document.context, left_out))
        except Refused as refused:
            bad = True
            for problem in refused.problems:
                print(line(name, problem, "problem", False), file=sys.stderr)
    return int(bad)


def _verdict(source: BinaryIO) -> Verdict:
    from itertools import islice

    from nguongoc.domain.epcis import check
    from nguongoc.domain.epcis.read_json import document_of
    from nguongoc.domain.problem import Refused

    try:
        document, events = read(source)
        if document.kind in ("event", "message"):
            return check.document_verdict(document_of(document, events))
        told = len(document.problems)
        around = check.document_problems(document)
        problems, warnings, first = list(around.problems), list(around.warnings), 0
        while batch := list(islice(events, _BATCH)):
            verdict = check.events_verdict(batch, first, document.context)
            problems += check.with_lines(verdict.problems, document)
            warnings += check.with_lines(verdict.warnings, document)
            first += len(batch)
        problems += document.problems[told:]  # those that a stream of XML met on its way
        return check.Verdict(tuple(problems), tuple(warnings))
    except Refused as refused:
        return check.Verdict(refused.problems)


def read(source: BinaryIO) -> tuple[Document, Iterator[dict[str, Any]]]:
    """The document in a file, in whichever form, and its events. Raises Refused."""
    from nguongoc.domain.epcis import read as forms

    start = source.tell()
    body = source.read(_WHOLE + 1)
    xml = forms.is_xml(body[:200])
    if len(body) > _WHOLE:
        source.seek(start)
        return forms.stream(source, xml=xml)
    document = forms.read(body, xml=xml)
    return document, iter(document.events)


def opened(names: list[str]) -> Iterator[tuple[str, BinaryIO]]:
    """The files that are meant, by name; ends the program with 2 where one cannot be read."""
    for name in _files(names or ["-"]):
        if name == "-":
            yield "-", _seekable(sys.stdin.buffer)
            continue
        if not os.access(name, os.R_OK):
            print(f"nguongoc epcis: {name}: no such file, or it may not be read", file=sys.stderr)
            raise SystemExit(2)
        with Path(name).open("rb") as source:
            yield name, source


def _files(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        folder = Path(name)
        if name != "-" and folder.is_dir():
            yield from (
                str(path) for path in sorted(folder.rglob("*")) if path.suffix in (".json", ".jsonld", ".xml")
            )
        else:
            yield name


def _seekable(source: BinaryIO) -> BinaryIO:
    # A pipe cannot be read twice: what does not fit in memory is kept in a temporary file.
    import shutil
    import tempfile

    kept = tempfile.SpooledTemporaryFile(max_size=_WHOLE)  # noqa: SIM115
    shutil.copyfileobj(source, kept)
    kept.seek(0)
    return kept  # type: ignore[return-value]


def line(name: str, problem: Problem, kind: str, as_json: bool) -> str:
    """One problem or warning as it is printed."""
    if not as_json:
        return f"{name}: {problem.where or '-'}: {problem.why.en}"
    members = {"file": name, "kind": kind, "where": problem.where, "code": problem.code}
    return json.dumps({**members, "why": {"vi": problem.why.vi, "en": problem.why.en}}, ensure_ascii=False)
