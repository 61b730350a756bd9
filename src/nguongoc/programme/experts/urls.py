from __future__ import annotations

from django.urls import path

from nguongoc.programme.experts import views

urlpatterns = [
    path("chuyen-gia/", views.experts, name="experts"),
    path("chuyen-gia/moi/", views.expert_new, name="experts_new"),
    path("chuyen-gia/<int:expert>/sua/", views.expert_edit, name="expert_edit"),
    path("chuyen-gia/<int:expert>/nang-luc/", views.competence_new, name="expert_competence"),
    path("chuyen-gia/nang-luc/<int:competence>/thu-hoi/", views.competence_revoke, name="expert_revoke"),
    path("chuyen-gia/nang-luc/<int:competence>/tep", views.competence_file, name="expert_file"),
]
