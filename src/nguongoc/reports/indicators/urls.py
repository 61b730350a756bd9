from __future__ import annotations

from django.urls import path

from nguongoc.reports.indicators import views

urlpatterns = [
    path("chi-tieu/", views.indicators, name="indicators"),
    path("chi-tieu/doi-chieu/", views.indicator_phases, name="indicator_phases"),
    path("chi-tieu/chot-ky/", views.indicators_close, name="indicators_close"),
    path("chi-tieu/<slug:code>/", views.indicator, name="indicator"),
    path("chi-tieu/<slug:code>/dat-muc/", views.indicator_target, name="indicator_target"),
    path("chi-tieu/<slug:code>/khai-bao/", views.indicator_declare, name="indicator_declare"),
    path("chi-tieu/<slug:code>/chot-ky/", views.indicator_close, name="indicator_close"),
]
