from django.apps import AppConfig


class ChainsConfig(AppConfig):
    name = "nguongoc.trace.chains"
    label = "chains"
    verbose_name = "Chuỗi của lô hàng"
