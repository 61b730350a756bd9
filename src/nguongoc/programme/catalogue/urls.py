from __future__ import annotations

from django.urls import path

from nguongoc.programme.catalogue import views

urlpatterns = [
    path("cong-cu/", views.tools, name="tools"),
    path("cong-cu/moi/", views.tool_new, name="tool_new"),
    path("cong-cu/<int:item>/", views.tool, name="tool"),
    path("cong-cu/<int:item>/sua/", views.tool_edit, name="tool_edit"),
    path("cong-cu/<int:item>/ban-moi/", views.tool_edition, name="tool_edition"),
    path("tu-danh-gia/", views.assessments, name="assessments"),
    path("tu-danh-gia/bo/<int:questionnaire>/", views.questionnaire, name="questionnaire"),
    path("tu-danh-gia/<int:assessment>/", views.assessment, name="assessment"),
    path("cai-tien/", views.improvements, name="improvements"),
    path("cai-tien/moi/", views.improvement_new, name="improvement_new"),
    path("cai-tien/<int:improvement>/", views.improvement, name="improvement"),
    path("cai-tien/<int:improvement>/sua/", views.improvement_edit, name="improvement_edit"),
    path("cai-tien/<int:improvement>/viec/", views.improvement_step, name="improvement_step"),
    path("cai-tien/viec/<int:step>/", views.improvement_step_edit, name="improvement_step_edit"),
    path("cai-tien/<int:improvement>/so-do/", views.improvement_measure, name="improvement_measure"),
    path("cai-tien/so-do/<int:measure>/", views.improvement_measure_edit, name="improvement_measure_edit"),
]
