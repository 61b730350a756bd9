from __future__ import annotations

from django.urls import path

from nguongoc.reports.registers import views

urlpatterns = [
    path("lo-hang/", views.lot_register, name="lots"),
    path("lo-hang/<int:lot>/", views.lot, name="lot"),
    path("lan-ghi/", views.capture_register, name="captures"),
    path("lan-ghi/<uuid:job>/", views.capture_job, name="capture_job"),
    path("san-pham/", views.product_register, name="products"),
    path("don-vi/", views.party_register, name="parties"),
    path("nhat-ky/", views.audit_log, name="audit"),
]
