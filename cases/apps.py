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
        rls.register_sql("overdracht", here / "overdracht.sql")
        rls.register_sql("plan", here / "plan.sql")
        rls.register_sql("casus_kenmerken", here / "kenmerken.sql")
        rls.register_sql("verstrekking", here / "verstrekking.sql")
        rls.register_sql("documenten_cases", here / "documenten.sql")
        rls.register_sql("toegang", here / "toegang.sql")
        rls.register_sql("uittreding", here / "uittreding.sql")
        rls.register_sql("interventies", here / "interventies.sql")
        rls.register_sql("knelpunt", here / "knelpunt.sql")
        rls.register_sql("objecten", here / "objecten.sql")
        rls.register_sql("einde", here / "einde.sql")
        rls.register_sql("zoeken", here / "zoeken.sql")
