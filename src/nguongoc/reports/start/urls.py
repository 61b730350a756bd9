from __future__ import annotations

from django.urls import path

from nguongoc.reports.start import views

urlpatterns = [
    path("", views.home, name="home"),
    path("trinh-dien/", views.demonstration, name="demonstration"),
]
