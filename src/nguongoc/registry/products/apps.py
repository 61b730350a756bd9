from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "nguongoc.registry.products"
    label = "products"
    verbose_name = "Sản phẩm"
