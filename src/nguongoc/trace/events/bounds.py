"""How much a query may ask: its time, and the refusals of what would be too much (EPCIS 2.0 §8.2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from nguongoc.domain.problem import Problem, Refused, Text

SECONDS = 10.0
"""A query that would take longer is refused as too complex."""


class TooLarge(Refused):
    """More events answer than `maxEventCount` allows (QueryTooLargeException)."""


class TooComplex(Refused):
    """The answer would take longer than a query may (QueryTooComplexException)."""


@contextmanager
def in_time() -> Iterator[None]:
    """Run a query's statements for no longer, together, than a query may take. Raises TooComplex."""
    until = monotonic() + SECONDS

    def within(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if monotonic() > until:
            raise _too_complex()
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(within):
            yield
    except OperationalError as stopped:
        if isinstance(stopped.__cause__, QueryCanceled):
            raise _too_complex() from stopped
        raise


@contextmanager
def cut_off() -> Iterator[None]:
    """Have the database end a statement that takes longer by itself: for those that no index bounds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
            [f"{SECONDS * 1000:.0f}"],
        )
        before, _ = cursor.fetchone()
        yield
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])


def _too_complex() -> TooComplex:
    why = Text(
        "Truy vấn cần xem quá nhiều sự kiện. Hãy thêm khoảng thời gian (GE_eventTime, LT_eventTime) hoặc một mã.",
        "This query would look at too many events. Add a span of time (GE_eventTime, LT_eventTime) or a key.",
    )
    return TooComplex(Problem("", why, "query-too-complex"))
