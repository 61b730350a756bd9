"""What a query asks, typed (EPCIS 2.0 §8.2.7.1): every condition holds; the values of one are alternatives.

Identifiers stand in their canonical spelling and CBV words bare, as the log keeps them, so that a condition can be
held against it as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

Operator = Literal["EQ", "GT", "GE", "LT", "LE", "EXISTS"]
Scope = Literal[
    "",
    "ILMD",
    "ERROR_DECLARATION",
    "SENSORELEMENT",
    "SENSORMETADATA",
    "SENSORREPORT",
    "readPoint",
    "bizLocation",
]
Value = str | Decimal | datetime


@dataclass(frozen=True, slots=True)
class Words:
    """A member is one of these words: `type`, `action`, `bizStep`, `disposition`, `eventID`,
    `persistentDisposition.set`, `persistentDisposition.unset`, `errorDeclaration.reason`."""

    member: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time is at or after (`GE`), or before (`LT`), a moment: `eventTime`, `recordTime`, `errorDeclarationTime`;
    `startTime`, `endTime`, `time` of the sensors."""

    member: str
    operator: Operator
    value: datetime


@dataclass(frozen=True, slots=True)
class Named:
    """The event names one of these keys, or a key that begins so, in one of these roles (`items.items`)."""

    roles: tuple[str, ...]
    keys: tuple[str, ...]
    starts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """The place in this role is one of these, or lies below one in the hierarchy of master data."""

    role: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity element has this amount in exactly this unit (None: elements without a unit)."""

    operator: Operator
    values: tuple[Decimal, ...]
    uom: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """An extension field, directly in a part of the event or (`inner`) anywhere below that part's extensions.

    `namespace` is None where the prefix of `name` was not declared: then the field is known by its name as
    written, `vn:lot`. Otherwise `name` is the local name, and the event's own prefix does not matter.
    """

    scope: Scope
    inner: bool
    namespace: str | None
    name: str
    operator: Operator
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Present:
    """The event has this member: `errorDeclaration`, `sensorElementList`."""

    member: str


@dataclass(frozen=True, slots=True)
class SensorText:
    """A member of a sensor's metadata or report is one of these texts, or this boolean."""

    member: str
    values: tuple[str, ...] | bool


@dataclass(frozen=True, slots=True)
class SensorNumber:
    """A sensor report's number. One alternative a unit, since the sender's unit need not be the asker's: the unit
    (None for `percRank`, which has none), and the values converted to it."""

    member: str
    operator: Operator
    alternatives: tuple[tuple[str | None, tuple[Decimal, ...]], ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """What `field` names has master data with one of these attributes, or with this attribute at one of `values`.

    `field`: `readPoint`, `bizLocation`, `bizStep`, `disposition`, `epcClass`, `bizTransaction`, `source`,
    `destination`, or an extension field.
    """

    field: str
    names: tuple[str, ...]
    values: tuple[str, ...] | None = None


Condition = (
    Words | Moment | Named | Within | Quantity | Field | Present | SensorText | SensorNumber | Attribute
)


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the log.

    `order` is `eventTime`, `recordTime` or an extension field; `limit` cuts the answer (`eventCountLimit`), `most`
    refuses a larger one (`maxEventCount`). `per_page` and `token` belong to the call and to no stored query.
    `binding` is the question in one line, the page left out: what a page token is bound to.
    """

    conditions: tuple[Condition, ...] = ()
    order: Literal["eventTime", "recordTime"] | Field = "eventTime"
    descending: bool = True
    limit: int | None = None
    most: int | None = None
    per_page: int | None = None
    token: str | None = None
    binding: str = ""
