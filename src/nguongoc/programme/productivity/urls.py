from __future__ import annotations

from django.urls import path

from nguongoc.programme.productivity import views

urlpatterns = [
    path("nang-suat/", views.leader, name="productivity"),
    path("nang-suat/chuoi/", views.series_register, name="productivity_series"),
    path("nang-suat/chuoi/<int:series>/", views.one_series, name="productivity_one"),
    path("nang-suat/chuoi/<int:series>/noi/", views.decide, name="productivity_decide"),
    path("nang-suat/ban/<int:vintage>/", views.vintage, name="productivity_vintage"),
    path("nang-suat/nhap/", views.import_sheet, name="productivity_import"),
    path("nang-suat/lan-tinh/", views.run_register, name="productivity_runs"),
    path("nang-suat/lan-tinh/moi/", views.new_run, name="productivity_new"),
    path("nang-suat/lan-tinh/<int:run>/", views.workbook, name="productivity_run"),
    path("nang-suat/lan-tinh/<int:run>/tai-lap/", views.again, name="productivity_again"),
    path("nang-suat/lan-tinh/<int:run>/duyet/", views.review, name="productivity_review"),
    path("nang-suat/lan-tinh/<int:run>/tai/<str:kind>", views.download, name="productivity_download"),
    path("nang-suat/so-sanh/", views.compare, name="productivity_compare"),
    path("nang-suat/mau-bao-cao/", views.template, name="productivity_template"),
]
