"""Master data as it came in the headers of documents: kept with who said it and when, and asked by queries.

The latest statement of each sender holds; what several senders say of one thing stands side by side, so that nobody
overwrites another's word. A query by master data only narrows what its asker sees anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import orjson
from django.db import connection
from django.db.models import QuerySet

from nguongoc.domain.epcis.master_data import MasterQuery, Statement, statements, vocabulary_list
from nguongoc.domain.epcis.query.families import CLASSES, FIELD, field
from nguongoc.domain.epcis.query.model import Attribute, Condition, Named, Within, Words
from nguongoc.domain.epcis.read_json import Document
from nguongoc.domain.epcis.vocabulary import BIZ_TRANSACTION_TYPE, SOURCE_DESTINATION_TYPE
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events.bounds import TooComplex, TooLarge
from nguongoc.trace.events.models import Capture, MasterElement

MOST = 10_000


def resolved(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The conditions with those over master data turned into what they mean now: keys and words."""
    return tuple(_resolved(one) for one in conditions)


def _resolved(condition: Condition) -> Condition:
    if isinstance(condition, Within):
        return Named((condition.role,), tuple(sorted(below(condition.keys))))
    if isinstance(condition, Attribute):
        return _holding(condition.field, _with_attribute(condition.names, condition.values))
    return condition


def _holding(name: str, uris: tuple[str, ...]) -> Condition:
    """That the member of this name holds one of these URIs."""
    if name in ("readPoint", "bizLocation"):
        return Named((name,), uris)
    if name in ("bizStep", "disposition"):
        return Words(name, uris)
    if name == "epcClass":
        return Named(CLASSES, uris)
    if name in ("bizTransaction", "source", "destination"):
        return Named(_typed_roles(name), uris)
    found = FIELD.fullmatch(name)
    assert found is not None, name  # the parser lets nothing else through
    return field(found, "EQ", {}, uris or ("",))


def _typed_roles(name: str) -> tuple[str, ...]:
    vocabulary = BIZ_TRANSACTION_TYPE if name == "bizTransaction" else SOURCE_DESTINATION_TYPE
    return tuple(f"{name}:{word}" for word in ["", *sorted(vocabulary.words)])


# The latest statement of each sender about each thing; what is asked of it comes after.
_LATEST = (
    "SELECT DISTINCT ON (uri, sender, vocabulary) uri, attributes, children FROM events_masterelement "
    "{where} ORDER BY uri, sender, vocabulary, id DESC"
)


def below(keys: Collection[str]) -> set[str]:
    """These and all that lies below them, level by level; a circle ends where it began. Raises TooComplex past
    10,000."""
    found, level = set(keys), set(keys)
    while level:
        statement = _LATEST.format(where="WHERE uri = ANY(%s)")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT children FROM ({statement}) AS latest", [list(level)])  # noqa: S608 (ours)
            children = {child for (held,) in cursor.fetchall() for child in _json(held)}
        level = children - found
        found |= level
        _refuse_too_many(found)
    return found


def _json(held: Any) -> Any:
    return orjson.loads(held) if isinstance(held, str | bytes) else held


def _with_attribute(names: Sequence[str], values: Sequence[str] | None) -> tuple[str, ...]:
    """What has, in the latest word of some sender, one of these attributes (at one of these values)."""
    test = "@.id == $names[*]" + ("" if values is None else " && @.attribute == $values[*]")
    asked = orjson.dumps({"names": list(names), "values": list(values or ())}).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT uri FROM ({_LATEST.format(where='')}) AS latest "  # noqa: S608 (ours)
            "WHERE jsonb_path_exists(attributes, %s::jsonpath, %s::jsonb) ORDER BY uri LIMIT %s",
            [f"lax $[*] ? ({test})", asked, MOST + 1],
        )
        found = tuple(uri for (uri,) in cursor.fetchall())
    _refuse_too_many(found)
    return found


