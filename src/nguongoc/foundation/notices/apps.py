from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "nguongoc.foundation.notices"
    label = "notices"
    verbose_name = "Thông báo"
