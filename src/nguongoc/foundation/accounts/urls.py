"""Signing in and out, by allauth, under Vietnamese addresses. Nobody signs up: people are invited."""

from __future__ import annotations

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("dang-nhap", views.login, name="account_login"),
    path("dang-xuat", views.logout, name="account_logout"),
    path("dang-ky", views.signup, name="account_signup"),
    path("doi-mat-khau", views.password_change, name="account_change_password"),
    path("xac-nhan-lai", views.reauthenticate, name="account_reauthenticate"),
    path("khong-hoat-dong", views.account_inactive, name="account_inactive"),
    path("quen-mat-khau", views.password_reset, name="account_reset_password"),
    path("quen-mat-khau/xong", views.password_reset_done, name="account_reset_password_done"),
]
