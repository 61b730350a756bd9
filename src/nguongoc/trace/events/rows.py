"""From one checked event to the rows that hold it. Plain values in, plain values out."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import orjson

from nguongoc.domain.epcis import fingerprint, normalise
from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.items import Item, items, places_and_parties
from nguongoc.domain.problem import Problem, Refused, Text


class Prepared(NamedTuple):
    """One event, ready for the log."""

    key: uuid.UUID
    event_id: str
    digest: bytes
    body: bytes
    spelling: bytes | None
    event_type: str
    action: str
    biz_step: str
    disposition: str
    event_time: datetime
    declared_at: datetime | None
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
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    own_context = _own_context(event.get("@context"), context, text)
    if own_context:
        text = orjson.dumps({**body, "@context": own_context}, option=orjson.OPT_SORT_KEYS)
    if b"\\u0000" in text:
        _refuse_nul(body, position)
    return Prepared(
        key=event_key(event_id, declared),
        event_id=event_id,
        digest=hashlib.blake2b(text, digest_size=16).digest(),
        body=text,
        spelling=None if spelling is None else orjson.dumps(spelling),
        event_type=body["type"],
        action=body.get("action", ""),
        biz_step=body.get("bizStep", ""),
        disposition=body.get("disposition", ""),
        event_time=moment(body["eventTime"]),
        declared_at=moment(declared) if declared else None,
        items=items(body),
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


def event_key(event_id: str, declared: str | None = None) -> uuid.UUID:
    """The key of the event with this identity: its id and, for an error declaration, the declaration time."""
    identity = event_id if declared is None else f"{event_id}\n{declared}"
    return uuid.UUID(bytes=hashlib.sha256(identity.encode()).digest()[:16])


def moment(time: str) -> datetime:
    """A canonical EPCIS time (`…Z`) as a datetime. PostgreSQL keeps microseconds; the body keeps them all."""
    try:
        return datetime.fromisoformat(time)
    except ValueError:
        whole, _, rest = time.partition(".")
        fraction = rest.rstrip("Z")[:6]
        return datetime.fromisoformat(whole).replace(microsecond=int(fraction.ljust(6, "0")), tzinfo=UTC)


def event_columns(
    one: Prepared, *, generation: int, sender: int, capture: uuid.UUID, at: datetime
) -> tuple[Any, ...]:
    """The row of `Event`, in the order of EVENT_COLUMNS."""
    return (
        one.key,
        generation,
        one.event_id,
        one.digest,
        one.event_type,
        one.action,
        one.biz_step,
        one.disposition,
        one.event_time,
        at,
        one.declared_at,
        sender,
        capture,
        one.position,
        one.body.decode(),
        None if one.spelling is None else one.spelling.decode(),
    )


EVENT_COLUMNS = (
    "key, generation, event_id, digest, event_type, action, biz_step, disposition, event_time, record_time, "
    "declared_at, sender, capture, position, body, spelling"
)
ITEM_COLUMNS = "key, event_time, event, number, role, quantity, uom"
PARTY_COLUMNS = "party, event_time, event"


def item_columns(one: Prepared) -> Iterable[tuple[Any, ...]]:
    """The rows of `EventItem`."""
    time, event = one.event_time, one.key
    for number, (role, key, quantity, uom) in enumerate(one.items):
        yield key, time, event, number, role, _decimal(quantity), uom


def _decimal(quantity: Decimal | float | None) -> Decimal | None:
    return None if quantity is None else Decimal(str(quantity))


def _refuse_nul(body: dict[str, Any], position: int) -> None:
    for path, text in _texts(body, f"eventList[{position}]"):
        if "\x00" in text:
            why = Text(
                "Chuỗi chứa ký tự NUL (\\u0000), không lưu được. Bỏ ký tự này.",
                "The text holds a NUL character (\\u0000), which cannot be stored. Remove it.",
            )
            raise Refused(Problem(path, why, "nul"))


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
