from __future__ import annotations

from django.urls import path

from nguongoc.trace.events import views

urlpatterns = [
    path("epcis/capture", views.captures, name="captures"),
    path("epcis/capture/<uuid:capture_id>", views.capture, name="capture"),
    path("epcis/events", views.events, name="events"),
    path("epcis/events/<path:event_id>", views.event, name="event"),
]
