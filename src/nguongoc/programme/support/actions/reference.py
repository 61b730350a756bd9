"""The kinds of support and the numbering of cases, as an administrator keeps them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.programme.support.actions.common import refused
from nguongoc.programme.support.models import CodePrefix, Kind

SEED = Path(__file__).parents[1] / "seed" / "kinds.toml"
BEGINNING = date(2021, 1, 1)


def load_support() -> None:
    """The plan's kinds of support, and the pattern of codes, that a new installation begins with. What was changed
    stays."""
    told = tomllib.loads(SEED.read_text(encoding="utf-8"))
    if not CodePrefix.objects.exists():
        CodePrefix.objects.create(valid_from=BEGINNING, **told["prefix"])
    if Kind.objects.exists():
        return
    for position, one in enumerate(told["kinds"], 1):
        Kind.objects.create(
            code=one["code"],
            valid_from=BEGINNING,
            name_vi=one["vi"],
            name_en=one["en"],
            source=told["source"],
            counts_for=one.get("counts_for", ""),
            is_open=one.get("is_open", False),
            papers=told["papers"] if one.get("is_open") else [],
            position=position,
        )


@transaction.atomic
def set_kind(
    kind: Kind,
    *,
    since: date,
    papers: Sequence[tuple[str, bool]],
    actor: User | None,
    at: datetime,
    **told: Any,
) -> Kind:
    """A kind as it is from that day on; the row of the days before stays, and cases keep the one they were begun
    under. Raises Refused for a day that has passed, and for one on which it was set before."""
    today = timezone.localdate(at)
    if since < today:
        raise refused(
            "since", "Ngày áp dụng phải từ hôm nay trở đi.", "It is set from today on.", "in-the-past"
        )
    later = Kind.objects.filter(code=kind.code, valid_from__gt=kind.valid_from).exists()
    if later or kind.valid_to is not None:
        raise refused("", "Chỉ sửa được dòng mới nhất.", "Only the latest row is changed.", "not-the-latest")
    words = {name: nfc(value).strip() if isinstance(value, str) else value for name, value in told.items()}
    wanted = [[f"giay-{number}", nfc(name), must] for number, (name, must) in enumerate(papers, 1)]
    known = {one.name: one.code for one in kind.wanted}
    wanted = [[known.get(str(name), code), name, must] for code, name, must in wanted]
    if since == kind.valid_from:
        Kind.objects.filter(pk=kind.pk).update(papers=wanted, version=kind.version + 1, **words)
        made = Kind.objects.get(pk=kind.pk)
    else:
        Kind.objects.filter(pk=kind.pk).update(valid_to=since - timedelta(days=1))
        made = Kind.objects.create(
            code=kind.code, valid_from=since, papers=wanted, position=kind.position, **words
        )
    record("support_kind.set", made, actor=actor, at=at, code=kind.code, since=since.isoformat())
    return made


@transaction.atomic
def set_prefix(begins_with: str, *, since: date, source: str, actor: User | None, at: datetime) -> CodePrefix:
    """What codes begin with from that day on. Codes that were given stay. Raises Refused for a day that has passed,
    and for what is no prefix."""
    problems = []
    if since < timezone.localdate(at):
        why = Text("Ngày áp dụng phải từ hôm nay trở đi.", "It is set from today on.")
        problems.append(Problem("since", why, "in-the-past"))
    typed = begins_with.strip().upper()
    if not (typed.isascii() and typed.replace(".", "").isalnum()):
        why = Text("Chỉ chữ, số và dấu chấm, ví dụ H35.12.", "Letters, figures and dots, such as H35.12.")
        problems.append(Problem("begins_with", why, "no-prefix"))
    if problems:
        raise Refused(problems)
    made, _ = CodePrefix.objects.update_or_create(
        valid_from=since, defaults={"prefix": typed, "source": nfc(source).strip()}
    )
    record("support_prefix.set", made, actor=actor, at=at, prefix=typed, since=since.isoformat())
    return made
