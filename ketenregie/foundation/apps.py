from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Knows no domain: clock, logboek, outbox, long jobs, drafts, encryption, web and API plumbing."""

    name = "ketenregie.foundation"
    label = "foundation"
    verbose_name = "Fundament"
    default_auto_field = "django.db.models.BigAutoField"
