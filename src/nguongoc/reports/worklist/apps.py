from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "nguongoc.reports.worklist"
    label = "worklist"
    verbose_name = "Danh sách việc"
