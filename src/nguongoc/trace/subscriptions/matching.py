"""Which of some events a stored query finds: the query's own reading and finding, asked of these events alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events import forms, queries
from nguongoc.trace.events.models import Event
from nguongoc.trace.events.queries import Asked

PAGED = ("perPage", "nextPageToken")
ORDERED = ("orderBy", "orderDirection", "eventCountLimit")


def read(parameters: Mapping[str, Any]) -> Asked:
    """The question in these parameters. Raises Refused with each that is wrong."""
    return forms.asked(as_query(parameters))


def as_query(parameters: Mapping[str, Any]) -> QueryDict:
    """Parameters as they stand in an address: the values of a list with | between."""
    query = QueryDict(mutable=True)
    for name, value in parameters.items():
        query[name] = "|".join(map(_word, value)) if isinstance(value, list) else _word(value)
    return query


def _word(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def matched(asked: Asked, viewer: Viewer, events: Collection[Event]) -> list[Event]:
    """Those of these events, in their order, that the query finds and this viewer may see."""
    keys = [event.key for event in events]
    found = set(queries._matching(asked, viewer).filter(key__in=keys).values_list("key", flat=True))
    return [event for event in events if event.key in found]


def visible(keys: Sequence[UUID], viewer: Viewer) -> list[Event]:
    """The events of these keys that this viewer may see now, in the order of the keys."""
    found = {event.key: event for event in Event.objects.visible_to(viewer).filter(key__in=keys)}
    return [found[key] for key in keys if key in found]


def largest(parameters: Mapping[str, Any]) -> int | None:
    """maxEventCount, where it is given."""
    given = parameters.get("maxEventCount")
    return int(given) if given is not None else None


def not_for_subscribers(parameters: Mapping[str, Any]) -> list[Problem]:
    """What a query may ask and a subscription may not: it tells every event once, in the order of the log."""
    return [Problem(name, FOLLOWED, "subscribe-not-permitted") for name in ORDERED if name in parameters]


FOLLOWED = Text(
    "Đăng ký gửi mọi sự kiện theo thứ tự ghi vào kho nên không nhận tham số này. Hãy lưu một truy vấn không có nó.",
    "A subscription tells every event in the order of recording, so it takes no such parameter. Store a query "
    "without it.",
)


def refuse_paging(parameters: Mapping[str, Any]) -> list[Problem]:
    """Paging belongs to a call, not to a stored query (EPCIS 2.0 §8.2.7)."""
    why = Text(
        "Tham số này thuộc về từng lần gọi, không lưu cùng truy vấn. Hãy bỏ nó.",
        "This parameter belongs to a call and is not stored with a query. Leave it out.",
    )
    return [Problem(name, why, "query-parameter") for name in PAGED if name in parameters]


def checked(parameters: Any) -> dict[str, Any]:
    """The parameters of a query to be stored, without its `@context` where it has none of ours to say. Raises
    Refused with everything that is wrong."""
    if not isinstance(parameters, dict):
        raise Refused(
            Problem(
                "query",
                Text(
                    'Cần một đối tượng JSON gồm các tham số, ví dụ {"eventType": ["ObjectEvent"]}.',
                    'A JSON object of parameters is needed, for example {"eventType": ["ObjectEvent"]}.',
                ),
                "query-parameter",
            )
        )
    problems = refuse_paging(parameters)
    if problems:
        raise Refused(problems)
    read(parameters)
    return parameters
