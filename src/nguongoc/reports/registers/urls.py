from __future__ import annotations

from django.urls import path

from nguongoc.reports.registers import views
from nguongoc.reports.registers.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("lo-hang/", views.lot_register, name="lots"),
    path("lo-hang/<int:lot>/", views.lot, name="lot"),
    path("lan-ghi/", views.capture_register, name="captures"),
    path("lan-ghi/<uuid:job>/", views.capture_job, name="capture_job"),
    path("san-pham/", views.product_register, name="products"),
    path("san-pham/<int:product>/", views.product, name="product"),
    path("don-vi/", views.party_register, name="parties"),
    path("don-vi/<int:party>/", views.party, name="party"),
    path("dia-diem/<int:site>/", views.site, name="site"),
    path("giay-chung-nhan/<int:certificate>/", views.certificate, name="certificate"),
    path("cong-bo/<int:declaration>/", views.declaration, name="declaration"),
    path("don-vi-hanh-chinh/", views.unit_register, name="units"),
    path("nhat-ky/", views.audit_log, name="audit"),
]
