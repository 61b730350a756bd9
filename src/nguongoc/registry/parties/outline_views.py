"""The page on which an administrator gives the outline of the province, from a day on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam.ground import bounded_by, features
from nguongoc.foundation.shared.components import Place
from nguongoc.registry.parties.actions import set_outline
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.forms import OutlineForm
from nguongoc.registry.parties.models import ProvinceOutline
from nguongoc.registry.parties.queries import outline_on, outside, province_on
from nguongoc.registry.parties.rights import Request, may

LARGEST_BYTES = 20_000_000
SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@may("accounts.manage")
def outline(request: Request) -> HttpResponse:
    """`/dia-gioi-tinh/`: the outline in force, the places that lie outside it, and giving another."""
    today, made = timezone.localdate(), list[ProvinceOutline]()
    form = OutlineForm(request.POST or None, request.FILES or None, initial={"since": today})
    if request.method == "POST" and form.carry(lambda: made.append(_set(request, form))):
        count = len(outside(province_on(made[0].valid_from)))
        messages.success(
            request, _("Đã nhận địa giới. Địa điểm đã vẽ nằm ngoài: %(count)s.") % {"count": count}
        )
        return redirect("province_outline")
    within = province_on(today)
    shown: dict[str, Any] = {
        "now": outline_on(today),
        "coming": ProvinceOutline.objects.filter(valid_from__gt=today).defer("geometry"),
        "outside": outside(within)[:SHOWN],
        "drawn": [Place(Text("Địa giới tỉnh", "The province"), shape=within.sketch)] if within.sketch else [],
    }
    words = Text(
        "Thửa vẽ từ ngày ấy phải nằm trong địa giới này. Hồ sơ đã vẽ trước đó giữ nguyên.",
        "Plots drawn from that day on must lie within it. What was drawn before stays.",
    )
    here = (_("Thiết lập"), reverse("settings"))
    title = Text("Địa giới tỉnh", "Outline of the province")
    return desk(request, form, title, here, words=words, template="registry/outline.html", **shown)


def _set(request: Request, form: OutlineForm) -> ProvinceOutline:
    typed = form.cleaned_data
    shapes = (one.geometry for one in features(typed["file"].read(LARGEST_BYTES)))
    within = bounded_by(shapes, margin_m=typed["margin_m"])
    user: Any = request.viewer.user
    return set_outline(within, since=typed["since"], source=typed["source"], actor=user, at=timezone.now())
