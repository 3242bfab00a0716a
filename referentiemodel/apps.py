"""The room referentiemodel: the blueprint as versioned data."""

from django.apps import AppConfig


class ReferentiemodelConfig(AppConfig):
    """Registers the system checks."""

    name = "referentiemodel"
    verbose_name = "Referentiemodel"

    def ready(self) -> None:
        """Connect the checks."""
        from . import checks  # noqa: F401, PLC0415 - registers on import, after all apps are ready
