"""EPCIS documents from the one JSON form to XML: version 2.0, and version 1.2 for those who speak no other.

What is written is valid against GS1's schemas and reads back (`read_xml`) to events of the same hash. What XML, or
its older version, cannot say is refused by name (`not-in-xml`), never left out. Where 1.2 has no element of its own,
its `extension` elements take it, as its schema provides (EPCIS 1.2 §9.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nguongoc.domain.epcis import layout
from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.epcis.write_events import URN, WEB_URI, Writer, members_of, scalar
from nguongoc.domain.epcis.xml_text import Names, attribute, can_declare, declarations, is_name, refuse, text

__all__ = ["URN", "WEB_URI", "capture_job", "document", "problem", "vocabulary_list"]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
OURS = "urn:nguongoc:epcis"
"""The namespace of what we add to capture jobs and problems."""


def document(
    around: Document,
    events: Iterable[dict[str, Any]] | None = None,
    *,
    version: str = "2.0",
    words: str | None = None,
    at: str,
) -> Iterator[bytes]:
    """A document in XML, piece by piece: what stands before the events, each event, what follows.

    `around` is a document, a query document or a bare event (which becomes a document of one event); `events`
    stand in place of its own (a stream of them). `version`: "2.0" or "1.2". `words`: how CBV words are written,
    `WEB_URI` (as 2.0 does by default) or `URN` (as 1.2 does). `at`: when it was made, where the document does not
    say. Raises Refused, also between pieces, for what XML cannot say; whoever sends the pieces away at once cannot
    take them back.
    """
    writer = Writer(version, words or (URN if version == "1.2" else WEB_URI))
    if around.kind not in ("event", "EPCISDocument", "EPCISQueryDocument"):
        refuse("", "Chỉ chuyển được tài liệu sự kiện.", "only a document of events can be converted")
    before, after, declared = _frame(around, writer, at)
    yield before.encode()
    for index, event in enumerate(around.events if events is None else events):
        yield writer.event(event, around.context, declared, f"eventList[{index}]").encode()
    yield after.encode()


def _frame(around: Document, writer: Writer, at: str) -> tuple[str, str, dict[str, str]]:
    """What stands before and after the events, and the prefixes that the root declares."""
    query = around.kind == "EPCISQueryDocument"
    members = dict(around.header)
    names = Names(around.context)
    for prefix, namespace in around.context.prefixes.items():
        if is_name(prefix) and can_declare(prefix, namespace):
            names.name(f"{prefix}:x", "@context")
    core = next(uri for uri, version in layout.CORE.items() if version == writer.version)
    queries = next(uri for uri, version in layout.QUERY.items() if version == writer.version)
    names.used |= {"epcis": core, "xsi": layout.XSI, "xsd": layout.XSD} | (
        {"epcisq": queries} if query else {}
    )
    created = str(members.pop("creationDate", at))
    header = _header(members, names, writer, created)
    body = members.pop("epcisBody", {})
    opened, closed = (_query_body if query else _body)(body, names, writer)
    attributes = attribute("schemaVersion", writer.version, "") + attribute(
        "creationDate", created.upper(), ""
    )
    for name, value in members.items():
        if ":" not in name and name not in ("type", "schemaVersion"):
            attributes += attribute(names.name(name, name), scalar(value, name), name)
    if around.context.foreign:
        names.used["ld"] = layout.JSON_LD
        attributes += attribute("ld:context", " ".join(around.context.foreign), "@context")
    own = {name: value for name, value in members.items() if ":" in name}
    trailing = members_of(own, names, "")
    root = "epcisq:EPCISQueryDocument" if query else "epcis:EPCISDocument"
    before = f"{DECLARATION}<{root}{declarations(names.used, {})}{attributes}>{header}{opened}"
    return before, f"{closed}{trailing}</{root}>\n", names.used


def _body(body: Mapping[str, Any], names: Names, writer: Writer) -> tuple[str, str]:
    own = {name: value for name, value in body.items() if name != "eventList"}
    return "<EPCISBody><EventList>", f"</EventList>{members_of(own, names, 'epcisBody')}</EPCISBody>"


def _query_body(body: Mapping[str, Any], names: Names, writer: Writer) -> tuple[str, str]:
    where = "epcisBody.queryResults"
    results = body.get("queryResults", {})
    held = results.get("resultsBody", {})
    if set(body) - {"queryResults"} or set(held) - {"eventList"}:
        refuse(
            where,
            "Trong XML, phần thân của tài liệu truy vấn không có chỗ cho trường riêng. Hãy chuyển trường đó ra ngoài.",
            "the body of a query document has no place for members of one's own in XML: put them outside it",
        )
    named = text(str(results.get("queryName", "SimpleEventQuery")), where)
    subscription = ""
    if "subscriptionID" in results:
        subscription = f"<subscriptionID>{text(str(results['subscriptionID']), where)}</subscriptionID>"
    known = ("queryName", "subscriptionID", "resultsBody")
    own = members_of({name: value for name, value in results.items() if name not in known}, names, where)
    opened = f"<EPCISBody><epcisq:QueryResults><queryName>{named}</queryName>{subscription}<resultsBody><EventList>"
    return opened, f"</EventList></resultsBody>{own}</epcisq:QueryResults></EPCISBody>"


_PEOPLE = ("sender", "receiver", "instanceIdentifier")
_SBDH = "StandardBusinessDocumentHeader"


def _header(members: dict[str, Any], names: Names, writer: Writer, created: str) -> str:
    """`EPCISHeader`, or "" where nothing asks for one; takes its members out of `members`."""
    people = {name: members.pop(name) for name in _PEOPLE if name in members}
    given = dict(members.pop("epcisHeader", {}))
    master_data = given.pop("epcisMasterData", None)
    whole = {name: given.pop(name) for name in list(given) if names.namespace(name, name) == layout.SBDH}
    if whole:
        business = members_of(whole, names, "epcisHeader")
    elif people or (writer.version == "1.2" and (given or master_data is not None)):
        names.used["sbdh"] = layout.SBDH
        business = _business_header(people, created)
    else:
        business = ""
    listed = "" if master_data is None else _master_data(master_data, names)
    further, own = _own_members(given, names, writer)
    if not (business or listed or further or own):
        return ""
    extension = f"<extension>{listed}{further}</extension>" if listed or further else ""
    return f"<EPCISHeader>{business}{extension}{own}</EPCISHeader>"


def _own_members(given: dict[str, Any], names: Names, writer: Writer) -> tuple[str, str]:
    """Members of the sender's own, for the extension of a header and for the header itself: 2.0 has no place for them
    but the innermost extension, which holds only elements without a namespace."""
    inner = members_of(given, names, "epcisHeader")
    if writer.version == "1.2" or not inner:
        return "", inner
    return f"<extension><epcisHeader>{inner}</epcisHeader></extension>", ""


def _business_header(people: Mapping[str, Any], created: str) -> str:
    """The Standard Business Document Header that says who sends, to whom, and which document this is."""
    sender, receiver, instance = (text(str(people.get(name, "")), name) for name in _PEOPLE)
    return (
        f"<sbdh:{_SBDH}><sbdh:HeaderVersion>1.0</sbdh:HeaderVersion>"
        f"<sbdh:Sender><sbdh:Identifier>{sender}</sbdh:Identifier></sbdh:Sender>"
        f"<sbdh:Receiver><sbdh:Identifier>{receiver}</sbdh:Identifier></sbdh:Receiver>"
        "<sbdh:DocumentIdentification><sbdh:Standard>EPCglobal</sbdh:Standard><sbdh:TypeVersion>1.0</sbdh:TypeVersion>"
        f"<sbdh:InstanceIdentifier>{instance}</sbdh:InstanceIdentifier><sbdh:Type>Events</sbdh:Type>"
        f"<sbdh:CreationDateAndTime>{text(created.upper(), 'creationDate')}</sbdh:CreationDateAndTime>"
        f"</sbdh:DocumentIdentification></sbdh:{_SBDH}>"
    )


def _master_data(master_data: Mapping[str, Any], names: Names) -> str:
    listed = _vocabularies(
        master_data.get("vocabularyList", []), names, "epcisHeader.epcisMasterData.vocabularyList"
    )
    return f"<EPCISMasterData><VocabularyList>{listed}</VocabularyList></EPCISMasterData>"


def vocabulary_list(vocabularies: Iterable[Mapping[str, Any]], names: Names) -> str:
    """`VocabularyList`, as the results of a query for master data hold it; `names` gathers the prefixes used."""
    return f"<VocabularyList>{_vocabularies(vocabularies, names, 'vocabularyList')}</VocabularyList>"


def _vocabularies(vocabularies: Iterable[Mapping[str, Any]], names: Names, where: str) -> str:
    parts = []
    for index, vocabulary in enumerate(vocabularies):
        place = f"{where}[{index}]"
        elements = vocabulary.get("vocabularyElementList", [])
        inner = "".join(
            _element(one, names, f"{place}.vocabularyElementList[{i}]") for i, one in enumerate(elements)
        )
        listed = f"<VocabularyElementList>{inner}</VocabularyElementList>" if inner else ""
        known = ("type", "vocabularyElementList")
        own = members_of({n: v for n, v in vocabulary.items() if n not in known}, names, place)
        parts.append(f"<Vocabulary{attribute('type', vocabulary['type'], place)}>{listed}{own}</Vocabulary>")
    return "".join(parts)


def _element(element: Mapping[str, Any], names: Names, where: str) -> str:
    inner = "".join(_attribute(one, names, where) for one in element.get("attributes", []))
    if element.get("children"):
        inner += (
            "<children>"
            + "".join(f"<id>{text(one, where)}</id>" for one in element["children"])
            + "</children>"
        )
    own = {n: v for n, v in element.items() if n not in ("id", "attributes", "children")}
    inner += members_of(own, names, where)
    return f"<VocabularyElement{attribute('id', element['id'], where)}>{inner}</VocabularyElement>"


def _attribute(given: Mapping[str, Any], names: Names, where: str) -> str:
    value = given.get("attribute", "")
    inner = members_of(value, names, where) if isinstance(value, dict) else text(scalar(value, where), where)
    if isinstance(value, dict) and "#text" in value:
        inner = text(scalar(value["#text"], where), where) + inner
    return f"<attribute{attribute('id', given['id'], where)}>{inner}</attribute>"


# Jobs and problems


def capture_job(job: Mapping[str, Any]) -> bytes:
    """`epcis:EPCISCaptureJob` from the job's JSON object (EPCIS 2.0 §8.2.5); what is ours stands in our namespace."""
    attributes = "".join(
        attribute(name, scalar(job[name], name), name) for name in ("running", "success", "captureID")
    )
    inner = "".join(_plain(name, job) for name in ("captureErrorBehaviour", "createdAt", "finishedAt"))
    if job.get("errors"):
        inner += (
            "<errors>" + "".join(f"<error>{_problem(one)}</error>" for one in job["errors"]) + "</errors>"
        )
    elif "errorFile" in job:
        inner += _plain("errorFile", job)
    inner += _ours({name: job[name] for name in ("eventsAdded", "eventsRepeated") if name in job})
    inner += "".join(f"<ng:warning>{_ours(one)}</ng:warning>" for one in job.get("warnings", ()))
    return _root("EPCISCaptureJob", attributes, inner)


