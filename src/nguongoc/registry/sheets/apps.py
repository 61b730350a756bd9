from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "nguongoc.registry.sheets"
    label = "sheets"
    verbose_name = "Nhập từ bảng tính"
