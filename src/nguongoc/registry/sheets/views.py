"""The pages on which sheets are sent in, and on which one reads what became of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared import sheets
from nguongoc.foundation.shared.components import Progress
from nguongoc.foundation.shared.sheets_in import template
from nguongoc.foundation.shared.tables import Column, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.rights import Request, signed_in
from nguongoc.registry.sheets.actions import send_in
from nguongoc.registry.sheets.forms import SheetForm
from nguongoc.registry.sheets.models import Upload
from nguongoc.registry.sheets.registers import REGISTERS, Register

NAME = Text("Nhập từ bảng tính", "Import spreadsheets")


@require_safe
@signed_in
def register_list(request: Request) -> HttpResponse:
    """`/nhap-lieu/`: the registers that the reader may fill from a sheet, and the sheets sent before."""
    shown = {
        "name": NAME,
        "registers": [one for one in REGISTERS.values() if one.is_open_to(request.viewer)],
        "uploads": Upload.objects.visible_to(request.viewer)[:10],
        "trail": [(_("Việc của tôi"), reverse("home")), (text(NAME), "")],
    }
    return render(request, "sheets/list.html", shown)


def _the_register(request: Request, key: str) -> Register:
    found = REGISTERS.get(key)
    if found is None or not found.is_open_to(request.viewer):
        raise Http404(key)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sheet_new(request: Request, register: str) -> HttpResponse:
    """`/nhap-lieu/{register}/`: send a sheet in."""
    found, made = _the_register(request, register), list[Upload]()
    form = SheetForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method == "POST" and form.carry(lambda: made.append(_send(request, found, form))):
        return redirect("sheet", made[0].pk)
    title = Text(f"Nhập {found.name.vi.lower()} từ bảng tính", f"Import {found.name.en.lower()}")
    trail = (text(NAME), reverse("sheets"))
    return desk(
        request,
        form,
        title,
        trail,
        words=found.words,
        action=Text("Gửi", "Send"),
        template="sheets/new.html",
        register=found,
    )


def _send(request: Request, register: Register, form: SheetForm) -> Upload:
    user: Any = request.viewer.user
    typed = form.cleaned_data
    file = typed["file"]
    return send_in(
        register.key, file, name=file.name, only_check=typed["only_check"], actor=user, at=timezone.now()
    )


@require_safe
@signed_in
def sheet_template(request: Request, register: str) -> HttpResponseBase:
    """`/nhap-lieu/{register}/mau`: the sheet to fill in, with one example row."""
    found = _the_register(request, register)
    heads, rows = template(found.fields)
    return sheets.answer(f"mau-{found.key}", heads, rows)


@require_safe
@signed_in
def sheet(request: Request, upload: UUID) -> HttpResponse:
    """`/nhap-lieu/ket-qua/{id}/`: how far it is, and what became of it."""
    found = get_object_or_404(Upload.objects.visible_to(request.viewer).select_related("file"), pk=upload)
    register = REGISTERS[found.register]
    table = take(
        request.GET, name=PROBLEMS, columns=COLUMNS, rows=found.problems, empty=NO_PROBLEMS, id="loi"
    )
    trail = [(_("Việc của tôi"), reverse("home")), (text(NAME), reverse("sheets")), (text(register.name), "")]
    shown = {"upload": found, "progress": _progress(found, register), "table": table, "trail": trail}
    return render(request, "sheets/sheet.html", shown)


def _progress(upload: Upload, register: Register) -> Progress:
    again = (Text("Gửi bảng khác", "Send another"), reverse("sheet_new", args=[register.key]))
    there = (register.name, reverse(register.route))
    bad = upload.state in (Upload.State.REFUSED, Upload.State.FAILED)
    return Progress(
        Text(
            f"Nhập {register.name.vi.lower()}: {upload.file.name}", f"{register.name.en}: {upload.file.name}"
        ),
        upload.done,
        upload.total,
        reverse("sheet", args=[upload.pk]) if upload.finished_at is None else "",
        words=upload.get_state_display(),
        state="running" if upload.finished_at is None else "failed" if bad else "done",
        ways=[again] if bad or upload.only_check else [there, again],
    )


PROBLEMS = Text("Những ô cần sửa", "Cells to mend")
NO_PROBLEMS = Text("Không có ô nào sai.", "No cell is wrong.")
COLUMNS = (
    Column("o", Text("Ô", "Cell"), lambda one: one["where"] or None, kind="code"),
    Column(
        "sai",
        Text("Sai gì, sửa thế nào", "What is wrong, what to do"),
        lambda one: Text(one["vi"], one["en"]),
    ),
)
