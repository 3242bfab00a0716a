"""From the answers of a visitor to one melding with its vault. No viewer: nobody is logged in here."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError

from ketenregie.foundation import clock
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.vaag import VageDatum, lees_vage_datum
from meldpunt.models import Melderbericht, Melding
from meldpunt.publiek import bestanden, deur
from meldpunt.publiek.code import hash_van
from meldpunt.publiek.concept import Concept
from meldpunt.services.registratie import nieuwe_melding
from meldpunt.services.vault import MelderInvoer, nieuwe_melder
from partners.models import Keten

# Answers that are a field of Melding under the same name.
VELDEN = (
    "korte_inhoud", "dreiging", "periode_van", "voornaam", "achternaam", "woonplaats", "verblijft_nu",
    "veilig_contact", "locatie", "gemeente", "aantal_slachtoffers", "voertuigen", "accounts",
    "hulpverlening_betrokken", "politie_gebeld", "extern_kenmerk",
)  # fmt: skip


def dien_in(keten: Keten, concept: Concept, antwoorden: dict[str, Any], taal: str) -> bool:
    """Make the melding. Nothing is looked up about who it concerns: known or new, the work is the same.

    Args:
        concept: its melding_id makes that what is handed in twice is one melding, with its files.
        antwoorden: cleaned answers of all steps together.
    Returns: False when this form was handed in before.
    Raises:
        DomainError: a file is gone.
    """
    at = clock.now()
    velden = {naam: antwoorden[naam] for naam in VELDEN if naam in antwoorden} | {
        "acuut": antwoorden.get("acuut") == "ja",
        "verschijningsvormen": antwoorden.get("vormen", []),
        "kanaal": Melding.Kanaal.FORMULIER,
    }
    melding = nieuwe_melding(
        keten.pk, concept.id, velden, lees_geboorte(antwoorden.get("geboorte", "")), at
    )
    invoer = MelderInvoer(
        soort=antwoorden["soort"],
        naam=antwoorden.get("naam", ""),
        contact=antwoorden.get("contact", ""),
        organisatie=antwoorden.get("organisatie", ""),
        relatie=antwoorden.get("relatie", ""),
        anoniem=antwoorden["anoniem"] == "ja",
        mag_bellen=antwoorden.get("mag_bellen", ""),
        gevaar_bij_herleiding=antwoorden.get("gevaar", False),
    )
    melder = nieuwe_melder(melding, invoer, at=at)
    melder.code_hash, melder.taal = hash_van(concept.code), taal
    files = bestanden.documenten(concept, melding)
    done = False
    try:
        try:
            done = deur.meld(melding, melder, keten.pk, at, files)
        except IntegrityError as fout:
            if "kenmerk" not in str(fout):
                raise
            melding.kenmerk = nieuw_kenmerk()  # 1 in 10^12
            done = deur.meld(melding, melder, keten.pk, at, files)
    finally:
        if not done:
            bestanden.vergeet(files)
    return done


def lees_geboorte(tekst: str) -> VageDatum:
    """What was said of the age, understood when it can be; in any language it is kept as it was said."""
    try:
        return lees_vage_datum(tekst, vandaag=clock.today(), verleden=True, leeftijd=True)
    except ValueError:
        return VageDatum(" ".join(tekst.split())[:60])


def antwoord(code_hash: bytes, sleutel: UUID, tekst: str) -> bool:
    """Add what a melder says on the way back; sealed before it goes to the database."""
    bericht = Melderbericht(id=sleutel, soort=Melderbericht.Soort.ANTWOORD)
    bericht.tekst = tekst.strip()
    return deur.antwoord(code_hash, sleutel, bytes(bericht.tekst_versleuteld), clock.now())


def lees_bericht(pk: UUID, gesloten: bytes) -> str:
    """The text of one line of the talk."""
    return Melderbericht(id=pk, tekst_versleuteld=bytes(gesloten)).tekst or ""
