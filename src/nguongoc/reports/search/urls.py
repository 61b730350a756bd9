from __future__ import annotations

from django.urls import path

from nguongoc.reports.search import views

urlpatterns = [path("tim/", views.search, name="search")]
