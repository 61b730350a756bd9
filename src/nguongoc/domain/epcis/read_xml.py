"""EPCIS XML into the one JSON form: versions 2.0 and 1.2 (with what 1.1 and 1.0 said), documents, query documents,
bare events, messages of the query interface (EPCIS 2.0 §9.5, EPCIS 1.2 §9.5 and §11).

What is not well-formed, or unsafe, is refused at once (`Refused`). What can be read and is not right (another
version's layout, a wrong namespace, another order than the schema's) stands in `Document.problems` with its line:
`check` refuses it, while the event hash can still be told. The JSON form is that of EPCIS 2.0: CBV values are bare
words, extension elements have gone, an old QuantityEvent is an ObjectEvent. `docs/conformance.md` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from nguongoc.domain.epcis import layout, xml_messages
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.read_elements import Faults, Prefixes, Reader
from nguongoc.domain.epcis.read_event_elements import KINDS, EventReader
from nguongoc.domain.epcis.read_json import Document, Limits
from nguongoc.domain.epcis.rules import GS1_CONTEXT
from nguongoc.domain.epcis.xml_parse import Element, Stream, parse
from nguongoc.domain.problem import Problem, Refused, Text

_CONTEXT = f"{{{layout.JSON_LD}}}context"


def read(body: bytes, *, limits: Limits | None = None) -> Document:
    """The document in an XML body. Raises Refused where it is not XML that is safe to read, or nothing of EPCIS."""
    limits = limits or Limits()
    root = parse(body, size=limits.size)
    around = _Around(root, limits)
    listed = around.event_list()
    events = list(around.events(() if listed is None else listed))
    if listed is not None:
        listed.clear()
    return replace(around.document(), events=events)


def stream(source: BinaryIO, *, limits: Limits | None = None) -> tuple[Document, Iterator[dict[str, Any]]]:
    """A large document: everything but its events, and its events one by one in bounded memory.

    `source` must be seekable: the first pass parses the whole document and reads what stands around the events, so
    that nothing has been handed out when a document is cut or malformed; the second hands out the events. Faults of
    events are added to the document's `problems` as they are met: look there after the last event.
    """
    limits = limits or Limits(size=None)
    start = source.tell()
    first = Stream(source, size=limits.size)
    for _ in first.events():
        pass
    around = _Around(first.root, limits)
    document = around.document()
    if around.kind == "event":
        return document, around.events(())
    source.seek(start)
    return document, around.events(Stream(source, size=limits.size).events())


class _Around:
    """A document's root, and what is known of it."""

    def __init__(self, root: Element, limits: Limits) -> None:
        self.root, self.limits = root, limits
        namespace, _, self.local = root.tag.rpartition("}")
        self.namespace = namespace[1:]
        self.kind, self.version = self._kind()
        self.faults = Faults([])
        foreign = tuple(root.get(_CONTEXT, "").split()) if self.kind != "event" else ()
        self.prefixes = Prefixes.of(root.nsmap if self.kind != "event" else {}, foreign)
        self.lines: list[int] = []
        self._read: Document | None = None

    def _kind(self) -> tuple[str, str]:
        if self.local == "EPCISDocument" and self.namespace in layout.CORE:
            return "EPCISDocument", layout.CORE[self.namespace]
        if self.local == "EPCISQueryDocument" and self.namespace in layout.QUERY:
            return "EPCISQueryDocument", layout.QUERY[self.namespace]
        if self.local == "EPCISMasterDataDocument" and self.namespace in layout.MASTER_DATA:
            return "EPCISMasterDataDocument", layout.MASTER_DATA[self.namespace]
        if xml_messages.is_message(self.namespace, self.local):
            return "message", (layout.QUERY | layout.CORE)[self.namespace]
        if self.local in KINDS and (not self.namespace or self.namespace in layout.CORE):
            # A bare event says its version only by its own namespaces or where its members stand.
            old = any(layout.CORE.get(uri) == "1.2" for uri in self.root.nsmap.values())
            nested = self.root.find("extension") is not None or self.root.find("baseExtension") is not None
            return "event", "1.2" if old or nested else "2.0"
        raise Refused(_unknown_root(self.local, self.namespace))

    def body(self) -> Element | None:
        return self._child(self.root, "EPCISBody")

    def results(self) -> Element | None:
        body = self.body()
        return None if body is None else self._child(body, "QueryResults")

    def event_list(self) -> Element | None:
        """The element that holds the events."""
        around = self.body()
        if self.kind == "EPCISQueryDocument":
            results = self.results()
            around = None if results is None else self._child(results, "resultsBody")
        return None if around is None else self._child(around, "EventList")

    def _child(self, element: Element, local: str) -> Element | None:
        return next((child for child in element if child.tag.rpartition("}")[2] == local), None)

    def events(self, elements: Iterable[Element]) -> Iterator[dict[str, Any]]:
        """The events, in document order; `elements` are what stands in the list of events."""
        self.document()
        reader = EventReader(self.prefixes, self.faults, version=self.version, depth=self.limits.depth)
        if self.kind == "event":
            yield reader.event(self.root, "")
            return
        index = 0
        for element in elements:
            for found in self._in_extensions(element, 0):
                self.lines.append(found.sourceline or 0)
                yield reader.event(found, f"eventList[{index}]")
                index += 1

    def _in_extensions(self, element: Element, depth: int) -> Iterator[Element]:
        if element.tag.rpartition("}")[2] != "extension" or depth == 2:
            self._mind_place(element, depth)
            yield element
            return
        for child in element:
            yield from self._in_extensions(child, depth + 1)

    def _mind_place(self, element: Element, depth: int) -> None:
        """Whether this version has events of this type at this depth of extensions."""
        local = element.tag
        places = {"TransformationEvent": 1, "AssociationEvent": 2} if self.version == "1.2" else {}
        if (local in KINDS and depth != places.get(local, 0)) or (
            local == "QuantityEvent" and self.version == "2.0"
        ):
            self.faults.add(
                element,
                f"EventList/{local}",
                f"{local} không đứng ở đây trong EPCIS {self.version}: tài liệu trộn lẫn hai phiên bản. "
                "Hãy dùng đúng một phiên bản.",
                f"{local} does not stand here in EPCIS {self.version}: the document mixes versions",
                "mixed-versions",
            )

    def document(self) -> Document:
        """The document without its events."""
        if self._read is None:
            self._read = self._document()
        return self._read

    def _document(self) -> Document:
        reader = Reader(self.prefixes, self.faults, self.limits.depth)
        if self.kind == "message":
            xml_messages.look(self.root, self.local, self.faults)
            return Document("message", Context(), {"message": self.local}, [], (), self.faults.problems)
        if self.kind == "event":
            return Document("event", Context.of([GS1_CONTEXT]), {}, [], (), self.faults.problems)
        if self.kind == "EPCISQueryDocument" and self.results() is None:
            return self._query_message()
        members = self._members(reader)
        declared = {**self.prefixes.taken, **{prefix: uri for uri, prefix in self.prefixes.own.items()}}
        self.prefixes.taken.update(declared)
        self.prefixes.known.update(self.prefixes.own)
        given = [GS1_CONTEXT, *self.prefixes.foreign, *([declared] if declared else [])]
        kind = "EPCISDocument" if self.kind == "EPCISMasterDataDocument" else self.kind
        return Document(kind, Context.of(given), members, [], (), self.faults.problems, self.lines)

    def _query_message(self) -> Document:
        body = self.body()
        for child in () if body is None else body:
            local = child.tag.rpartition("}")[2]
            if (
                local in xml_messages.MESSAGES
                and layout.QUERY.get(child.tag.rpartition("}")[0][1:]) == self.version
            ):
                xml_messages.look(child, local, self.faults)
            else:
                xml_messages.unknown(child, self.faults)
        if body is None or not len(body):
            xml_messages.missing(self.root, "EPCISBody", self.faults)
        return Document("message", Context(), {"message": self.local}, [], (), self.faults.problems)

    def _members(self, reader: Reader) -> dict[str, Any]:
        own_version = self.root.get("schemaVersion", "")
        if own_version[:1] != self.version[:1]:
            self._version_differs(own_version)
        # The JSON form is that of 2.0, whatever it was read from.
        members: dict[str, Any] = {"type": "EPCISDocument", "schemaVersion": "2.0"}
        if self.kind == "EPCISQueryDocument":
            members["type"] = self.kind
        if self.root.get("creationDate") is not None:
            members["creationDate"] = self.root.get("creationDate").strip()
        attributes: dict[str, Any] = {}
        reader.own_attributes(self.root, attributes, frozenset(("schemaVersion", "creationDate")))
        members.update(attributes)
        self._header(reader, members)
        body = self.body()
        if body is None:
            xml_messages.missing(self.root, "EPCISBody", self.faults)
            return members
        members["epcisBody"] = (
            self._query_body(reader) if self.kind == "EPCISQueryDocument" else self._body(reader, members)
        )
        self._others(self.root, ("EPCISHeader", "EPCISBody"), reader, members)
        return reader.gathered(members)

    def _version_differs(self, said: str) -> None:
        if self.kind == "EPCISMasterDataDocument":
            return
        self.faults.add(
            self.root,
            "schemaVersion",
            f"schemaVersion “{said[:20]}” không khớp với không gian tên {self.namespace} (EPCIS {self.version}).",
            f"schemaVersion {said[:20]!r} and the namespace {self.namespace} (EPCIS {self.version}) contradict",
            "mixed-versions",
        )

    def _others(
        self, element: Element, known: Iterable[str], reader: Reader, members: dict[str, Any]
    ) -> None:
        """The sender's own elements beside the standard's."""
        for child in element:
            namespace, _, local = child.tag.rpartition("}")
            if local in known and (not namespace or namespace[1:] in layout.QUERY):
                continue
            if local == "extension" and not namespace:
                for inner in child:
                    name = reader.prefixes.name(inner.tag, inner.nsmap)
                    reader.put(members, name if ":" in name else f"epcis:{name}", reader.value(inner, name))
            elif namespace and namespace[1:] not in layout.CORE:
                name = reader.prefixes.name(child.tag, child.nsmap)
                reader.put(members, name, reader.value(child, name))
            else:
                xml_messages.unknown(child, self.faults)

    def _body(self, reader: Reader, members: dict[str, Any]) -> dict[str, Any]:
        body = self.body()
        assert body is not None
        if self.kind == "EPCISMasterDataDocument":
            xml_messages.master_data_alone(self.root, self.faults)
            header = members.setdefault("epcisHeader", {})
            header["epcisMasterData"] = {"vocabularyList": xml_messages.vocabularies(body, reader)}
            return {"eventList": []}
        found: dict[str, Any] = {"eventList": []}
        self._others(body, ("EventList",), reader, found)
        return reader.gathered(found)

    def _query_body(self, reader: Reader) -> dict[str, Any]:
        body, results = self.body(), self.results()
        assert body is not None
        assert results is not None
        if not results.tag.startswith("{"):
            xml_messages.wrong_namespace(results, "QueryResults", self.faults)
        self._others(body, ("QueryResults",), reader, {})
        found: dict[str, Any] = {}
        for name in ("queryName", "subscriptionID"):
            child = self._child(results, name)
            if child is not None:
                found[name] = (child.text or "").strip()
        held = self._child(results, "resultsBody")
        if held is not None and self.event_list() is None:
            xml_messages.unknown(held, self.faults)
        found["resultsBody"] = {"eventList": []}
        self._others(results, ("queryName", "subscriptionID", "resultsBody"), reader, found)
        return {"queryResults": reader.gathered(found)}

    def _header(self, reader: Reader, members: dict[str, Any]) -> None:
        header = self._child(self.root, "EPCISHeader")
        if header is None:
            return
        found: dict[str, Any] = {}
        for child in header:
            if child.tag == f"{{{layout.SBDH}}}StandardBusinessDocumentHeader":
                members.update(xml_messages.people(child))
                if xml_messages.says_only_people(child):
                    continue
            if child.tag == "extension":
                self._header_extension(child, reader, found)
            elif child.tag.startswith("{"):
                name = reader.prefixes.name(child.tag, child.nsmap)
                reader.put(found, name, reader.value(child, name))
            else:
                xml_messages.unknown(child, self.faults)
        reader.own_attributes(header, found)
        if found:
            members["epcisHeader"] = reader.gathered(found)

    def _header_extension(self, extension: Element, reader: Reader, found: dict[str, Any]) -> None:
        master_data = extension.find("EPCISMasterData")
        if master_data is not None:
            found["epcisMasterData"] = {"vocabularyList": xml_messages.vocabularies(master_data, reader)}
        for own in extension.iterfind("extension/epcisHeader"):  # as write_xml writes them
            found.update(reader.value(own, "epcisHeader"))
            own.getparent().remove(own)
        self._others(extension, ("EPCISMasterData",), reader, found)


def _unknown_root(local: str, namespace: str) -> Problem:
    shown = ascii(local[:60])
    return Problem(
        local[:60],
        Text(
            f"Phần tử gốc {shown} (không gian tên “{namespace[:80]}”) không phải tài liệu EPCIS 2.0 hay 1.x. "
            "Hãy dùng EPCISDocument trong urn:epcglobal:epcis:xsd:2 hoặc :1.",
            f"the root {shown} in the namespace {namespace[:80]!a} is nothing of EPCIS 2.0 or 1.x: "
            "send an EPCISDocument in urn:epcglobal:epcis:xsd:2 or :1",
        ),
        "root",
    )
