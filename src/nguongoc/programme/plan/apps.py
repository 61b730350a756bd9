from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "nguongoc.programme.plan"
    label = "plan"
    verbose_name = "Kế hoạch"

    def ready(self) -> None:
        from nguongoc.programme.plan.intake import RESULTS, TASKS
        from nguongoc.registry.sheets.registers import REGISTERS

        for one in (RESULTS, TASKS):
            REGISTERS[one.key] = one
