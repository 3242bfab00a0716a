"""Knelpunten on Mijn werk: to answer, or waiting for who was asked; and the mails about them."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases.models import Knelpunt
from cases.tasks import adressen_van
from ketenregie.foundation import clock, outbox, post
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.permissions import Permission as P
from partners.access.roles import RECHTEN
from referentiemodel.enums import Functie

ANTWOORDERS = RECHTEN[P.KNELPUNT_BEANTWOORDEN].functies
VELDEN = {
    "id": "pk", "titel": "titel", "voor": "uiterlijk", "van": "van__organisatie__kort",
    "aan": "aan__organisatie__kort",
}  # fmt: skip


def knelpunten(viewer: Viewer) -> list[Werkbron]:
    """Put to the own organisation; and what it put to others itself."""
    open_ = Knelpunt.objects.filter(status=Knelpunt.Status.OPEN)
    bronnen = []
    if viewer.functie in ANTWOORDERS:
        aan_mij = open_.filter(aan_id=viewer.eigen_id)
        if viewer.functie != Functie.BESTUURDER:
            aan_mij = aan_mij.filter(aan_bestuurder=False)
        bronnen.append(Werkbron(aan_mij, VELDEN, per_rij(_antwoord), dag="uiterlijk"))
    if viewer.functie in RECHTEN[P.KNELPUNT_MELDEN].functies:
        bronnen.append(
            Werkbron(
                open_.filter(van_id=viewer.eigen_id), VELDEN, per_rij(_wacht), dag="uiterlijk",
                wacht=Q(uiterlijk__gte=clock.today()),
            )
        )  # fmt: skip
    return bronnen


def _antwoord(rij: Rij) -> Werk:
    return Werk(
        "Knelpunt of trend beantwoorden",
        f"{rij['van']} legt u voor: {rij['titel']}",
        "",
        reverse("knelpunt", args=[rij["id"]]),
        datum(rij["voor"]),
        soort="knelpunt",
        knop="Antwoord",
    )


def _wacht(rij: Rij) -> Werk:
    dag = datum(rij["voor"])
    te_laat = dag is not None and dag < clock.today()
    return Werk(
        "Knelpunt niet beantwoord" if te_laat else "Knelpunt wacht op antwoord",
        f"{rij['aan']} antwoordde niet. Bel, of trek in: {rij['titel']}" if te_laat
        else rij["titel"],
        "",
        reverse("knelpunt", args=[rij["id"]]),
        dag,
        wacht_op="" if te_laat else rij["aan"] or "",
        soort="knelpunt",
        knop="Bekijk",
    )  # fmt: skip


def _mail(ids: dict[str, UUID], status: str, onderwerp: str, zin: str) -> None:
    rij = Knelpunt.objects.filter(pk=ids["knelpunt_id"], status=status).first()
    if rij is None:
        return
    gemeld = status == Knelpunt.Status.OPEN
    functies = ANTWOORDERS if gemeld else RECHTEN[P.KNELPUNT_MELDEN].functies
    if gemeld and rij.aan_bestuurder:
        functies = frozenset({Functie.BESTUURDER})
    post.stuur(
        adressen_van(Q(deelname_id=rij.aan_id if gemeld else rij.van_id), functies=functies),
        onderwerp,
        zin,
        reverse("knelpunt", args=[rij.pk]),
    )


@outbox.handler("knelpunt.gemeld", naam="cases.mail_knelpunt")
def mail_gemeld(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who was asked hears that an answer is wanted."""
    zin = "Een partner legt uw organisatie een knelpunt of trend voor en vraagt een antwoord."
    _mail(ids, Knelpunt.Status.OPEN, "Er is u een knelpunt voorgelegd", zin)


@outbox.handler("knelpunt.beantwoord", naam="cases.mail_knelpunt_antwoord")
def mail_beantwoord(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who asked hears that there is an answer."""
    zin = "Er is een antwoord op het knelpunt of de trend die u voorlegde."
    _mail(ids, Knelpunt.Status.BEANTWOORD, "Uw knelpunt is beantwoord", zin)


def register() -> None:
    """Hand the kind to Mijn werk; from AppConfig.ready()."""
    work_kinds.register("knelpunt", Werksoort(knelpunten))
