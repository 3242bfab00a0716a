"""A casus in evaluatie, brought there through the services, with things that must never leak."""

from collections.abc import Callable
from datetime import date
from typing import Any

from cases.models import Betrokkene, Betrokkenheid, Casus, Dossier, Nazorg, Persoon, Situatie
from cases.services.betrokkenheid import Voorstel, beantwoord, nodig_uit
from cases.services.casus import advance_casus, letters_voor, open_casus
from evaluatie.models import Evaluatieopdracht
from evaluatie.services.beschrijving import controleer_beschrijving
from evaluatie.services.gesprek import geef_antwoord, open_bespreking
from evaluatie.services.opdracht import aanvaard_opdracht, geef_opdracht, stem_in_met_begeleider
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Deelname
from referentiemodel.enums import Grondslag, Persoonsrol

VOORNAAM, ACHTERNAAM, TELEFOON = "Xantippe", "Quispelaar", "06 12 34 56 78"
ADRES, WOONPLAATS, LOCATIE = "Zwanebloemstraat 17", "Wezep", "Kassencomplex De Vlinderhof"
KANARIES = (VOORNAAM, ACHTERNAAM, TELEFOON, ADRES, WOONPLAATS, LOCATIE, "Zutphen")
BETROKKEN = ("zvh.procesregisseur", "politie.krt", "vt.krt")

Wie = Callable[[str], Viewer]


def deelname(kort: str) -> Deelname:
    return Deelname.objects.get(organisatie__kort=kort, keten__sleutel="mensenhandel-nog")


def maak_casus_in_evaluatie(viewer: Wie) -> Casus:
    """Moviera opens it in uitvoering, three others accept, ZVH brings it to evaluatie."""
    moviera, regie = viewer("moviera.krt"), viewer("zvh.procesregisseur")
    with acting_as(moviera):
        dossier = Dossier.objects.create(keten_id=moviera.keten_id, eigenaar_id=moviera.deelname_id)
        persoon = Persoon.objects.create(
            dossier=dossier,
            voornaam=VOORNAAM,
            achternaam=ACHTERNAAM,
            telefoon=TELEFOON,
            adres=ADRES,
            woonplaats=WOONPLAATS,
            geboortedatum=date(2009, 5, 4),
        )
        casus = open_casus(
            moviera,
            titel="Uitbuiting in een kas",
            hoofdstap="uitvoering",
            doel="complexe_casuistiek",
            grondslag=Grondslag.WGS,
            dossier=dossier,
            verschijningsvormen=["arbeidsuitbuiting"],
            gemeente="Zutphen",
            reden="Het slachtoffer moest direct worden opgevangen.",
        )
        _gegevens(casus, persoon, moviera)
        model = casus.model
        nodig_uit(
            moviera,
            casus,
            [
                Voorstel(d, "Nodig", letters_voor(model, d.partnersoort))
                for d in (deelname("ZVH"), deelname("Politie"), deelname("Veilig Thuis"))
            ],
        )
    for username in BETROKKEN:
        with acting_as(viewer(username)) as wie:
            beantwoord(wie, eigen_betrokkenheid(wie, casus.pk).pk, aanvaard=True)
    with acting_as(regie):
        return advance_casus(regie, Casus.objects.get(pk=casus.pk), "evaluatie")


def _gegevens(casus: Casus, persoon: Persoon, wie: Viewer) -> None:
    van_ons: dict[str, Any] = {"casus": casus, "leverancier_id": wie.deelname_id}
    Betrokkene.objects.create(
        **van_ons, persoon=persoon, rol=Persoonsrol.SLACHTOFFER, grondslag=Grondslag.WGS
    )
    Situatie.objects.create(
        **van_ons,
        grondslag=Grondslag.WMO_VEILIG_THUIS,
        gemeente="Zutphen",
        locatie=LOCATIE,
        korte_inhoud=(
            f"{VOORNAAM} {ACHTERNAAM} (17 jaar) werkt sinds 12-3-2026 in {LOCATIE} te Zutphen. "
            f"Zij woont aan de {ADRES} in {WOONPLAATS} en belt met 0612345678. Zie {casus.kenmerk}."
        ),
    )
    Nazorg.objects.create(
        **van_ons,
        vraag="Begeleid wonen",
        deelname_id=wie.deelname_id,
        status=Nazorg.Status.AANVAARD,
        beantwoord_at=clock.now(),
    )


def eigen_betrokkenheid(wie: Viewer, casus_id: Any) -> Betrokkenheid:
    return Betrokkenheid.objects.get(casus_id=casus_id, deelname_id=wie.deelname_id)


def maak_opdracht(viewer: Wie, casus: Casus) -> Evaluatieopdracht:
    """ZVH proposes RIEC for four weeks from now."""
    with acting_as(viewer("zvh.procesregisseur")) as regie:
        datum = clock.add_werkdagen(clock.today(), 20)
        return geef_opdracht(regie, casus, begeleider=deelname("RIEC"), datum=datum)


def laat_instemmen(viewer: Wie, opdracht: Evaluatieopdracht) -> None:
    for username in ("politie.krt", "vt.krt", "moviera.krt"):
        with acting_as(viewer(username)) as wie:
            stem_in_met_begeleider(wie, opdracht, akkoord=True)


def maak_lopende_opdracht(viewer: Wie, casus: Casus) -> Evaluatieopdracht:
    """Everyone agreed, RIEC accepted, and a person checked the description."""
    opdracht = maak_opdracht(viewer, casus)
    laat_instemmen(viewer, opdracht)
    with acting_as(viewer("riec.begeleider")) as begeleider:
        aanvaard_opdracht(begeleider, opdracht)
    with acting_as(viewer("vt.krt")) as wie:
        opdracht = Evaluatieopdracht.objects.get(pk=opdracht.pk)
        controleer_beschrijving(wie, opdracht, tekst=opdracht.beschrijving.tekst)
    return opdracht


def laat_antwoorden(viewer: Wie, opdracht: Evaluatieopdracht, username: str, tekst: str) -> None:
    with acting_as(viewer(username)) as wie:
        geef_antwoord(
            wie,
            Evaluatieopdracht.objects.get(pk=opdracht.pk),
            stappen={"uitvoering": {"goed": tekst}},
        )


def maak_open_bespreking(viewer: Wie, opdracht: Evaluatieopdracht) -> None:
    laat_antwoorden(viewer, opdracht, "politie.krt", "Snel samen ter plaatse.")
    with acting_as(viewer("riec.begeleider")) as begeleider:
        open_bespreking(begeleider, opdracht)
