"""The demo's two ketens: organisations, people, sociale kaart and convenant. Everything is invented.

Loaded once for `make demo` and once per test database; the casussen come from the stories, through
the services. Run inside a systeem viewer's role werker.
"""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from oauth2_provider.models import AbstractApplication

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.convenant import laad_convenant, laad_convenant_elders
from meldpunt.models import Piketregel
from partners.access.drf import SCOPES
from partners.models import (
    Aanbod,
    ApiClient,
    Contactpersoon,
    Deelname,
    Kernlidmaatschap,
    Keten,
    Lidmaatschap,
    Mandaat,
    Mededeling,
    Medewerker,
    Organisatie,
    Profiel,
    Uitnodiging,
    WgsRol,
)
from referentiemodel.enums import Functie, Partnersoort
from referentiemodel.enums import WgsRol as Positie
from referentiemodel.loader import publiceer_bestand

WACHTWOORD = "demo-ketenregie"
API_GEHEIM = "demo-geheim"
BEGIN = date(2025, 3, 1)  # the WGS in force
SEKS, ARBEID, CRIM, ORGAAN = (
    "seksuele_uitbuiting",
    "arbeidsuitbuiting",
    "criminele_uitbuiting",
    "orgaanverwijdering",
)
GEMEENTEN = (
    "Aalten", "Apeldoorn", "Berkelland", "Bronckhorst", "Brummen", "Doetinchem", "Elburg", "Epe",
    "Ermelo", "Harderwijk", "Hattem", "Heerde", "Lochem", "Montferland", "Nunspeet", "Oldebroek",
    "Oost Gelre", "Oude IJsselstreek", "Putten", "Voorst", "Winterswijk", "Zutphen",
)  # fmt: skip
KERN = {"vt", "zvh", "politie", "om", "nla", "moviera", "meesamen",
        "apeldoorn", "berkelland", "harderwijk"}  # fmt: skip
GESPREKSRONDE = {"vt", "zvh", "politie", "om", "moviera", "meesamen", "apeldoorn", "harderwijk",
                 "oost-gelre", "oude-ijsselstreek"}  # fmt: skip

