"""Searching Vietnamese names without their marks, by an index.

A table keeps a folded column beside the name (`domain.vietnam.text.fold`) with a GIN index over its words. Words are
matched from their beginning. Names that hold what was typed with its own marks come first; a name that differs in
its marks is still listed, because people type without them: “Nậm Cha” and “Nậm Chà” are two communes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Model, QuerySet

from nguongoc.domain.vietnam.text import fold, nfc, sort_key

M = TypeVar("M", bound=Model)
T = TypeVar("T")

CANDIDATES = 400
"""Of a word that many names hold, no more than so many are weighed."""


def words(field: str = "folded") -> SearchVector:
    """The words of a folded column: what its GIN index holds, and what is searched."""
    return SearchVector(field, config="simple")


def matching(rows: QuerySet[M], typed: str, field: str = "folded") -> QuerySet[M]:
    """The rows whose folded column has, for every word that was typed, a word that begins so."""
    wanted = re.findall(r"[a-z0-9]+", fold(typed))
    if not wanted:
        return rows.none()
    query = SearchQuery(" & ".join(f"{word}:*" for word in wanted), config="simple", search_type="raw")
    return rows.annotate(words_found=words(field)).filter(words_found=query)


def best(found: Iterable[T], typed: str, name: Callable[[T], str], limit: int) -> list[T]:
    """The first `limit`, best first: with the very marks that were typed, then beginning so, then in Vietnamese
    order."""
    exact, folded = nfc(typed).lower(), fold(typed)

    def rank(one: T) -> tuple[bool, bool, object]:
        said = nfc(name(one)).lower()
        return not _holds(said, exact), not fold(said).startswith(folded), sort_key(said)

    return sorted(found, key=rank)[:limit]


def _holds(said: str, typed: str) -> bool:
    """Whether the words stand there, marks and all, not as the beginning of longer ones."""
    return re.search(rf"(?<!\w){re.escape(typed)}(?!\w)", said) is not None
