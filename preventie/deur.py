"""The public pages of voorlichting and the database: the functions of publiek.sql, as role publiek."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from ketenregie.foundation import clock
from ketenregie.foundation.geheim import blinde_index
from meldpunt.publiek.deur import vraag
from preventie.models import Inschrijving, Voorlichting


@dataclass(frozen=True, slots=True)
class Openbaar:
    """A voorlichting as anybody may read it."""

    code: str
    titel: str
    soort: str
    doelgroep: str
    omschrijving: str
    waar: str
    datum: date
    tijd: str
    contact: str
    organisator: str
    organisator_id: UUID
    status: str
    open: bool
    vol: bool
    oordeel: bool


def _beeld(tekst: str) -> Openbaar:
    rij = json.loads(tekst)
    doelgroep = Voorlichting.Doelgroep(rij["doelgroep"]).label
    return Openbaar(
        code=rij["code"],
        titel=rij["titel"],
        soort=Voorlichting.Soort(rij["soort"]).label,
        doelgroep=rij["doelgroep_precies"] or doelgroep,
        omschrijving=rij["omschrijving"],
        waar=", ".join(x for x in (rij["plaats"], rij["gemeente"]) if x) or "Hele regio",
        datum=date.fromisoformat(rij["datum"]),
        tijd=rij["tijd"],
        contact=rij["contact"],
        organisator=rij["organisator"],
        organisator_id=UUID(rij["organisator_id"]),
        status=rij["status"],
        open=rij["open"],
        vol=rij["vol"],
        oordeel=rij["oordeel"],
    )


def agenda(keten_id: UUID) -> list[Openbaar]:
    """What people can sign up for, first day first."""
    return [_beeld(r) for r in vraag("voorlichting_openbaar", keten_id, "", clock.today())]


def bij_code(keten_id: UUID, code: str) -> Openbaar | None:
    """The one voorlichting behind a code; None when there is none."""
    rows = vraag("voorlichting_openbaar", keten_id, code, clock.today())
    return _beeld(rows[0]) if rows else None


def schrijf_in(
    bij: Openbaar, *, naam: str, email: str, organisatie: str = "", sleutel: UUID | None = None
) -> str:
    """'ja', 'vol' or 'dicht'; somebody who is on the list already gets 'ja' too."""
    rij = Inschrijving(id=sleutel or uuid4())
    rij.naam, rij.email = naam, email
    if organisatie:
        rij.organisatie = organisatie
    adres = email.strip().lower()
    return str(
        vraag(
            "voorlichting_schrijf_in", bij.code, rij.pk, blinde_index(adres, context="deelnemer"),
            rij.naam_versleuteld, rij.email_versleuteld, rij.organisatie_versleuteld,
            clock.today(), clock.now(),
        )[0]
    )  # fmt: skip


def geef_oordeel(
    code: str, *, sleutel: UUID, cijfer: int, vooraf: int, achteraf: int, handelen: str, beter: str
) -> bool:
    """Keep what a participant thought; False when the voorlichting takes none (any more)."""
    return bool(
        vraag(
            "voorlichting_oordeel", code, sleutel, cijfer, vooraf, achteraf, handelen, beter,
            clock.today(),
        )[0]
    )  # fmt: skip