# sleutel: naam, kort, soort, WGS position, expertise, vormen, leeftijd, wachttijd in weken
ORGANISATIES: dict[str, tuple[Any, ...]] = {
    "vt": ("Veilig Thuis Noord- en Oost-Gelderland", "Veilig Thuis", Partnersoort.VEILIG_THUIS,
           Positie.PRIVAAT, "Advies- en meldpunt; voert het meldpunt mensenhandel.",
           [SEKS, ARBEID, CRIM, ORGAAN], (None, None), 0),
    "zvh": ("Zorg- en Veiligheidshuis Noord- en Oost-Gelderland", "ZVH", Partnersoort.ZVH,
            Positie.GEEN, "Procesregie en casusoverleg.", [SEKS, ARBEID, CRIM, ORGAAN],
            (None, None), 0),
    "politie": ("Politie Oost-Nederland", "Politie", Partnersoort.POLITIE, Positie.PUBLIEK,
                "Afdeling Vreemdelingenpolitie, Identificatie en Mensenhandel.",
                [SEKS, ARBEID, CRIM, ORGAAN], (None, None), 0),
    "om": ("Openbaar Ministerie Oost-Nederland", "OM", Partnersoort.OM, Positie.PUBLIEK,
           "Officier van justitie mensenhandel.", [SEKS, ARBEID, CRIM, ORGAAN], (None, None), 0),
    "nla": ("Nederlandse Arbeidsinspectie", "Arbeidsinspectie", Partnersoort.NLA, Positie.DERDE,
            "Toezicht en opsporing bij arbeidsuitbuiting.", [ARBEID], (None, None), 0),
    "moviera": ("Moviera", "Moviera", Partnersoort.MOVIERA, Positie.PRIVAAT,
                "Opvang en zorgcoördinatie voor slachtoffers van mensenhandel.",
                [SEKS, ARBEID, CRIM], (23, None), 3),
    "meesamen": ("MEE Samen", "MEE Samen", Partnersoort.MEE, Positie.PRIVAAT,
                 "Ondersteuning bij een licht verstandelijke beperking; zorgcoördinatie voor jongeren.",
                 [SEKS, CRIM], (12, 22), 2),
    "ggd": ("GGD Noord- en Oost-Gelderland", "GGD", Partnersoort.GGD, Positie.PUBLIEK,
            "Gezondheidsvoorlichting en onderzoek.", [SEKS], (None, None), 0),
    "riec": ("RIEC Oost-Nederland", "RIEC", Partnersoort.RIEC, Positie.DERDE,
             "Bestuurlijke aanpak van ondermijning; levert procesbegeleiders.", [], (None, None), 0),
    "kmar": ("Koninklijke Marechaussee, district Oost", "Marechaussee", Partnersoort.KMAR,
             Positie.DERDE, "Mobiel toezicht, grens en reisbewegingen.", [ARBEID], (None, None), 0),
    "jeugdbescherming": ("Jeugdbescherming Gelderland", "Jeugdbescherming",
                         Partnersoort.JEUGDBESCHERMING, Positie.PRIVAAT,
                         "Voogdij en ondertoezichtstelling.", [], (0, 17), 6),
    "coa": ("Centraal Orgaan opvang asielzoekers, regio Oost", "COA", Partnersoort.COA, Positie.DERDE,
            "Opvanglocaties; signaleert bij alleenstaande minderjarigen.", [], (None, None), 0),
    "wijkteam": ("Wijkteam De Brug", "Wijkteam", Partnersoort.WIJKTEAM, Positie.PRIVAAT,
                 "Laagdrempelige hulp dicht bij huis.", [], (None, None), 1),
}  # fmt: skip
AANBOD = {
    "moviera": [("Crisisopvang mensenhandel", "zorg", "slachtoffers vanaf 18 jaar"),
                ("Zorgcoördinatie 23+", "zorg", "slachtoffers vanaf 23 jaar")],
    "meesamen": [("Zorgcoördinatie jongeren", "zorg", "slachtoffers tot 23 jaar"),
                 ("Weerbaarheidstraining", "preventie", "jongeren met een beperking")],
    "politie": [("Informatief gesprek mensenhandel", "strafrechtelijk", "slachtoffers")],
    "nla": [("Controle arbeidsplaats", "barriere", "werkgevers")],
    "apeldoorn": [("Bestuurlijke controle hotels", "bestuurlijk", "ondernemers"),
                  ("Schoolplek met begeleiding", "zorg", "leerplichtige jongeren")],
    "ggd": [("Gastles grenzen en relaties", "preventie", "leerlingen vmbo en mbo")],
    "jeugdbescherming": [("Spoedplaatsing jeugd", "zorg", "minderjarigen")],
}  # fmt: skip
# username: naam, organisatie, functie
MEDEWERKERS = {
    "vt.meldpunt": ("Noor de Boer", "vt", Functie.MELDPUNTMEDEWERKER),
    "vt.krt": ("Hilde Wassink", "vt", Functie.KETENREGIETEAMLID),
    "zvh.procesregisseur": ("Selma Aydin", "zvh", Functie.PROCESREGISSEUR),
    "zvh.beheer": ("Ruben Meijer", "zvh", Functie.KETENBEHEERDER),
    "platform.beheer": ("Tessa Winkelman", "zvh", Functie.PLATFORMBEHEERDER),
    "zvh.fg": ("Petra Lansink", "zvh", Functie.FG),
    "politie.krt": ("Iris Verhoeven", "politie", Functie.KETENREGIETEAMLID),
    "om.krt": ("Wouter van Keulen", "om", Functie.KETENREGIETEAMLID),
    "nla.krt": ("Dennis Roelofs", "nla", Functie.KETENREGIETEAMLID),
    "apeldoorn.krt": ("Yasmin Haddou", "apeldoorn", Functie.KETENREGIETEAMLID),
    "berkelland.krt": ("Gerben Tuinstra", "berkelland", Functie.KETENREGIETEAMLID),
    "harderwijk.krt": ("Marloes Foppen", "harderwijk", Functie.KETENREGIETEAMLID),
    "moviera.krt": ("Carla Smeenk", "moviera", Functie.KETENREGIETEAMLID),
    "moviera.zorg": ("Anouk Teunissen", "moviera", Functie.ZORGCOORDINATOR),
    "meesamen.krt": ("Bart Olthof", "meesamen", Functie.KETENREGIETEAMLID),
    "kmar.flex": ("Stefan Brouwer", "kmar", Functie.BEHANDELAAR),
    "riec.begeleider": ("Marit Dijkman", "riec", Functie.PROCESBEGELEIDER),
    "ggd.preventie": ("Fleur Hoekstra", "ggd", Functie.PREVENTIEMEDEWERKER),
    "wijkteam.aandacht": ("Lieke Bosman", "wijkteam", Functie.AANDACHTSFUNCTIONARIS),
    "nog.bestuurder": ("Ahmed el Khatib", "apeldoorn", Functie.BESTUURDER),
}
ELDERS = {
    "elders.krt": ("Joost Vermeulen", "elders-vt", Functie.KETENREGIETEAMLID),
    "elders.beheer": ("Lotte Kuiper", "elders-vt", Functie.KETENBEHEERDER),
}
API_CLIENTS = {
    "demo-politie": "politie",
    "demo-moviera": "moviera",
    "demo-apeldoorn": "apeldoorn",
    "demo-veiligthuis": "vt",
}


