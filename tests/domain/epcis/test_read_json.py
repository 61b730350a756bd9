"""Bytes into documents: what is refused, what is told, and that both ways of reading agree."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.epcis.samples import GS1_CONTEXT, body, document, object_event
from nguongoc.domain.epcis import read_json
from nguongoc.domain.epcis.read_json import Document, Limits, read, stream, whole
from nguongoc.domain.problem import Refused


def streamed(text: bytes, **more: Any) -> Document:
    around, events = stream(io.BytesIO(text), **more)
    return read_json.document_of(around, events)


WAYS = pytest.mark.parametrize("way", [read, streamed])

REFUSED = {
    "empty": b" ",
    "truncated": b'{"type": "EPCISDocument", "epcisBody": {"eventList": [{"a": 1}',
    "not-json": b'{"type": EPCISDocument}',
    "encoding": '{"type": "Chè Shan tuyết"}'.encode("cp1258", "replace"),
    "lone-surrogate": b'{"epcisBody": {"eventList": [{"a": "\\udc41"}]}, "type": "EPCISDocument"}',
    "too-deep": b'{"a":' * 70 + b"1" + b"}" * 70,
    "not-an-object": b"[1, 2]",
    "number-too-large": b'{"a": 1e999}',
}


@WAYS
@pytest.mark.parametrize("code", REFUSED)
def test_a_text_that_cannot_be_read_one_way_only_is_refused_by_name(way: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        way(REFUSED[code])
    (problem,) = refused.value.problems
    assert problem.code == code
    assert problem.why.vi != problem.why.en


@WAYS
@pytest.mark.parametrize("between", [b"\x0c", b"\x0b", b"\x00", b"\xa0", b"/* */"])
def test_only_json_blanks_stand_between_members(way: Any, between: bytes) -> None:
    with pytest.raises(Refused):
        way(b'{"a": 1' + between + b"}")


@WAYS
@pytest.mark.parametrize("after", [b'"', b'"x"', b'"x', b"x", b"}", b"1", b"{}", b", 1"])
def test_nothing_stands_behind_the_document(way: Any, after: bytes) -> None:
    with pytest.raises(Refused):
        way(b'{"a": 1}' + after)


@pytest.mark.parametrize("shift", range(65530, 65540))
@pytest.mark.parametrize(("escapes", "good"), [(b"\\ud83d\\ude00", True), (b"\\ude00\\ud83d", False)])
def test_a_pair_across_the_border_of_two_blocks_is_a_pair(shift: int, escapes: bytes, good: bool) -> None:
    text = b'{"a":"' + b"x" * (shift - 12) + escapes * 3 + b'"}'
    if good:
        assert streamed(text) == read(text)
    else:
        with pytest.raises(Refused):
            streamed(text)


@WAYS
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32-le"])
def test_other_encodings_than_utf_8_are_refused(way: Any, encoding: str) -> None:
    with pytest.raises(Refused) as refused:
        way(json.dumps(document()).encode(encoding))
    assert refused.value.problems[0].code == "encoding"


@WAYS
def test_a_text_over_the_size_limit_is_refused(way: Any) -> None:
    text = body(document(object_event()))
    with pytest.raises(Refused) as refused:
        way(text, limits=Limits(size=len(text) - 1))
    assert refused.value.problems[0].code == "too-large"
    assert way(text, limits=Limits(size=len(text))).events == [object_event()]


@WAYS
def test_depth_is_counted_exactly(way: Any) -> None:
    def nested(depth: int) -> bytes:
        return b'{"a":' * depth + b"1" + b"}" * depth

    assert way(nested(5), limits=Limits(depth=5)).kind == "event"
    with pytest.raises(Refused):
        way(nested(6), limits=Limits(depth=5))


@WAYS
def test_brackets_within_text_are_no_depth(way: Any) -> None:
    assert way(b'{"a": "' + b"[{" * 200 + b'"}').events == [{"a": "[{" * 200}]


@WAYS
@pytest.mark.parametrize(
    "text",
    [b'{"a":1,"a":2}', b'{"a" :1,"\\u0061": 2}', b'{"x":"\\u0022:","a":1,"a":2}', b'{"a":"\\":","a":2}'],
)
def test_a_member_that_stands_twice_is_told_and_the_last_one_counts(way: Any, text: bytes) -> None:
    found = way(text)
    assert found.events[0]["a"] == 2
    assert [problem.code for problem in found.warnings] == ["duplicate-key"]


@WAYS
def test_a_repeated_name_in_different_objects_is_no_repetition(way: Any) -> None:
    assert way(b'{"a":{"a":1},"b":[{"a":"\\":"},{"a":2}]}').warnings == ()


@WAYS
def test_a_byte_order_mark_is_passed_over(way: Any) -> None:
    assert way(b"\xef\xbb\xbf" + body(document(object_event()))).events == [object_event()]


@WAYS
def test_the_order_of_members_does_not_matter(way: Any) -> None:
    members = document(object_event(), **{"example:after": 1})
    turned = dict(reversed(members.items()))
    found = way(body(turned))
    assert found.events == [object_event()]
    assert found.context.prefixes == {"example": "https://ns.example.com/epcis/"}
    assert found.header["example:after"] == 1


@WAYS
def test_a_query_document_and_a_bare_event_are_read(way: Any) -> None:
    results = {"queryName": "q", "resultsBody": {"eventList": [object_event()]}}
    answer = document(type="EPCISQueryDocument", epcisBody={"queryResults": results})
    assert way(body(answer)).kind == "EPCISQueryDocument"
    assert way(body(answer)).events == [object_event()]
    bare = {"@context": GS1_CONTEXT, **object_event()}
    assert (way(body(bare)).kind, way(body(bare)).events) == ("event", [object_event()])


@WAYS
@pytest.mark.parametrize("body_member", [None, "text", {}, {"eventList": "text"}, [], {"eventList": None}])
def test_a_document_without_a_list_of_events_is_left_to_the_check(way: Any, body_member: Any) -> None:
    members = document(epcisBody=body_member)
    found = way(body(members))
    assert found.events == []
    assert whole(found) == members


@WAYS
@pytest.mark.parametrize("kind", ["example:Report", "EPCISDocument", "EPCISQueryDocument"])
def test_lists_that_only_look_like_the_list_of_events_are_kept(way: Any, kind: str) -> None:
    both = {"eventList": [{"a": 1}], "queryResults": {"resultsBody": {"eventList": [{"b": 2}]}}}
    members = document(type=kind, epcisBody=both)
    assert whole(way(body(members))) == members


def test_the_whole_document_comes_back() -> None:
    members = document(object_event(), object_event(bizStep="receiving"), **{"example:x": [1, {"y": None}]})
    assert whole(read(body(members))) == members


def test_a_large_document_is_read_in_bounded_memory(tmp_path: Any) -> None:
    path = tmp_path / "large.json"
    event = body(object_event(**{"example:text": "x" * 1000}))
    with path.open("wb") as file:
        head, tail = body(document()).split(b"[]")
        file.write(head + b"[" + b",".join([event] * 20_000) + b"]" + tail)
    tracemalloc.start()
    with path.open("rb") as source:
        _, events = stream(source)
        count = sum(1 for _ in events)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 3_000_000 < path.stat().st_size


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(max_size=4), JSON, max_size=4), st.booleans())
def test_both_ways_of_reading_agree_on_any_json(members: dict[str, Any], ascii_only: bool) -> None:
    text = json.dumps(document(members, members), ensure_ascii=ascii_only)
    if "\\ud" in text and not ascii_only:
        return
    encoded = text.encode("utf-8", "surrogatepass")
    assert outcome(read, encoded) == outcome(streamed, encoded)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
@example(b'{"a":"\\ud83d\\u0041"}')
@example(b'{"a":"\\ude00\\ud83d"}')
@example(b"\xef\xbb\xbf")
@example(b'{"a":-}')
def test_no_bytes_bring_anything_but_an_answer(text: bytes) -> None:
    for around in (b"", b'{"type":"EPCISDocument","epcisBody":{"eventList":['):
        for way in (read, streamed):
            outcome(way, around + text)


def outcome(way: Any, text: bytes) -> Any:
    try:
        found = way(text)
    except Refused as refused:
        return "refused", bool(refused.problems)
    return repr((found.kind, found.header, found.events, sorted(map(str, found.warnings))))
