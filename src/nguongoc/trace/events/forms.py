"""What callers may write into a query string, read into values. Unknown, doubled and ill-typed parameters are
refused by name (EPCIS 2.0 §8.2.7, QueryParameterException)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import QueryDict

from nguongoc.domain.epcis import normalise
from nguongoc.domain.epcis.vocabulary import EVENT_TYPES
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.trace.events.queries import LARGEST_PAGE, PAGE, Asked, read_page_token

KNOWN = (
    "eventType",
    "GE_eventTime",
    "LT_eventTime",
    "EQ_bizStep",
    "MATCH_anyEPC",
    "MATCH_anyEPCClass",
    "perPage",
    "nextPageToken",
)


def asked(query: QueryDict) -> Asked:
    """The question in a query string. Raises Refused with every parameter that is wrong."""
    problems = [*_unknown(query), *_doubled(query)]
    values = {name: str(query[name]) for name in KNOWN if name in query}
    reader = _Reader(values, problems)
    question = Asked(
        event_types=reader.event_types("eventType"),
        biz_steps=tuple(normalise.cbv(word) for word in reader.words("EQ_bizStep")),
        since=reader.time("GE_eventTime"),
        before=reader.time("LT_eventTime"),
        any_epc=tuple(normalise.identifier(uri) for uri in reader.words("MATCH_anyEPC")),
        any_class=tuple(normalise.identifier(uri) for uri in reader.words("MATCH_anyEPCClass")),
        per_page=reader.page_size("perPage"),
        after=reader.after("nextPageToken", bound_query(query)),
    )
    if problems:
        raise Refused(problems)
    return question


def bound_query(query: QueryDict) -> str:
    """The conditions to which a page token is bound: all but the page itself."""
    kept = query.copy()
    for name in ("nextPageToken", "perPage"):
        kept.pop(name, None)
    return kept.urlencode()


class _Reader:
    """Reads one value at a time; what is wrong goes to `problems`, and reading goes on."""

    def __init__(self, values: dict[str, str], problems: list[Problem]) -> None:
        self.values, self.problems = values, problems

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(word for word in self.values.get(name, "").split("|") if word)

    def event_types(self, name: str) -> tuple[str, ...]:
        words = self.words(name)
        known = ", ".join(EVENT_TYPES)
        for word in words:
            if word not in EVENT_TYPES and ":" not in word:
                self._wrong(
                    name,
                    f"“{word}” không phải loại sự kiện. Các loại: {known}.",
                    f"Not an event type: {word}",
                )
        return words

    def time(self, name: str) -> datetime | None:
        given = self.values.get(name)
        if given is None:
            return None
        try:
            # In a query string an unescaped plus of the offset arrives as a blank.
            found = datetime.fromisoformat(given.replace(" ", "+"))
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        self._wrong(
            name,
            f"“{given}” không phải thời điểm có múi giờ, ví dụ 2026-09-12T08:00:00+07:00.",
            f"Not a time with an offset: {given}. For example 2026-09-12T08:00:00+07:00.",
        )
        return None

    def page_size(self, name: str) -> int:
        given = self.values.get(name, str(PAGE))
        if given.isascii() and given.isdigit() and len(given) < 10 and int(given) > 0:
            return min(int(given), LARGEST_PAGE)
        self._wrong(name, f"“{given}” không phải số nguyên dương.", f"Not a positive whole number: {given}.")
        return PAGE

    def after(self, name: str, query: str) -> tuple[datetime, UUID] | None:
        token = self.values.get(name)
        if token is None:
            return None
        try:
            return read_page_token(token, query)
        except Refused as refusal:
            self.problems += refusal.problems
            return None

    def _wrong(self, name: str, vi: str, en: str) -> None:
        self.problems.append(Problem(name, Text(vi, en), "parameter"))


def _unknown(query: QueryDict) -> list[Problem]:
    known = ", ".join(KNOWN)
    return [
        Problem(
            name,
            Text(
                f"Không có tham số “{name}”. Các tham số dùng được: {known}.",
                f"There is no parameter “{name}”. Known: {known}.",
            ),
            "unknown-parameter",
        )
        for name in query
        if name not in KNOWN
    ]


def _doubled(query: QueryDict) -> list[Problem]:
    return [
        Problem(
            name,
            Text(
                f"Tham số “{name}” được viết {len(values)} lần. Viết một lần, các giá trị cách nhau bằng dấu |.",
                f"The parameter “{name}” is given {len(values)} times. Give it once, values separated by |.",
            ),
            "doubled-parameter",
        )
        for name, values in query.lists()
        if len(values) > 1
    ]
