"""Batches of labels: asked for, approved, made, printed."""

from __future__ import annotations

import base64
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Refused, Text
from nguongoc.domain.stamps import picture, sealed
from nguongoc.foundation.evidence.actions import record
from nguongoc.foundation.shared.components import Fact, Progress
from nguongoc.foundation.shared.tables import answer
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.foundation.shared.templatetags.vn import moment, number, quantity
from nguongoc.registry.parties.rights import Request, edits, may, signed_in
from nguongoc.registry.products.models import Product
from nguongoc.trace.labels import printing, registers
from nguongoc.trace.labels.actions import batches, making, steps
from nguongoc.trace.labels.forms import WhyForm, WishForm
from nguongoc.trace.labels.gate import gate
from nguongoc.trace.labels.models import LabelBatch, LabelPart

MOST_PRODUCTS = 200


@require_safe
@signed_in
def register(request: Request) -> HttpResponseBase:
    """`/tem/`: the batches that the reader may see."""
    table = registers.batches(request, request.viewer, today=timezone.localdate())
    return answer(
        request, "labels/register.html", table, trail=trail(), may_ask=request.viewer.may("labels.request")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: Request) -> HttpResponse:
    """`/tem/yeu-cau/?san-pham=…&lo=…`: first the product, then the wish, with what is missing beside it. Who may not
    ask is told so, and has no product to choose."""
    may_ask = request.viewer.may("labels.request")
    own = Product.objects.visible_to(request.viewer).filter(owner__in=request.viewer.parties)
    rows = Product.objects.visible_to(request.viewer) if request.viewer.may("registry.edit_all") else own
    rows = rows if may_ask else rows.none()
    product = rows.filter(pk=_number(request.GET.get("san-pham"))).first()
    shown: dict[str, object] = {
        "trail": trail(_("Yêu cầu in")),
        "products": rows.order_by("folded")[:MOST_PRODUCTS],
        "may_ask": may_ask,
    }
    if product is None:
        return render(request, "labels/product.html", shown)
    now = timezone.now()
    given = {"lot": _number(request.GET.get("lo"))}
    form = WishForm(request.POST or None, product=product, today=timezone.localdate(), initial=given)
    shown |= {"form": form, "product": product, "edits": edits(request.viewer, product.owner_id)}
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" not in request.POST:
                made = batches.ask(form.wish, actor=request.viewer.user, at=now)
                messages.success(request, _("Đã gửi yêu cầu in. Người có quyền sẽ duyệt."))
                return redirect("label_batch", made.pk)
            shown["preview"] = sample(batches.preview(form.wish, at=now))
        except Refused as refused:
            form.refuse(refused)
        shown["gate"] = batches.look(form.wish, at=now)
    return render(request, "labels/ask.html", shown)


@require_safe
@signed_in
def batch(request: Request, batch: int) -> HttpResponseBase:
    """`/tem/{id}/`: one batch, what may be done with it next, and its stamps by range."""
    return _page(request, visible(request, batch))