def systeem(keten: Keten, doel: str = "beheer") -> Viewer:
    return Viewer.voor_systeem(keten.pk, doel)


@transaction.atomic
def laad_ketens() -> Keten:
    """Both ketens with everything but casussen; a second call changes nothing.

    Returns: the main keten.
    """
    bestaand = Keten.objects.filter(sleutel="mensenhandel-nog").first()
    if bestaand is not None:
        return bestaand
    hoofd = _keten(
        "mensenhandel-nog", "Mensenhandel Noord- en Oost-Gelderland", "Mensenhandel",
        "mensenhandel_nog_1", "0800 0199", "meldpunt@mensenhandel-nog.example",
    )  # fmt: skip
    elders = _keten(
        "jonge-aanwas-elders", "Jonge aanwas Elders", "Jonge aanwas in de drugscriminaliteit",
        "ondermijning_elders_1", "0800 0198", "meldpunt@jonge-aanwas.example", kleur="indigo",
    )  # fmt: skip
    wachtwoord = make_password(WACHTWOORD)
    with acting_as(systeem(hoofd)):
        deelnames = _organisaties(hoofd)
        _medewerkers(MEDEWERKERS, deelnames, wachtwoord)
        _piket(hoofd, deelnames)
        _beheer(hoofd, deelnames)
        laad_convenant(hoofd, deelnames, BEGIN)
        for client, sleutel in API_CLIENTS.items():
            _api_client(client, deelnames[sleutel])
    with acting_as(systeem(elders)):
        anders = _elders(elders)
        _medewerkers(ELDERS, anders, wachtwoord)
        laad_convenant_elders(elders, anders, BEGIN)
        _api_client("demo-elders", anders["elders-vt"])
    return hoofd


def _keten(
    sleutel: str, naam: str, thema: str, model: str, telefoon: str, email: str, *, kleur: str = ""
) -> Keten:
    versie = publiceer_bestand(model, geldig_van=BEGIN)
    return Keten.objects.create(
        sleutel=sleutel, naam=naam, thema=thema, modelversie=versie,
        telefoon_meldpunt=telefoon, email_meldpunt=email, kleur=kleur,
    )  # fmt: skip


def _organisaties(keten: Keten) -> dict[str, Deelname]:
    deelnames = {}
    for sleutel, (
        naam,
        kort,
        soort,
        positie,
        expertise,
        vormen,
        leeftijd,
        wacht,
    ) in ORGANISATIES.items():
        organisatie = Organisatie.objects.create(
            naam=naam,
            kort=kort,
            partnersoort=soort,
            domein=soort.domein,
            werkgebied=list(GEMEENTEN),
        )
        _positie(organisatie, positie)
        Profiel.objects.create(
            organisatie=organisatie, expertise=expertise, verschijningsvormen=vormen,
            leeftijd_van=leeftijd[0], leeftijd_tot=leeftijd[1], wachttijd_weken=wacht,
            bereikbaarheid="werkdagen 8.30 - 17.00 uur", telefoon="055 555 01 00",
        )  # fmt: skip
        deelnames[sleutel] = _deelname(keten, sleutel, organisatie)
    for gemeente in GEMEENTEN:
        organisatie = Organisatie.objects.create(
            naam=f"Gemeente {gemeente}", kort=gemeente, partnersoort=Partnersoort.GEMEENTE,
            domein=Partnersoort.GEMEENTE.domein, gemeente=gemeente, werkgebied=[gemeente],
        )  # fmt: skip
        _positie(organisatie, Positie.PUBLIEK)
        Profiel.objects.create(
            organisatie=organisatie, expertise="Openbare orde, toezicht, zorg en onderwijs.",
            bereikbaarheid="werkdagen 9.00 - 17.00 uur", telefoon="055 555 02 00",
        )  # fmt: skip
        sleutel = gemeente.lower().replace(" ", "-")
        deelnames[sleutel] = _deelname(keten, sleutel, organisatie)
    for sleutel, items in AANBOD.items():
        for naam, soort, doelgroep in items:
            Aanbod.objects.create(
                organisatie=deelnames[sleutel].organisatie,
                naam=naam,
                soort=soort,
                doelgroep=doelgroep,
            )
    return deelnames


def _elders(keten: Keten) -> dict[str, Deelname]:
    soorten = {
        "elders-vt": ("Veilig Thuis Elders", Partnersoort.VEILIG_THUIS, Positie.PRIVAAT),
        "elders-zvh": ("Zorg- en Veiligheidshuis Elders", Partnersoort.ZVH, Positie.GEEN),
        "elders-politie": ("Politie Elders", Partnersoort.POLITIE, Positie.PUBLIEK),
    }
    deelnames = {}
    for sleutel, (naam, soort, positie) in soorten.items():
        organisatie = Organisatie.objects.create(
            naam=naam, kort=naam, partnersoort=soort, domein=soort.domein
        )
        _positie(organisatie, positie)
        deelnames[sleutel] = _deelname(keten, sleutel.removeprefix("elders-"), organisatie)
    return deelnames


