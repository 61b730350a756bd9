"""From one checked event to the rows that hold it. Plain values in, plain values out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from nguongoc.domain.epcis import fingerprint, normalise
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.items import Item, items, places_and_parties
from nguongoc.domain.problem import Problem, Refused, Text


class Prepared(NamedTuple):
    """One event, ready for the log. Times are canonical texts (`…Z`): PostgreSQL reads them as they are."""

    key: str
    event_id: str
    digest: str
    body: str
    spelling: str | None
    event_type: str
    action: str
    biz_step: str
    disposition: str
    event_time: str
    declared_at: str | None
    items: list[Item]
    names: set[str]
    position: int


def prepare(event: dict[str, Any], context: Context, position: int) -> Prepared:
    """The rows of one event that `check` found good. Raises Refused where PostgreSQL could not hold it."""
    body, spelling = normalise.event(event, context)
    body.pop("recordTime", None)  # when it was recorded is this repository's to say
    event_id = body.get("eventID")
    if event_id is None:
        event_id = body["eventID"] = fingerprint.event_hash(event, context)
    declared = body.get("errorDeclaration", {}).get("declarationTime")
    own_context = body.pop("@context", None)
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    declares = _own_context(own_context, context, text)
    if declares:
        text = b'{"@context":' + orjson.dumps(declares) + b"," + text[1:]
    if b"\\u0000" in text:
        _refuse_nul(body, position)
    named = items(body)
    _refuse_beyond_the_database(body, named, f"eventList[{position}]")
    return Prepared(
        key=event_key(event_id, declared),
        event_id=event_id,
        digest=hashlib.blake2b(text, digest_size=16).hexdigest(),
        body=text.decode(),
        spelling=None if spelling is None else orjson.dumps(spelling).decode(),
        event_type=body["type"],
        action=body.get("action", ""),
        biz_step=body.get("bizStep", ""),
        disposition=body.get("disposition", ""),
        event_time=body["eventTime"],
        declared_at=declared,
        items=named,
        names=places_and_parties(body),
        position=position,
    )


def _own_context(given: Any, around: Context, text: bytes) -> list[Any]:
    """What an event must declare to be understood without its document: the prefixes that it uses, and the
    foreign contexts that may declare more. Its own declarations come last, so that they win."""
    used = {
        prefix: namespace for prefix, namespace in around.prefixes.items() if f'"{prefix}:'.encode() in text
    }
    own = given if isinstance(given, list) else [] if given is None else [given]
    if not (used or around.foreign):
        return own
    return [*around.foreign, *([used] if used else []), *(part for part in own if part not in around.foreign)]


def event_key(event_id: str, declared: str | None = None) -> str:
    """The key of the event with this identity, its id and, for an error declaration, the declaration time: the
    first half of its SHA-256, 32 hexadecimal digits, which PostgreSQL reads as a uuid."""
    identity = event_id if declared is None else f"{event_id}\n{declared}"
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


# COPY's text form: a line a row, tabs between fields, \\N for NULL. Written here in one piece a batch, because a
# call a row costs more than the database's own work.

EVENTS = (
    "events_event (key, event_id, digest, event_type, action, biz_step, disposition, event_time, declared_at, "
    "position, body, spelling, generation, sender, capture, record_time)"
)
ITEMS = "events_eventitem (key, event_time, event, number, role, quantity, uom)"
PARTIES = "events_eventparty (party, event_time, event)"


def event_lines(
    batch: Iterable[Prepared], *, generation: int, sender: int, capture: UUID, at: datetime
) -> str:
    """The rows of `Event`."""
    common = f"{generation}\t{sender}\t{capture.hex}\t{at.isoformat()}\n"
    return "".join([_event_line(one) + common for one in batch])


def _event_line(one: Prepared) -> str:
    return (
        f"{one.key}\t{escaped(one.event_id)}\t\\\\x{one.digest}\t{escaped(one.event_type)}\t{one.action}\t"
        f"{escaped(one.biz_step)}\t{escaped(one.disposition)}\t{one.event_time}\t{one.declared_at or NULL}\t"
        f"{one.position}\t{escaped(one.body)}\t{NULL if one.spelling is None else escaped(one.spelling)}\t"
    )


def item_lines(batch: Iterable[Prepared]) -> str:
    """The rows of `EventItem`."""
    lines = []
    for one in batch:
        tail = f"\t{one.event_time}\t{one.key}\t"
        for number, (role, key, quantity, uom) in enumerate(one.items):
            amount = NULL if quantity is None else quantity
            lines.append(f"{escaped(key)}{tail}{number}\t{escaped(role)}\t{amount}\t{uom or NULL}\n")
    return "".join(lines)


def party_lines(batch: Iterable[Prepared], *, sender: int, named: Mapping[str, int]) -> str:
    """The rows of `EventParty`: who sent it, and every party that it names."""
    lines = []
    for one in batch:
        for party in _parties(one, sender, named):
            lines.append(f"{party}\t{one.event_time}\t{one.key}\n")
    return "".join(lines)


def _parties(one: Prepared, sender: int, named: Mapping[str, int]) -> set[int]:
    return {sender, *(named[name] for name in one.names if name in named)}


def as_json(batch: Sequence[Prepared], *, sender: int, named: Mapping[str, int]) -> tuple[str, str, str]:
    """The same rows of events, items and parties, each as one JSON array of records."""
    events = [
        {
            **{name: getattr(one, name) for name in _PLAIN},
            "body": orjson.Fragment(one.body),
            "spelling": None if one.spelling is None else orjson.Fragment(one.spelling),
        }
        for one in batch
    ]
    items = [
        {
            "key": key,
            "event_time": one.event_time,
            "event": one.key,
            "number": number,
            "role": role,
            "quantity": None if quantity is None else str(quantity),
            "uom": uom,
        }
        for one in batch
        for number, (role, key, quantity, uom) in enumerate(one.items)
    ]
    parties = [
        {"party": party, "event_time": one.event_time, "event": one.key}
        for one in batch
        for party in _parties(one, sender, named)
    ]
    return _dumped(events), _dumped(items), _dumped(parties)


_PLAIN = (
    *("key", "event_id", "digest", "event_type", "action", "biz_step"),
    *("disposition", "event_time", "declared_at", "position"),
)


def _dumped(records: list[dict[str, Any]]) -> str:
    return orjson.dumps(records).decode()


NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def escaped(text: str) -> str:
    """A text as COPY reads it."""
    in_need = (
        "\\" in text or "\t" in text or "\n" in text or "\r" in text
    )  # four looks are faster than one pattern
    return text.translate(_ESCAPES) if in_need else text


def _refuse_nul(body: dict[str, Any], position: int) -> None:
    for path, text in _texts(body, f"eventList[{position}]"):
        if "\x00" in text:
            why = Text(
                "Chuỗi chứa ký tự NUL (\\u0000), không lưu được. Bỏ ký tự này.",
                "The text holds a NUL character (\\u0000), which cannot be stored. Remove it.",
            )
            raise Refused(Problem(path, why, "nul"))


def _refuse_beyond_the_database(body: Mapping[str, Any], named: Iterable[Item], where: str) -> None:
    """JSON knows larger numbers and earlier years than the log's columns."""
    if body["eventTime"] < "0001":
        raise Refused(Problem(f"{where}.eventTime", TOO_EARLY, "out-of-range"))
    for item in named:
        if item.quantity is not None and not -LARGEST < item.quantity < LARGEST:
            raise Refused(Problem(where, TOO_LARGE, "out-of-range"))


LARGEST = 10**20
TOO_EARLY = Text("Năm của sự kiện phải từ 0001 trở đi.", "The event's year must be 0001 or later.")
TOO_LARGE = Text(
    "Số lượng lớn hơn 10^20, không lưu được. Hãy kiểm tra số và đơn vị.",
    "A quantity is beyond 10^20, which cannot be stored. Check the number and its unit.",
)


def _texts(value: Any, path: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield path, name
            yield from _texts(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{index}]")
