"""Zorgafstemming on Mijn werk of who is to speak next, and the mail to that one alone."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases.models import Zorgafstemming, op_zichtbare_casus
from cases.tasks import adressen_van
from ketenregie.foundation import outbox, post
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.roles import CASUSWERK, ORGANISATIEBREED


def afstemmingen(viewer: Viewer) -> list[Werkbron]:
    """Threads in which the own organisation is to answer."""
    if viewer.functie not in CASUSWERK:
        return []
    rijen = Zorgafstemming.objects.filter(op_zichtbare_casus(viewer), aan_zet_id=viewer.eigen_id)
    velden = {"id": "pk", "kenmerk": "casus__kenmerk", "wat": "onderwerp", "voor": "uiterlijk"}

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Antwoorden over zorg",
            rij["wat"],
            rij["kenmerk"],
            reverse("zorgafstemming", args=[rij["id"]]),
            datum(rij["voor"]),
            soort="zorgafstemming",
            knop="Antwoord",
        )

    return [Werkbron(rijen, velden, per_rij(bouw), dag="uiterlijk")]


@outbox.handler("zorgafstemming.bericht", naam="cases.mail_zorgafstemming")
def mail_bericht(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who is to speak next hears that there is something to read."""
    rij = Zorgafstemming.objects.filter(pk=ids["afstemming_id"], aan_zet__isnull=False).first()
    if rij is not None:
        post.stuur(
            adressen_van(
                Q(deelname_id=rij.aan_zet_id), rij.casus_id, functies=frozenset(ORGANISATIEBREED)
            ),
            "Een partner stemt zorg met u af",
            "Een partner vraagt of schrijft u iets over zorg. Lees het en antwoord.",
            reverse("zorgafstemming", args=[rij.pk]),
        )


def register() -> None:
    """Hand the kind to Mijn werk; from AppConfig.ready()."""
    work_kinds.register("zorgafstemming", Werksoort(afstemmingen))
