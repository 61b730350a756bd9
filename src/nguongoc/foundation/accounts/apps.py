from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "nguongoc.foundation.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"
