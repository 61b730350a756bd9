"""Label templates and what printing needs, from a day on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Refused
from nguongoc.foundation.shared.tables import answer
from nguongoc.registry.parties.rights import Request, may
from nguongoc.trace.labels import registers
from nguongoc.trace.labels.actions.rules import set_rule, set_template
from nguongoc.trace.labels.forms import LENGTHS, HouseForm, RuleForm, TemplateForm
from nguongoc.trace.labels.models import LabelTemplate
from nguongoc.trace.labels.views.batches import trail


@require_safe
@may("labels.set")
def templates(request: Request) -> HttpResponseBase:
    """`/tem/mau-nhan/`: every template, and what printing needs."""
    words = _("Mẫu mới thay mẫu cũ cùng mã từ ngày ghi ở mẫu mới; đợt in đã yêu cầu giữ mẫu của nó.")
    return answer(
        request,
        "labels/rules.html",
        registers.templates(request),
        words=words,
        new="label_template",
        trail=trail(_("Mẫu nhãn")),
    )


@require_safe
@may("labels.set")
def rules(request: Request) -> HttpResponseBase:
    """`/tem/dieu-kien/`: what printing needs, by sector."""
    words = _("Chưa đủ chuỗi thì chưa in nhãn: mức đầy đủ và số công đoạn mà mỗi ngành phải đạt.")
    return answer(
        request,
        "labels/rules.html",
        registers.rules(request),
        words=words,
        new="label_rule",
        trail=trail(_("Điều kiện in")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may("labels.set")
def template(request: Request) -> HttpResponse:
    """`/tem/mau-nhan/moi?tu={id}`: a template from a day on, begun from another."""
    asked = request.GET.get("tu", "")
    model = (
        LabelTemplate.objects.filter(pk=int(asked)).first()
        if asked.isdigit()
        else LabelTemplate.objects.first()
    )
    names = (
        "code",
        "name",
        "medium",
        "columns",
        "rows",
        "lines",
        "has_ean",
        *(name for name, _label in LENGTHS),
    )
    begun = {name: getattr(model, name) for name in names} if model else {}
    form = TemplateForm(request.POST or None, initial={**begun, "valid_from": timezone.localdate()})
    save = lambda values: set_template(values, actor=request.viewer.user, at=timezone.now())  # noqa: E731
    return _set(request, form, save, "label_templates", _("Mẫu nhãn mới"))


@require_http_methods(["GET", "HEAD", "POST"])
@may("labels.set")
def rule(request: Request) -> HttpResponse:
    """`/tem/dieu-kien/moi`: what printing needs in a sector, from a day on."""
    form = RuleForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    save = lambda values: set_rule(**values, actor=request.viewer.user, at=timezone.now())  # noqa: E731
    return _set(request, form, save, "label_rules", _("Điều kiện in mới"))


def _set(
    request: Request, form: HouseForm, save: Callable[[dict[str, Any]], object], back: str, name: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(back)
    return render(
        request, "labels/set.html", {"form": form, "name": name, "back": back, "trail": trail(name)}
    )
