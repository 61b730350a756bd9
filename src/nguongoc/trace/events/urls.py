from __future__ import annotations

from django.urls import URLPattern, path

from nguongoc.trace.events import guide, views
from nguongoc.trace.events.values import KINDS


def _of(kind: str) -> list[URLPattern]:
    """The addresses of one kind of value."""
    named = {"kind": kind}
    return [
        path(f"epcis/{kind}", views.all_values, named, name=f"epcis-{kind}"),
        path(f"epcis/{kind}/<path:value>/events", views.value_events, named, name=f"epcis-{kind}-events"),
        path(f"epcis/{kind}/<path:value>", views.one_value, named, name=f"epcis-{kind}-value"),
    ]


urlpatterns = [
    path("epcis/capture", views.captures, name="epcis-captures"),
    path("epcis/events", views.events, name="epcis-events"),
    path("epcis/", views.top, name="epcis"),
    path("epcis/openapi.json", guide.description, name="api_description"),
    path("tro-giup/giao-dien-lap-trinh", guide.page, name="api"),
    path("epcis/capture/<uuid:capture_id>", views.capture, name="epcis-capture"),
    path("epcis/events/<path:event_id>", views.event, name="epcis-event"),
    path("epcis/nextPageToken/<str:token>", views.page_token, name="epcis-page-token"),
    *(address for kind in KINDS for address in _of(kind)),
]
