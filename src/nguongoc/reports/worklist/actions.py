"""Whoever leads reminds an agency of what is due: its people are told, and it stays on record."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.vietnam.text import nfc
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.notices.actions import tell_all
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.registry.parties.models import Party
from nguongoc.reports.worklist.dues import Due
from nguongoc.reports.worklist.models import Reminder


@transaction.atomic
def remind(due: Due, agency: Party, *, note: str, actor: User, at: datetime) -> Reminder:
    """Tell the agency's people of this work, with a note. Raises Refused where it was reminded of it today, and where
    nobody of it would read it."""
    today = timezone.localdate(at)
    held = Q(memberships__party=agency, memberships__valid_from__lte=today)
    people = User.objects.filter(
        held & (Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=today)), is_active=True
    ).distinct()
    if not people:
        why = Text(
            "Cơ quan này chưa có ai trong hệ thống để nhận lời nhắc. Hãy mời người của họ trước.",
            "Nobody of this agency is here to be reminded. Have its people invited first.",
        )
        raise Refused(Problem("", why, "nobody-to-remind"))
    words = nfc(note).strip()
    try:
        with transaction.atomic():
            made = Reminder.objects.create(
                work=due.key, agency=agency, note=words, day=today, told=len(people), by=actor, at=at
            )
    except IntegrityError:
        why = Text(
            "Hôm nay cơ quan này đã được nhắc về việc này. Ngày mai mới nhắc lại được.",
            "This agency was reminded of this today already. It can be reminded again tomorrow.",
        )
        raise Refused(Problem("", why, "reminded-today")) from None
    tell_all(people, "task", _title(due), _words(due, words), at=at, link=due.link)
    record("work.reminded", made, actor=actor, at=at, work=due.key, agency=agency.internal_code, note=words)
    return made


def _title(due: Due) -> Text:
    name = due.name if isinstance(due.name, Text) else Text(text(due.name), text(due.name))
    return Text(f"Nhắc việc: {name.vi}", f"Reminder: {name.en}")


def _words(due: Due, note: str) -> Text:
    when = Text(f"Hạn {day(due.by)}. ", f"Due {day(due.by)}. ") if due.by else Text("", "")
    return Text(f"{when.vi}{note}".strip(), f"{when.en}{note}".strip())
