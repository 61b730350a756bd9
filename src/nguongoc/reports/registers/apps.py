from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "nguongoc.reports.registers"
    label = "registers"
    verbose_name = "Danh mục"
