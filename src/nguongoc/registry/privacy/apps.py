from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "nguongoc.registry.privacy"
    label = "privacy"
    verbose_name = "Dữ liệu cá nhân"
