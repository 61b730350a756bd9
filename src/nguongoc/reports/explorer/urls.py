from __future__ import annotations

from django.urls import path

from nguongoc.reports.explorer import views

urlpatterns = [
    path("su-kien/", views.explorer, name="explorer"),
    path("su-kien/<uuid:event>/", views.event_page, name="event_page"),
    path("su-kien/<uuid:event>/chuoi/", views.event_chain, name="event_chain"),
    path("su-kien/<uuid:event>/tai.<slug:form>", views.event_file, name="event_file"),
]