def problem(members: Mapping[str, Any]) -> bytes:
    """`epcis:EPCISException` from a problem in the form of RFC 7807, for `application/problem+xml`."""
    return _root("EPCISException", "", _problem(members))


_RFC_7807 = ("type", "title", "status", "detail", "instance")


def _problem(members: Mapping[str, Any]) -> str:
    more = {name: value for name, value in members.items() if name not in _RFC_7807}
    return "".join(_plain(name, members) for name in _RFC_7807) + _ours(more)


def _plain(name: str, members: Mapping[str, Any]) -> str:
    return (
        f"<{name}>{text(scalar(members[name], name), name)}</{name}>" if members.get(name) is not None else ""
    )


def _ours(members: Mapping[str, Any]) -> str:
    parts = []
    for name, value in members.items():
        for one in value if isinstance(value, list) else [value]:
            inner = _ours(one) if isinstance(one, dict) else text(scalar(one, name), name)
            parts.append(f"<ng:{name}>{inner}</ng:{name}>")
    return "".join(parts)


def _root(name: str, attributes: str, inner: str) -> bytes:
    core = next(iter(layout.CORE))
    root = f'epcis:{name} xmlns:epcis="{core}" xmlns:ng="{OURS}"{attributes}'
    return f"{DECLARATION}<{root}>{inner}</epcis:{name}>\n".encode()
