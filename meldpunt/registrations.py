"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from uuid import UUID

from django.urls import reverse

from ketenregie.foundation.registries import (
    ConceptForm,
    NavItem,
    concept_forms,
    navigation,
    work_kinds,
)
from meldpunt.werk import open_meldingen
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
navigation.append(NavItem("Meldpunt", "meldpunt", Permission.MELDPUNT_WERKEN, "Werk", 110))
navigation.append(NavItem("Signaal melden", "signaal", Permission.MELDING_DOEN, "Werk", 115))
