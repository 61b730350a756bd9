"""The links of codes, kept by whoever answers for the code."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nguongoc.domain.gs1 import digital_link
from nguongoc.domain.problem import Refused
from nguongoc.foundation.shared.tables import answer
from nguongoc.foundation.shared.templatetags.face import text
from nguongoc.registry.parties.models import Party
from nguongoc.registry.parties.rights import Request, may, signed_in
from nguongoc.trace.resolver import registers
from nguongoc.trace.resolver.actions.links import add_link, change_link, end_link
from nguongoc.trace.resolver.forms import LinkForm
from nguongoc.trace.resolver.models import Link
from nguongoc.trace.resolver.queries.resolution import PAGE, owner_of
from nguongoc.trace.resolver.rights import may_edit


def trail(last: str = "") -> list[tuple[str, str]]:
    """Where a page of this module stands."""
    here = [(_("Việc của tôi"), reverse("home")), (text(registers.LINKS), reverse("links") if last else "")]
    return [*here, (last, "")] if last else here


@require_safe
@signed_in
def register(request: Request) -> HttpResponseBase:
    """`/lien-ket/`: the links that the reader may see."""
    table = registers.links(request, request.viewer)
    shown = {"trail": trail(), "may_add": request.viewer.may("registry.edit_own")}
    return answer(request, "resolver/links.html", table, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
@may("registry.edit_own")
def new(request: Request) -> HttpResponse:
    """`/lien-ket/them/?ma=/01/…`: a new link."""
    now = timezone.now()
    form = LinkForm.new(request.GET.get("ma", ""), timezone.localdate(now), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            anchor = form.cleaned_data["anchor"]
            made = add_link(
                anchor, form.wanted, party=_party(request, anchor), actor=request.viewer.user, at=now
            )
            messages.success(request, _("Đã thêm liên kết. Mã dẫn theo liên kết mới trong vài giây."))
            return redirect("link", made.pk)
        except Refused as refusal:
            form.refuse(refusal)
    return render(
        request, "resolver/link.html", {"form": form, "trail": trail(_("Thêm liên kết")), "may_edit": True}
    )


def _party(request: Request, anchor: str) -> Party:
    """In whose name: the party that answers for the code, where the viewer belongs to it; else the viewer's first,
    which the action then refuses by name."""
    try:
        owner = owner_of(digital_link.parse(digital_link.CANONICAL_DOMAIN + "/" + anchor.strip().strip("/")))
    except Refused:
        owner = None
    party = owner if owner in request.viewer.parties else request.viewer.party
    return get_object_or_404(Party, pk=party)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def link(request: Request, link: int) -> HttpResponse:
    """`/lien-ket/{id}/`: one link; who may edit it changes it here."""
    found = get_object_or_404(Link.objects.visible_to(request.viewer), pk=link)
    form = LinkForm.of(found, request.POST or None)
    if request.method == "POST":
        if not may_edit(request.viewer, found):
            raise Http404(link)
        if "end" in request.POST:
            return _end(request, found)
        if form.is_valid():
            try:
                change_link(found, form.wanted, actor=request.viewer.user, at=timezone.now())
                messages.success(request, _("Đã lưu liên kết."))
                return redirect("link", found.pk)
            except Refused as refusal:
                form.refuse(refusal)
    shown = {
        "form": form,
        "link": found,
        "state": registers.link_state(found),
        "trail": trail(found.title),
        "public": PAGE + found.anchor,
        "may_edit": may_edit(request.viewer, found) and found.ended_at is None,
    }
    return render(request, "resolver/link.html", shown)


def _end(request: Request, found: Link) -> HttpResponse:
    end_link(found, actor=request.viewer.user, at=timezone.now())
    messages.success(request, _("Đã kết thúc liên kết. Mã lại dẫn tới trang của tỉnh."))
    return redirect("links")
