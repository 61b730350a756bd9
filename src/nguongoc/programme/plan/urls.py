from __future__ import annotations

from django.urls import path

from nguongoc.programme.plan import views

urlpatterns = [
    path("ke-hoach/", views.plan, name="plan"),
    path("ke-hoach/doi-chieu/", views.plan_phases, name="plan_phases"),
    path("ke-hoach/nhiem-vu/<int:task>/", views.task, name="plan_task"),
    path("ke-hoach/nhiem-vu/<int:task>/sua/", views.task_edit, name="plan_task_edit"),
    path("ke-hoach/nhiem-vu/<int:task>/kinh-phi/", views.task_fund, name="plan_task_fund"),
    path("ke-hoach/van-ban/", views.decisions, name="plan_decisions"),
    path("ke-hoach/van-ban/moi/", views.decision_new, name="plan_decision_new"),
    path("ke-hoach/van-ban/<int:decision>/tep", views.decision_file, name="plan_decision_file"),
]
