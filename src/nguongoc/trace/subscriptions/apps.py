from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "nguongoc.trace.subscriptions"
    label = "subscriptions"
    verbose_name = "Đăng ký nhận sự kiện"
