"""What buyers say, and who answers; and the small things that buyers do at the page behind a code."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.gs1 import digital_link
from nguongoc.domain.gs1.digital_link import DigitalLink
from nguongoc.domain.problem import Refused
from nguongoc.foundation.evidence import files
from nguongoc.foundation.evidence.actions import keep
from nguongoc.foundation.shared.tables import answer
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.rights import Request, signed_in
from nguongoc.registry.products.queries import by_gtin
from nguongoc.trace.labels.actions import scratch
from nguongoc.trace.labels.queries import stamp
from nguongoc.trace.resolver import registers
from nguongoc.trace.resolver.actions.reports import handle, report
from nguongoc.trace.resolver.actions.scans import place_last
from nguongoc.trace.resolver.forms import HandleForm, PlaceForm, ReportForm, StampForm
from nguongoc.trace.resolver.levels import anchor
from nguongoc.trace.resolver.models import Report
from nguongoc.trace.resolver.queries.resolution import PAGE
from nguongoc.trace.resolver.queries.scans import places
from nguongoc.trace.resolver.rights import may_answer
from nguongoc.trace.resolver.visitors import device


def _code(request: HttpRequest) -> DigitalLink:
    """The code that a page of a buyer is about, told by `?ma=`. Raises Http404 for what is none."""
    try:
        return digital_link.parse(digital_link.CANONICAL_DOMAIN + request.GET.get("ma", ""))
    except Refused as refusal:
        raise Http404(request.GET.get("ma", "")) from refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """`/phan-anh/gui?ma=/01/…`: a buyer says something of these goods. No account, no riddle."""
    link = _code(request)
    product = by_gtin(link.key.value[:14]) if link.key.ai in ("01", "8006") else None
    form = ReportForm(request.POST or None, request.FILES or None)
    shown = {"form": form, "product": product, "code": anchor(link.path), "back": PAGE + anchor(link.path)}
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        if form.is_trapped:  # a program is told what people are told, and nothing is kept
            return render(request, "resolver/report_sent.html", shown)
        try:
            phone = device(request, timezone.localdate(now))
            photo = form.cleaned_data["photo"]
            kept = keep(photo, name=photo.name, actor=None, at=now) if photo else None
            report(anchor(link.path), form.said, product=product, device=phone, at=now, photo=kept)
            return render(request, "resolver/report_sent.html", shown)
        except Refused as refusal:
            form.refuse(refusal)
            return render(request, "resolver/report_send.html", shown, status=429)
    return render(request, "resolver/report_send.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """`/quet-o-dau?ma=/01/…`: a buyer says in which commune or province they scanned."""
    link = _code(request)
    form = PlaceForm(request.POST or None)
    shown = {"form": form, "code": anchor(link.path), "back": PAGE + anchor(link.path)}
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        place_last(device=device(request, timezone.localdate(now)), place=form.cleaned_data["place"], at=now)
        return redirect(PAGE + anchor(link.path))
    return render(request, "resolver/place.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """`/kiem-tra-tem?ma=/01/…/21/…`: the code under the cover of a stamp, tried."""
    link = _code(request)
    gtin, serial = link.key.value, dict(link.qualifiers).get("21", "")
    found = stamp(gtin, serial) if link.key.ai == "01" and serial else None
    if found is None or not found.has_scratch:
        raise Http404(serial)
    form = StampForm(request.POST or None)
    shown = {"form": form, "stamp": found, "code": anchor(link.path), "back": PAGE + anchor(link.path)}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        name = text(dict(places()).get(given["place"], ""))
        try:
            shown["checked"] = scratch.check(gtin, serial, given["code"], at=timezone.now(), place=name)
        except Refused as refusal:
            form.add_error(None, [text(one.why) for one in refusal.problems])
    return render(request, "resolver/stamp_check.html", shown)


def _trail(last: str = "") -> list[tuple[str, str]]:
    reports = (text(registers.REPORTS), reverse("reports") if last else "")
    here = [(_("Việc của tôi"), reverse("home")), reports]
    return [*here, (last, "")] if last else here


@require_safe
@signed_in
def register(request: Request) -> HttpResponseBase:
    """`/phan-anh/`: what buyers said of the reader's goods."""
    words = _("Người mua gửi từ trang sau mã QR. Trả lời sớm; hàng gây hại thì kiểm tra viên cũng được báo.")
    table = registers.reports(request, request.viewer)
    return answer(request, "registers/listing.html", table, words=words, trail=_trail())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: Request, report: int) -> HttpResponse:
    """`/phan-anh/{id}/`: one report, taken up, answered, closed."""
    found = _visible(request, report)
    first = found.state if found.state != Report.State.NEW else Report.State.READ
    form = HandleForm(request.POST or None, initial={"state": first, "answer": found.answer})
    if request.method == "POST":
        if not may_answer(request.viewer, found):
            raise Http404(report)
        if form.is_valid():
            try:
                handle(found, **form.cleaned_data, actor=request.viewer.user, at=timezone.now())
                messages.success(request, _("Đã lưu."))
                return redirect("report", found.pk)
            except Refused as refusal:
                form.refuse(refusal)
    shown = {
        "report": found,
        "state": registers.report_state(found),
        "place": text(dict(places()).get(found.place, "")),
        "public": PAGE + found.code,
        "form": form if may_answer(request.viewer, found) else None,
        "trail": _trail(found.get_kind_display()),
    }
    return render(request, "resolver/report.html", shown)


@require_safe
@signed_in
def photo(request: Request, report: int) -> HttpResponseBase:
    """`/phan-anh/{id}/anh`: its photo."""
    found = _visible(request, report)
    if found.photo is None:
        raise Http404(report)
    return files.answer(found.photo, inline=True)


def _visible(request: Request, report: int) -> Report:
    rows = Report.objects.visible_to(request.viewer).select_related("product", "photo", "handled_by")
    return get_object_or_404(rows, pk=report)