def _positie(organisatie: Organisatie, positie: Positie) -> None:
    artikel = "WGS artikel 2.27" if positie in {Positie.PUBLIEK, Positie.PRIVAAT} else ""
    WgsRol.objects.create(organisatie=organisatie, soort=positie, artikel=artikel, van=BEGIN)


def _deelname(keten: Keten, sleutel: str, organisatie: Organisatie) -> Deelname:
    group = Group.objects.create(name=f"{keten.sleutel}:{sleutel}")
    deelname = Deelname.objects.create(
        keten=keten, organisatie=organisatie, group=group, van=BEGIN,
        meldpunt=organisatie.partnersoort == Partnersoort.VEILIG_THUIS,
        procesregie=organisatie.partnersoort == Partnersoort.ZVH,
    )  # fmt: skip
    for gremium, leden in (("ketenregieteam", KERN), ("gespreksronde", GESPREKSRONDE)):
        if sleutel in leden:
            Kernlidmaatschap.objects.create(deelname=deelname, gremium=gremium, van=BEGIN)
    return deelname


def _medewerkers(
    mensen: dict[str, tuple[str, str, Functie]], deelnames: dict[str, Deelname], wachtwoord: str
) -> None:
    for username, (naam, sleutel, functie) in mensen.items():
        medewerker = Medewerker.objects.create(
            username=username,
            naam=naam,
            password=wachtwoord,
            email=f"{username}@ketenregie.example",
        )
        deelname = deelnames[sleutel]
        lid = Lidmaatschap.objects.create(
            medewerker=medewerker, deelname=deelname, functie=functie, van=BEGIN,
            # ZVH is no legal person: its people work for a designating deelnemer (R1).
            namens_deelnemer=deelnames.get("apeldoorn") if sleutel == "zvh" else None,
            hercertificatie_op=date(2027, 3, 1),
        )  # fmt: skip
        if functie in {Functie.KETENREGIETEAMLID, Functie.PROCESREGISSEUR}:
            for soort in ("instemmen", "overdracht"):
                Mandaat.objects.create(
                    lidmaatschap=lid, soort=soort, mandaatgever=f"Directie {deelname.organisatie.kort}",
                    van=BEGIN,
                )  # fmt: skip
        if functie.met_casusinhoud:
            Contactpersoon.objects.create(
                organisatie=deelname.organisatie, naam=naam, rol=functie.label,
                telefoon="055 555 03 00", email=medewerker.email,
            )  # fmt: skip


def _piket(keten: Keten, deelnames: dict[str, Deelname]) -> None:
    """Police first, day and night; then Arbeidsinspectie and procesregie together."""
    Piketregel.objects.create(
        keten=keten, volgorde=1, deelname=deelnames["politie"], functie=Functie.KETENREGIETEAMLID,
        telefoon="055 555 04 01", minuten=10,
    )  # fmt: skip
    for sleutel, functie in (("nla", Functie.KETENREGIETEAMLID), ("zvh", Functie.PROCESREGISSEUR)):
        Piketregel.objects.create(
            keten=keten, volgorde=2, deelname=deelnames[sleutel], functie=functie,
            telefoon="055 555 04 02", minuten=15,
        )  # fmt: skip


def _beheer(keten: Keten, deelnames: dict[str, Deelname]) -> None:
    """A free day beside the law, a notice, and an invitation that waits."""
    vandaag = clock.today()
    keten.vrije_dagen = [
        {
            "dag": f"{clock.add_werkdagen(vandaag, 40)}",
            "naam": "Brugdag, afgesproken in het bestuurlijk overleg",
        }
    ]
    keten.save()
    Mededeling.objects.create(
        keten=keten, plek=Mededeling.Plek.WERK, van=vandaag, tot=vandaag + timedelta(days=60),
        tekst="Op de eerste dinsdag van de maand is het systeem van 7.00 tot 7.30 uur in onderhoud.",
    )  # fmt: skip
    Uitnodiging.objects.create(
        deelname=deelnames["berkelland"], naam="Jelle Hofman", email="j.hofman@berkelland.example",
        functie=Functie.AANDACHTSFUNCTIONARIS, verloopt_at=clock.now() + timedelta(days=7),
    )  # fmt: skip


def _api_client(client_id: str, deelname: Deelname) -> None:
    ApiClient.objects.create(
        client_id=client_id,
        client_secret=API_GEHEIM,
        name=f"Koppeling {deelname.organisatie.kort}",
        client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
        authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
        deelname=deelname,
        scopes=list(SCOPES),
    )
