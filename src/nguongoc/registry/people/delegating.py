"""Who acts for whom while they are away."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nguongoc.domain.problem import Refused
from nguongoc.foundation.accounts.models import User
from nguongoc.foundation.accounts.views import reader
from nguongoc.registry.parties.rights import Request, signed_in
from nguongoc.registry.people import queries
from nguongoc.registry.people.actions import standing_in
from nguongoc.registry.people.forms import DelegationForm, show
from nguongoc.registry.people.models import Delegation


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def delegations(request: Request) -> HttpResponse:
    """`/uy-quyen/`: what the reader gave and received, and giving anew."""
    user, today = reader(request), timezone.localdate()
    own = queries.lendable(user, on=today)
    others = User.objects.filter(
        memberships__party__in=own.values("party"),
        memberships__valid_to=None,
        is_active=True,
        is_service=False,
    )
    form = DelegationForm(request.POST or None, own=own, to=others.exclude(pk=user.pk).distinct())
    if request.method == "POST" and form.is_valid():
        try:
            standing_in.delegate(actor=user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            show(form, refused)
        else:
            messages.success(request, _("Đã ủy quyền. Người nhận được báo ngay."))
            return redirect("delegations")
    shown = {
        "form": form,
        "may_lend": own.exists(),
        "delegations": queries.delegations(user),
        "today": today,
        "trail": [(_("Việc của tôi"), "/"), (_("Ủy quyền"), "")],
    }
    return render(request, "people/delegations.html", shown)


@require_POST
@signed_in
def end(request: Request, delegation: int) -> HttpResponse:
    """`/uy-quyen/{id}/ket-thuc`: either side ends it before its day."""
    user = reader(request)
    found = get_object_or_404(
        Delegation.objects.filter(Q(giver=user) | Q(membership__user=user)), pk=delegation
    )
    standing_in.end_delegation(found, actor=user, at=timezone.now())
    messages.success(request, _("Đã kết thúc ủy quyền."))
    return redirect("delegations")
