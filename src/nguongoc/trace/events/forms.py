"""What callers may write into a query string or a header, read into values. Unknown, doubled and ill-typed
parameters are refused by name (EPCIS 2.0 §8.2.7, QueryParameterException)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from nguongoc.domain.epcis import query
from nguongoc.domain.epcis.query import FAMILIES, Query
from nguongoc.domain.problem import Problem, Refused, Text

KNOWN = tuple(family.shown for family in FAMILIES if family.shown != "@context")
"""The families of parameters, as a list for people writes them."""


def asked(
    given: QueryDict, *, prefixes: Mapping[str, str] | None = None, fixed: Mapping[str, Any] | None = None
) -> Query:
    """The question in a query string. `fixed`: parameters, as JSON, that the path has set. Raises Refused with every
    parameter that is wrong."""
    pairs = ((name, value) for name, values in given.lists() for value in values)
    return query.read_text(pairs, prefixes, fixed=fixed)


_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,30}")


def extensions(header: str) -> dict[str, str]:
    """The prefixes that `GS1-Extensions` declares: `vn=https://…,ex=http://…`. Raises Refused where it is of another
    form."""
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in header.split(","))):
        prefix, joint, namespace = part.partition("=")
        if not (joint and namespace and _PREFIX.fullmatch(prefix)):
            raise Refused(_bad_extensions())
        found[prefix] = namespace
    return found


def _bad_extensions() -> Problem:
    why = Text(
        "GS1-Extensions có dạng “tiền-tố=không-gian-tên, …”, ví dụ vn=https://vi-du.vn/epcis/.",
        "GS1-Extensions is “prefix=namespace, …”, such as vn=https://example.com/epcis/.",
    )
    return Problem("GS1-Extensions", why, "header")


def paging(given: QueryDict) -> Query:
    """What a list that takes no conditions is asked for: `perPage` and `nextPageToken`. Raises Refused."""
    others = [name for name in given if name not in query.PAGE_ALONE]
    if others:
        raise Refused([_not_here(name) for name in others])
    return asked(given)


def _not_here(name: str) -> Problem:
    why = Text(
        "Danh sách này chỉ nhận perPage và nextPageToken. Hãy bỏ tham số này.",
        "This list takes perPage and nextPageToken only: leave this out.",
    )
    return Problem(name[:200], why, "query-parameter")
