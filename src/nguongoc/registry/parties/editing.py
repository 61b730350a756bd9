"""How a record of the registry is changed: what changed from what to what is written down in the deed's own audit
entry, and two people who edit one record lose nothing.

Stands beside the usual rooms because every app of the registry needs it. A record that is edited has a `version`; a
page that edits it sends back the version it was opened with. Whoever saves later has their changes laid over the
earlier ones, field by field; where both changed one field, the later person is shown both values and decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.shared.templatetags.vn import moment

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import User

Plain = str | int | bool | list[Any] | None


@dataclass(frozen=True, slots=True)
class Opened:
    """As which version a record was opened for editing; up to `settled`, differences were shown and decided."""

    version: int
    settled: int = 0


class Overtaken(Refused):
    """Somebody else has changed the same fields meanwhile. `version` is the record's version now."""

    def __init__(self, problems: Iterable[Problem], version: int) -> None:
        super().__init__(problems)
        self.version = version


@dataclass(frozen=True, slots=True)
class Since:
    """What others did to one field since a version: what it was, what it is, and the last who changed it."""

    was: Plain
    now: Plain
    version: int
    who: str
    at: datetime


@transaction.atomic
def change(
    row: models.Model,
    values: Mapping[str, Any],
    *,
    verb: str,
    actor: User | None,
    at: datetime,
    opened: Opened | None = None,
) -> dict[str, list[Plain]]:
    """Give a record these values; answers what changed, field → [from, to]. One audit entry says it.

    With `opened`, raises Overtaken where somebody has meanwhile changed a field that is changed here too.
    """
    found: Any = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    meant = dict(values) if opened is None else _laid_over(found, values, opened)
    changed = {name: value for name, value in meant.items() if getattr(found, name) != value}
    for name, value in meant.items():
        setattr(row, name, value)
    row.version = found.version  # type: ignore[attr-defined]
    if not changed:
        return {}
    row.version += 1  # type: ignore[attr-defined]
    changes = {name: [plain(getattr(found, name)), plain(value)] for name, value in changed.items()}
    row.save(update_fields=[*changed, "version"])
    record(verb, row, actor=actor, at=at, version=found.version + 1, changes=changes)
    return changes


def _laid_over(found: Any, values: Mapping[str, Any], opened: Opened) -> dict[str, Any]:
    """The values with which to go on: where only others changed a field, theirs."""
    meant, clashes = dict(values), []
    for name, theirs in since(found, opened.version).items():
        if name not in values:
            continue
        mine = plain(values[name])
        if mine == theirs.was:
            meant[name] = getattr(found, name)
        elif mine != theirs.now and theirs.version > opened.settled:
            clashes.append(_clash(name, mine, theirs))
    if clashes:
        raise Overtaken(clashes, found.version)
    return meant


def since(row: models.Model, version: int) -> dict[str, Since]:
    """What was changed in this record after that version, field by field."""
    told: dict[str, Since] = {}
    for entry in entries(row).filter(details__version__gt=version).order_by("id"):
        for name, (was, now) in entry.details.get("changes", {}).items():
            first = told[name].was if name in told else was
            told[name] = Since(first, now, entry.details["version"], str(entry.actor or ""), entry.at)
    return told


def entries(row: models.Model) -> models.QuerySet[Entry]:
    """The audit entries of one record, with who made them, the latest first."""
    subject = f"{row._meta.label_lower}:{row.pk}"
    return Entry.objects.filter(subject=subject).select_related("actor").order_by("-id")


def plain(value: Any) -> Plain:
    """A value as the audit keeps it: what JSON can hold, and what a reader understands."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return str(value)


def _clash(name: str, mine: Plain, theirs: Since) -> Problem:
    who, when = theirs.who or "?", moment(theirs.at)
    why = Text(
        f"Trong lúc bạn sửa, {who} đã đổi mục này từ “{_said(theirs.was)}” thành “{_said(theirs.now)}” ({when}); "
        f"bạn ghi “{_said(mine)}”. Lưu lần nữa để giữ của bạn, hoặc sửa lại rồi lưu.",
        f"While you were editing, {who} changed this from “{_said(theirs.was)}” to “{_said(theirs.now)}” ({when}); "
        f"you wrote “{_said(mine)}”. Save again to keep yours, or mend it first.",
    )
    return Problem(name, why, "overtaken")


def _said(value: Plain) -> str:
    return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
