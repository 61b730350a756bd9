from django.apps import AppConfig


class IdentifiersConfig(AppConfig):
    name = "nguongoc.registry.identifiers"
    label = "identifiers"
    verbose_name = "Mã số và lô"
