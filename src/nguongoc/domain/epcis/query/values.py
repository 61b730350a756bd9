"""The kinds of value a query parameter takes: as JSON, and as the text of a query string."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from nguongoc.domain.epcis.vocabulary import EVENT_TYPES
from nguongoc.domain.problem import Text


class Kind(NamedTuple):
    """`fits` judges a JSON value; `of_text` makes one of a query string's text (raises ValueError); `wanted` says
    to a person what it must be."""

    fits: Callable[[Any], bool]
    of_text: Callable[[str], Any]
    wanted: Text


_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,12})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


def moment(text: str) -> datetime:
    """A time with its offset, in UTC, to the microsecond. Raises ValueError."""
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    try:
        # A leap second is a time too; Python knows none.
        return datetime.fromisoformat(re.sub(r":60(?=[.Zz+-])", ":59", text.upper())).astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError(text) from beyond


def number(given: object) -> Decimal:
    """A number of JSON or of text, as its sender wrote it. Raises ValueError."""
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal | str):
        raise ValueError(given)
    text = given if isinstance(given, str) else repr(given) if isinstance(given, float) else format(given)
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _can(read: Callable[[Any], Any]) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return fits


def _list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(fits, value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and "\x00" not in value


def _is_number(value: Any) -> bool:
    return not isinstance(value, str) and _can(number)(value)


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and _can(moment)(value)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, bool) or _is_text(value) or _is_number(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000_000


def _parts(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


def _flag(text: str) -> bool:
    return {"": True, "true": True, "1": True, "null": True, "false": False}[text.lower()]


def _when(text: str) -> str:
    # In a query string an unescaped plus of the offset arrives as a blank.
    return text.replace(" ", "+")


def _count(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _compared(text: str) -> Any:
    try:
        return number(text)
    except ValueError:
        return _when(text)


def one_of(words: tuple[str, ...]) -> Kind:
    """A list of some of these words."""
    known = ", ".join(words)
    fits = _list_of(lambda value: value in words)
    return Kind(fits, _parts, Text(f"danh sách gồm {known}", f"a list of {known}"))


def _is_event_type(value: Any) -> bool:
    return _is_text(value) and (value in EVENT_TYPES or value == "QuantityEvent" or ":" in value)


TEXT = Kind(_is_text, str, Text("một chuỗi khác rỗng", "a text"))
TEXTS = Kind(_list_of(_is_text), _parts, Text("danh sách chuỗi", "a list of texts"))
EVENT_TYPE = Kind(_list_of(_is_event_type), _parts, Text("danh sách loại sự kiện", "a list of event types"))
NUMBER = Kind(_is_number, number, Text("một số", "a number"))
NUMBERS = Kind(
    _list_of(_is_number),
    lambda text: [number(part) for part in _parts(text)],
    Text("danh sách số", "a list of numbers"),
)
TIME = Kind(
    _is_time,
    _when,
    Text(
        "thời điểm có múi giờ, ví dụ 2026-03-01T07:30:00+07:00",
        "a time with its offset, such as 2026-03-01T07:30:00+07:00",
    ),
)
FLAG = Kind(
    lambda value: value in (None, "", True, 1, False),
    _flag,
    Text("không có giá trị (hoặc true)", "no value (or true)"),
)
BOOLEAN = Kind(
    lambda value: isinstance(value, bool),
    lambda text: {"true": True, "false": False}[text.lower()],
    Text("true hoặc false", "true or false"),
)
SCALARS = Kind(
    lambda value: _list_of(_is_scalar)(value) or _is_number(value) or _is_time(value),
    _parts,
    Text("danh sách giá trị", "a list of values"),
)
COMPARED = Kind(
    lambda value: _is_number(value) or _is_time(value),
    _compared,
    Text("một số hoặc thời điểm có múi giờ", "a number or a time with an offset"),
)
COUNT = Kind(_is_count, _count, Text("số nguyên dương", "a whole number above 0"))
DIRECTION = Kind(lambda value: value in ("ASC", "DESC"), str, Text("ASC hoặc DESC", "ASC or DESC"))
ANYTHING = Kind(lambda value: True, str, Text("", ""))
