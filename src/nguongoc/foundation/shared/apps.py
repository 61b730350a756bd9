from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "nguongoc.foundation.shared"
    label = "shared"
    verbose_name = "Dùng chung"
