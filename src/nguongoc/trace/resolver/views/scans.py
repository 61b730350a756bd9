"""Scans for who makes the goods: how many, where, when, and what in them should be looked at."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Refused, Text
from nguongoc.foundation.evidence.dated import setting
from nguongoc.foundation.shared.tables import answer
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.rights import Request, edits, may, signed_in
from nguongoc.trace.resolver import registers
from nguongoc.trace.resolver.actions.code_tests import try_now
from nguongoc.trace.resolver.actions.destinations import set_destinations
from nguongoc.trace.resolver.actions.scans import answer_sign
from nguongoc.trace.resolver.forms import DestinationsForm, SignForm
from nguongoc.trace.resolver.models import Destination, Report, Sign
from nguongoc.trace.resolver.queries.scans import charts, delivered_into, seen_where
from nguongoc.trace.resolver.rights import may_answer
from nguongoc.trace.resolver.signs import RULES

SPANS = (7, 30, 90)


@require_safe
@signed_in
def scans(request: Request) -> HttpResponse:
    """`/luot-quet/?ngay=30`: scans of the reader's goods by day, product and place."""
    today = timezone.localdate()
    asked = request.GET.get("ngay", "")
    days = int(asked) if asked in map(str, SPANS) else 30
    total, drawn = charts(request.viewer, today=today, days=days)
    shown = {
        "total": total,
        "charts": drawn,
        "days": days,
        "spans": SPANS,
        "kept": setting("scan.days", on=today),
        "may_see_tests": request.viewer.may("registry.see_all"),
        "open_signs": Sign.objects.visible_to(request.viewer).filter(state=Sign.State.OPEN).count(),
        "new_reports": Report.objects.visible_to(request.viewer).filter(state=Report.State.NEW).count(),
        "trail": [(_("Việc của tôi"), reverse("home")), (_("Lượt quét"), "")],
    }
    return render(request, "resolver/scans.html", shown)


def _trail(last: str = "") -> list[tuple[str, str]]:
    here = [(_("Việc của tôi"), reverse("home")), (_("Lượt quét"), reverse("scans"))]
    signs = (text(registers.SIGNS), reverse("scan_signs") if last else "")
    return [*here, signs, (last, "")] if last else [*here, signs]


@require_safe
@signed_in
def signs(request: Request) -> HttpResponseBase:
    """`/luot-quet/dau-hieu/`: what should be looked at."""
    table = registers.signs(request, request.viewer)
    return answer(request, "resolver/signs.html", table, trail=_trail(), rules=RULES.values())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sign(request: Request, sign: int) -> HttpResponse:
    """`/luot-quet/dau-hieu/{id}/`: one sign, what it may mean, and its maker's answer."""
    rows = Sign.objects.visible_to(request.viewer).select_related("product")
    found = get_object_or_404(rows, pk=sign)
    form = SignForm(request.POST or None, initial={"answer": found.answer})
    if request.method == "POST":
        if not may_answer(request.viewer, found):
            raise Http404(sign)
        if form.is_valid():
            try:
                close = "close" in request.POST and request.viewer.may("registry.see_all")
                words = form.cleaned_data["answer"]
                answer_sign(found, words, close=close, actor=request.viewer.user, at=timezone.now())
                messages.success(request, _("Đã ghi giải thích."))
                return redirect("scan_sign", found.pk)
            except Refused as refusal:
                form.refuse(refusal)
    lot = (
        Lot.objects.filter(product=found.product, number=found.lot_number).first()
        if found.lot_number
        else None
    )
    shown = {
        "sign": found,
        "rule": RULES[found.rule],
        "lot": lot,
        "edits_lot": edits(request.viewer, found.product.owner_id) if found.product else False,
        "delivered": delivered_into(lot) if lot else (),
        "seen": seen_where(found),
        "goods": registers.goods(found),
        "state": registers.sign_state(found),
        "form": form if may_answer(request.viewer, found) else None,
        "may_close": request.viewer.may("registry.see_all"),
        "trail": _trail(text(RULES[found.rule].name)),
    }
    return render(request, "resolver/sign.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@may("registry.see_all")
def code_tests(request: Request) -> HttpResponseBase:
    """`/luot-quet/tu-kiem-tra/`: each night's try of printed codes; who runs the system may have one now."""
    may_try = request.viewer.may("accounts.manage")
    if request.method == "POST" and may_try:
        try_now(actor=request.viewer.user, at=timezone.now())
        messages.success(request, _("Đang thử. Tải lại trang này sau ít giây."))
        return redirect("code_tests")
    here = [(_("Việc của tôi"), reverse("home")), (_("Lượt quét"), reverse("scans"))]
    trail = [*here, (text(registers.CODE_TESTS), "")]
    table = registers.code_tests(request)
    return answer(request, "resolver/code_tests.html", table, trail=trail, may_try=may_try)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def destinations(request: Request, lot: int) -> HttpResponse:
    """`/lo-hang/{id}/noi-giao/`: into which provinces a lot was delivered; its maker tells, if they like."""
    rows = Lot.objects.editable_by(request.viewer).select_related("product")
    found = get_object_or_404(rows, pk=lot)
    now = Destination.objects.filter(lot=found).values_list("province", flat=True)
    form = DestinationsForm(request.POST or None, initial={"provinces": list(now)})
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.cleaned_data["provinces"]
            set_destinations(found, chosen, actor=request.viewer.user, at=timezone.now())
            messages.success(request, _("Đã lưu nơi giao."))
            return redirect("lot", found.pk)
        except Refused as refusal:
            form.refuse(refusal)
    name = text(Text(f"Lô {found.number}", f"Lot {found.number}"))
    back = reverse("lot", args=[found.pk])
    trail = [
        (_("Việc của tôi"), reverse("home")),
        (_("Lô hàng"), reverse("lots")),
        (name, back),
        (_("Nơi giao"), ""),
    ]
    return render(
        request, "resolver/destinations.html", {"form": form, "lot": found, "trail": trail, "back": back}
    )
