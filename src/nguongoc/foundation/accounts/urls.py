"""Signing in and out, by allauth, under Vietnamese addresses. Nobody signs up: people are invited."""

from __future__ import annotations

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as elsewhere
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.urls import URLPattern, path, re_path

from nguongoc.foundation.accounts import views as own

urlpatterns: list[URLPattern] = [
    path("", own.account, name="account"),
    path("dang-nhap", views.login, name="account_login"),
    path("dang-xuat", views.logout, name="account_logout"),
    path("dang-ky", views.signup, name="account_signup"),
    path("doi-mat-khau", views.password_change, name="account_change_password"),
    path("xac-nhan-lai", views.reauthenticate, name="account_reauthenticate"),
    path("khong-hoat-dong", views.account_inactive, name="account_inactive"),
    path("quen-mat-khau", views.password_reset, name="account_reset_password"),
    path("quen-mat-khau/xong", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "quen-mat-khau/da-dat",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("phien", own.sessions, name="account_sessions"),
    path("phien/<int:session>/ket-thuc", own.end_session, name="account_session_end"),
    path("phien/ket-thuc-het", own.end_others, name="account_sessions_end"),
    path("khoa-truy-cap", own.tokens, name="account_tokens"),
    path("khoa-truy-cap/<int:token>/thu-hoi", own.token_revoke, name="account_token_revoke"),
    path("hai-lop", mfa.index, name="mfa_index"),
    path("hai-lop/vao", mfa.authenticate, name="mfa_authenticate"),
    path("hai-lop/xac-nhan-lai", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("hai-lop/ung-dung", totp.activate_totp, name="mfa_activate_totp"),
    path("hai-lop/ung-dung/tat", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-lop/ma-du-phong", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("hai-lop/ma-du-phong/tao", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("hai-lop/ma-du-phong/tai-ve", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("khoa", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("khoa/them", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("khoa/vao", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("khoa/xac-nhan-lai", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("khoa/<int:pk>/go", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("khoa/<int:pk>/sua", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]

if settings.SIGN_ONS:
    urlpatterns += [
        path("noi-khac", elsewhere.connections, name="socialaccount_connections"),
        path("noi-khac/da-huy", elsewhere.login_cancelled, name="socialaccount_login_cancelled"),
        path("noi-khac/loi", elsewhere.login_error, name="socialaccount_login_error"),
        path("noi-khac/chua-noi", elsewhere.signup, name="socialaccount_signup"),
        path("noi-khac/<provider_id>/vao", openid.login, name="openid_connect_login"),
        path("noi-khac/<provider_id>/ve", openid.callback, name="openid_connect_callback"),
    ]
