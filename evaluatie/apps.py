from pathlib import Path

from django.apps import AppConfig

from ketenregie.foundation import rls


class EvaluatieConfig(AppConfig):
    name = "evaluatie"
    verbose_name = "Evaluatie"

    def ready(self) -> None:
        from evaluatie import registrations  # noqa: F401, PLC0415  (fills registries)

        rls.register_sql("evaluatie_neutraal", Path(__file__).parent / "neutraal.sql")
        rls.register_sql("evaluatie_feiten", Path(__file__).parent / "feiten" / "feiten.sql")
