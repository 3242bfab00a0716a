"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from uuid import UUID

from django.urls import reverse

from ketenregie.foundation.registries import (
    ConceptForm,
    NavItem,
    bestandsbronnen,
    concept_forms,
    navigation,
    work_kinds,
)
from meldpunt import tasks  # noqa: F401  (handlers)
from meldpunt.werk import eigen_signalen, open_meldingen
from partners.access.permissions import Permission


def _verder(naam: str, pk: UUID) -> str:
    return f"{reverse(naam)}?concept={pk}"


concept_forms.register(
    "melding", ConceptForm("Melding opnemen", lambda pk, _: _verder("melding_nieuw", pk))
)
concept_forms.register(
    "signaal", ConceptForm("Signaal melden", lambda pk, _: _verder("signaal", pk))
)
work_kinds.register("melding", open_meldingen)
work_kinds.register("signaal", eigen_signalen)
bestandsbronnen.register("meldpunt", "bestanden_meldpunt")
navigation.append(NavItem("Meldpunt", "meldpunt", Permission.MELDPUNT_WERKEN, "Werk", 110))
navigation.append(NavItem("Signaal doorgeven", "signaal", Permission.MELDING_DOEN, "Werk", 115))
navigation.append(NavItem("Mijn signalen", "signalen", Permission.MELDING_DOEN, "Werk", 116))
