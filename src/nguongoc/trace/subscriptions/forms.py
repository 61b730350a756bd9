"""What clients write into bodies and addresses, read into wishes. Everything that is wrong is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from nguongoc.domain.epcis import schedule as schedules
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.trace.subscriptions.actions import Wish
from nguongoc.trace.subscriptions.models import StoredQuery

LARGEST_BODY = 256 * 1024
DEEPEST = 16
_WISH = (
    "dest",
    "signatureToken",
    "secret",
    "initialRecordTime",
    "reportIfEmpty",
    "schedule",
    "stream",
    "epcFormat",
)
_QUERY = ("name", "query", "shared")
EPC_FORMATS = ("No_Preference", "Always_GS1_Digital_Link", "Always_EPC_URN", "Never_Translates")


class BadControls(Refused):
    """Neither or both of schedule and stream, or a schedule that cannot be (SubscriptionControlsException)."""


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises Refused for anything else."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(Problem("", _not_json(str(error)), "json")) from error
    if not isinstance(given, dict):
        raise Refused(Problem("", _not_json("not an object"), "json"))
    if not _is_plain(given, DEEPEST):
        raise Refused(Problem("", _not_json("too deep, or a NUL character in it"), "json"))
    return given


def _is_plain(value: Any, deep: int) -> bool:
    """Whether PostgreSQL can hold it: no NUL in any text, and not nested without end."""
    if isinstance(value, str):
        return "\x00" not in value
    if isinstance(value, dict):
        return deep > 0 and all(
            _is_plain(name, 1) and _is_plain(one, deep - 1) for name, one in value.items()
        )
    if isinstance(value, list):
        return deep > 0 and all(_is_plain(one, deep - 1) for one in value)
    return True


def query(body: bytes) -> tuple[Any, Any, bool]:
    """Name, parameters, and whether everybody may use it, from `{"name": …, "query": {…}, "shared": …}`."""
    given = json_object(body)
    _refuse_unknown(given, _QUERY)
    return given.get("name"), given.get("query"), _flag(given, "shared")


def wish(body: bytes, stored: StoredQuery, *, epc_format: str = "") -> Wish:
    """What a client asks for when it subscribes to a named query."""
    given = json_object(body)
    _refuse_unknown(given, _WISH)
    return Wish(
        query=stored,
        parameters=stored.parameters,
        dest=_text(given, "dest"),
        schedule=controls(given),
        secret=_text(given, "signatureToken") or _text(given, "secret"),
        report_if_empty=_flag(given, "reportIfEmpty"),
        initial_record_time=moment(given.get("initialRecordTime")),
        epc_format=_epc_format(_text(given, "epcFormat") or epc_format),
    )


def controls(given: Mapping[str, Any]) -> Any:
    """The schedule, None for a stream. Raises BadControls for both, for neither, and for a bad schedule."""
    schedule, stream = given.get("schedule"), _flag(given, "stream")
    if (schedule is not None) == stream:
        raise BadControls(Problem("schedule", EITHER, "controls"))
    if stream:
        return None
    try:
        schedules.read(schedule)
    except Refused as refusal:
        raise BadControls(refusal.problems) from refusal
    return schedule


EITHER = Text(
    "Chọn đúng một trong hai: “schedule” (lịch) hoặc “stream”: true (gửi ngay khi có sự kiện).",
    "Give exactly one of the two: a “schedule”, or “stream”: true (told as soon as events are recorded).",
)


def moment(given: Any) -> datetime | None:
    """A time with its offset. Raises Refused for anything else."""
    if given is None:
        return None
    try:
        # In a query string an unescaped plus of the offset arrives as a blank.
        found = datetime.fromisoformat(given.replace(" ", "+"))
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (AttributeError, TypeError, ValueError, OverflowError):
        pass  # no time
    why = Text(
        "Cần thời điểm có múi giờ, ví dụ 2026-09-12T08:00:00+07:00.",
        "A time with an offset is needed, for example 2026-09-12T08:00:00+07:00.",
    )
    raise Refused(Problem("initialRecordTime", why, "time"))


def _epc_format(given: str) -> str:
    if given and given not in EPC_FORMATS:
        known = ", ".join(EPC_FORMATS)
        raise Refused(Problem("GS1-EPC-Format", Text(f"Chọn trong: {known}.", f"One of: {known}."), "header"))
    return given


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    raise Refused(Problem(name, Text("Giá trị phải là chuỗi.", "The value must be a text."), "type"))


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if isinstance(value, bool):
        return value
    raise Refused(
        Problem(name, Text("Giá trị phải là true hoặc false.", "The value must be true or false."), "type")
    )


def _refuse_unknown(given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    names = ", ".join(known)
    problems = [
        Problem(
            name,
            Text(f"Không có trường này. Các trường: {names}.", f"There is no such member. Known: {names}."),
            "unknown-member",
        )
        for name in given
        if name not in known and not name.startswith("@")
    ]
    if problems:
        raise Refused(problems)


def _not_json(said: str) -> Text:
    return Text(
        f"Nội dung phải là một đối tượng JSON ({said}).", f"The body must be one JSON object ({said})."
    )
