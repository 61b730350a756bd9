from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "nguongoc.trace.labels"
    label = "labels"
    verbose_name = "Tem và nhãn"
