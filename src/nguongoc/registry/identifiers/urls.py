from __future__ import annotations

from django.urls import path

from nguongoc.registry.identifiers import views

urlpatterns = [
    path("don-vi/<int:party>/them-san-pham/", views.product_new, name="product_new"),
    path("don-vi/<int:party>/them-dau-ma/", views.prefix_new, name="prefix_new"),
    path("san-pham/<int:product>/them-dong-goi/", views.packaging_new, name="packaging_new"),
    path("san-pham/<int:product>/mo-lo/", views.lot_new, name="lot_new"),
    path("san-pham/<int:product>/gs1/", views.product_registry, name="product_registry"),
    path("lo-hang/<int:lot>/sua/", views.lot_edit, name="lot_edit"),
    path("dau-ma/", views.prefixes, name="prefixes"),
    path("dau-ma/<int:prefix>/sua/", views.prefix_edit, name="prefix_edit"),
]
