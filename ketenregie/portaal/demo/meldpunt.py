"""At the meldpunt: what came in through the form and by mail, who works on what, a hand-over that waits."""

from datetime import date, timedelta
from uuid import uuid4

from ketenregie.foundation import clock
from ketenregie.portaal.demo.bestanden import bestand
from ketenregie.portaal.demo.pad import Gids, moment, werkdag
from meldpunt.models import Melding
from meldpunt.publiek import bestanden, concept
from meldpunt.publiek.code import hash_van
from meldpunt.publiek.indienen import antwoord, dien_in
from meldpunt.services import bied_aan, registreer_melding, vraag_melder, wijs_toe
from meldpunt.services.mail import ontvang_mail
from meldpunt.services.vault import MelderInvoer
from partners.models import Deelname

# days ago, language, answers of the public form, a file, what the melder wrote afterwards
FORMULIEREN = (
    (3, "nl", {"soort": "burger", "acuut": "nee", "vormen": ["arbeidsuitbuiting"], "gemeente": "Lochem",
               "korte_inhoud": "In de loods achter ons huis slapen mensen. Een busje haalt ze om vijf uur op.",
               "locatie": "Loods aan de Veldweg", "voertuigen": "Wit busje", "anoniem": "ja"},
     "Busje.jpg", ""),
    (5, "en", {"soort": "slachtoffer", "acuut": "onbekend", "vormen": ["seksuele_uitbuiting"],
               "gemeente": "Harderwijk", "anoniem": "ja", "veilig_contact": "Never by phone.",
               "korte_inhoud": "They took my passport and I cannot leave the flat alone."},
     "", "I can go out on Tuesday morning."),
    (1, "nl", {"soort": "professional", "acuut": "nee", "vormen": ["criminele_uitbuiting"],
               "gemeente": "Doetinchem", "korte_inhoud": "Leerling van 14 heeft drie telefoons en is bang.",
               "naam": "M. Verhulst (fictief)", "contact": "0314 555 01 23", "anoniem": "nee",
               "organisatie": "Voorbeeldschool", "mag_bellen": "ja"},
     "", ""),
)  # fmt: skip
MAILS = (
    (2, "Zorgen om personeel", "buur@voorbeeld.example",
     "Goedemiddag,\n\nBij het restaurant op de hoek werkt het personeel zeven dagen per week en het slaapt "
     "boven de zaak. Ik durf niet te bellen.\n"),
    (4, "Fwd: huisvesting", "receptie@voorbeeldpark.example",
     "Hallo,\n\nIn huisje 12 wisselen de bewoners elke week. Zij mogen niet met ons praten.\n"),
)  # fmt: skip


def vertel_formulieren(gids: Gids, vandaag: date) -> None:
    """Through the public form: a connection of its own, so the rest of the world must be there already."""
    meldpunt = _meldpunt(gids)
    for geleden, taal, antwoorden, naam, later in FORMULIEREN:
        at = moment(werkdag(vandaag - timedelta(days=geleden), 0), 20, 15)
        with clock.frozen(min(at, clock.now())):
            bezoek = concept.nieuw(meldpunt.keten.sleutel)
            if naam:
                bestanden.bewaar(bezoek, bestand(naam, "Busje"))
            dien_in(meldpunt.keten, bezoek, antwoorden, taal)
            bestanden.haal_weg(bezoek)
        if later:
            _gesprek(gids, bezoek, later)


def _meldpunt(gids: Gids) -> Deelname:
    vt = gids.viewer("vt.meldpunt")
    return Deelname.objects.select_related("keten").get(pk=vt.eigen_id)


def vertel_meldpunt(gids: Gids, vandaag: date) -> None:
    """By mail, and what the desk does with it; through the services, a few of each."""
    meldpunt = _meldpunt(gids)
    for geleden, onderwerp, van, tekst in MAILS:
        at = moment(werkdag(vandaag - timedelta(days=geleden), 0), 7, 50)
        with clock.frozen(min(at, clock.now())):
            ontvang_mail(meldpunt, _brief(onderwerp, van, tekst))
    _verdeel(gids, vandaag)


def _gesprek(gids: Gids, bezoek: concept.Concept, later: str) -> None:
    """The meldpunt asked something on the return page, and the melder answered."""
    with gids.als("vt.meldpunt", clock.now()) as wie:
        melding = Melding.objects.get(pk=bezoek.id)
        vraag_melder(wie, melding, tekst="When can you talk without anyone near you?")
    antwoord(hash_van(bezoek.code), uuid4(), later)


def _brief(onderwerp: str, van: str, tekst: str) -> bytes:
    head = (
        f"From: {van}\r\nTo: meldpunt@mensenhandel-nog.example\r\nSubject: {onderwerp}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return (head + tekst.replace("\n", "\r\n")).encode()


def _verdeel(gids: Gids, vandaag: date) -> None:
    """Some have a colleague; one was offered to a gemeente and waits for its answer."""
    at = moment(werkdag(vandaag - timedelta(days=1), 0), 11, 30)
    collega = gids.viewer("vt.krt").medewerker_id
    with gids.als("vt.meldpunt", min(at, clock.now())) as wie:
        mine = Melding.objects.visible_to(wie)  # type: ignore[attr-defined]
        assert wie.medewerker_id and collega
        rows = list(mine.filter(status="nieuw", kanaal="telefoon").order_by("ontvangen_at")[:4])
        for melding, naar in zip(rows, (wie.medewerker_id, collega) * 2, strict=False):
            wijs_toe(wie, melding, naar)
        melding = registreer_melding(
            wie, melding_id=uuid4(), gemeente="Apeldoorn", voornaam="Kevin", achternaam="Barends",
            soort="advies", korte_inhoud="Moeder vraagt hulp: haar zoon van 19 heeft schulden bij "
            "oudere jongens. Geen uitbuiting gevonden, wel hulp nodig.",
            melder=MelderInvoer(soort="burger", naam="Moeder", contact="06 555 01 99"),
        )  # fmt: skip
        naar = gids.deelname("apeldoorn.krt").pk
        bied_aan(
            wie, melding, naar=naar,
            waarom="Een jongvolwassene heeft schulden en begeleiding nodig. Geen mensenhandel gevonden.",
        )  # fmt: skip
