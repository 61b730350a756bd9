from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "nguongoc.programme.library"
    label = "library"
    verbose_name = "Thư viện văn bản và tiêu chuẩn"