def _page(request: Request, found: LabelBatch) -> HttpResponseBase:
    table = registers.ranges(request, found)
    shown = {
        "batch": found,
        "facts": _facts(found),
        "state": registers.batch_state(found),
        "trail": trail(found.code),
        "progress": _progress(found),
        "sample": _sample_or_none(found),
        "parts": found.parts.order_by("number").only("number", "first", "last")
        if found.state == "ready"
        else (),
        "may_approve": request.viewer.may("labels.approve"),
        "edits": edits(request.viewer, found.product.owner_id),
        "may_deliver": found.state == "printed"
        and request.viewer.may("labels.approve")
        and found.ranges.filter(state="printed").exists(),
        "why": WhyForm(),
    }
    if found.state == "asked":
        each = (found.content, found.uom)
        labels = 0 if found.kind == "carton" else found.quantity
        shown["gate"] = gate(
            found.product, found.lot, labels=labels, each=each, on=timezone.localdate(), besides=found
        )
    return answer(request, "labels/batch.html", table, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@may("labels.approve")
def decide(request: Request, batch: int, deed: str) -> HttpResponseBase:
    """`/tem/{id}/lam/{deed}`: approve, refuse, try again, confirm that it is printed, or deliver all of it. Opened
    without doing anything, it asks about what cannot be taken back, and else is the batch's page."""
    found, now, actor = visible(request, batch), timezone.now(), request.viewer.user
    if request.method != "POST" and deed == "da-in":
        return render(request, "labels/question.html", {"batch": found, "trail": trail(found.code, found.pk)})
    if request.method != "POST":
        return _page(request, found)
    try:
        if deed == "duyet":
            batches.approve(found, actor=actor, at=now)
        elif deed == "khong-duyet":
            batches.refuse(found, request.POST.get("why", ""), actor=actor, at=now)
        elif deed == "tao-lai":
            making.try_again(found, actor=actor, at=now)
        elif deed == "da-in":
            making.confirm_printed(found, actor=actor, at=now)
        elif deed == "da-giao":
            _deliver(found, request, now)
        else:
            raise Http404(deed)
    except Refused as refused:
        for one in refused.problems:
            messages.error(request, text(one.why))
    else:
        messages.success(request, _("Đã ghi nhận."))
    return redirect("label_batch", found.pk)


def _deliver(batch: LabelBatch, request: Request, now: datetime) -> None:
    held = list(batch.ranges.filter(state="printed"))
    for one in held:
        steps.step(one.first, one.last, "delivered", actor=request.viewer.user, at=now)


@require_http_methods(["GET", "HEAD", "POST"])
@may("labels.approve")
def file(request: Request, batch: int) -> HttpResponseBase:
    """`/tem/{id}/tep`: the sealed file for the print shop. The pass-phrase is shown first, and kept nowhere."""
    found = visible(request, batch)
    if request.method != "POST":
        shown = {
            "batch": found,
            "words": sealed.pass_phrase(),
            "trail": trail(found.code, found.pk, _("Tệp cho nhà in")),
        }
        return render(request, "labels/file.html", shown)
    words = request.POST.get("words", "")
    try:
        body = making.print_file(found, words, actor=request.viewer.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, text(refused.problems[0].why))
        return redirect("label_batch", found.pk)
    response = StreamingHttpResponse(body, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{found.code}.tem"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@may("labels.approve")
def part(request: Request, batch: int, part: int, form: str) -> HttpResponseBase:
    """`/tem/{id}/phan/{n}.pdf|csv|zpl`: a part for one's own printer. That it was taken is written down."""
    if form not in _FORMS:
        raise Http404(form)
    found = get_object_or_404(
        LabelPart.objects.select_related("batch"), batch=visible(request, batch), number=part
    )
    try:
        making.ready(found.batch)
        body = _FORMS[form](found)
    except Refused as refused:
        messages.error(request, text(refused.problems[0].why))
        return redirect("label_batch", batch)
    record(
        "labels.part_taken", found.batch, actor=request.viewer.user, at=timezone.now(), part=part, form=form
    )
    response = HttpResponse(body, content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{found.batch.code}-{found.number:04d}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


def _zpl(part: LabelPart) -> bytes:
    batch = LabelBatch.objects.select_related("product", "lot", "template").get(pk=part.batch_id)
    labels = printing.labels(batch, making.part_rows(part))
    pieces = picture.zpl(printing.design(batch), labels, printing.fonts(), gtin=batch.product.gtin)
    return "".join(pieces).encode()


_FORMS = {"pdf": making.part_pages, "csv": lambda part: printing.as_csv(making.part_rows(part)), "zpl": _zpl}
_TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "zpl": "application/x-zpl"}


@require_safe
@signed_in
def sample_file(request: Request, batch: int, form: str) -> HttpResponse:
    """`/tem/{id}/mau.svg|png`: one label of the batch with a made-up number, for looking at."""
    found = visible(request, batch)
    if form not in ("svg", "png"):
        raise Http404(form)
    row, gtin = printing.sample(found), found.product.gtin
    try:
        design = printing.design(found)
        if form == "svg":
            return HttpResponse(picture.svg(design, row, gtin=gtin), content_type="image/svg+xml")
        return HttpResponse(picture.png(design, row, printing.fonts(), gtin=gtin), content_type="image/png")
    except Refused as refused:
        raise Http404 from refused


def sample(batch: LabelBatch) -> str:
    """One label with a made-up number, as the address of a picture. Raises Refused when it cannot be drawn."""
    design, row = printing.design(batch), printing.sample(batch)
    png = picture.preview(design, row, printing.fonts(), gtin=batch.product.gtin)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _sample_or_none(batch: LabelBatch) -> str:
    try:
        return sample(batch)
    except Refused:
        return ""


def visible(request: Request, batch: int) -> LabelBatch:
    """The batch, or 404 where the reader may not see it."""
    rows = LabelBatch.objects.visible_to(request.viewer).select_related(
        "product__owner", "lot__product", "lot__chain_keys", "template", "asked_by", "approved_by"
    )
    return get_object_or_404(rows, pk=batch)


def trail(*names: str | int) -> list[tuple[str, str]]:
    """The way here: my work, stamps, and what is named; a number makes the name before it a link to that batch."""
    way = [(_("Việc của tôi"), "/"), (text(registers.NAME), reverse("labels"))]
    for name in names:
        if isinstance(name, int):
            way[-1] = (way[-1][0], reverse("label_batch", args=[name]))
        else:
            way.append((name, ""))
    return way


def _progress(batch: LabelBatch) -> Progress | None:
    if batch.state != "making":
        return None
    name = Text(f"Đang tạo đợt {batch.code}", f"Making batch {batch.code}")
    words = Text("Rời trang này được: việc vẫn chạy.", "You may leave this page: the work goes on.")
    return Progress(name, batch.made, batch.quantity, reverse("label_batch", args=[batch.pk]), words)


def _facts(batch: LabelBatch) -> list[Fact]:
    lot = batch.lot
    found = [
        Fact(
            Text("Sản phẩm", "Product"),
            batch.product.name,
            batch.product.gtin,
            link=f"/01/{batch.product.gtin}",
        ),
        Fact(
            Text("Lô hàng", "Lot"),
            lot.number if lot else Text("gắn khi kích hoạt", "bound when activated"),
            link=reverse("lot", args=[lot.pk]) if lot else "",
        ),
        Fact(Text("Loại nhãn", "Kind"), registers.KINDS[batch.kind], batch.template.name),
        Fact(Text("Số nhãn", "Labels"), number(batch.quantity)),
        Fact(Text("Mỗi nhãn ứng với", "Each stands for"), quantity(batch.content, batch.uom)),
        Fact(Text("Yêu cầu", "Asked"), str(batch.asked_by or "–"), moment(batch.asked_at)),
    ]
    if batch.approved_at:
        name = Text("Không duyệt", "Refused") if batch.state == "refused" else Text("Duyệt", "Approved")
        found.append(Fact(name, str(batch.approved_by or "–"), moment(batch.approved_at)))
    if batch.why:
        found.append(Fact(Text("Lý do", "Why"), batch.why))
    if batch.printed_at:
        found.append(Fact(Text("In xong", "Printed"), moment(batch.printed_at)))
    return found


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 15 else 0
