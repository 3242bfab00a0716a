from pathlib import Path

from django.apps import AppConfig

from ketenregie.foundation import rls


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Casussen"

    def ready(self) -> None:
        from cases import registrations  # noqa: F401, PLC0415  (fills registries)

        here = Path(__file__).parent
        rls.register_sql("uitsluiting", here / "uitsluiting.sql", eerst=True)
        rls.register_sql("zicht", here / "zicht.sql")
        rls.register_sql("plan", here / "plan.sql")
        rls.register_sql("casus_kenmerken", here / "kenmerken.sql")
        rls.register_sql("zicht", Path(__file__).parent / "zicht.sql")
        rls.register_sql("plan", Path(__file__).parent / "plan.sql")
        rls.register_sql("verstrekking", Path(__file__).parent / "verstrekking.sql")
        rls.register_sql("documenten_cases", Path(__file__).parent / "documenten.sql")
        rls.register_sql("casus_kenmerken", Path(__file__).parent / "kenmerken.sql")
