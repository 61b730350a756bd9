from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "nguongoc.programme.plan"
    label = "plan"
    verbose_name = "Kế hoạch"
