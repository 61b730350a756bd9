from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "nguongoc.programme.experts"
    label = "experts"
    verbose_name = "Chuyên gia"
