from django.apps import AppConfig


class PreventieConfig(AppConfig):
    name = "preventie"
    verbose_name = "Preventie"
