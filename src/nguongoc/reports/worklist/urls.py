from __future__ import annotations

from django.urls import path

from nguongoc.reports.worklist import views

urlpatterns = [
    path("cong-viec/", views.works, name="works"),
    path("cong-viec/nhac/<str:key>/", views.remind, name="work_remind"),
]
