from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "nguongoc.reports.search"
    label = "search"
    verbose_name = "Tìm kiếm"
