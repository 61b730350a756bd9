from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from nguongoc.registry.parties.rights import Request, signed_in
from nguongoc.reports.search.queries import SHORTEST, find


@require_safe
@signed_in
def search(request: Request) -> HttpResponseBase:
    """`/tim/?q=`: what the words mean among the rows that the reader may see; a code leads straight to its lot."""
    typed = request.GET.get("q", "").strip()
    found = find(typed, request.viewer, on=timezone.localdate())
    if found.at_once:
        return redirect(found.at_once)
    shown = {"typed": typed, "groups": found.groups, "is_short": len(typed) < SHORTEST}
    return render(request, "search/page.html", shown)
