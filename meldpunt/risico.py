"""Which meldingen threaten to disappear; see cases/risico.py."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from cases.risico import HOOGSTENS, zonder_mensen
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Risico, checks, risicos
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import OPEN, Melding, MeldingOverdracht

TE_LAAT_WERKDAGEN = 5


def _te_laat(rijen: "QuerySet[Melding]", vandaag: date) -> "QuerySet[Melding]":
    return rijen.filter(volgende_datum__lt=clock.add_werkdagen(vandaag, -TE_LAAT_WERKDAGEN))


def _overdracht(rijen: "QuerySet[Melding]", vandaag: date) -> "QuerySet[Melding]":
    return rijen.filter(
        Exists(
            MeldingOverdracht.objects.filter(
                melding=OuterRef("pk"),
                status=MeldingOverdracht.Status.AANGEBODEN,
                uiterlijk__lt=vandaag,
            )
        )
    )


SOORTEN = {
    "melding_zonder_mensen": (
        "De eigenaar van de melding heeft niemand die eraan werkt",
        "Vraag de ketenbeheerder om iemand.",
        zonder_mensen,
    ),
    "melding_te_laat": (
        f"De volgende stap is meer dan {TE_LAAT_WERKDAGEN} werkdagen te laat",
        "Zet de stap, of geef de melding aan een collega.",
        _te_laat,
    ),
    "melding_overdracht": (
        "Een overdracht is niet op tijd beantwoord",
        "Bel de ontvanger, of trek de overdracht in.",
        _overdracht,
    ),
}


def risico_meldingen(viewer: Viewer) -> list[Risico]:
    """Open meldingen of this organisation, at most a hundred of each kind."""
    vandaag = clock.today()
    eigen = Melding.objects.filter(eigenaar_id=viewer.eigen_id, status__in=OPEN)
    return [
        Risico(
            soort=sleutel,
            wat=wat,
            waarom=waarom,
            pk=rij.pk,
            kenmerk=rij.kenmerk,
            wie=rij.eigenaar.organisatie.kort,
            sinds=rij.volgende_datum,
            url=reverse("melding", args=[rij.pk]) if viewer.meldpunt else reverse("werk"),
        )
        for sleutel, (wat, waarom, welke) in SOORTEN.items()
        for rij in welke(eigen, vandaag)
        .select_related("eigenaar__organisatie")
        .order_by("volgende_datum", "pk")[:HOOGSTENS]
    ]


def zonder_eigenaar() -> list[str]:
    """An open melding whose owner has nobody who works is broken."""
    rijen = zonder_mensen(Melding.objects.filter(status__in=OPEN), clock.today())
    return [
        f"melding {kenmerk}: de eigenaar heeft niemand"
        for kenmerk in rijen.values_list("kenmerk", flat=True)
    ]


def register() -> None:
    """Hand the kinds to the page and the check to `verify`; from AppConfig.ready()."""
    risicos.register("meldingen", risico_meldingen)
    checks.register("meldingen_verdwijnen", zonder_eigenaar)
