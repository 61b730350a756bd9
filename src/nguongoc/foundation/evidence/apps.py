from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "nguongoc.foundation.evidence"
    label = "evidence"
    verbose_name = "Bằng chứng"
