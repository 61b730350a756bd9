from __future__ import annotations

from django.urls import path

from nguongoc.registry.parties import outline_views, site_views, views

urlpatterns = [
    path("don-vi/moi/", views.party_new, name="party_new"),
    path("don-vi/trung-lap/", views.party_duplicates, name="party_duplicates"),
    path("don-vi/<int:party>/sua/", views.party_edit, name="party_edit"),
    path("don-vi/<int:party>/ten/", views.party_name, name="party_name"),
    path("don-vi/<int:party>/dia-chi/", views.party_address, name="party_address"),
    path("don-vi/<int:party>/ke-thua/", views.party_successors, name="party_successors"),
    path("don-vi/<int:party>/gop/<int:into>/", views.party_merge, name="party_merge"),
    path("dia-gioi-tinh/", outline_views.outline, name="province_outline"),
    path("dia-diem/", site_views.sites, name="sites"),
    path("dia-diem/<int:site>/sua/", site_views.site_edit, name="site_edit"),
    path("dia-diem/<int:site>/ranh-gioi/", site_views.site_ground, name="site_ground"),
    path("don-vi/<int:party>/them-dia-diem/", site_views.site_new, name="site_new"),
    path("don-vi/<int:party>/nhap-ranh-gioi/", site_views.site_import, name="site_import"),
]
