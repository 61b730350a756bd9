from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "nguongoc.registry.certificates"
    label = "certificates"
    verbose_name = "Chứng nhận và công bố"
