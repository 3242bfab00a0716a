"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from django.urls import reverse

from evaluatie import gates, invarianten, tasks, work  # noqa: F401  (tasks: handlers)
from evaluatie.leren import lessen
from ketenregie.foundation.registries import ConceptForm, NavItem, concept_forms, navigation
from partners.access.permissions import Permission

gates.register()
invarianten.register()
work.register()
lessen.register()
concept_forms.register(
    "evaluatie-antwoord",
    ConceptForm(
        "Antwoorden voor een evaluatie",
        lambda _form_id, casus_id: (
            reverse("casus_evaluatie_antwoord", args=[casus_id])
            if casus_id
            else reverse("evaluaties")
        ),
    ),
)
navigation.append(NavItem("Evaluatie", "evaluaties", Permission.EVALUATIES_ZIEN, "Leren", 420))
navigation.append(NavItem("Indicatoren", "indicatoren", Permission.INDICATOREN_ZIEN, "Leren", 430))
