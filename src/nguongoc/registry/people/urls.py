from __future__ import annotations

from django.urls import path

from nguongoc.registry.people import delegating, doors, reading, views

urlpatterns = [
    path("nguoi-dung/", views.people, name="people"),
    path("nguoi-dung/moi", views.invite, name="people_invite"),
    path("nguoi-dung/loi-moi/<uuid:invitation>/thu-hoi", views.withdraw, name="people_withdraw"),
    path("nguoi-dung/loi-moi/<uuid:invitation>/gui-lai", views.invite_again, name="people_invite_again"),
    path("nguoi-dung/ra-soat", views.review, name="people_review"),
    path("nguoi-dung/nguoi-ghi", views.recorder, name="people_recorder"),
    path("nguoi-dung/thiet-bi/<uuid:device>/ma-moi", views.device_again, name="people_device_again"),
    path("nguoi-dung/thiet-bi/<uuid:device>/thu-hoi", views.device_revoke, name="people_device_revoke"),
    path("nguoi-dung/<int:membership>/", views.person, name="person"),
    path("nguoi-dung/<int:membership>/ket-thuc", views.end, name="person_end"),
    path("nguoi-dung/<int:membership>/go-hai-lop", views.unenrol, name="person_unenrol"),
    path("nguoi-dung/<int:membership>/dang-xuat", views.shut_out, name="person_shut_out"),
    path("loi-moi/<str:secret>", doors.invitation, name="invitation"),
    path("thiet-bi/", doors.pin, name="device_pin"),
    path("thiet-bi/<str:secret>", doors.device, name="device"),
    path("uy-quyen/", delegating.delegations, name="delegations"),
    path("uy-quyen/<int:delegation>/ket-thuc", delegating.end, name="delegations_end"),
    path("vai-tro/", reading.roles, name="roles"),
    path("vai-tro/<slug:code>/", reading.role, name="role"),
    path("khoa-dang-nhap/", reading.locks, name="locks"),
    path("khoa-dang-nhap/<int:attempt>/mo", reading.unlock, name="lock_open"),
]
