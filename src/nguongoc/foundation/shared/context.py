"""What every template may name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def house(request: HttpRequest) -> dict[str, Any]:
    """The language in force, the other one, and this page's address in it."""
    other = "vi" if get_language() == "en" else "en"
    query = request.GET.copy()
    query["lang"] = other
    return {
        "other_language": other,
        "other_language_url": f"?{query.urlencode()}",
        "base_url": settings.BASE_URL,
        "sign_ons": settings.SIGN_ONS,
        "help_pages": help_pages(request),
    }


def help_pages(request: HttpRequest) -> list[str]:
    """The templates that may explain this page, the closest first: that of its route (`account_login`), of the
    family of its route (`account`), and what is true of every page."""
    name = getattr(request.resolver_match, "url_name", None) or "page"
    return [f"help/{name}.html", f"help/{name.partition('_')[0]}.html", "help/page.html"]
