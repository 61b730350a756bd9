from django.apps import AppConfig


class StartConfig(AppConfig):
    name = "nguongoc.reports.start"
    label = "start"
    verbose_name = "Trang đầu"
