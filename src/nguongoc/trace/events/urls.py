from __future__ import annotations

from django.urls import path

from nguongoc.trace.events import views

urlpatterns = [
    path("epcis/capture", views.captures, name="epcis-captures"),
    path("epcis/capture/<uuid:capture_id>", views.capture, name="epcis-capture"),
    path("epcis/events", views.events, name="epcis-events"),
    path("epcis/events/<path:event_id>", views.event, name="epcis-event"),
]
