from __future__ import annotations

from django.urls import path

from nguongoc.programme.needs import views

urlpatterns = [
    path("nhu-cau/", views.current, name="needs"),
    path("nhu-cau/moi/", views.campaign_new, name="needs_new"),
    path("nhu-cau/<int:year>/", views.year, name="needs_year"),
    path("nhu-cau/<int:year>/de-xuat/", views.need_new, name="need_new"),
    path("nhu-cau/<int:year>/khong-co/", views.need_none, name="need_none"),
    path("nhu-cau/<int:year>/nhap/", views.need_sheet, name="need_sheet"),
    path("nhu-cau/<int:year>/mau.xlsx", views.sheet_template, name="needs_template"),
    path("nhu-cau/<int:year>/tong-hop.xlsx", views.consolidated_sheet, name="needs_consolidated"),
    path("nhu-cau/de-xuat/<int:need>/", views.need, name="need"),
    path("nhu-cau/de-xuat/<int:need>/xem-xet/", views.need_decide, name="need_decide"),
    path("nhu-cau/de-xuat/<int:need>/xem-lai/", views.need_again, name="need_again"),
]
