from __future__ import annotations

from django.urls import path

from nguongoc.foundation.shared import views

urlpatterns = [
    path("giao-dien/", views.living, name="living"),
    path("giao-dien/trang-cong-khai", views.public_sample, name="living_public"),
    path("giao-dien/tien-do", views.progress, name="living_progress"),
    path("giao-dien/hoi", views.question, name="living_question"),
    path("giao-dien/loi/<slug:code>", views.refusal, name="living_refusal"),
]
