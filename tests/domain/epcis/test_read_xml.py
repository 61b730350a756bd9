"""XML into the one JSON form: what is read, what is refused with its place, and what is safe."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.epcis.xml_samples import BEFORE, EPCS, xml_document, xml_event
from nguongoc.domain.epcis import check, fingerprint, read_xml, write_xml
from nguongoc.domain.epcis.read_json import Document, Limits
from nguongoc.domain.problem import Refused


def only_event(body: bytes) -> dict[str, Any]:
    document = read_xml.read(body)
    assert not check.document_verdict(document).problems
    (event,) = document.events
    return event


def refusal(body: bytes) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        read_xml.read(body)
    problem = refused.value.problems[0]
    assert problem.why.vi
    assert problem.why.en
    return problem.where, problem.code


def faults(body: bytes) -> list[tuple[str, str]]:
    return [(problem.where, problem.code) for problem in check.document_verdict(read_xml.read(body)).problems]


def test_the_standard_members_become_those_of_json() -> None:
    event = only_event(
        xml_document(
            f"<ObjectEvent>{BEFORE}<eventID>urn:uuid:1</eventID>{EPCS}<action>ADD</action>"
            "<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>"
            "<disposition>https://ref.gs1.org/cbv/Disp-in_transit</disposition>"
            "<readPoint><id>urn:x:1</id><example:gate>7</example:gate></readPoint>"
            '<bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:po"> urn:x:po\n</bizTransaction>'
            "</bizTransactionList>"
            "<quantityList><quantityElement><epcClass>urn:x:c</epcClass><quantity>2.50</quantity><uom>KGM</uom>"
            '</quantityElement><quantityElement><epcClass>urn:x:d</epcClass><quantity xsi:nil="true"/>'
            "</quantityElement></quantityList>"
            '<sensorElementList><sensorElement><sensorMetadata deviceID="urn:x:s"/>'
            '<sensorReport type="gs1:Temperature" value="4" booleanValue="true" example:of="x"/>'
            "</sensorElement></sensorElementList>"
            "<persistentDisposition><unset>urn:epcglobal:cbv:disp:damaged</unset></persistentDisposition>"
            "<ilmd><example:lot>L1</example:lot></ilmd></ObjectEvent>"
        )
    )
    assert event == {
        "type": "ObjectEvent",
        "eventTime": "2026-03-01T07:30:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "eventID": "urn:uuid:1",
        "epcList": ["https://id.gs1.org/01/02000000000015/21/S1"],
        "action": "ADD",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "readPoint": {"id": "urn:x:1", "example:gate": "7"},
        "bizTransactionList": [{"type": "po", "bizTransaction": "urn:x:po"}],
        "quantityList": [{"epcClass": "urn:x:c", "quantity": 2.5, "uom": "KGM"}, {"epcClass": "urn:x:d"}],
        "sensorElementList": [
            {
                "sensorMetadata": {"deviceID": "urn:x:s"},
                "sensorReport": [
                    {"type": "Temperature", "value": 4, "booleanValue": True, "example:of": "x"}
                ],
            }
        ],
        "persistentDisposition": {"unset": ["damaged"]},
        "ilmd": {"example:lot": "L1"},
    }


def test_the_extensions_of_1_2_are_unfolded() -> None:
    base = "<baseExtension><eventID>urn:uuid:1</eventID></baseExtension>"
    nested = (
        "<quantityList><quantityElement><epcClass>urn:x:c</epcClass></quantityElement></quantityList>"
        "<extension><persistentDisposition><set>urn:epcglobal:cbv:disp:active</set></persistentDisposition>"
        "<future>z</future></extension>"
    )
    event = only_event(
        xml_document(xml_event(nested, before=BEFORE + base, epcs="<epcList/>"), version="1.2")
    )
    assert event["eventID"] == "urn:uuid:1"
    assert "epcList" not in event, "the list that 1.2 asks for says nothing beside quantities"
    assert event["persistentDisposition"] == {"set": ["active"]}
    assert event["epcis:future"] == "z"


def test_an_old_quantity_event_is_an_object_event_that_observes() -> None:
    event = only_event(
        xml_document(
            f"<QuantityEvent>{BEFORE}<epcClass>urn:x:c</epcClass><quantity>7</quantity></QuantityEvent>",
            version="1.2",
            schemaVersion="1.0",
        )
    )
    assert (event["type"], event["action"]) == ("ObjectEvent", "OBSERVE")
    assert event["quantityList"] == [{"epcClass": "urn:x:c", "quantity": 7}]


def test_what_is_declared_within_an_event_is_declared_by_it() -> None:
    own = '<a:x xmlns:a="https://a.example/">1</a:x><b:x xmlns:b="https://b.example/">2</b:x>'
    again = '<a:y xmlns:a="https://other.example/">3</a:y><y xmlns="https://none.example/">4</y>'
    event = only_event(xml_document(xml_event(after=own + again)))
    assert event["@context"] == [
        {
            "a": "https://a.example/",
            "b": "https://b.example/",
            "a1": "https://other.example/",
            "ns": "https://none.example/",
        }
    ]
    assert (event["a:x"], event["a1:y"], event["ns:y"]) == ("1", "3", "4")


def test_values_of_ones_own_keep_their_shape_and_their_type() -> None:
    typed = (
        '<example:n xsi:type="xsd:integer">10</example:n><example:n xsi:type="xsd:double">2</example:n>'
        '<example:b xsi:type="xsd:boolean">true</example:b><example:e/><example:z xsi:nil="true"/>'
        '<example:o unit="kg">5<example:i>6</example:i></example:o>'
        "<example:sackList><example:sack>a</example:sack><example:sack>b</example:sack></example:sackList>"
        "<example:mixList><example:one>a</example:one></example:mixList>"
    )
    declared = ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    event = only_event(xml_document(xml_event(after=typed), declared=declared))
    assert event["example:n"] == [10, 2.0]
    assert event["example:b"] is True
    assert (event["example:e"], event["example:z"]) == ("", None)
    assert event["example:o"] == {"unit": "kg", "example:i": "6", "#text": "5"}
    assert event["example:sackList"] == ["a", "b"]
    assert event["example:mixList"] == {"example:one": "a"}


def test_master_data_people_and_members_around_the_events_are_read() -> None:
    header = (
        '<EPCISHeader><sbdh:StandardBusinessDocumentHeader xmlns:sbdh="http://www.unece.org/cefact/namespaces/'
        'StandardBusinessDocumentHeader"><sbdh:Sender><sbdh:Identifier>HTX</sbdh:Identifier></sbdh:Sender>'
        "</sbdh:StandardBusinessDocumentHeader><extension><EPCISMasterData><VocabularyList>"
        '<Vocabulary type="urn:epcglobal:epcis:vtype:BusinessLocation"><VocabularyElementList>'
        '<VocabularyElement id="urn:x:1"><attribute id="urn:a">Kho</attribute>'
        '<attribute id="urn:b"><example:x>1</example:x></attribute><children><id>urn:x:2</id></children>'
        "</VocabularyElement></VocabularyElementList></Vocabulary></VocabularyList></EPCISMasterData></extension>"
        "</EPCISHeader>"
    )
    document = read_xml.read(xml_document(xml_event(), header=header))
    assert not check.document_verdict(document).problems
    assert document.header["sender"] == "HTX"
    assert document.header["epcisHeader"]["epcisMasterData"] == {
        "vocabularyList": [
            {
                "type": "urn:epcglobal:epcis:vtype:BusinessLocation",
                "vocabularyElementList": [
                    {
                        "id": "urn:x:1",
                        "attributes": [
                            {"id": "urn:a", "attribute": "Kho"},
                            {"id": "urn:b", "attribute": {"example:x": "1"}},
                        ],
                        "children": ["urn:x:2"],
                    }
                ],
            }
        ]
    }


def test_fields_that_the_hash_leaves_out_are_told_in_any_form() -> None:
    field = "<example:x>1</example:x>"
    declared = ' xmlns:r="https://repository-x.example.com/"'
    plain = read_xml.read(xml_document(xml_event()))
    for told in ("example:x", "example:x r:other", "r:other,example:x"):
        document = read_xml.read(
            xml_document(xml_event(after=field), declared=f'{declared} r:ignoreFields="{told}"')
        )
        assert list(fingerprint.document_hashes(document)) == list(fingerprint.document_hashes(plain))


# Refused, with the place


def test_a_document_cut_off_is_refused_with_its_place() -> None:
    whole = xml_document(xml_event())
    where, code = refusal(whole[:-30])
    assert code == "xml"
    assert where.startswith("2:")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x PUBLIC "-//x" "https://x.example/x.dtd">',
        "<!-- first --><!DOCTYPE x\n [<!ATTLIST a b CDATA 'c'>]>",
    ],
)
def test_a_doctype_that_declares_or_points_is_refused(doctype: str) -> None:
    body = xml_document(xml_event()).replace(b"?>\n", f"?>\n{doctype}".encode())
    assert refusal(body)[1] == "doctype"
    with pytest.raises(Refused):
        read_xml.stream(io.BytesIO(body))


def test_a_doctype_that_only_names_the_root_is_passed_over() -> None:
    assert only_event(xml_document(xml_event()).replace(b"?>\n", b"?>\n<!DOCTYPE project>\n"))


def test_an_entity_is_refused() -> None:
    assert refusal(xml_document(xml_event(after="<example:x>&foo;</example:x>")))[1] == "xml"


def test_depth_and_size_are_bounded() -> None:
    deep = "<example:x>" * 80 + "</example:x>" * 80
    assert refusal(xml_document(xml_event(after=deep)))[1] == "too-deep"
    deeper = "<example:x>" * 5000 + "</example:x>" * 5000
    assert refusal(xml_document(xml_event(after=deeper)))[1] == "xml"
    with pytest.raises(Refused) as refused:
        read_xml.read(xml_document(xml_event()), limits=Limits(size=100))
    assert refused.value.problems[0].code == "too-large"
    assert refusal(b"<!--" + b"x" * 100_000 + b"-->" + xml_document()[40:])[1] == "too-large"


def test_an_encoding_that_few_can_read_is_refused() -> None:
    assert refusal(xml_document().replace(b"UTF-8", b"koi8-r"))[1] == "encoding"
    assert only_event(xml_document(xml_event()).decode().replace("UTF-8", "UTF-16").encode("utf-16"))


@pytest.mark.parametrize(
    "root", ["<EPCISDocument/>", '<x:EPCISDocument xmlns:x="urn:epcglobal:epcis:xsd:3"/>']
)
def test_a_root_of_a_wrong_namespace_is_refused(root: str) -> None:
    assert refusal(root.encode()) == ("EPCISDocument", "root")


def test_mixed_versions_are_named_and_refused_but_can_be_hashed() -> None:
    nested = "<quantityList><quantityElement><epcClass>urn:x:c</epcClass></quantityElement></quantityList>"
    mixed = xml_document(xml_event(nested), version="2.0")
    assert faults(mixed) == [("eventList[0].quantityList", "mixed-versions")]
    right = xml_document(xml_event(nested), version="1.2")
    assert faults(right) == []
    hashes = [list(fingerprint.document_hashes(read_xml.read(body))) for body in (mixed, right)]
    assert hashes[0] == hashes[1]
    assert faults(xml_document(version="1.2", schemaVersion="2.0")) == [("schemaVersion", "mixed-versions")]


def test_a_standard_element_with_a_namespace_is_refused() -> None:
    event = xml_event().replace("action>", "epcis:action>")
    assert faults(xml_document(event)) == [("eventList[0].action", "namespace")]


def test_another_order_than_the_schemas_is_refused() -> None:
    event = f"<ObjectEvent>{BEFORE}<action>ADD</action>{EPCS}</ObjectEvent>"
    assert faults(xml_document(event)) == [("eventList[0].epcList", "order")]
    twice = f"<ObjectEvent>{BEFORE}{EPCS}<action>ADD</action><action>ADD</action></ObjectEvent>"
    assert faults(xml_document(twice)) == [("eventList[0].action", "order")]


def test_a_time_without_an_offset_is_refused() -> None:
    (found,) = faults(xml_document(xml_event(before=BEFORE.replace("+07:00</eventTime>", "</eventTime>"))))
    assert found == ("eventList[0].eventTime", "format")


def test_a_problem_of_an_event_tells_the_line_at_which_the_event_begins() -> None:
    body = xml_document("\n", xml_event(), "\n\n", xml_event().replace("ADD", "LOOK"))
    (problem,) = check.document_verdict(read_xml.read(body)).problems
    assert problem.why.en.endswith("(the event begins at line 5)")
    assert problem.why.vi.endswith("(sự kiện ở dòng 5)")


MEASURED = """
import sys
from pathlib import Path
from domain.epcis.xml_samples import xml_document, xml_event
from nguongoc.domain.epcis import read_xml

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))

