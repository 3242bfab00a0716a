from pathlib import Path

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class FoundationConfig(AppConfig):
    """Knows no domain: clock, logboek, outbox, long jobs, drafts, encryption, web and API plumbing."""

    name = "ketenregie.foundation"
    label = "foundation"
    verbose_name = "Fundament"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ketenregie.foundation import rls  # noqa: PLC0415  (models are loaded now)
        from ketenregie.foundation.bewaren.journaal import overdoen  # noqa: PLC0415  models first
        from ketenregie.foundation.logboek import anker, zegel  # noqa: PLC0415  models first
        from ketenregie.foundation.registries import (  # noqa: PLC0415  models first
            algemene_checks,
            herstelstappen,
        )

        algemene_checks.register("zegels van het logboek", zegel.controle)
        algemene_checks.register("anker van het logboek", anker.controle)
        herstelstappen.register("logboek", anker.begin_na_herstel)
        herstelstappen.register("vernietigingen", overdoen)
        folder = Path(__file__).parent
        rls.register_sql("bewaren", folder / "bewaren" / "bewaren.sql")
        rls.register_sql("geschiedenis", folder / "sql" / "geschiedenis.sql")
        rls.register_sql("logboek", folder / "logboek" / "logboek.sql")
        rls.register_sql("outbox", folder / "outbox" / "outbox.sql")
        rls.register_sql("postvak", folder / "postvak" / "postvak.sql")
        rls.register_sql("metingen", folder / "metingen" / "metingen.sql")
        # Once per migrate: Django sends this signal per app, in order.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(rls.install, sender=last, dispatch_uid="rls_install")
