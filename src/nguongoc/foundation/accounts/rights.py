"""What the person or program behind a request may do, and how a view is guarded.

`may` says *may this role do this*; `Model.objects.visible_to(viewer)` says *which rows*. Who a viewer is comes from
memberships, which live above this floor: `registry.parties.rights.viewer` draws one up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.permissions import PERMISSIONS
from nguongoc.foundation.shared.http import problem

if TYPE_CHECKING:
    from nguongoc.foundation.accounts.models import ApiToken, User


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: a user (None for a stranger), the parties they belong to today, and what they may do.

    `watched` are parties they may read without belonging to them (a commune officer: those of the commune; whoever
    belongs to a party: those it wholly follows).
    Somebody of the staff without a second factor has no rights at all until there is one: `must_enrol`.
    `reads_only` changes nothing but their own account. `is_lent`: some role of today has a last day, so it may stand in
    for somebody else's.
    """

    user: User | None = None
    parties: tuple[int, ...] = ()
    permissions: frozenset[str] = field(default_factory=frozenset)
    roles: tuple[str, ...] = ()
    watched: tuple[int, ...] = ()
    must_enrol: bool = False
    reads_only: bool = False
    is_lent: bool = False

    def may(self, permission: str) -> bool:
        """Whether any of today's roles gives this permission (and the token's scopes let it through)."""
        return permission in self.permissions

    @property
    def sees(self) -> tuple[int, ...]:
        """The parties whose records this viewer may read without seeing every party's."""
        return self.parties + self.watched

    @property
    def party(self) -> int | None:
        """The party in whose name this viewer acts: the first membership."""
        return self.parties[0] if self.parties else None


STRANGER = Viewer()
SYSTEM = Viewer(permissions=frozenset(PERMISSIONS))
"""The program itself, and whoever holds the console: sees everything."""


class Request(HttpRequest):
    """A request of this house: the middleware has set who asks."""

    token: ApiToken | None
    viewer: Viewer


Answer = TypeVar("Answer", bound=HttpResponseBase)
View = Callable[..., Answer]
Guarded = Callable[..., Answer | HttpResponse]


def may(permission: str) -> Callable[[View[Answer]], Guarded[Answer]]:
    """Let a view through only for viewers with this permission. Strangers are asked to sign in (pages) or get
    401 (machines); others get 403 that names what is missing."""

    def decorate(view: View[Answer]) -> Guarded[Answer]:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> Answer | HttpResponse:
            if request.viewer.may(permission):
                return view(request, *args, **kwargs)
            return _refuse(request, request.viewer, permission)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def may_one(*permissions: str) -> Callable[[View[Answer]], Guarded[Answer]]:
    """Let a view through for viewers with any of these permissions; the first is the one that a refusal names."""

    def decorate(view: View[Answer]) -> Guarded[Answer]:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> Answer | HttpResponse:
            if any(request.viewer.may(one) for one in permissions):
                return view(request, *args, **kwargs)
            return _refuse(request, request.viewer, permissions[0])

        return guarded

    return decorate


def signed_in(view: View[Answer]) -> Guarded[Answer]:
    """Let a view through for whoever is known: its rows say what each may see. Strangers are asked to sign in."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> Answer | HttpResponse:
        if request.viewer.user is None:
            return _ask_who(request)
        if request.viewer.must_enrol and _is_page(request):
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded


def known(view: View[Answer]) -> Guarded[Answer]:
    """Let a view of one's own account through for whoever is signed in, with or without a second factor."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> Answer | HttpResponse:
        return _ask_who(request) if request.viewer.user is None else view(request, *args, **kwargs)

    return guarded


def _ask_who(request: HttpRequest) -> HttpResponse:
    if _is_page(request):
        return redirect_to_login(request.get_full_path())
    why = Text(
        "Cần khóa truy cập: gửi tiêu đề “Authorization: Bearer …”.",
        "A token is needed: send the header “Authorization: Bearer …”.",
    )
    answer = problem(request, 401, "SecurityException", why)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _refuse(request: HttpRequest, who: Viewer, permission: str) -> HttpResponse:
    needed = PERMISSIONS[permission]
    if who.user is None:
        return _ask_who(request)
    if who.must_enrol and _is_page(request):
        return redirect("mfa_index")
    if _is_page(request):
        return render(request, "403.html", {"needed": needed}, status=403)
    why = Text(
        f"Tài khoản hoặc khóa này chưa có quyền: {needed.vi}.",
        f"This account or token lacks the right to: {needed.en}.",
    )
    return problem(request, 403, "SecurityException", why)


def _is_page(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "")
