"""Label templates and what printing needs, from a day on. An installation begins with some; an administrator adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.sectors.load import known_sectors
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.trace.labels import gate, printing
from nguongoc.trace.labels.models import LabelBatch, LabelTemplate, PrintRule

BEGINNING = date(2025, 7, 1)
_ALL = ["product", "owner", "net", "lot", "expires", "number", "hint"]
_GEOMETRY = (
    *("page_width", "page_height", "label_width", "label_height", "columns", "rows"),
    *("left", "top", "gap_x", "gap_y", "symbol", "text_size", "least_size"),
)

TEMPLATES: Sequence[tuple[str, str, str, tuple[float, ...], list[str], bool]] = [
    ("a4-24", "Tờ A4, 24 tem 63,5 × 33,9 mm", "sheet",
     (210, 297, 63.5, 33.9, 3, 8, 7.2, 12.9, 2.5, 0, 27, 7.5, 4.5), _ALL, False),
    ("a4-65", "Tờ A4, 65 tem 38,1 × 21,2 mm", "sheet",
     (210, 297, 38.1, 21.2, 5, 13, 4.7, 10.7, 2.5, 0, 19.5, 5.5, 3.5), ["product", "lot", "expires"], False),
    ("a4-24-ean", "Tờ A4, 24 tem 70 × 37 mm, có EAN-13", "sheet",
     (210, 297, 70, 37, 3, 8, 0, 0, 0, 0, 30, 7, 4), ["product", "owner", "lot", "expires", "hint"], True),
    ("cuon-50x30", "Cuộn 50 × 30 mm", "roll",
     (50, 30, 50, 30, 1, 1, 0, 0, 0, 0, 27, 6.5, 4), ["product", "owner", "lot", "expires", "hint"], False),
    ("cuon-30x45", "Cuộn 30 × 45 mm, mã ở trên", "roll",
     (30, 45, 30, 45, 1, 1, 0, 0, 0, 0, 27, 6, 4), ["product", "lot", "expires"], False),
    ("thung-a6", "Nhãn thùng A6, 105 × 148 mm", "carton",
     (105, 148, 105, 148, 1, 1, 0, 0, 0, 0, 0, 14, 7), ["product", "owner", "lot", "expires"], False),
    ("thung-a5", "Nhãn thùng A5, 148 × 210 mm", "carton",
     (148, 210, 148, 210, 1, 1, 0, 0, 0, 0, 0, 18, 9), ["product", "owner", "net", "lot", "made", "expires"], False),
]  # fmt: skip
"""What an installation begins with: code, name, medium, geometry in the order of _GEOMETRY, lines, EAN-13."""


def load() -> None:
    """The templates and the rule that a new installation begins with. What an administrator has changed stays."""
    LabelTemplate.objects.bulk_create(
        [
            LabelTemplate(
                code=code,
                valid_from=BEGINNING,
                name=name,
                medium=medium,
                lines=lines,
                has_ean=has_ean,
                **dict(zip(_GEOMETRY, geometry, strict=True)),
            )
            for code, name, medium, geometry, lines, has_ean in TEMPLATES
        ],
        ignore_conflicts=True,
    )
    PrintRule.objects.bulk_create(
        [
            PrintRule(
                sector="", valid_from=BEGINNING, least_score=60, least_stages=3, decided_by="Mức ban đầu"
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def set_template(values: Mapping[str, Any], *, actor: User | None, at: datetime) -> LabelTemplate:
    """A template from a day on; one of the same code ends the day before. Raises Refused for what cannot be printed,
    and for a day that has passed."""
    made = LabelTemplate(**values)
    _refuse_past(made.valid_from, at)
    wrong = printing.sheet(made).problems()
    if wrong:
        raise Refused(wrong)
    LabelTemplate.objects.filter(code=made.code, valid_from=made.valid_from).exclude(
        pk__in=_used(made.code)
    ).delete()
    _end(LabelTemplate.objects.filter(code=made.code), made.valid_from)
    made.save(force_insert=True)
    record(
        "labels.template_set",
        made,
        actor=actor,
        at=at,
        code=made.code,
        valid_from=made.valid_from.isoformat(),
    )
    return made


@transaction.atomic
def set_rule(
    *,
    sector: str,
    valid_from: date,
    least_score: int,
    least_stages: int,
    decided_by: str,
    actor: User | None,
    at: datetime,
) -> PrintRule:
    """What printing needs in a sector ("" for all others) from a day on; the rule before it ends the day before."""
    if sector and sector not in {one.code for one in known_sectors()}:
        raise Refused(Problem("sector", _NO_SECTOR, "no-such-sector"))
    if not 0 <= least_score <= 100:
        raise Refused(Problem("least_score", _SCORE, "score-out-of-range"))
    _refuse_past(valid_from, at)
    PrintRule.objects.filter(sector=sector, valid_from=valid_from).delete()
    _end(PrintRule.objects.filter(sector=sector), valid_from)
    made = PrintRule.objects.create(
        sector=sector,
        valid_from=valid_from,
        least_score=least_score,
        least_stages=least_stages,
        decided_by=decided_by,
    )
    record(
        "labels.rule_set",
        made,
        actor=actor,
        at=at,
        sector=sector,
        least_score=least_score,
        stages=least_stages,
    )
    gate.forget()
    transaction.on_commit(gate.forget)  # another call may have read the old ones meanwhile
    return made


def _end(rows: Any, day: date) -> None:
    rows.filter(valid_from__lt=day, valid_to=None).update(valid_to=day - timedelta(days=1))


def _used(code: str) -> Any:
    return LabelBatch.objects.filter(template__code=code).values("template")


def _refuse_past(day: date, at: datetime) -> None:
    if day < timezone.localtime(at).date():
        raise Refused(Problem("valid_from", _PAST, "day-has-passed"))


_PAST = Text(
    "Ngày bắt đầu không được ở quá khứ: việc đã làm giữ theo mức cũ. Chọn hôm nay hoặc ngày sau.",
    "It cannot begin in the past: what was done stays as it was judged. Choose today or later.",
)
_NO_SECTOR = Text("Không có ngành hàng này.", "There is no such sector.")
_SCORE = Text("Mức đầy đủ từ 0 đến 100.", "A score is from 0 to 100.")
