"""The words of the logboek: one Dutch sentence per gebeurtenis, for tijdlijn, page and export alike."""

from __future__ import annotations

from typing import Final

from django.apps import apps

from ketenregie.foundation.logboek.gebeurtenissen import Gebeurtenis as G

ZINNEN: Final[dict[G, str]] = {
    G.AANGEMELD: "Aangemeld",
    G.AANMELDEN_MISLUKT: "Aanmelden mislukt",
    G.AANWEZIGHEID_VASTGELEGD: "Aanwezigheid bij het casusoverleg vastgelegd",
    G.ACTIE_BIJGEWERKT: "Actie bijgewerkt",
    G.AFGEMELD: "Afgemeld",
    G.AGENDAPUNT_BESPROKEN: "Besproken in het casusoverleg",
    G.AGENDAPUNT_TOEGEVOEGD: "Op de agenda van een casusoverleg gezet",
    G.AKKOORD_GEGEVEN: "Akkoord met een verstrekking gegeven",
    G.AKKOORD_GEVRAAGD: "Akkoord voor een verstrekking gevraagd",
    G.AKKOORD_GEWEIGERD: "Akkoord met een verstrekking geweigerd",
    G.ANTWOORD_GEGEVEN: "Antwoord voor de evaluatie gegeven",
    G.BEDENKTIJD_BEEINDIGD: "Bedenktijd beëindigd",
    G.BEDENKTIJD_GESTART: "Bedenktijd gestart",
    G.BEGELEIDER_INSTEMMING: "Over de procesbegeleider beslist",
    G.BEKEKEN: "Bekeken",
    G.BESPREKING_GEOPEND: "Evaluatiegesprek geopend",
    G.BESPREKING_VASTGELEGD: "Evaluatiegesprek vastgelegd",
    G.BETROKKENHEID_AFGEDAAN: "Vertrek van een organisatie geregeld",
    G.BETROKKENHEID_BEEINDIGD: "Betrokkenheid beëindigd",
    G.BEWIJSMIDDEL_TOEGEVOEGD: "Bewijsmiddel toegevoegd",
    G.BIJDRAGE_GECORRIGEERD: "Bijdrage gewijzigd",
    G.BIJDRAGE_GELEVERD: "Bijdrage ingebracht",
    G.CASUSBESCHRIJVING_GECONTROLEERD: "Anonieme casusbeschrijving gecontroleerd",
    G.CASUSBESCHRIJVING_VOORGESTELD: "Anonieme casusbeschrijving voorgesteld",
    G.CASUSSEN_UITGEVOERD: "Lijst van casussen als bestand gemaakt",
    G.CASUS_BEEINDIGD: "Casus beëindigd",
    G.CASUS_GEOPEND: "Casus geopend",
    G.CASUS_TERUGGEKOMEN: "Casus teruggekomen bij de procesregie",
    G.COLLEGA_AANGEWEZEN: "Collega op naam gezet",
    G.COLLEGA_AFGEHAALD: "Collega van de casus gehaald",
    G.CONCEPT_VERWIJDERD: "Concept verwijderd",
    G.CONVENANT_ADVIES: "Advies over het convenant vastgelegd",
    G.CONVENANT_CONCEPT_GEMAAKT: "Concept van het convenant gemaakt",
    G.CONVENANT_GETEKEND: "Convenant getekend",
    G.CONVENANT_GEWIJZIGD: "Concept van het convenant gewijzigd",
    G.CONVENANT_INGETROKKEN: "Versie van het convenant ingetrokken",
    G.CONVENANT_TERUGGENOMEN: "Versie van het convenant teruggenomen",
    G.CONVENANT_UITGETREDEN: "Partij uit het convenant getreden",
    G.CONVENANT_VASTGESTELD: "Convenant vastgesteld",
    G.CONVENANT_VOORGELEGD: "Convenant voorgelegd voor advies",
    G.DEELREGEL_GEWIJZIGD: "Deelregel gewijzigd",
    G.DOCUMENT_BESMET: "Virus gevonden in een bestand",
    G.DOCUMENT_GESCAND: "Bestand op virussen gescand",
    G.DOCUMENT_INGETROKKEN: "Document ingetrokken",
    G.DOCUMENT_LABEL_GEWIJZIGD: "Label van een document gewijzigd",
    G.DOCUMENT_OPGEHAALD: "Document gedownload",
    G.DOCUMENT_TOEGEVOEGD: "Document toegevoegd",
    G.DOCUMENT_VERNIEUWD: "Nieuwe versie van een document toegevoegd",
    G.DOELTOETS_GEDAAN: "Doeltoets gedaan",
    G.DOORLAATVERBOD_ALARM: "Alarm: doorlaatverbod",
    G.DOORLAATVERBOD_BESLOTEN: "Doorlaatverbod besloten",
    G.DOORLAATVERBOD_VEILIG: "Slachtoffer is veilig",
    G.DOSSIER_GEMAAKT: "Dossier gemaakt",
    G.DOSSIER_GEVORMD: "Dossier gevormd",
    G.EERSTE_WEGING_GEWOGEN: "1e weging vastgelegd",
    G.EERSTE_WEGING_VOORBEREID: "1e weging voorbereid",
    G.EFFECT_BEREKEND: "Effect van een convenant berekend",
    G.EVALUATIEOPDRACHT_BEANTWOORD: "Evaluatieopdracht beantwoord",
    G.EVALUATIEOPDRACHT_GEGEVEN: "Evaluatieopdracht gegeven",
    G.EVALUATIE_AFGEROND: "Evaluatie afgerond",
    G.EVALUATIE_KWIJTGESCHOLDEN: "Evaluatie niet nodig gevonden",
    G.GEWIJZIGD: "Gewijzigd",
    G.HOOFDSTAP_GEWIJZIGD: "Naar een andere hoofdstap",
    G.HOORVRAAG_AFGEROND: "Vraag voor de melder afgerond",
    G.HOORVRAAG_DOORGEGEVEN: "Vraag van een partner aan de melder doorgegeven",
    G.HOORVRAAG_GESTELD: "Een vraag voor de melder aan het meldpunt gegeven",
    G.INFO_VOORAF_BIJGEWERKT: "Informatie vooraf bijgewerkt",
    G.INSTEMMING_GEGEVEN: "Antwoord op het plan van aanpak",
    G.INTERVENTIE_AFGEROND: "Interventie afgerond",
    G.INTERVENTIE_VASTGELEGD: "Interventie vastgelegd",
    G.INZAGEDOEL_GEGEVEN: "Gezegd waarvoor de casus werd geopend",
    G.INZAGEDOEL_GEVRAAGD: "Gevraagd waarvoor de casus wordt geopend",
    G.INZAGEVERSLAG_BEKEKEN: "Inzageverslag van een persoon bekeken",
    G.INZAGEVERSLAG_GEMAAKT: "Inzageverslag van een persoon gemaakt",
    G.INZAGEVERSLAG_GEZOCHT: "Dossier gezocht voor een inzageverslag",
    G.INZAGE_BEKEKEN: "Nagekeken wie de casus heeft ingezien",
    G.LIJST_BEKEKEN: "Lijst bekeken",
    G.LOGBOEK_GEEXPORTEERD: "Logboek geëxporteerd",
    G.LOGBOEK_INGEZIEN: "Logboek ingezien",
    G.MAIL_ONTVANGEN: "E-mail ontvangen bij het meldpunt",
    G.MATCH_BESLIST: "Over een gelijkenis beslist",
    G.MATCH_HERROEPEN: "Besluit over een gelijkenis herroepen",
    G.MELDER_ANTWOORD: "De melder stuurde een bericht",
    G.MELDER_ANTWOORD_AFGEHANDELD: "Bericht van de melder afgehandeld",
    G.MELDER_GEBELD: "De melder gebeld",
    G.MELDER_GETOOND: "Gegevens van de melder getoond",
    G.MELDER_GEVRAAGD: "Een vraag aan de melder gesteld",
    G.MELDER_GEWIJZIGD: "Gegevens van de melder gewijzigd",
    G.SIGNAAL_AANGENOMEN: "Doorgestuurd signaal aangenomen",
    G.SIGNAAL_BEANTWOORD: "Vraag over een signaal beantwoord",
    G.SIGNAAL_DOORGESTUURD: "Signaal doorgestuurd naar het meldpunt",
    G.SIGNAAL_INGETROKKEN: "Signaal ingetrokken",
    G.SIGNAAL_TERUGGESTUURD: "Signaal teruggestuurd",
    G.SIGNAAL_VRAAG_GESTELD: "Vraag over een signaal gesteld",
    G.MELDING_BEEINDIGD: "Melding beëindigd",
    G.MELDING_GEREGISTREERD: "Melding geregistreerd",
    G.MELDING_GEWIJZIGD: "Melding gewijzigd",
    G.MELDING_OPGENOMEN: "Melding in behandeling genomen",
    G.MELDING_TOEGEVOEGD: "Melding bij een dossier gevoegd",
    G.NAZORG_BEANTWOORD: "Nazorgvraag beantwoord",
    G.NAZORG_BELEGD: "Nazorg gevraagd",
    G.NAZORG_BIJGEWERKT: "Nazorg bijgewerkt",
    G.NOODKNOP_BEEINDIGD: "Noodknop beëindigd",
    G.NOODKNOP_BEOORDEELD: "Gebruik van de noodknop beoordeeld",
    G.NOODKNOP_GEBRUIKT: "Noodknop gebruikt",
    G.NOODKNOP_GEWEIGERD: "Noodknop geweigerd",
    G.ONDERZOEKSVLAG_GEZET: "Strafrechtelijk onderzoek bijgewerkt",
    G.ORGANISATIE_UITGENODIGD: "Organisatie uitgenodigd",
    G.ORGANISATIE_VOORGESTELD: "Organisatie voorgesteld",
    G.OVERLEG_GEEN_INBRENG: "Geen inbreng voor het casusoverleg",
    G.OVERLEG_GEPLAND: "Casusoverleg gepland",
    G.OVERLEG_GESLOTEN: "Casusoverleg gesloten",
    G.OVERLEG_UITGENODIGD: "Organisatie uitgenodigd voor het casusoverleg",
    G.OVERLEG_UITNODIGING_BEANTWOORD: "Uitnodiging voor het casusoverleg beantwoord",
    G.OVERLEG_VERVALLEN: "Casusoverleg vervallen",
    G.PLAN_DOCUMENT_GEMAAKT: "Plan van aanpak als pdf gemaakt",
    G.PLAN_GESTART: "Plan van aanpak begonnen",
    G.PLAN_GEWIJZIGD: "Plan van aanpak gewijzigd",
    G.PLAN_INGETROKKEN: "Plan van aanpak ingetrokken",
    G.PLAN_TERUGGENOMEN: "Plan van aanpak teruggenomen",
    G.PLAN_TER_INSTEMMING: "Plan van aanpak ter instemming voorgelegd",
    G.PLAN_VASTGESTELD: "Plan van aanpak vastgesteld",
    G.ROLLEN_GEWIJZIGD: "Rollen van een organisatie gewijzigd",
    G.SITUATIE_VASTGELEGD: "Situatie vastgelegd",
    G.STATUS_GEWIJZIGD: "In behandeling genomen",
    G.TAAK_AFGEBROKEN: "Taak geannuleerd",
    G.TAAK_GESTART: "Taak gestart",
    G.TAAK_KLAAR: "Taak klaar",
    G.TAAK_MISLUKT: "Taak mislukt",
    G.TAAK_RESULTAAT_OPGEHAALD: "Resultaat van een taak opgehaald",
    G.TERUGKOPPELINGEN_GEPLAND: "Terugkoppelingen gepland",
    G.TERUGKOPPELING_GEGEVEN: "Terugkoppeling gegeven",
    G.TOEGANGSVERZOEK_AFGEWEZEN: "Toegang tot een afgeschermd gegeven afgewezen",
    G.TOEGANGSVERZOEK_GEVRAAGD: "Toegang tot een afgeschermd gegeven gevraagd",
    G.TOEGANGSVERZOEK_INGETROKKEN: "Toegang tot een afgeschermd gegeven ingetrokken",
    G.TOEGANGSVERZOEK_TOEGEWEZEN: "Toegang gegeven tot een afgeschermd gegeven",
    G.TOEGANG_BEVESTIGD: "Toegang bevestigd",
    G.TOEGANG_GEWAARSCHUWD: "Gewaarschuwd dat toegang vervalt",
    G.TOEGANG_INGETROKKEN: "Toegang beëindigd",
    G.TOESTEMMING_INGETROKKEN: "Toestemming van een betrokkene ingetrokken",
    G.TOESTEMMING_VASTGELEGD: "Toestemming van een betrokkene vastgelegd",
    G.TOKEN_GEWEIGERD: "Toegang voor een koppeling geweigerd",
    G.TOKEN_UITGEGEVEN: "Toegang voor een koppeling gegeven",
    G.TWEEDE_WEGING_VASTGELEGD: "2e weging vastgelegd",
    G.UITNODIGING_AANVAARD: "Uitnodiging aanvaard",
    G.UITNODIGING_AFGEWEZEN: "Uitnodiging afgewezen",
    G.UITNODIGING_HERINNERD: "Aan een uitnodiging herinnerd",
    G.UITSLUITING_OPGEHEVEN: "Uitsluiting opgeheven",
    G.UITSLUITING_VASTGELEGD: "Medewerker uitgesloten van de casus",
    G.UITTREDING_BESLIST: "Beslist over gegevens van een uitgetreden partij",
    G.VERBETERPUNT_AFGEROND: "Verbeterpunt afgerond",
    G.VERBETERPUNT_VASTGELEGD: "Verbeterpunt vastgelegd",
    G.VERSTREKKING_AFGEBROKEN: "Verstrekking niet doorgegaan",
    G.VERSTREKKING_DOCUMENT_GEMAAKT: "Document van een verstrekking gemaakt",
    G.VERSTREKKING_GEDAAN: "Gegevens verstrekt",
    G.VERSTREKKING_INGETROKKEN: "Verstrekking ingetrokken",
    G.VERSTREKKING_ONTVANGEN: "Ontvangst van een verstrekking bevestigd",
    G.VERSTREKKING_VOORBEREID: "Verstrekking voorbereid",
    G.VERVANGING_BEEINDIGD: "Vervanging beëindigd",
    G.VERVANGING_GEREGELD: "Vervanging geregeld",
    G.VERZOEK: "Pagina of handeling",
    G.VOORBEHOUD_GEMAAKT: "Voorbehoud bij een gegeven gemaakt",
    G.VOORBEHOUD_OPGEHEVEN: "Voorbehoud bij een gegeven opgeheven",
    G.VOORSTEL_AFGEWEZEN: "Voorstel voor een organisatie niet overgenomen",
    G.VOORWAARDEN_GEWIJZIGD: "Voorwaarden bij een gegeven gewijzigd",
    G.ZICHT_BEKEKEN: "Nagekeken wat een andere organisatie van de casus ziet",
}
# A reason why someone looked belongs to the logboek; why something was decided belongs to the casus.
REDEN_VAN_INZAGE: Final = frozenset(
    {G.INZAGEDOEL_GEGEVEN, G.MELDER_GETOOND, G.LOGBOEK_GEEXPORTEERD}
)

