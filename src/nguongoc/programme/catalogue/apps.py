from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "nguongoc.programme.catalogue"
    label = "catalogue"
    verbose_name = "Danh mục tiêu chuẩn, công cụ"

    def ready(self) -> None:
        from nguongoc.programme.catalogue.intake import ITEMS, QUESTIONS
        from nguongoc.registry.sheets.registers import REGISTERS

        for one in (ITEMS, QUESTIONS):
            REGISTERS[one.key] = one
