"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from ketenregie.foundation.registries import (
    ConceptForm,
    Filterlijst,
    NavItem,
    Paneel,
    Postsoort,
    bestandsbronnen,
    casus_panels,
    concept_forms,
    filterlijsten,
    navigation,
    postsoorten,
    work_kinds,
)
from ketenregie.foundation.viewer import Viewer
from meldpunt import (  # noqa: F401  (handlers)
    alarmtaken,
    eigentaken,
    gebeurtenissen,
    kloktaken,
    risico,
    selectors,
    tasks,
    zoeken,
)
from meldpunt.alarmwerk import alarmen, alarmpaneel
from meldpunt.melderwerk import melder_gesprekken, melder_hoorvragen
from meldpunt.navraagwerk import open_navragen
from meldpunt.overdrachtwerk import melding_overdrachten
from meldpunt.werk import eigen_signalen, eigen_termijnen, open_meldingen, postbus_stuk
from partners.access import policy
from partners.access.permissions import Permission


def _verder(naam: str, pk: UUID) -> str:
    return f"{reverse(naam)}?concept={pk}"


def paneel(viewer: Viewer, casus: Any) -> Paneel | None:
    """On the casus: the way to ask the melder something. No query: it tells nothing of what is there."""
    if not policy.may(viewer, Permission.MELDER_VRAGEN, casus):
        return None
    return Paneel(
        titel="Horen van de melder",
        tekst="Het meldpunt kan de melder iets voor u vragen. U leest nooit wie dat is.",
        url=reverse("casus_hoorvragen", args=[casus.pk]),
        knop="Vraag iets aan de melder",
    )


postsoorten.register(
    "alarm",
    Postsoort(
        "Alarm",
        "Er is alarm geslagen en u staat op de lijst, of u sloeg het zelf.",
        ("alarm", "doorlaatverbod"),
        verplicht=True,
    ),
)
postsoorten.register(
    "meldpunt",
    Postsoort(
        "Meldingen en signalen",
        "Uw organisatie behandelt deze melding of gaf het signaal door.",
        ("melding", "melder", "hoorvraag", "navraag", "signaal", "meldingmail"),
    ),
)
concept_forms.register(
    "melding", ConceptForm("Melding opnemen", lambda pk, _: _verder("melding_nieuw", pk))
)
concept_forms.register(
    "signaal", ConceptForm("Signaal melden", lambda pk, _: _verder("signaal", pk))
)
postsoorten.register(
    "eigentermijn",
    Postsoort(
        "Eigen termijnen van het meldpunt",
        "Uw organisatie heeft deze termijn zelf, los van de keten.",
        ("eigentermijn",),
    ),
)
work_kinds.register("alarm", alarmen)
filterlijsten.register(
    "meldpunt", Filterlijst("meldpunt", frozenset({"status", *selectors.FILTERNAMEN}))
)
work_kinds.register("melding", open_meldingen)
work_kinds.register("signaal", eigen_signalen)
work_kinds.register("eigentermijn", eigen_termijnen)
work_kinds.register("melder", melder_gesprekken)
work_kinds.register("hoorvraag", melder_hoorvragen)
casus_panels.register("melder", paneel)
casus_panels.register("alarm", alarmpaneel)
work_kinds.register("postbus", postbus_stuk)
work_kinds.register("navraag", open_navragen)
navigation.append(NavItem("Navragen", "navragen", Permission.NAVRAAG_BEANTWOORDEN, "Werk", 145))
work_kinds.register("meldingoverdracht", melding_overdrachten)
bestandsbronnen.register("meldpunt", "bestanden_meldpunt")
navigation.append(NavItem("Meldpunt", "meldpunt", Permission.MELDPUNT_WERKEN, "Werk", 110))
navigation.append(NavItem("Signaal doorgeven", "signaal", Permission.MELDING_DOEN, "Werk", 115))
navigation.append(NavItem("Mijn signalen", "signalen", Permission.MELDING_DOEN, "Werk", 116))
navigation.append(NavItem("Piketlijst", "piket", Permission.PIKET_ZIEN, "Samenwerken", 645))
navigation.append(
    NavItem("Overdrachten", "melding_overdrachten", Permission.OVERDRACHT_BEHANDELEN, "Werk", 117)
)
risico.register()
zoeken.register()
