from __future__ import annotations

from django.urls import path

from nguongoc.registry.sheets import views

urlpatterns = [
    path("nhap-lieu/", views.register_list, name="sheets"),
    path("nhap-lieu/ket-qua/<uuid:upload>/", views.sheet, name="sheet"),
    path("nhap-lieu/<slug:register>/", views.sheet_new, name="sheet_new"),
    path("nhap-lieu/<slug:register>/mau", views.sheet_template, name="sheet_template"),
]
