from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "nguongoc.registry.parties"
    label = "parties"
    verbose_name = "Tổ chức, cá nhân"
