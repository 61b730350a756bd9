from __future__ import annotations

from django.urls import path

from nguongoc.registry.products import views

urlpatterns = [
    path("san-pham/<int:product>/sua/", views.product_edit, name="product_edit"),
    path("san-pham/<int:product>/hinh-anh/", views.product_images, name="product_images"),
    path("san-pham/<int:product>/hinh-anh/<int:image>/tep", views.product_image, name="product_image"),
    path("du-lieu-bat-buoc/", views.rule_sets, name="rule_sets"),
    path("du-lieu-bat-buoc/<int:rule_set>/", views.rule_set, name="rule_set"),
    path("danh-muc-rui-ro/", views.risk_items, name="risk_items"),
]
