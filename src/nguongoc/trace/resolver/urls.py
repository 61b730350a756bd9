from __future__ import annotations

from django.urls import path

from nguongoc.trace.resolver import views

urlpatterns = [
    # Each application identifier that can open a Digital Link; the rest of the path is read raw by the view.
    path("01/<path:rest>", views.page, name="public"),
    path("tro-giup/trang-cong-khai", views.help_page, name="public_help"),
]
