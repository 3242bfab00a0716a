"""The practice keten of an organisation: its casussen are told through the services, by people made up for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from ketenregie.foundation import clock, taak
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.taak import Resultaat
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.pad import Gids, Pad, Verhaal
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.viewers import viewer_of
from partners.models import Deelname, Keten, Lidmaatschap
from partners.services import oefenketens

SOORT = "oefenketen"
TITELS = {"vul": "Oefenketen aanvullen", "opnieuw": "Oefenketen maken"}
PARTNERS = ("politie.krt", "moviera.krt", "apeldoorn.krt")
HULP = (
    "moviera.krt",
    "Zij slaapt nu in de opvang; het adres is geheim.",
    "",
    "hulpverlening",
    "wgs",
)
VERHALEN = (
    Verhaal(
        titel="Oefening: uitbuiting in een restaurant",
        korte_inhoud="Verzonnen. Een man werkt zeven dagen per week en krijgt geen loon.",
        vormen=("arbeidsuitbuiting",), gemeente=oefenketens.GEMEENTE, tot="behandeling",
        dagen_geleden=9, voornaam="Oefen", achternaam="Jansen", geboren=date(1991, 2, 3),
        partners=PARTNERS, bijdragen=(HULP,),
    ),
    Verhaal(
        titel="Oefening: een plan om over te stemmen",
        korte_inhoud="Verzonnen. Buren horen ruzie en zien elke nacht andere bezoekers.",
        vormen=("seksuele_uitbuiting",), gemeente=oefenketens.GEMEENTE, tot="ter_instemming",
        dagen_geleden=23, voornaam="Oefen", achternaam="de Vries", geboren=date(2000, 5, 6),
        partners=PARTNERS, bijdragen=(HULP,),
    ),
    Verhaal(
        titel="Oefening: acties om uit te voeren",
        korte_inhoud="Verzonnen. Een jongen moet stelen om een schuld af te lossen.",
        vormen=("criminele_uitbuiting",), gemeente=oefenketens.GEMEENTE, tot="uitvoering",
        dagen_geleden=31, voornaam="Oefen", achternaam="Bakker", geboren=date(1999, 8, 9),
        partners=PARTNERS, bijdragen=(HULP,),
    ),
)  # fmt: skip


@dataclass
class Oefengids(Gids):
    """The people of one practice keten, by the names that the stories use."""

    keten: Keten | None = None

    def viewer(self, username: str) -> Viewer:
        if username not in self._viewers:
            assert self.keten is not None
            with acting_as(oefenketens.systeem(self.keten)):
                lid = Lidmaatschap.objects.select_related(
                    "medewerker", "deelname__organisatie", "deelname__keten"
                ).get(medewerker__username=f"{self.keten.sleutel}.{username}")
                self._viewers[username] = viewer_of(lid)
        return self._viewers[username]


class Oefenpad(Pad):
    """As a story of the demo; the organisation that practises answers for itself."""

    def __init__(self, gids: Gids, verhaal: Verhaal, vandaag: date, eigen: str) -> None:
        super().__init__(gids, verhaal, vandaag)
        self.eigen = eigen

    def _gevraagd(self, at: Any) -> list[str]:
        gevraagd = super()._gevraagd(at)
        zelf = self.v.tot == "ter_instemming"
        return [u for u in gevraagd if not (zelf and u == self.eigen)]


def verhalen_voor(viewer: Viewer, gemeente: str) -> list[tuple[Verhaal, str]]:
    """The stories with the organisation of this viewer in them, and the name of its colleague."""
    eigen = f"{oefenketens.rol_van(viewer.partnersoort)}.krt"
    if eigen == "zvh.krt":
        eigen = "zvh.procesregisseur"
    partners = (
        PARTNERS if eigen in (*PARTNERS, "vt.krt", "zvh.procesregisseur") else (*PARTNERS, eigen)
    )
    acties = (
        ("Wekelijks contact en hulp", "zorg", "zorgcoördinator", "zorg"),
        ("Informatief gesprek", "politie.krt", "expert", "veiligheid"),
        ("Oefenactie van uw organisatie", eigen, "ketenpartner", "beide"),
    )
    return [(replace(v, gemeente=gemeente, partners=partners, acties=acties), eigen) for v in VERHALEN]  # fmt: skip


def bezig(viewer: Viewer) -> Taak | None:
    """The task that is at it now, so that a second click does not begin another."""
    rows = taak.mijn_taken(viewer).filter(soort=SOORT, status__in=["wacht", "bezig"])
    found: Taak | None = rows.first()
    return found


def vraag(viewer: Viewer, knop: str) -> Taak:
    """Start the task of a button.

    Raises:
        DomainError: another button, or nothing to fill.
    """
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    if knop not in TITELS:
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.")
    if knop == "vul" and oefenketens.oefenketen_van(viewer) is None:
        raise DomainError("U hebt nog geen oefenketen.")
    return taak.start(SOORT, viewer=viewer, titel=TITELS[knop], invoer={"knop": knop})


def maak(opdracht: Taak, viewer: Viewer) -> Resultaat:
    """Everything again, or more casussen in what is there; all of it in one transaction."""
    keten = oefenketens.oefenketen_van(viewer)
    if keten is None or opdracht.lees_invoer().get("knop") != "vul":
        keten = oefenketens.begin_opnieuw(viewer)
    vul(viewer, keten, opdracht)
    return Resultaat(url=reverse("oefenketen"))


def vul(viewer: Viewer, keten: Keten, opdracht: Taak | None = None) -> None:
    """Tell the stories. Where the model of the keten has no such step, a casus stays where it got."""
    gids = Oefengids(keten=keten)
    vandaag = clock.today()
    eigen_gemeente = _gemeente(viewer)
    paden = [
        Oefenpad(gids, verhaal, vandaag, eigen)
        for verhaal, eigen in verhalen_voor(viewer, eigen_gemeente)
    ]
    for nummer, pad in enumerate(paden):
        if opdracht is not None:
            opdracht.meld(nummer, len(paden))
        for at, stap in pad.stappen():
            try:
                with transaction.atomic():
                    stap(at)
            except DomainError:
                break


def _gemeente(viewer: Viewer) -> str:
    organisatie = Deelname.objects.select_related("organisatie").get(pk=viewer.eigen_id).organisatie
    return organisatie.gemeente or oefenketens.GEMEENTE


def koppelingen(viewer: Viewer, keten: Keten) -> Sequence[dict[str, Any]]:
    """With what one calls, and the name of the colleague who decides there."""
    found = []
    for client in oefenketens.koppelingen_van(keten):
        deelname: Any = client.deelname
        rol = oefenketens.rol_van(deelname.organisatie.partnersoort)
        functie = "procesregisseur" if rol == "zvh" else "krt"
        found.append(
            {
                "naam": client.name,
                "sleutel": client.client_id,
                "organisatie": deelname.organisatie.naam,
                "namens": f"{keten.sleutel}.{rol}.{functie}",
                "geheim": client.geheim_sinds,
                "url": reverse("koppeling", args=[client.client_id]),
            }
        )
    return found
