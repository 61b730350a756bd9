"""Which cases somebody sees, and what each is about."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from nguongoc.domain.problem import Text
from nguongoc.programme.support.models import Case
from nguongoc.registry.parties.rights import Viewer


def rows(viewer: Viewer) -> QuerySet[Any]:
    """The cases that the viewer may see, each with its deadline (`deadline`)."""
    return (
        Case.objects.visible_to(viewer).with_deadline().select_related("kind", "officer", "party", "agency")
    )


def title(case: Case) -> Text:
    """What a case is about, in a line."""
    about = f": {case.wish}" if case.wish else ""
    return Text(f"{case.kind.name.vi}{about}", f"{case.kind.name.en}{about}")