UITKOMSTEN: Final = {"gelukt": "Gelukt", "geweigerd": "Geweigerd", "mislukt": "Mislukt"}
KANALEN: Final = {
    "web": "Scherm",
    "api": "Koppeling",
    "taak": "Automatische taak",
    "commando": "Beheer",
}
REGELS: Final = {
    "casus.zien": "Betrokken bij de casus",
    "eigenaar": "Eigenaar van de casus",
    "noodknop": "Noodknop",
    "noodknop.gebruiken": "Noodknop",
    "noodknop.beoordelen": "Functionaris gegevensbescherming",
    "toegang.zien_als": "Procesregie",
    "toegang.zien_als_toezicht": "Functionaris gegevensbescherming",
    "logboek.zien": "Functionaris gegevensbescherming",
}


_CODES: Final = frozenset(G)


def zin(gebeurtenis: str) -> str:
    """The sentence; a line of an older or newer version keeps its code."""
    return ZINNEN[G(gebeurtenis)] if gebeurtenis in _CODES else gebeurtenis.replace("_", " ")


def onderwerp(object_type: str) -> str:
    """What a line is about, as the screen calls it: "cases.casus" is "casus"."""
    if not object_type:
        return ""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return object_type.rpartition(".")[2]


def regel(code: str) -> str:
    """By which rule, readable where we have words for it."""
    return REGELS.get(code, code)
