from django.apps import AppConfig


class ExplorerConfig(AppConfig):
    name = "nguongoc.reports.explorer"
    label = "explorer"
    verbose_name = "Sự kiện"
