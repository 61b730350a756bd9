"""Searching Vietnamese names without their marks, by an index.

A table keeps a folded column beside the name (`domain.vietnam.text.fold`) with a GIN index over its words. Words are
matched from their beginning. Names that hold what was typed with its own marks come first; a name that differs in
its marks is still listed, because people type without them: “Nậm Cha” and “Nậm Chà” are two communes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar, cast

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet

from nguongoc.domain.vietnam.text import fold, nfc

M = TypeVar("M", bound=Model)


class Named(Protocol):
    """Whatever has a name, and that name folded."""

    @property
    def name(self) -> str: ...
    @property
    def folded(self) -> str: ...


N = TypeVar("N", bound=Named)


def words(field: str = "folded") -> SearchVector:
    """The words of a folded column: what its GIN index holds, and what is searched."""
    return SearchVector(field, config="simple")


def matching(rows: QuerySet[M], typed: str, field: str = "folded") -> QuerySet[M]:
    """The rows whose folded column has, for every word that was typed, a word that begins so."""
    wanted = re.findall(r"[a-z0-9]+", fold(typed))
    if not wanted:
        return rows.none()
    query = SearchQuery(" & ".join(f"{word}:*" for word in wanted), config="simple", search_type="raw")
    return cast("QuerySet[M]", rows.alias(words_found=words(field)).filter(words_found=query))


def exact_first(rows: QuerySet[M], typed: str, *names: str) -> QuerySet[M]:
    """The rows that match, those first that hold in one of these columns what was typed with its very marks; behind
    that the order that the rows came in."""
    said = nfc(typed).strip()
    exact = Q()
    for name in names:
        exact |= Q(**{f"{name}__icontains": said})
    found = matching(rows, typed)
    ordered = found.query.order_by or tuple(found.model._meta.ordering or ())
    return cast(
        "QuerySet[M]",
        found.annotate(is_exact=ExpressionWrapper(exact, output_field=BooleanField())).order_by(
            "-is_exact", *ordered, "pk"
        ),
    )


def best(found: Iterable[N], typed: str, limit: int) -> list[N]:
    """The first `limit`, best first: with the very marks that were typed, then beginning so, then in order."""
    folded = fold(typed)
    exact = re.compile(rf"(?<!\w){re.escape(nfc(typed).lower())}(?!\w)")

    def rank(one: N) -> tuple[bool, bool, str, str]:
        said = one.name.lower()
        return not exact.search(said), not one.folded.startswith(folded), one.folded, said

    return sorted(found, key=rank)[:limit]
