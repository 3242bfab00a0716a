from pathlib import Path

from django.apps import AppConfig

from ketenregie.foundation import rls


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Casussen"

    def ready(self) -> None:
        from cases import registrations  # noqa: F401, PLC0415  (fills registries)

        rls.register_sql("zicht", Path(__file__).parent / "zicht.sql")
        rls.register_sql("plan", Path(__file__).parent / "plan.sql")
        rls.register_sql("casus_kenmerken", Path(__file__).parent / "kenmerken.sql")
