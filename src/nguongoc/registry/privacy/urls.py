from __future__ import annotations

from django.urls import path

from nguongoc.registry.privacy import views

urlpatterns = [
    path("du-lieu-ca-nhan/", views.privacy, name="privacy"),
    path("du-lieu-ca-nhan/xuat", views.export, name="privacy_export"),
    path("du-lieu-ca-nhan/dong-y/<slug:code>", views.consent, name="privacy_consent"),
    path("du-lieu-ca-nhan/yeu-cau/", views.requests, name="privacy_requests"),
    path("du-lieu-ca-nhan/yeu-cau/<int:asked>", views.data_request, name="privacy_request"),
    path("thiet-lap/", views.settings, name="settings"),
    path("thiet-lap/ngay-nghi/", views.days_off, name="settings_days"),
    path("thiet-lap/ngay-nghi/bo", views.day_forgotten, name="settings_day_forget"),
    path("thiet-lap/<str:code>", views.change_setting, name="settings_change"),
]
