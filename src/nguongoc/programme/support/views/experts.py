"""The page of one expert: competences with their evidence, and what they judged."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Fact, Status
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import day, number
from nguongoc.programme.experts.models import Competence, Expert
from nguongoc.programme.experts.views import NAME, standing
from nguongoc.programme.support.models import Assignment
from nguongoc.registry.parties.rights import Request, signed_in


def state(competence: Competence) -> Status:
    """How a competence stands today."""
    today = timezone.localdate()
    if competence.revoked_on and competence.revoked_on <= today:
        return Status("bad", Text("đã thu hồi", "revoked"))
    if competence.file.withdrawn_at is not None:
        return Status("bad", Text("mất tệp bằng chứng", "no evidence on file"))
    if competence.valid_to < today:
        return Status("bad", Text("đã hết hạn", "expired"))
    if competence.valid_from > today:
        return Status("wait", Text("chưa có hiệu lực", "not in force yet"))
    left = (competence.valid_to - today).days
    if left <= 60:
        return Status("wait", Text(f"hết hạn sau {left} ngày", f"ends in {left} days"))
    return Status("good", Text("còn hiệu lực", "in force"))


@require_safe
@signed_in
def expert(request: Request, expert: int) -> HttpResponse:
    """`/chuyen-gia/{id}/`: an expert, for those who see every case and for the expert."""
    rows = Expert.objects.visible_to(request.viewer).with_standing(timezone.localdate())
    found = get_object_or_404(rows, pk=expert)
    handles = request.viewer.may("support.handle")
    given = list(
        Assignment.objects.filter(expert=found)
        .select_related("case__kind", "competence")
        .order_by("-assigned_on", "-pk")
    )
    marks = [one.mark for one in given if one.mark]
    facts = [
        Fact(Text("Tình trạng", "State"), "", status=standing(found)),
        Fact(Text("Nơi làm việc", "Workplace"), found.workplace),
        Fact(Text("Điện thoại", "Phone"), found.phone if handles else ""),
        Fact(Text("Thư điện tử", "E-mail"), found.email if handles else ""),
        Fact(
            Text("Đánh giá trung bình", "Mean mark"),
            f"{number(sum(marks) / len(marks), 1)}/5" if marks and handles else "",
            note=Text(f"{len(marks)} lần", f"{len(marks)} times"),
        ),
        Fact(Text("Thôi tham gia", "Left"), day(found.left_on) if found.left_on else ""),
    ]
    shown = {
        "expert": found,
        "facts": [one for one in facts if one.value or one.status],
        "competences": [(one, state(one)) for one in found.competences.select_related("file")],
        "given": given,
        "handles": handles,
        "trail": [(_("Việc của tôi"), reverse("home")), (text(NAME), reverse("experts")), (str(found), "")],
    }
    return render(request, "support/expert.html", shown)
