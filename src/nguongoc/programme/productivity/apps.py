from django.apps import AppConfig


class ProductivityConfig(AppConfig):
    name = "nguongoc.programme.productivity"
    label = "productivity"
    verbose_name = "Năng suất"
