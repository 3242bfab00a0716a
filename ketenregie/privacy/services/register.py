"""The register of processing (AVG art. 30): editing by the FG, a first register, and the register as a list."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import bulk_create
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.rekenblad import Blad, Kolom
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy.models import Verwerking
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Gegevenscategorie as G
from referentiemodel.enums import Grondslag

VELDEN = (
    "naam", "doel", "grondslag", "artikel", "verantwoordelijken", "betrokkenen", "categorieen",
    "ontvangers", "bewaartermijn", "doorgifte", "beveiliging",
)  # fmt: skip
_BEVEILIGING = (
    "Toegang per persoon met tweede stap; rechten per casus en rol, twee keer gecontroleerd; elke inzage in "
    "een logboek dat niemand kan wijzigen; versleutelde bestanden en reservekopieën."
)
_VIJF = "Vijf jaar na de eerste verwerking van het gegeven (WGS art. 1.8 lid 7)"
# What this system does, for a keten that begins: the FG checks and changes it.
EERSTE_REGISTER: tuple[dict[str, Any], ...] = (
    {
        "naam": "Meldingen en signalen",
        "doel": "Signalen van mensenhandel ontvangen, beoordelen en verdelen",
        "grondslag": Grondslag.TAAK_ALGEMEEN_BELANG,
        "artikel": "Wmo 2015 art. 4.1.1; eigen opdracht van het meldpunt",
        "verantwoordelijken": "De organisatie die het meldpunt is",
        "betrokkenen": "Mogelijke slachtoffers, verdachten, getuigen en melders",
        "categorieen": [G.IDENTIFICATIE_CONTACT, G.UITBUITING, G.WONEN, G.RELATIES],
        "ontvangers": "Ketenpartners die voor de eerste weging zijn uitgenodigd; nooit de naam van de melder",
        "bewaartermijn": _VIJF,
    },
    {
        "naam": "Casussen, wegingen en casusoverleg",
        "doel": "Complexe casuistiek van mensenhandel samen wegen en de wettelijke taken afstemmen",
        "grondslag": Grondslag.WGS,
        "artikel": "WGS art. 2.25 tot en met 2.33",
        "verantwoordelijken": "De publieke deelnemers samen (WGS art. 2.27)",
        "betrokkenen": "Slachtoffers, verdachten, getuigen en hun netwerk",
        "categorieen": [
            G.IDENTIFICATIE_CONTACT,
            G.WONEN,
            G.FINANCIEEL,
            G.INKOMEN,
            G.GEZONDHEID,
            G.POLITIEGEGEVENS_8_13,
            G.JUSTITIEEL,
            G.RELATIES,
            G.TOEZICHT_HANDHAVING,
            G.SOCIAAL_DOMEIN,
            G.HULPVERLENING,
            G.UITBUITING,
            G.VERBLIJFSSTATUS,
        ],
        "ontvangers": "De partijen bij het convenant, per gegeven volgens de deelregels en hun rol",
        "bewaartermijn": _VIJF,
    },
    {
        "naam": "Plan van aanpak, acties, interventies en nazorg",
        "doel": "Uitvoeren en bewaken wat voor een slachtoffer of tegen een dader is afgesproken",
        "grondslag": Grondslag.WGS,
        "artikel": "WGS art. 2.25",
        "verantwoordelijken": "De publieke deelnemers samen; elke uitvoerder voor het eigen dossier",
        "betrokkenen": "Slachtoffers, verdachten en hun netwerk",
        "categorieen": [
            G.IDENTIFICATIE_CONTACT,
            G.HULPVERLENING,
            G.GEZONDHEID,
            G.SOCIAAL_DOMEIN,
            G.TOEZICHT_HANDHAVING,
            G.PROCES,
        ],
        "ontvangers": "De organisaties in het plan; een derde per overleg en met geheimhouding",
        "bewaartermijn": _VIJF,
    },
    {
        "naam": "Evaluatie en indicatoren",
        "doel": "Leren van afgeronde casussen en tellen wat de aanpak oplevert",
        "grondslag": Grondslag.TAAK_ALGEMEEN_BELANG,
        "artikel": "WGS art. 1.12; anoniem waar het kan",
        "verantwoordelijken": "De organisatie die de procesregie doet",
        "betrokkenen": "Medewerkers die antwoord geven; van slachtoffers alleen aantallen",
        "categorieen": [G.MEDEWERKER_CONTACT, G.PROCES],
        "ontvangers": "Procesbegeleider, bestuurders en publiek: alleen anonieme tekst en aantallen",
        "bewaartermijn": "Anonieme feiten blijven; antwoorden vijf jaar",
    },
    {
        "naam": "Accounts, logboek en beveiliging",
        "doel": "Toegang regelen, controleren wie wat zag, en misbruik vinden",
        "grondslag": Grondslag.WETTELIJKE_PLICHT,
        "artikel": "AVG art. 32; WGS art. 1.8 lid 4; Wpg art. 32a",
        "verantwoordelijken": "De publieke deelnemers samen; de beheerder als verwerker",
        "betrokkenen": "Medewerkers van partners",
        "categorieen": [G.MEDEWERKER_CONTACT],
        "ontvangers": "Functionaris gegevensbescherming, beheerder, toezichthouder",
        "bewaartermijn": "Logboek ten minste vijf jaar, zonder inhoud van een casus",
    },
    {
        "naam": "Verzoeken van personen en datalekken",
        "doel": "Rechten van personen uitvoeren en datalekken melden en herstellen",
        "grondslag": Grondslag.WETTELIJKE_PLICHT,
        "artikel": "AVG art. 12 tot en met 22, 33 en 34; Wpg art. 24a tot en met 31 en 33a",
        "verantwoordelijken": "De organisatie die de procesregie doet, als contactpunt",
        "betrokkenen": "Aanvragers en hun vertegenwoordigers",
        "categorieen": [G.IDENTIFICATIE_CONTACT],
        "ontvangers": "Functionaris gegevensbescherming; Autoriteit Persoonsgegevens bij een datalek",
        "bewaartermijn": "Vijf jaar na de afhandeling",
    },
    {
        "naam": "Voorlichting en training",
        "doel": "Professionals, omstanders en jongeren signalen leren herkennen",
        "grondslag": Grondslag.TAAK_ALGEMEEN_BELANG,
        "artikel": "AVG art. 6 lid 1 onder e",
        "verantwoordelijken": "De organisatie die de bijeenkomst houdt",
        "betrokkenen": "Deelnemers die zich inschrijven",
        "categorieen": [G.IDENTIFICATIE_CONTACT],
        "ontvangers": "Alleen de organisator",
        "bewaartermijn": "Dertig dagen na de bijeenkomst",
    },
)


@transaction.atomic
def begin_register(viewer: Viewer, *, at: datetime | None = None) -> int:
    """The first register, in a keten that has none; how many lines."""
    policy.require(viewer, Permission.PRIVACY_BEHANDELEN)
    if Verwerking.objects.filter(keten_id=viewer.keten_id).exists():
        raise DomainError("Er is al een register.")
    at = at or clock.now()
    rows = [
        Verwerking(keten_id=viewer.keten_id, volgorde=nr, created_at=at, beveiliging=_BEVEILIGING,
                   **velden)
        for nr, velden in enumerate(EERSTE_REGISTER, 1)
    ]  # fmt: skip
    bulk_create(rows, Verwerking)
    logboek.record(
        Gebeurtenis.VERWERKINGSREGISTER_BEGONNEN, actie="C", at=at, details={"regels": len(rows)}
    )
    return len(rows)


@transaction.atomic
def bewaar_verwerking(
    viewer: Viewer,
    *,
    pk: UUID | None = None,
    versie: int | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Verwerking:
    """Add a line or change one.

    Raises:
        DomainError: a running line has this name already.
        EditConflict: a colleague was first.
    """
    policy.require(viewer, Permission.PRIVACY_BEHANDELEN)
    mine = Verwerking.objects.filter(keten_id=viewer.keten_id)
    dubbel = mine.filter(naam=velden["naam"], tot__isnull=True)
    if pk is not None:
        dubbel = dubbel.exclude(pk=pk)
    if dubbel.exists():
        raise DomainError("Er is al een verwerking met deze naam.", veld="naam")
    if pk is None:
        rij = Verwerking(keten_id=viewer.keten_id, volgorde=mine.count() + 1)
    else:
        rij = lock(mine, pk, versie)
    for naam in VELDEN:
        setattr(rij, naam, velden[naam])
    rij.save()
    logboek.record(Gebeurtenis.VERWERKING_VASTGELEGD, rij, actie="C" if pk is None else "U", at=at)
    return rij


@transaction.atomic
def beeindig_verwerking(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Verwerking:
    """The processing ended today; the line stays."""
    at = at or clock.now()
    policy.require(viewer, Permission.PRIVACY_BEHANDELEN)
    rij = lock(Verwerking.objects.filter(keten_id=viewer.keten_id, tot__isnull=True), pk)
    rij.tot = clock.local_date(at)
    rij.save()
    logboek.record(Gebeurtenis.VERWERKING_BEEINDIGD, rij, at=at)
    return rij


def als_blad(keten: str, rows: list[Verwerking]) -> Blad:
    """The register for a spreadsheet."""
    return Blad(
        titel=f"Verwerkingsregister {keten}",
        kolommen=[
            Kolom("Verwerking", 28), Kolom("Doel", 40), Kolom("Grondslag", 26), Kolom("Artikel", 26),
            Kolom("Verantwoordelijken", 30), Kolom("Van wie", 30), Kolom("Categorieën", 40),
            Kolom("Ontvangers", 36), Kolom("Bewaartermijn", 30), Kolom("Buiten de EU", 14),
            Kolom("Beveiliging", 40), Kolom("Beëindigd op", 14),
        ],
        rijen=[
            [
                r.naam, r.doel, r.get_grondslag_display(), r.artikel, r.verantwoordelijken,
                r.betrokkenen, ", ".join(str(G(c).label) for c in r.categorieen), r.ontvangers,
                r.bewaartermijn, r.doorgifte, r.beveiliging, r.tot,
            ]
            for r in rows
        ],
        toelichting=[("Wat", "Register van verwerkingsactiviteiten (AVG art. 30, Wpg art. 31d)"),
                     ("Keten", keten), ("Stand van", f"{clock.today():%-d-%-m-%Y}")],
    )  # fmt: skip
