from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "nguongoc.reports.indicators"
    label = "indicators"
    verbose_name = "Chỉ tiêu"
