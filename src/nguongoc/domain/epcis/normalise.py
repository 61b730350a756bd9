"""One spelling of an event: canonical keys, bare CBV words, times in UTC; and the sender's own form back.

What is spelled one way: every identifier of the standard fields (GS1 keys become their canonical
`https://id.gs1.org/…` Digital Link with the finest key, others stay as they are), every CBV word (bare), every
standard time (`…Z`, its fraction kept). Extensions, names and `eventTimeZoneOffset` are left as sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from nguongoc.domain.epcis.context import Context
from nguongoc.domain.epcis.identifiers import identifier, reading
from nguongoc.domain.epcis.vocabulary import cbv

__all__ = ["Spelling", "cbv", "event", "identifier", "restore", "utc"]

# The members that were spelled otherwise, as sent; None where nothing was.
Spelling = dict[str, Any] | None


def event(event: dict[str, Any], context: Context) -> tuple[dict[str, Any], Spelling]:
    """The canonical form of an event (a new dict; unchanged parts are shared with the given one) and its spelling.

    Total: an event that check would refuse is spelled as far as it can be. `context` is the document's; only
    standard values are spelled, and those do not depend on it.
    """
    canonical = event
    spelling: dict[str, Any] = {}
    for name, value in event.items():
        spell = _MEMBERS.get(name)
        if spell is None:
            continue
        spelled = spell(value)
        if spelled is not value and spelled != value:
            if canonical is event:
                canonical = dict(event)
            canonical[name] = spelled
            spelling[name] = value
    return canonical, spelling or None


def restore(canonical: dict[str, Any], spelling: Spelling) -> dict[str, Any]:
    """The event exactly as its sender spelled it: `restore(*event(e, c)) == e`, members in the same order."""
    if not spelling:
        return canonical
    return {name: spelling.get(name, value) for name, value in canonical.items()}


@lru_cache(maxsize=16384)
def utc(time: str) -> str:
    """An RFC 3339 time in UTC with the letter `Z` and the fraction as given; unchanged where it is none.

    A time that would leave the years 1 to 9999 stays as it is.
    """
    if time.endswith("Z") and time[10:11] == "T":
        return time
    # An offset moves whole minutes only, so seconds (a leap second too) and their fraction are kept as text.
    rest, offset = (time[16:-1], "+00:00") if time[-1:] in ("z", "Z") else (time[16:-6], time[-6:])
    try:
        return f"{_minute_in_utc(time[:16], offset)}{rest}Z"
    except (ValueError, IndexError, OverflowError):
        return time


@lru_cache(maxsize=4096)
def _minute_in_utc(minute: str, offset: str) -> str:
    local = datetime.fromisoformat(minute)
    sign, hours, minutes = offset[0], int(offset[1:3]), int(offset[4:])
    if sign not in "+-" or offset[3] != ":":
        raise ValueError(offset)
    moved = timedelta(hours=hours, minutes=minutes)
    return (local - moved if sign == "+" else local + moved).isoformat()[:16]


Spell = Callable[[Any], Any]


# Identifiers are most of an event, so these three are written out.


def _identifiers(value: Any) -> Any:
    return [reading(one)[0] if type(one) is str else one for one in value] if type(value) is list else value


def _quantity(value: Any) -> Any:
    named = value.get("epcClass") if type(value) is dict else None
    if type(named) is not str or (canonical := reading(named)[0]) == named:
        return value
    return {**value, "epcClass": canonical}


def _place(value: Any) -> Any:
    named = value.get("id") if type(value) is dict else None
    if type(named) is not str or (canonical := reading(named)[0]) == named:
        return value
    return {**value, "id": canonical}


def _text(spell: Callable[[str], str]) -> Spell:
    return lambda value: spell(value) if type(value) is str else value


def _each(spell: Spell) -> Spell:
    def spelled(value: Any) -> Any:
        return [spell(item) for item in value] if type(value) is list else value

    return spelled


def _members(spells: dict[str, Spell]) -> Spell:
    def spelled(value: Any) -> Any:
        if type(value) is not dict:
            return value
        return {name: spells[name](held) if name in spells else held for name, held in value.items()}

    return spelled


_IDENTIFIER, _WORD, _TIME = _text(identifier), _text(cbv), _text(utc)
_WORDS, _QUANTITIES = _each(_WORD), _each(_quantity)
_SENSOR_METADATA = _members(
    {
        **dict.fromkeys(("time", "startTime", "endTime"), _TIME),
        **dict.fromkeys(("deviceID", "deviceMetadata", "bizRules", "dataProcessingMethod"), _IDENTIFIER),
    }
)
_SENSOR_REPORT = _members(
    {
        **dict.fromkeys(("type", "exception", "component"), _WORD),
        **dict.fromkeys(("deviceID", "deviceMetadata", "bizRules", "dataProcessingMethod"), _IDENTIFIER),
        "time": _TIME,
    }
)
_MEMBERS: dict[str, Spell] = {
    **dict.fromkeys(("eventTime", "recordTime"), _TIME),
    **dict.fromkeys(("epcList", "childEPCs", "inputEPCList", "outputEPCList"), _identifiers),
    **dict.fromkeys(
        ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"), _QUANTITIES
    ),
    **dict.fromkeys(("parentID", "transformationID"), _IDENTIFIER),
    **dict.fromkeys(("bizStep", "disposition"), _WORD),
    **dict.fromkeys(("readPoint", "bizLocation"), _place),
    "persistentDisposition": _members({"set": _WORDS, "unset": _WORDS}),
    "bizTransactionList": _each(_members({"type": _WORD, "bizTransaction": _IDENTIFIER})),
    "sourceList": _each(_members({"type": _WORD, "source": _IDENTIFIER})),
    "destinationList": _each(_members({"type": _WORD, "destination": _IDENTIFIER})),
    "sensorElementList": _each(
        _members({"sensorMetadata": _SENSOR_METADATA, "sensorReport": _each(_SENSOR_REPORT)})
    ),
    "errorDeclaration": _members({"declarationTime": _TIME, "reason": _WORD}),
}
