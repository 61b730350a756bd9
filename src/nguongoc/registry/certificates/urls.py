from __future__ import annotations

from django.urls import path

from nguongoc.registry.certificates import views

CERTIFICATE, DECLARATION = {"kind": "certificate"}, {"kind": "declaration"}

urlpatterns = [
    path("giay-chung-nhan/", views.certificates, name="certificates"),
    path("giay-chung-nhan/<int:paper>/sua/", views.paper_edit, CERTIFICATE, name="certificate_edit"),
    path("giay-chung-nhan/<int:paper>/thu-hoi/", views.paper_revoke, CERTIFICATE, name="certificate_revoke"),
    path("giay-chung-nhan/<int:paper>/tep", views.paper_file, CERTIFICATE, name="certificate_file"),
    path("don-vi/<int:party>/them-giay-chung-nhan/", views.paper_new, CERTIFICATE, name="certificate_new"),
    path("cong-bo/", views.declarations, name="declarations"),
    path("cong-bo/<int:paper>/sua/", views.paper_edit, DECLARATION, name="declaration_edit"),
    path("cong-bo/<int:paper>/thu-hoi/", views.paper_revoke, DECLARATION, name="declaration_revoke"),
    path("cong-bo/<int:paper>/tep", views.paper_file, DECLARATION, name="declaration_file"),
    path("don-vi/<int:party>/them-cong-bo/", views.paper_new, DECLARATION, name="declaration_new"),
    path("phong-thu-nghiem/", views.laboratories, name="laboratories"),
    path("don-vi/<int:party>/nang-luc/", views.laboratory_edit, name="laboratory_edit"),
]
