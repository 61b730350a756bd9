from __future__ import annotations

from django.urls import path

from nguongoc.foundation.notices import views

urlpatterns = [
    path("thong-bao/", views.notices, name="notices"),
    path("thong-bao/<int:notice>", views.notice, name="notice"),
    path("thong-bao/da-xem", views.read_all, name="notices_read"),
    path("thong-bao/cach-nhan", views.wishes, name="notice_wishes"),
    path("thong-bao/thoi/<str:signed>", views.stop, name="notice_stop"),
]
