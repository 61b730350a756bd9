"""Who is reminded of deadlines that come and have passed: what the sweeper does every hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam import dossier
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.support.actions.common import tell_applicant, tell_officers
from nguongoc.programme.support.models import Case, FollowUp, Miss

REMINDERS: tuple[tuple[int, Text], ...] = (
    (7, Text("còn 7 ngày đến hạn trả lời", "seven days until the answer is due")),
    (2, Text("còn 2 ngày đến hạn trả lời", "two days until the answer is due")),
    (-1, Text("đã quá hạn trả lời", "the answer is overdue")),
)
"""How many days before the deadline (its extensions counted) an officer is reminded; the last is the day after it."""
KEPT_MISSES = timedelta(days=1)


def remind(at: datetime) -> None:
    """Remind officers of answers that are due, and enterprises of follow-ups; each once. Failed look-ups are let go
    after a day."""
    if at.minute:
        return
    today = timezone.localdate(at)
    near = Case.objects.running().with_deadline().select_related("kind", "party", "officer")
    for case in near.filter(deadline__lte=today + timedelta(days=7)):
        left = (case.deadline - today).days
        days, words = [(days, words) for days, words in REMINDERS if left <= days][-1]
        title = Text(f"{case.code}: {words.vi}", f"{case.code}: {words.en}")
        until = day(case.deadline)
        once = f"case:{case.pk}:{until}:T{-days:+d}"
        tell_officers(case, title, Text(f"Hạn {until}.", f"By {until}."), at=at, once=once)
    _ask_for_measures(at)
    Miss.objects.filter(at__lt=at - KEPT_MISSES).delete()


def _ask_for_measures(at: datetime) -> None:
    today = timezone.localdate(at)
    owed = FollowUp.objects.filter(told_at=None, year__gt=0, due_date__lte=today)
    for one in owed.select_related("case__party").exclude(case__state=dossier.DRAFT):
        title = Text(
            f"{one.case.code}: xin cho biết kết quả sau {one.year} năm",
            f"{one.case.code}: how do things stand after {one.year} years?",
        )
        tell_applicant(one.case, title, at=at, once=f"case:{one.case_id}:year:{one.year}")
