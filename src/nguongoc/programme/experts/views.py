"""The register of experts, and the pages on which it is kept. The page of one expert, with what they judged, stands
in `support`, which knows cases."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.problem import Text
from nguongoc.domain.vietnam.text import fold
from nguongoc.foundation.evidence import files
from nguongoc.foundation.shared.components import Status
from nguongoc.foundation.shared.tables import Choice, Column, answer, take
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.programme.experts import actions
from nguongoc.programme.experts.forms import CompetenceForm, ExpertForm, RevokeForm
from nguongoc.programme.experts.models import Competence, Expert
from nguongoc.registry.parties.desk import desk
from nguongoc.registry.parties.rights import Request, may, signed_in

edits = require_http_methods(["GET", "HEAD", "POST"])
NAME = Text("Chuyên gia", "Experts")


def standing(expert: Expert) -> Status:
    """Whether the expert may be given a case today."""
    if expert.left_on and expert.left_on <= timezone.localdate():
        return Status("quiet", Text("đã thôi tham gia", "left"))
    if expert.is_able:  # type: ignore[attr-defined]
        return Status("good", Text("giao việc được", "may be given cases"))
    return Status("bad", Text("không có năng lực còn hiệu lực", "no competence in force"))


COLUMNS = (
    Column(
        "ten",
        Text("Họ và tên", "Name"),
        lambda one: one.full_name,
        order=("folded",),
        link=lambda one: reverse("expert", args=[one.pk]),
        note=lambda one: one.workplace,
    ),
    Column(
        "nang-luc",
        Text("Năng lực còn hiệu lực", "Competences in force"),
        lambda one: ", ".join(sorted({held.field for held in one.held})),
        note=lambda one: min((f"{held.valid_to:%d/%m/%Y}" for held in one.held), default=""),
    ),
    Column("tinh-trang", Text("Tình trạng", "State"), standing, kind="status"),
)


@require_safe
@signed_in
def experts(request: Request) -> HttpResponseBase:
    """`/chuyen-gia/`: the experts, with what each may judge today; an expert sees their own row."""
    today = timezone.localdate()
    held = Prefetch("competences", Competence.objects.in_force(today).order_by("valid_to"), to_attr="held")
    rows = Expert.objects.visible_to(request.viewer).with_standing(today).prefetch_related(held)
    table = take(
        request.GET,
        name=NAME,
        columns=COLUMNS,
        rows=rows.order_by("folded", "pk"),
        choices=(
            Choice(
                "giao",
                Text("Giao việc", "Cases"),
                [
                    ("duoc", Text("giao việc được", "may be given")),
                    ("khong", Text("không giao được", "may not be given")),
                ],
                lambda found, value: found.filter(is_able=value == "duoc"),
            ),
        ),
        search=lambda found, typed: (
            found.filter(folded__contains=fold(typed))
            | found.filter(competences__field__icontains=typed).distinct()
        ),
        search_hint=Text("tên, tiêu chuẩn", "name, standard"),
        empty=Text("Chưa có chuyên gia nào.", "No expert yet."),
        id="chuyen-gia",
    )
    adds = [(Text("Thêm chuyên gia", "Add an expert"), reverse("experts_new"))]
    shown = {
        "words": _("Ai được thẩm định việc gì, đến bao giờ. Năng lực hết hạn thì không giao được."),
        "doors": [
            *(adds if request.viewer.may("support.handle") else []),
            (Text("Hồ sơ hỗ trợ", "Support cases"), reverse("cases")),
        ],
        "trail": [(_("Việc của tôi"), reverse("home")), (text(NAME), "")],
    }
    return answer(request, "registry/listing.html", table, **shown)


def _here(expert: Expert) -> tuple[tuple[str, str], ...]:
    return (text(NAME), reverse("experts")), (str(expert), reverse("expert", args=[expert.pk]))


@edits
@may("support.handle")
def expert_new(request: Request) -> HttpResponse:
    """`/chuyen-gia/moi/`: take somebody into the register."""
    form, made = ExpertForm(request.POST or None), list[Expert]()
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(
        lambda: made.append(actions.add_expert(**form.values, **told))
    ):
        return redirect("expert", made[0].pk)
    return desk(request, form, Text("Thêm chuyên gia", "Add an expert"), (text(NAME), reverse("experts")))


@edits
@may("support.handle")
def expert_edit(request: Request, expert: int) -> HttpResponse:
    """`/chuyen-gia/{id}/sua/`."""
    found = get_object_or_404(Expert, pk=expert)
    form = ExpertForm(request.POST or None, record=found)
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(
        lambda: actions.change_expert(found, opened=form.opened, **form.values, **told)
    ):
        return redirect("expert", found.pk)
    return desk(request, form, Text(f"Sửa: {found}", f"Edit: {found}"), *_here(found))


@edits
@may("support.handle")
def competence_new(request: Request, expert: int) -> HttpResponse:
    """`/chuyen-gia/{id}/nang-luc/`: what the expert is proven to be able to judge."""
    found = get_object_or_404(Expert, pk=expert)
    form = CompetenceForm(request.POST or None, request.FILES or None)
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(lambda: actions.add_competence(found, **form.values, **told)):
        return redirect("expert", found.pk)
    return desk(request, form, Text("Thêm năng lực", "Add a competence"), *_here(found))


@edits
@may("support.handle")
def competence_revoke(request: Request, competence: int) -> HttpResponse:
    """`/chuyen-gia/nang-luc/{id}/thu-hoi/`."""
    found = get_object_or_404(Competence.objects.select_related("expert"), pk=competence)
    form = RevokeForm(request.POST or None, initial={"on": timezone.localdate()})
    told: dict[str, Any] = {"actor": request.viewer.user, "at": timezone.now()}
    if request.method == "POST" and form.carry(
        lambda: actions.revoke_competence(found, **form.values, **told)
    ):
        return redirect("expert", found.expert_id)
    words = Text("Việc đã thẩm định giữ nguyên; từ ngày này không giao việc mới.", "What was judged stays.")
    title = Text(f"Thu hồi năng lực {found}", f"Revoke {found}")
    return desk(request, form, title, *_here(found.expert), words=words, action=Text("Ghi thu hồi", "Revoke"))


@require_safe
@signed_in
def competence_file(request: Request, competence: int) -> HttpResponseBase:
    """`/chuyen-gia/nang-luc/{id}/tep`: the evidence, for whoever may see the expert."""
    seen = Expert.objects.visible_to(request.viewer)
    found = get_object_or_404(Competence.objects.select_related("file"), pk=competence, expert__in=seen)
    return files.answer(found.file, inline=True)