def _refuse_too_many(found: Collection[str]) -> None:
    if len(found) > MOST:
        why = Text(
            f"Điều kiện theo dữ liệu gốc áp dụng cho hơn {MOST} mã. Hãy chọn nơi hoặc thuộc tính hẹp hơn.",
            f"The condition on master data holds for more than {MOST} keys. Ask for a narrower place or attribute.",
        )
        raise TooComplex(Problem("", why, "query-too-complex"))


def told(document: Document) -> bool:
    """Whether the document holds master data."""
    return bool(statements(document.header, document.context.prefixes))


def keep(document: Document, job: Capture) -> None:
    """Keep what the document's header states, within the capture's transaction: each statement that is not its
    sender's latest word already. Raises Refused for what PostgreSQL cannot hold."""
    given = statements(document.header, document.context.prefixes)
    if not given:
        return
    if b"\\u0000" in orjson.dumps([list(one) for one in given]):
        raise Refused(_nul())
    held = _latest_words(job.sender_id, [one.uri for one in given])
    MasterElement.objects.bulk_create(
        MasterElement(
            vocabulary=one.vocabulary,
            uri=one.uri,
            sender=job.sender_id,
            capture=job.pk,
            received_at=job.received_at,
            attributes=one.attributes,
            children=one.children,
        )
        for one in given
        if held.get((one.vocabulary, one.uri)) != (one.attributes, one.children)
    )


def _latest_words(sender: int, uris: Collection[str]) -> dict[tuple[str, str], tuple[Any, Any]]:
    rows = MasterElement.objects.filter(sender=sender, uri__in=uris).order_by("id")
    return {(row.vocabulary, row.uri): (row.attributes, row.children) for row in rows}


def _nul() -> Problem:
    why = Text(
        "Dữ liệu gốc chứa ký tự NUL, kho không lưu được. Hãy bỏ nó.", "Master data holds a NUL character."
    )
    return Problem("epcisHeader.epcisMasterData", why, "nul")


def find(query: MasterQuery, viewer: Viewer) -> list[dict[str, Any]]:
    """The `vocabularyList` that answers a SimpleMasterDataQuery: what one's own parties stated, or, for those who see
    every event, anyone. Raises TooLarge past `maxElementCount`."""
    rows = MasterElement.objects.all() if viewer.may("events.see_all") else _stated_by(viewer)
    if query.vocabularies is not None:
        rows = rows.filter(vocabulary__in=query.vocabularies)
    if query.names is not None:
        rows = rows.filter(uri__in=query.names)
    if query.within is not None:
        rows = rows.filter(uri__in=below(query.within))
    latest = rows.order_by("uri", "sender", "vocabulary", "-id").distinct("uri", "sender", "vocabulary")
    found = _together(one for one in latest if _has(one, query.having))
    if query.most is not None and len(found) > query.most:
        raise TooLarge(_too_many(query.most))
    return vocabulary_list(found, query)


def _stated_by(viewer: Viewer) -> QuerySet[MasterElement]:
    return MasterElement.objects.filter(sender__in=viewer.sees)


def _has(row: MasterElement, having: Sequence[tuple[str, tuple[str, ...] | None]]) -> bool:
    return all(
        any(
            held["id"] == name and (values is None or str(held["attribute"]) in values)
            for held in row.attributes
        )
        for name, values in having
    )


def _together(rows: Iterable[MasterElement]) -> list[Statement]:
    """One statement a thing: what several senders say of it, side by side."""
    found: dict[tuple[str, str], Statement] = {}
    for row in rows:
        held = found.setdefault((row.vocabulary, row.uri), Statement(row.vocabulary, row.uri, [], []))
        held.attributes.extend(one for one in row.attributes if one not in held.attributes)
        held.children.extend(one for one in row.children if one not in held.children)
    return [found[place] for place in sorted(found)]


def _too_many(most: int) -> Problem:
    why = Text(
        f"Truy vấn có hơn {most} mục dữ liệu gốc (maxElementCount). Hãy thêm điều kiện.",
        f"More than {most} elements answer this query (maxElementCount). Add conditions.",
    )
    return Problem("maxElementCount", why, "query-too-large")