before, _, after = xml_document("HERE").partition(b"HERE")
event = xml_event(after="<example:x>y</example:x>").encode()
with open(sys.argv[1], "w+b") as file:
    file.write(before)
    for _ in range(60_000):
        file.write(event)
    file.write(after)
    size = file.tell() // 2**20
    file.seek(0)
    start = peak()
    _, events = read_xml.stream(file)
    print(size, sum(1 for _ in events), peak() - start)
"""


def test_a_large_document_takes_little_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "large.xml")]
    folder = Path(__file__).parents[2]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    size, count, taken = map(int, ran.stdout.split())
    assert count == 60_000
    assert size > 12
    assert taken < size, f"{taken} MB for a document of {size} MB"


def test_text_between_elements_is_not_lost_silently() -> None:
    event = xml_event(after="<example:x><example:y>1</example:y>lost</example:x>")
    assert faults(xml_document(event)) == [("eventList[0].example:x", "mixed-content")]


def test_an_unknown_element_is_refused() -> None:
    assert [code for _, code in faults(xml_document(xml_event(after="<madeUp>1</madeUp>")))] == [
        "additionalProperties"
    ]
    assert faults(xml_document().replace(b"<EventList></EventList>", b"<test/>")) == [
        ("test", "unexpected-element")
    ]


def test_master_data_alone_is_refused_and_says_where_it_belongs() -> None:
    body = (
        b'<e:EPCISMasterDataDocument xmlns:e="urn:epcglobal:epcis-masterdata:xsd:2" schemaVersion="2.0" '
        b'creationDate="2026-01-01T00:00:00Z"><EPCISBody><VocabularyList><Vocabulary type="urn:v"/></VocabularyList>'
        b"</EPCISBody></e:EPCISMasterDataDocument>"
    )
    assert faults(body) == [("EPCISMasterDataDocument", "master-data")]
    document = read_xml.read(body)
    assert document.header["epcisHeader"]["epcisMasterData"]["vocabularyList"] == [{"type": "urn:v"}]


# A stream says the same


def streamed(body: bytes) -> Document:
    document, events = read_xml.stream(io.BytesIO(body))
    return Document(document.kind, document.context, document.header, list(events), (), document.problems)


def test_a_stream_reads_what_a_small_document_reads(monkeypatch: Any) -> None:
    monkeypatch.setattr("nguongoc.domain.epcis.xml_parse._CHUNK", 100)
    events = [xml_event(after=f"<example:n>{n}</example:n>") for n in range(50)]
    transformation = (
        f"<TransformationEvent>{BEFORE}<transformationID>urn:x:t</transformationID></TransformationEvent>"
    )
    for body in (
        xml_document(*events),
        xml_document(),
        xml_document(*events[:3], f"<extension>{transformation}</extension>", *events[3:], version="1.2"),
    ):
        whole, piecewise = read_xml.read(body), streamed(body)
        assert piecewise.events == whole.events
        assert (piecewise.header, piecewise.context) == (whole.header, whole.context)


def test_a_stream_refuses_before_it_hands_out_anything() -> None:
    with pytest.raises(Refused):
        read_xml.stream(io.BytesIO(xml_document(xml_event(), xml_event())[:-20]))


def test_one_event_too_large_for_memory_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr("nguongoc.domain.epcis.xml_parse._WITHOUT_EVENT", 2000)
    monkeypatch.setattr("nguongoc.domain.epcis.xml_parse._CHUNK", 500)
    with pytest.raises(Refused) as refused:
        read_xml.stream(io.BytesIO(xml_document(xml_event(after=f"<example:x>{'y' * 9000}</example:x>"))))
    assert refused.value.problems[0].code == "too-large"


# Never anything but an answer

RICH = xml_document(
    xml_event(after='<example:o a="1"><example:i xsi:type="x:integer">6</example:i></example:o>'),
    f"<AggregationEvent>{BEFORE}<errorDeclaration><declarationTime>2026-03-01T07:30:00Z</declarationTime>"
    "</errorDeclaration><parentID>urn:x:p</parentID><childEPCs/><action>DELETE</action></AggregationEvent>",
    header='<EPCISHeader><extension><EPCISMasterData><VocabularyList><Vocabulary type="urn:v">'
    '<VocabularyElementList><VocabularyElement id="urn:x"><attribute id="urn:y">z</attribute></VocabularyElement>'
    "</VocabularyElementList></Vocabulary></VocabularyList></EPCISMasterData></extension></EPCISHeader>",
)


def answered(body: bytes) -> None:
    """Read whatever it is; check, hash and write what can be read. Only Refused may come out; a stream says the same
    as a small document."""
    try:
        document = read_xml.read(body)
    except Refused:
        with pytest.raises(Refused):
            streamed(body)
        return
    piecewise = streamed(body)
    assert (piecewise.events, piecewise.header) == (document.events, document.header)
    assert list(piecewise.problems) == list(document.problems)
    verdict = check.document_verdict(document)
    list(fingerprint.document_hashes(document))
    if not verdict.problems and document.kind != "message":
        for version in ("2.0", "1.2"):
            try:
                written = b"".join(write_xml.document(document, version=version, at="2026-01-01T00:00:00Z"))
            except Refused:
                continue
            again = read_xml.read(written)
            assert list(fingerprint.document_hashes(again)) == list(fingerprint.document_hashes(document))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(RICH)))
def test_a_document_cut_anywhere_gets_an_answer(at: int) -> None:
    answered(RICH[:at])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(RICH) - 1), st.binary(max_size=3), st.integers(0, 4)),
        min_size=1,
        max_size=3,
    )
)
def test_a_document_with_bytes_changed_gets_an_answer(changes: list[tuple[int, bytes, int]]) -> None:
    body = RICH
    for at, put, taken in changes:
        body = body[:at] + put + body[at + taken :]
    answered(body)


TAGS = st.sampled_from(
    (
        *(
            "eventTime",
            "action",
            "epcList",
            "epc",
            "extension",
            "baseExtension",
            "quantityList",
            "quantityElement",
        ),
        *("quantity", "sensorElementList", "sensorElement", "sensorReport", "readPoint", "id", "ilmd", "set"),
        *(
            "errorDeclaration",
            "persistentDisposition",
            "example:x",
            "example:xList",
            "epcis:action",
            "EventList",
        ),
        *("QuantityEvent", "AssociationEvent", "bizTransactionList", "bizTransaction"),
    )
)
TREES = st.recursive(
    st.sampled_from(["", "1", "urn:x:1", "2026-01-01T00:00:00Z", " "]),
    lambda inner: st.lists(st.tuples(TAGS, inner), max_size=4).map(
        lambda parts: "".join(f"<{tag}>{held}</{tag}>" for tag, held in parts)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(TREES, st.sampled_from(["2.0", "1.2"]))
def test_elements_anywhere_get_an_answer(tree: str, version: str) -> None:
    answered(xml_document(f"<ObjectEvent>{tree}</ObjectEvent>", version=version))
    answered(xml_document(tree, xml_event(after=tree), version=version))
