"""Which of some events a stored query finds: the query's own reading and finding, asked of these events alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from nguongoc.domain.epcis import query as queries
from nguongoc.domain.epcis.query import PAGE_ALONE, Query
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.registry.parties.rights import Viewer
from nguongoc.trace.events import pages
from nguongoc.trace.events.models import Event

ORDERED = ("orderBy", "orderDirection", "eventCountLimit")


def read(parameters: Mapping[str, Any]) -> Query:
    """The question in these parameters. Raises Refused with each that is wrong."""
    return queries.read_json(parameters)


def matched(query: Query, viewer: Viewer, events: Collection[Event]) -> list[Event]:
    """Those of these events, in the log's order, that the query finds and this viewer may see."""
    return pages.among(query, viewer, [event.key for event in events]) if events else []


def visible(keys: Sequence[UUID], viewer: Viewer) -> list[Event]:
    """The events of these keys that this viewer may see now, in the order of the keys."""
    found = {event.key: event for event in Event.objects.visible_to(viewer).filter(key__in=keys)}
    return [found[key] for key in keys if key in found]


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
    return [Problem(name, why, "query-parameter") for name in PAGE_ALONE if name in parameters]


def checked(parameters: Any) -> dict[str, Any]:
    """The parameters of a query to be stored. Raises Refused with everything that is wrong."""
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
