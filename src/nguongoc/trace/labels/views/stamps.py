"""Stamps by their numbers: looked up, and taken a step further."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.gs1 import keys, read
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.domain.stamps import numbers
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.accounts.rights import View
from nguongoc.foundation.shared.components import Fact
from nguongoc.foundation.shared.http import json_answer
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import moment
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.rights import Request, Viewer, signed_in
from nguongoc.registry.products.models import Product
from nguongoc.trace.labels import queries, registers
from nguongoc.trace.labels.actions import steps
from nguongoc.trace.labels.forms import StepForm
from nguongoc.trace.labels.models import LabelBatch
from nguongoc.trace.labels.queries import StampNow
from nguongoc.trace.labels.views.batches import trail

WASM = "'wasm-unsafe-eval'"
DEEDS: tuple[tuple[str, Text, str], ...] = (
    ("activated", Text("Kích hoạt cho lô", "Activate for a lot"), "labels.activate"),
    ("sold", Text("Ghi là đã bán", "Mark as sold"), "labels.activate"),
    ("delivered", Text("Giao cho đơn vị", "Deliver to the party"), "labels.approve"),
    ("blocked", Text("Khóa", "Block"), "labels.void"),
    ("recalled", Text("Thu hồi", "Recall"), "labels.void"),
    ("void", Text("Hủy", "Void"), "labels.void"),
)
"""What may be done with stamps, and who may."""


_may_run_wasm = cast(
    Callable[[View[HttpResponse]], View[HttpResponse]], csp_update({"script-src": [SELF, WASM]})
)


@require_safe
@signed_in
def find(request: Request) -> HttpResponse:
    """`/tem/tra-cuu/?so=…`: a stamp by its control number, its serial, or all of its code."""
    typed = request.GET.get("so", "").strip()
    shown: dict[str, object] = {
        "typed": typed,
        "trail": trail(_("Tra cứu")),
        "may_step": bool(_deeds(request.viewer)),
    }
    if typed:
        try:
            found = _looked_up(typed, request.viewer)
        except Refused as refused:
            shown["problem"] = text(refused.problems[0].why)
        else:
            shown |= {"found": found, "facts": _facts(found), "state": registers.stamp_state(found.state)}
    return render(request, "labels/find.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def step(request: Request) -> HttpResponse:
    """`/tem/buoc/?tu=…&den=…&viec=…`: deliver, activate, sell, block, recall or void stamps from one to another."""
    choices = _deeds(request.viewer)
    asked = {
        "first": request.GET.get("tu", ""),
        "last": request.GET.get("den", ""),
        "to": request.GET.get("viec", ""),
    }
    form = StepForm(request.POST or None, choices=choices, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, form)
        except Refused as refused:
            form.refuse(refused)
    return render(
        request,
        "labels/step.html",
        {"form": form, "choices": choices, "trail": trail(_("Kích hoạt, khóa, hủy"))},
    )


@require_safe
@signed_in
@_may_run_wasm
def scan(request: Request) -> HttpResponse:
    """`/quet/`: read codes with the camera, or type them; several in a row. The decoder of browsers without one of
    their own is WebAssembly, which no other page may run."""
    return render(request, "labels/scan.html", {"trail": [(_("Việc của tôi"), "/"), (_("Quét mã"), "")]})


@require_safe
@signed_in
def scanned(request: Request) -> HttpResponse:
    """`/quet/tra?ma=…`: what one code is, for the list of the scanning page."""
    typed = request.GET.get("ma", "").strip()[:400]
    try:
        return json_answer(_about(typed, request.viewer))
    except Refused as refused:
        return json_answer({"tone": "bad", "words": text(refused.problems[0].why), "link": ""})


def _done(request: Request, form: StepForm) -> HttpResponse:
    given, now = form.cleaned_data, timezone.now()
    batch = _batch(given["first"], request.viewer)
    actor = request.viewer.user
    if given["to"] == "activated":
        assert isinstance(actor, User)
        steps.activate(given["first"], given["last"], lot=_lot(batch, given["lot"]), actor=actor, at=now)
    else:
        steps.step(given["first"], given["last"], given["to"], actor=actor, at=now, why=given["why"])
    count = given["last"] - given["first"] + 1
    messages.success(request, _("Đã ghi nhận %(count)d tem.") % {"count": count})
    return redirect("label_batch", batch.pk)


def _deeds(viewer: Viewer) -> list[tuple[str, Text]]:
    return [(code, words) for code, words, needs in DEEDS if viewer.may(needs)]


def _batch(number: int, viewer: Viewer) -> LabelBatch:
    found = LabelBatch.objects.visible_to(viewer).filter(pk=number // numbers.A_BATCH).first()
    if found is None:
        raise Refused(Problem("first", _UNKNOWN, "unknown-stamp"))
    return found


def _lot(batch: LabelBatch, typed: str) -> Lot:
    lots = Lot.objects.select_related("product__owner").filter(product=batch.product_id, number=typed.strip())
    found = lots.order_by(F("produced_on").desc(nulls_last=True)).first()
    if found is None:
        raise Refused(Problem("lot", _NO_LOT, "no-such-lot"))
    return found


def _looked_up(typed: str, viewer: Viewer) -> StampNow:
    """The stamp that was typed or scanned. Raises Refused for what is none, and for what the viewer may not see."""
    found = None
    if numbers.looks_like_control(typed):
        found = queries.by_number(numbers.read_control(typed))
    elif numbers.looks_like_serial(typed.upper()):
        found = queries.by_serial(typed.upper())
    else:
        values = _values(typed)
        if "01" in values and "21" in values:
            found = queries.stamp(values["01"], values["21"])
    if found is None or not LabelBatch.objects.visible_to(viewer).filter(pk=found.batch.pk).exists():
        raise Refused(Problem("", _UNKNOWN, "unknown-stamp"))
    return found


def _about(typed: str, viewer: Viewer) -> dict[str, str]:
    """A stamp with its state; else the goods that the code names."""
    if numbers.looks_like_control(typed) or numbers.looks_like_serial(typed.upper()):
        return _stamp_line(_looked_up(typed, viewer))
    values = _values(typed)
    if "01" in values and "21" in values:
        return _stamp_line(_looked_up(typed, viewer))
    if "00" in values:
        return {"tone": "info", "words": f"SSCC {values['00']}", "link": f"/00/{values['00']}"}
    product = Product.objects.filter(gtin=values.get("01", "")).first()
    if product is None:
        raise Refused(Problem("", _NOT_OURS, "not-ours"))
    link = f"/01/{product.gtin}" + (f"/10/{values['10']}" if "10" in values else "")
    lot = f" · {values['10']}" if "10" in values else ""
    return {"tone": "info", "words": f"{product.name}{lot}", "link": link}


def _values(typed: str) -> dict[str, str]:
    """What the code says, by identifier. A number by itself is a GTIN or an SSCC, its check digit looked at."""
    if keys.is_digits(typed) and len(typed) in (*keys.GTIN_LENGTHS, 18):
        return {"00": keys.sscc(typed)} if len(typed) == 18 else {"01": keys.gtin14(typed)}
    return {element.ai: element.value for element in read.anything(typed)}


def _stamp_line(found: StampNow) -> dict[str, str]:
    state = registers.stamp_state(found.state)
    lot = f" · {found.lot.number}" if found.lot else ""
    words = f"{found.control} · {text(state.words)} · {found.product.name}{lot}"
    link = f"{reverse('stamp_find')}?so={found.control}"
    return {"tone": state.tone, "words": words, "link": link, "control": found.control}


def _facts(found: StampNow) -> list[Fact]:
    lot = found.lot
    facts = [
        Fact(Text("Số kiểm soát", "Control number"), found.control),
        Fact(Text("Số sê-ri", "Serial"), found.serial, link=f"/01/{found.product.gtin}/21/{found.serial}"),
        Fact(
            Text("Sản phẩm", "Product"),
            found.product.name,
            found.product.gtin,
            link=f"/01/{found.product.gtin}",
        ),
        Fact(
            Text("Lô hàng", "Lot"),
            lot.number if lot else Text("chưa gắn", "none yet"),
            link=reverse("lot", args=[lot.pk]) if lot else "",
        ),
        Fact(Text("Đợt in", "Batch"), found.batch.code, link=reverse("label_batch", args=[found.batch.pk])),
        Fact(Text("Trạng thái từ", "Since"), moment(found.since), found.why),
    ]
    if found.checked_at:
        facts.append(
            Fact(
                Text("Cào kiểm tra lần đầu", "First scratch check"),
                moment(found.checked_at),
                found.checked_in,
            )
        )
    return facts


_UNKNOWN = Text(
    "Không có tem nào mang số này, hoặc bạn không được xem. Hãy đối chiếu từng ký tự trên tem.",
    "No stamp has this number, or you may not see it. Compare every character with the stamp.",
)
_NO_LOT = Text(
    "Sản phẩm của tem này không có lô mang số ấy. Hãy mở lô trước, hoặc xem lại số lô.",
    "The stamps' product has no lot of that number. Open the lot first, or look at the number again.",
)
_NOT_OURS = Text(
    "Mã đúng quy cách nhưng không thuộc sản phẩm nào trong hệ thống này.",
    "The code is well formed and names no product of this system.",
)
