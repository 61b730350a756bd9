from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "nguongoc.programme.needs"
    label = "needs"
    verbose_name = "Nhu cầu hằng năm"
