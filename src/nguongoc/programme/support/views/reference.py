"""The kinds of support, the pattern of codes, and closing old cases in a batch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.support import queries
from nguongoc.programme.support.actions import handling, reference
from nguongoc.programme.support.forms import BatchForm, KindEditForm, PrefixForm
from nguongoc.programme.support.models import CodePrefix, Kind
from nguongoc.programme.support.views.strip import NAME
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.rights import Request, may, signed_in

edits = require_http_methods(["GET", "HEAD", "POST"])
KINDS = Text("Loại hỗ trợ, mã hồ sơ", "Kinds of support, codes")


@require_safe
@signed_in
def kinds(request: Request) -> HttpResponse:
    """`/ho-tro/loai/`: the kinds of support as they are today, and what codes begin with."""
    today = timezone.localdate()
    shown = {
        "kinds": [(one, queries.days_for(one, today) if one.days else None) for one in queries.kinds(today)],
        "prefix": CodePrefix.objects.filter(valid_from__lte=today).first(),
        "handles": request.viewer.may("support.handle"),
        "trail": [(_("Việc của tôi"), reverse("home")), (text(NAME), reverse("cases")), (text(KINDS), "")],
    }
    return render(request, "support/kinds.html", shown)


@edits
@may("support.handle")
def kind_edit(request: Request, kind: int) -> HttpResponse:
    """`/ho-tro/loai/{id}/`: a kind as it is from a day on."""
    found, today = get_object_or_404(Kind, pk=kind), timezone.localdate()
    told = "\n".join(f"{one.name} | bắt buộc" if one.is_required else one.name for one in found.wanted)
    initial: dict[str, Any] = {
        name: getattr(found, name)
        for name in ("name_vi", "name_en", "source", "counts_for", "is_open", "days")
    }
    form = KindEditForm(request.POST or None, initial={**initial, "papers": told, "since": today})
    actor: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(lambda: reference.set_kind(found, **form.values, **actor)):
        messages.success(request, _("Đã đặt. Hồ sơ làm trước ngày ấy giữ quy định cũ."))
        return redirect("case_kinds")
    title = Text(f"Sửa loại: {found.name.vi}", f"Edit the kind: {found.name.en}")
    return desk(request, form, title, (text(NAME), reverse("cases")), (text(KINDS), reverse("case_kinds")))


@edits
@may("support.handle")
def prefix(request: Request) -> HttpResponse:
    """`/ho-tro/loai/dau-ma/`: what codes begin with from a day on."""
    form = PrefixForm(request.POST or None, initial={"since": timezone.localdate()})
    actor: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(lambda: reference.set_prefix(**form.values, **actor)):
        messages.success(request, _("Đã đặt. Mã đã cấp không đổi."))
        return redirect("case_kinds")
    title = Text("Đặt đầu mã hồ sơ", "Set what codes begin with")
    return desk(request, form, title, (text(NAME), reverse("cases")), (text(KINDS), reverse("case_kinds")))


@edits
@may("support.handle")
def batch(request: Request) -> HttpResponse:
    """`/ho-tro/khep-dot/`: stop old cases together, for one reason. Published times do not move."""
    form = BatchForm(request.POST or None)
    actor: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    count: list[int] = []
    if request.method == "POST" and form.carry(
        lambda: count.append(
            handling.close_batch(form.values["cases"], reason=form.values["reason"], **actor)
        )
    ):
        messages.success(
            request, _("Đã khép %(n)s hồ sơ. Thời gian trả lời công bố không đổi.") % {"n": count[0]}
        )
        return redirect("cases")
    words = Text(
        "Dành cho hồ sơ tồn không ai trả lời nữa. Chúng được đếm riêng là “khép theo đợt”; thời gian trả lời công bố "
        "chỉ tính hồ sơ đã có quyết định, nên không đổi.",
        "For old cases that nobody will answer. They are counted apart as “closed in a batch”; published times count "
        "cases with a decision only, so they do not move.",
    )
    title = Text("Khép hồ sơ tồn theo đợt", "Close old cases in a batch")
    template = "registry/form.html" if form.is_bound or form.offers_any else "support/no_old_cases.html"
    action = Text("Khép", "Close")
    return desk(
        request, form, title, (text(NAME), reverse("cases")), words=words, action=action, template=template
    )
