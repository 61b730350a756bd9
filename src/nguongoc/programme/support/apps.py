from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "nguongoc.programme.support"
    label = "support"
    verbose_name = "Hồ sơ hỗ trợ"
