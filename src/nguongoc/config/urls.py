"""Every address of the house, each app's own beside it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from nguongoc.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    # First, because Django tries one address after the other, and no other is called a thousand times a second.
    path("", include("nguongoc.trace.events.urls")),
    path("", include("nguongoc.foundation.shared.urls")),
    path("tai-khoan/", include("nguongoc.foundation.accounts.urls")),
    path("", include("nguongoc.foundation.notices.urls")),
    path("", include("nguongoc.registry.parties.urls")),
    path("", include("nguongoc.registry.products.urls")),
    path("", include("nguongoc.registry.identifiers.urls")),
    path("", include("nguongoc.registry.people.urls")),
    path("", include("nguongoc.registry.privacy.urls")),
    path("", include("nguongoc.registry.certificates.urls")),
    path("", include("nguongoc.registry.sheets.urls")),
    path("", include("nguongoc.trace.subscriptions.urls")),
    path("", include("nguongoc.trace.labels.urls")),
    path("", include("nguongoc.trace.resolver.urls")),
    path("", include("nguongoc.programme.plan.urls")),
    path("", include("nguongoc.programme.needs.urls")),
    path("", include("nguongoc.programme.catalogue.urls")),
    path("", include("nguongoc.programme.library.urls")),
    path("", include("nguongoc.programme.experts.urls")),
    path("", include("nguongoc.programme.support.urls")),
    path("", include("nguongoc.programme.productivity.urls")),
    path("", include("nguongoc.reports.registers.urls")),
    path("", include("nguongoc.reports.search.urls")),
    path("", include("nguongoc.reports.explorer.urls")),
    path("", include("nguongoc.reports.indicators.urls")),
    path("", include("nguongoc.reports.worklist.urls")),
    path("", include("nguongoc.reports.start.urls")),
]
