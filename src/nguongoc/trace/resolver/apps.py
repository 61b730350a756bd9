from django.apps import AppConfig


class ResolverConfig(AppConfig):
    name = "nguongoc.trace.resolver"
    label = "resolver"
    verbose_name = "Trang công khai"
