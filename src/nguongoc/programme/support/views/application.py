"""What an applicant fills in: a new application, its fields kept as one types, its papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Fact
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.support.actions import applying
from nguongoc.programme.support.forms import ApplicationForm, KindForm, PaperForm
from nguongoc.programme.support.models import Case, Paper
from nguongoc.programme.support.views.strip import NAME, the_case, trail
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import Request, may

edits = require_http_methods(["GET", "HEAD", "POST"])


@edits
@may("support.apply")
def case_new(request: Request) -> HttpResponse:
    """`/ho-tro/moi/`: choose the kind of support; the draft begins with what the registry knows. `?tieu-chuan=` and
    `?ten=` name a standard or tool that one comes from."""
    party, at = get_object_or_404(Party, pk=request.viewer.party), timezone.now()
    form = KindForm(request.POST or None)
    wish = {
        "wish_code": request.GET.get("tieu-chuan", "")[:60],
        "wish_name": request.GET.get("ten", "")[:200],
    }
    made: list[Case] = []
    if request.method == "POST" and form.carry(
        lambda: made.append(
            applying.draft(party, form.cleaned_data["kind"], actor=request.viewer.user, at=at, **wish)
        )
    ):
        return redirect("case_edit", made[0].pk)
    words = Text(
        "Chọn loại, rồi điền đơn. Điều hệ thống đã biết về đơn vị được điền sẵn; gõ đến đâu lưu đến đó.",
        "Choose the kind, then fill in the application. What is known is filled in; it is kept as you type.",
    )
    if wish["wish_name"]:
        words = Text(f"Cho: {wish['wish_name']}. {words.vi}", f"For: {wish['wish_name']}. {words.en}")
    title, action = Text("Làm hồ sơ mới", "New application"), Text("Bắt đầu", "Begin")
    return desk(request, form, title, (text(NAME), reverse("cases")), words=words, action=action)


@edits
@may("support.apply")
def case_edit(request: Request, case: int) -> HttpResponse:
    """`/ho-tro/{id}/sua/`: fill in the application. htmx sends what was typed as it is typed, and hears whether it is
    kept; without a script a button does."""
    today, at = timezone.localdate(), timezone.now()
    found = the_case(request, case, today, own=True)
    form = ApplicationForm(request.POST or None, record=found)
    if request.method == "POST":
        is_kept = _keep(request, form, found, at)
        if request.htmx:  # type: ignore[attr-defined]
            return render(
                request, "support/kept.html", {"form": form, "case": found, "is_kept": is_kept, "at": at}
            )
        if is_kept and not form.errors:
            messages.success(request, _("Đã lưu."))
            return redirect("case", found.pk)
    called = found.party_name  # type: ignore[attr-defined]
    known = [
        Fact(Text("Đơn vị", "Party"), called, link=reverse("party", args=[found.party_id])),
        Fact(
            Text("Mã số thuế", "Tax code"),
            found.party.tax_code or Text("chưa có trong hồ sơ", "not on record"),
        ),
        Fact(Text("Người đại diện", "Representative"), found.party.representative or "–"),
        Fact(Text("Loại hỗ trợ", "Kind of support"), found.kind.name),
    ]
    shown = {
        "form": form,
        "case": found,
        "known": known,
        "papers": found.papers.filter(replaced_at=None).select_related("file"),
        "paper_form": PaperForm(case=found),
        "trail": trail(found, (text(Text("Điền đơn", "Fill in")), "")),
    }
    return render(request, "support/edit.html", shown, status=422 if form.is_bound and form.errors else 200)


def _keep(request: Request, form: ApplicationForm, found: Case, at: datetime) -> bool:
    """Keep every field that stands by itself, whatever is wrong with another; answers whether that was done."""
    if not form.is_valid() and "version" not in form.cleaned_data:
        return False
    return form.do(
        lambda: applying.edit(found, actor=request.viewer.user, at=at, opened=form.opened, **form.kept)
    )


@require_http_methods(["POST"])
@may("support.apply")
def paper_add(request: Request, case: int) -> HttpResponse:
    """`/ho-tro/{id}/giay/`: attach a paper while the case may be edited."""
    found = the_case(request, case, timezone.localdate(), own=True)
    form = PaperForm(request.POST, request.FILES, case=found)
    made: list[Paper] = []
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if form.carry(lambda: made.append(applying.add_paper(found, **form.values, **told))):
        remark = made[0].file.remark
        messages.success(request, text(remark) if remark else _("Đã nhận giấy."))
        return redirect(f"{reverse('case_edit', args=[found.pk])}#giay-to")
    return desk(
        request, form, Text("Thêm giấy tờ", "Add a paper"), (text(NAME), reverse("cases")), _edit(found)
    )


def _edit(case: Case) -> tuple[str, str]:
    return case.code or text(Text("Bản nháp", "Draft")), reverse("case_edit", args=[case.pk])


@require_http_methods(["POST"])
@may("support.apply")
def paper_drop(request: Request, case: int, paper: int) -> HttpResponse:
    """`/ho-tro/{id}/giay/{id}/bo/`: take a paper out while the case may be edited."""
    found = the_case(request, case, timezone.localdate(), own=True)
    one = get_object_or_404(Paper, pk=paper, case=found)
    if found.is_editable:
        applying.drop_paper(one, actor=request.viewer.user, at=timezone.now())
        messages.success(request, _("Đã bỏ giấy này khỏi hồ sơ."))
    return redirect(f"{reverse('case_edit', args=[found.pk])}#giay-to")
