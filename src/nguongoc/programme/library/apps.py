from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "nguongoc.programme.library"
    label = "library"
    verbose_name = "Thư viện văn bản, tiêu chuẩn"

    def ready(self) -> None:
        from nguongoc.programme.library.intake import BENCHMARKS, DOCUMENTS, RELATIONS
        from nguongoc.registry.sheets.registers import REGISTERS

        for one in (DOCUMENTS, RELATIONS, BENCHMARKS):
            REGISTERS[one.key] = one
