"""The closed lists of the field: codes that rules, rights and tables hang on.

A code never changes; a label may. What a keten fills in itself (verschijningsvormen, kanalen,
soorten interventies) is not here but in the value lists of its model version.
Articles without a name are of the Wet gegevensverwerking door samenwerkingsverbanden (WGS).
"""

from dataclasses import dataclass
from typing import Self

from django.db import models


class Domein(models.TextChoices):
    """Zorg detail is hidden from veiligheid and the reverse, unless a deelregel says otherwise."""

    ZORG = "zorg", "Zorg"
    VEILIGHEID = "veiligheid", "Veiligheid"
    BEIDE = "beide", "Zorg en veiligheid"


class Partnersoort(models.TextChoices):
    """Kind of partner; the columns of the RASCI matrix are partnersoorten.

    A soort without a column of its own in a model follows the column `flexibele_schil`.
    """

    VEILIG_THUIS = "veilig_thuis", "Veilig Thuis"
    ZVH = "zvh", "Zorg- en Veiligheidshuis"
    POLITIE = "politie", "Politie"
    OM = "om", "Openbaar Ministerie"
    NLA = "nla", "Nederlandse Arbeidsinspectie"
    GEMEENTE = "gemeente", "Gemeente"
    MOVIERA = "moviera", "Moviera"
    MEE = "mee", "MEE Samen"
    GGD = "ggd", "GGD (gemeentelijke gezondheidsdienst)"
    RIEC = "riec", "RIEC (Regionaal Informatie- en Expertisecentrum)"
    KMAR = "kmar", "Koninklijke Marechaussee"
    FLEXIBELE_SCHIL = "flexibele_schil", "Flexibele schil"
    JEUGDBESCHERMING = "jeugdbescherming", "Jeugdbescherming"
    RAAD_KINDERBESCHERMING = "raad_kinderbescherming", "Raad voor de Kinderbescherming"
    RECLASSERING = "reclassering", "Reclassering"
    DJI = "dji", "Dienst Justitiële Inrichtingen"
    COA = "coa", "COA (Centraal Orgaan opvang asielzoekers)"
    WIJKTEAM = "wijkteam", "Wijkteam"
    WELZIJN = "welzijn", "Welzijnswerk"
    ONDERWIJS = "onderwijs", "Onderwijs"
    WONINGCORPORATIE = "woningcorporatie", "Woningcorporatie"
    GGZ = "ggz", "Geestelijke gezondheidszorg"
    WEGINGSTAFEL = "wegingstafel", "Wegingstafel"
    ADVOCATUUR = "advocatuur", "Advocatuur"
    OVERIG_ZORG = "overig_zorg", "Andere organisatie in de zorg"
    OVERIG_VEILIGHEID = "overig_veiligheid", "Andere organisatie in de veiligheid"

    @property
    def domein(self) -> Domein:
        """Side of the chain this partner belongs to."""
        if self in _BEIDE:
            return Domein.BEIDE
        return Domein.VEILIGHEID if self in _VEILIGHEID else Domein.ZORG

    @property
    def voor_minderjarigen(self) -> bool:
        """Has a task of its own when a minor is involved (Jeugdwet; Wmo 2015 art. 4.1.1)."""
        return self in _VOOR_MINDERJARIGEN

    @property
    def kort(self) -> str:
        """Short label for a narrow column; always shown with the full label within reach."""
        return _KORT.get(self, str(self.label))


_VEILIGHEID = frozenset(
    {
        Partnersoort.POLITIE,
        Partnersoort.OM,
        Partnersoort.NLA,
        Partnersoort.KMAR,
        Partnersoort.RIEC,
        Partnersoort.RECLASSERING,
        Partnersoort.DJI,
        Partnersoort.OVERIG_VEILIGHEID,
    }
)
_BEIDE = frozenset(
    {
        Partnersoort.GEMEENTE,
        Partnersoort.ZVH,
        Partnersoort.FLEXIBELE_SCHIL,
        Partnersoort.WEGINGSTAFEL,
    }
)
_VOOR_MINDERJARIGEN = frozenset(
    {
        Partnersoort.VEILIG_THUIS,
        Partnersoort.JEUGDBESCHERMING,
        Partnersoort.RAAD_KINDERBESCHERMING,
    }
)
_KORT = {
    Partnersoort.ZVH: "Veiligheidshuis",
    Partnersoort.OM: "OM",
    Partnersoort.NLA: "Arbeidsinspectie",
    Partnersoort.GGD: "GGD",
    Partnersoort.RIEC: "RIEC",
    Partnersoort.KMAR: "Marechaussee",
    Partnersoort.COA: "COA",
}


class WgsRol(models.TextChoices):
    """Position of an organisation under art. 2.27; dated per deelname."""

    PUBLIEK = "publiek", "Publieke deelnemer (gezamenlijk verantwoordelijk)"
    PRIVAAT = "privaat", "Private deelnemer"
    DERDE = "derde", "Incidentele derde (per overleg)"
    GEEN = "geen", "Geen deelnemer"


class Rasci(models.TextChoices):
    """Letter of an organisation for one activiteit; a cell of the matrix is a set of letters."""

    R = "R", "Voert uit"
    A = "A", "Eindverantwoordelijk"
    S = "S", "Ondersteunt"
    C = "C", "Adviseert"
    I = "I", "Wordt geïnformeerd"  # noqa: E741 - the letter is the name of the role

    @property
    def sterkte(self) -> int:
        """Rank for sharing: A 5, R 4, S 3, C 2, I 1. The one who answers for it needs the whole."""
        return {"A": 5, "R": 4, "S": 3, "C": 2, "I": 1}[self.value]

    @property
    def term(self) -> str:
        """English word the letter stands for."""
        return {
            "R": "responsible",
            "A": "accountable",
            "S": "supportive",
            "C": "consulted",
            "I": "informed",
        }[self.value]


class Gegevenssoort(models.TextChoices):
    """How a datum behaves in sharing (samenwerkingsvariabele informatiedelen)."""

    STATISCH = "statisch", "Statisch (naam, adres, woonplaats)"
    DYNAMISCH = "dynamisch", "Dynamisch (omstandigheden)"
    EXCEPTIONEEL = "exceptioneel", "Exceptioneel (wegingsfactoren en risico's)"


@dataclass(frozen=True, slots=True)
class Categoriekenmerken:
    """What the law says of one gegevenscategorie.

    Attributes:
        wgs_genoemd: named for zorg- en veiligheidshuizen in art. 2.29-2.30.
        bijzonder: special category of personal data (AVG art. 9).
        strafrechtelijk: data on criminal offences (AVG art. 10, Wpg, Wjsg).
        persoonsgegeven: False for process data of the chain itself.
        beroepsgeheim: what a care organisation knows under its beroepsgeheim (R6).
    """

    omschrijving: str
    bron: str
    wgs_genoemd: bool = True
    bijzonder: bool = False
    strafrechtelijk: bool = False
    persoonsgegeven: bool = True
    beroepsgeheim: bool = False


class Gegevenscategorie(models.TextChoices):
    """R5: the closed list of art. 2.29-2.30, and what the field needs on another grondslag."""

    IDENTIFICATIE_CONTACT = "identificatie_contact", "Identificatie en contact"
    BSN = "bsn", "Burgerservicenummer"
    WONEN = "wonen", "Wonen"
    FINANCIEEL = "financieel", "Financiën"
    INKOMEN = "inkomen", "Inkomen"
    GEZONDHEID = "gezondheid", "Gezondheid"
    POLITIEGEGEVENS_8_13 = "politiegegevens_8_13", "Politiegegevens (artikel 8 en 13 Wpg)"
    JUSTITIEEL = "justitieel", "Justitiële en strafvorderlijke gegevens"
    RELATIES = "relaties", "Relaties en netwerk"
    TOEZICHT_HANDHAVING = "toezicht_handhaving", "Toezicht en handhaving"
    SOCIAAL_DOMEIN = "sociaal_domein", "Voorzieningen in het sociaal domein"
    HULPVERLENING = "hulpverlening", "Hulpverlening"
    MEDEWERKER_CONTACT = "medewerker_contact", "Contactgegevens van medewerkers"
    VERBLIJFSSTATUS = "verblijfsstatus", "Verblijfsstatus"
    SEKSUEEL_GEDRAG = "seksueel_gedrag", "Seksueel gedrag"
    NATIONALITEIT = "nationaliteit", "Nationaliteit"
    BEDRIJFSGEGEVENS = "bedrijfsgegevens", "Bedrijfsgegevens"
    UITBUITING = "uitbuiting", "Aard van de uitbuiting"
    PROCES = "proces", "Verloop van de aanpak"

    @property
    def kenmerken(self) -> Categoriekenmerken:
        """What the law says of this category."""
        return _CATEGORIEEN[self]

    @property
    def wgs_genoemd(self) -> bool:
        """Named for zorg- en veiligheidshuizen in art. 2.29-2.30."""
        return self.kenmerken.wgs_genoemd

    @property
    def bijzonder(self) -> bool:
        """Special category (AVG art. 9)."""
        return self.kenmerken.bijzonder

    @property
    def strafrechtelijk(self) -> bool:
        """Data on criminal offences."""
        return self.kenmerken.strafrechtelijk

    @property
    def gevoelig(self) -> bool:
        """Hidden rather than shielded when no deelregel speaks."""
        return self.bijzonder or self.strafrechtelijk


_CATEGORIEEN: dict[Gegevenscategorie, Categoriekenmerken] = {
    Gegevenscategorie.IDENTIFICATIE_CONTACT: Categoriekenmerken(
        "Naam, adres, woonplaats, geboortedatum, geslacht en hoe iemand te bereiken is.",
        "WGS art. 2.29",
    ),
    Gegevenscategorie.BSN: Categoriekenmerken(
        "Het burgerservicenummer, om persoonsverwisseling te voorkomen.", "WGS art. 2.29"
    ),
    Gegevenscategorie.WONEN: Categoriekenmerken(
        "Woonsituatie, verblijfplaats en huisgenoten.", "WGS art. 2.29"
    ),
    Gegevenscategorie.FINANCIEEL: Categoriekenmerken(
        "Schulden, rekeningen en geldstromen.", "WGS art. 2.29"
    ),
    Gegevenscategorie.INKOMEN: Categoriekenmerken(
        "Werk, loon, uitkering en andere inkomsten.", "WGS art. 2.29"
    ),
    Gegevenscategorie.GEZONDHEID: Categoriekenmerken(
        "Lichamelijke en psychische gezondheid, verslaving en cognitief niveau.",
        "WGS art. 2.30; AVG art. 9",
        bijzonder=True,
        beroepsgeheim=True,
    ),
    Gegevenscategorie.POLITIEGEGEVENS_8_13: Categoriekenmerken(
        "Politiegegevens die vallen onder artikel 8 of 13 van de Wet politiegegevens. "
        "Gegevens onder artikel 9 of 10 horen hier niet.",
        "WGS art. 2.30; Wpg art. 8 en 13",
        strafrechtelijk=True,
    ),
    Gegevenscategorie.JUSTITIEEL: Categoriekenmerken(
        "Justitiële en strafvorderlijke gegevens, verstrekt door het Openbaar Ministerie.",
        "WGS art. 2.30; Wjsg",
        strafrechtelijk=True,
    ),
    Gegevenscategorie.RELATIES: Categoriekenmerken(
        "Familie, netwerk en andere personen om de betrokkene heen.", "WGS art. 2.29"
    ),
    Gegevenscategorie.TOEZICHT_HANDHAVING: Categoriekenmerken(
        "Uitkomsten van toezicht, controle en handhaving.", "WGS art. 2.29"
    ),
    Gegevenscategorie.SOCIAAL_DOMEIN: Categoriekenmerken(
        "Voorzieningen op grond van de Wet maatschappelijke ondersteuning, de Jeugdwet en de "
        "Participatiewet.",
        "WGS art. 2.29",
    ),
    Gegevenscategorie.HULPVERLENING: Categoriekenmerken(
        "Betrokken hulpverleners, hulpvraag, inzet en verloop van de hulp.",
        "WGS art. 2.29",
        beroepsgeheim=True,
    ),
    Gegevenscategorie.MEDEWERKER_CONTACT: Categoriekenmerken(
        "Naam en werkcontact van professionals die bij de aanpak horen.", "WGS art. 2.29"
    ),
    Gegevenscategorie.VERBLIJFSSTATUS: Categoriekenmerken(
        "Rechtmatig verblijf, bedenktijd en verblijfsvergunning.",
        "Niet genoemd in WGS art. 2.29-2.30 (wel in art. 2.22); eigen grondslag nodig",
        wgs_genoemd=False,
    ),
    Gegevenscategorie.SEKSUEEL_GEDRAG: Categoriekenmerken(
        "Seksueel gedrag of seksuele gerichtheid.",
        "Niet genoemd in WGS art. 2.29-2.30; AVG art. 9",
        wgs_genoemd=False,
        bijzonder=True,
        beroepsgeheim=True,
    ),
    Gegevenscategorie.NATIONALITEIT: Categoriekenmerken(
        "Nationaliteit en land van herkomst.",
        "Niet genoemd in WGS art. 2.29-2.30; vraag aan de functionaris gegevensbescherming",
        wgs_genoemd=False,
    ),
    Gegevenscategorie.BEDRIJFSGEGEVENS: Categoriekenmerken(
        "Ondernemingen, inschrijving bij de Kamer van Koophandel, vergunningen en bestuurders.",
        "Niet genoemd in WGS art. 2.29-2.30 (wel in art. 2.22)",
        wgs_genoemd=False,
    ),
    Gegevenscategorie.UITBUITING: Categoriekenmerken(
        "De vorm van uitbuiting, de omstandigheden en de gebruikte dwangmiddelen.",
        "Niet genoemd in WGS art. 2.29-2.30; vraag aan de functionaris gegevensbescherming",
        wgs_genoemd=False,
        strafrechtelijk=True,
    ),
    Gegevenscategorie.PROCES: Categoriekenmerken(
        "Wie wat wanneer doet: wegingen, plan, acties, afspraken en termijnen.",
        "Verantwoording van de samenwerking, WGS art. 2.31",
        wgs_genoemd=False,
        persoonsgegeven=False,
    ),
}


class Uittreedbesluit(models.TextChoices):
    """R27: what happens with a datum of a party that withdrew; empty until somebody decided."""

    DELEN = "delen", "Blijft gedeeld"
    AFSCHERMEN = "afschermen", "Afschermen"
    TERUG = "terug", "Terug naar de organisatie"


class Doel(models.TextChoices):
    """What data are used for; every verstrekking and every log line names one."""

    MELDING_BEHANDELEN = "melding_behandelen", "Een melding in behandeling nemen"
    COMPLEXE_CASUISTIEK = "complexe_casuistiek", "Complexe casuïstiek op elkaar afstemmen"
    SLACHTOFFER_IN_VEILIGHEID = "slachtoffer_in_veiligheid", "Een slachtoffer in veiligheid brengen"
    ZORGCOORDINATIE = "zorgcoordinatie", "Zorg voor het slachtoffer coördineren"
    DADERAANPAK = "daderaanpak", "Daders stoppen en herhaling voorkomen"
    NAZORG = "nazorg", "Nazorg en terugval voorkomen"
    WETTELIJKE_MELDING = "wettelijke_melding", "Voldoen aan een wettelijke meldplicht"
    EVALUATIE = "evaluatie", "Evalueren en leren (zonder persoonsgegevens)"
    BELEIDSINFORMATIE = "beleidsinformatie", "Beleidsinformatie (alleen aantallen)"
    RECHTEN_BETROKKENE = "rechten_betrokkene", "Een verzoek van een betrokkene afhandelen"
    TOEZICHT = "toezicht", "Rechtmatigheid, controle en beveiliging"
    VERNIETIGING = "vernietiging", "Gegevens vernietigen of bewaren volgens de wet"
    BEHEER = "beheer", "Beheer van het systeem"

    @property
    def bron(self) -> str:
        """Where the law puts this purpose."""
        return _DOELBRON[self]


_DOELBRON = {
    Doel.MELDING_BEHANDELEN: "Wmo 2015 art. 4.1.1; opdracht van het college",
    Doel.COMPLEXE_CASUISTIEK: "WGS art. 2.25",
    Doel.SLACHTOFFER_IN_VEILIGHEID: "WGS art. 2.25; AVG art. 6 lid 1 onder d",
    Doel.ZORGCOORDINATIE: "WGS art. 2.25; Wmo 2015",
    Doel.DADERAANPAK: "WGS art. 2.25",
    Doel.NAZORG: "WGS art. 2.25; Wmo 2015; Jeugdwet",
    Doel.WETTELIJKE_MELDING: "AVG art. 6 lid 1 onder c",
    Doel.EVALUATIE: "Bronrapport, hoofdstap 5",
    Doel.BELEIDSINFORMATIE: "WGS art. 1.12; bronrapport, hoofdstap 1",
    Doel.RECHTEN_BETROKKENE: "AVG art. 15-21; Wpg art. 25-28",
    Doel.TOEZICHT: "WGS art. 1.8 lid 4; Wpg art. 32a",
    Doel.VERNIETIGING: "WGS art. 1.8 lid 7; Archiefwet",
    Doel.BEHEER: "AVG art. 32",
}


class Grondslag(models.TextChoices):
    """Legal basis on which a supplier brings a datum in or hands it over."""

    WGS = "wgs", "Wet gegevensverwerking door samenwerkingsverbanden"
    WMO_VEILIG_THUIS = "wmo_veilig_thuis", "Wettelijke taak van Veilig Thuis"
    OPDRACHT_COLLEGE = "opdracht_college", "Opdracht van het college"
    TAAK_ALGEMEEN_BELANG = "taak_algemeen_belang", "Eigen wettelijke taak (algemeen belang)"
    WETTELIJKE_PLICHT = "wettelijke_plicht", "Wettelijke verplichting"
    VITAAL_BELANG = "vitaal_belang", "Vitaal belang van een persoon"
    TOESTEMMING = "toestemming", "Uitdrukkelijke toestemming van de betrokkene"
    WPG_16 = "wpg_16", "Verstrekking aan het bevoegd gezag (Wpg)"
    WPG_20 = "wpg_20", "Verstrekking aan een samenwerkingsverband (Wpg)"
    WJSG = "wjsg", "Verstrekking door het Openbaar Ministerie (Wjsg)"
    JEUGDWET = "jeugdwet", "Jeugdwet"
    GOED_HULPVERLENERSCHAP = (
        "goed_hulpverlenerschap",
        "Goed hulpverlenerschap (conflict van plichten)",
    )
    GERECHTVAARDIGD_BELANG = "gerechtvaardigd_belang", "Gerechtvaardigd belang"

    @property
    def bron(self) -> str:
        """The article."""
        return _GRONDSLAGBRON[self]

    @property
    def doorbreekt_beroepsgeheim(self) -> bool:
        """R6: toestemming, a law that obliges or allows, or goed hulpverlenerschap."""
        return self in _BIJ_BEROEPSGEHEIM

    def bezwaar(self, categorie: Gegevenscategorie) -> str:
        """Why this grondslag cannot carry the category; empty when it can (R5, R24)."""
        kenmerken = categorie.kenmerken
        if not kenmerken.persoonsgegeven:
            return ""
        if self is Grondslag.WGS and not kenmerken.wgs_genoemd:
            return (
                f"De Wet gegevensverwerking door samenwerkingsverbanden noemt "
                f"'{categorie.label}' niet. Kies een andere grondslag."
            )
        if categorie is Gegevenscategorie.POLITIEGEGEVENS_8_13 and self not in _VOOR_POLITIE:
            return "Politiegegevens vragen een grondslag uit de Wet politiegegevens of de WGS."
        if kenmerken.bijzonder and self in _NIET_VOOR_BIJZONDER:
            return (
                f"'{categorie.label}' is een bijzonder persoonsgegeven; "
                f"'{self.label}' is daarvoor niet genoeg."
            )
        return ""


_GRONDSLAGBRON = {
    Grondslag.WGS: "WGS art. 2.25-2.31",
    Grondslag.WMO_VEILIG_THUIS: "Wmo 2015 art. 4.1.1 en 5.1.6",
    Grondslag.OPDRACHT_COLLEGE: "Wmo 2015; opdracht of mandaat van het college",
    Grondslag.TAAK_ALGEMEEN_BELANG: "AVG art. 6 lid 1 onder e",
    Grondslag.WETTELIJKE_PLICHT: "AVG art. 6 lid 1 onder c",
    Grondslag.VITAAL_BELANG: "AVG art. 6 lid 1 onder d en art. 9 lid 2 onder c",
    Grondslag.TOESTEMMING: "AVG art. 6 lid 1 onder a en art. 9 lid 2 onder a; BW art. 7:457",
    Grondslag.WPG_16: "Wpg art. 16",
    Grondslag.WPG_20: "Wpg art. 20",
    Grondslag.WJSG: "Wjsg art. 39f",
    Grondslag.JEUGDWET: "Jeugdwet art. 7.3.11",
    Grondslag.GOED_HULPVERLENERSCHAP: "WGS art. 2.29 lid 2; BW art. 7:453",
    Grondslag.GERECHTVAARDIGD_BELANG: "AVG art. 6 lid 1 onder f",
}
_BIJ_BEROEPSGEHEIM = frozenset(
    {
        Grondslag.TOESTEMMING,
        Grondslag.WETTELIJKE_PLICHT,
        Grondslag.WGS,
        Grondslag.WMO_VEILIG_THUIS,
        Grondslag.JEUGDWET,
        Grondslag.VITAAL_BELANG,
        Grondslag.GOED_HULPVERLENERSCHAP,
    }
)
_VOOR_POLITIE = frozenset(
    {Grondslag.WGS, Grondslag.WPG_16, Grondslag.WPG_20, Grondslag.WETTELIJKE_PLICHT}
)
_NIET_VOOR_BIJZONDER = frozenset(
    {Grondslag.GERECHTVAARDIGD_BELANG, Grondslag.TAAK_ALGEMEEN_BELANG, Grondslag.WPG_16}
)


class Functie(models.TextChoices):
    """What a person does for an organisation in the keten; per lidmaatschap, dated."""

    MELDPUNTMEDEWERKER = "meldpuntmedewerker", "Meldpuntmedewerker"
    KETENREGIETEAMLID = "ketenregieteamlid", "Ketenregieteamlid"
    PROCESREGISSEUR = "procesregisseur", "Procesregisseur"
    CASUSREGISSEUR = "casusregisseur", "Casusregisseur"
    ZORGCOORDINATOR = "zorgcoordinator", "Zorgcoördinator"
    BEHANDELAAR = "behandelaar", "Behandelaar"
    AANDACHTSFUNCTIONARIS = "aandachtsfunctionaris", "Aandachtsfunctionaris"
    SECRETARIS = "secretaris", "Secretaris van het casusoverleg"
    PROCESBEGELEIDER = "procesbegeleider", "Procesbegeleider"
    PREVENTIEMEDEWERKER = "preventiemedewerker", "Preventiemedewerker"
    BESTUURDER = "bestuurder", "Bestuurder of beleidsadviseur"
    FG = "fg", "Functionaris gegevensbescherming"
    RAC_LID = "rac_lid", "Lid rechtmatigheidsadviescommissie"
    KETENBEHEERDER = "ketenbeheerder", "Ketenbeheerder"
    PLATFORMBEHEERDER = "platformbeheerder", "Platformbeheerder"

    @property
    def omschrijving(self) -> str:
        """One sentence on what this functie is for."""
        return _FUNCTIES[self]

    @property
    def met_casusinhoud(self) -> bool:
        """False for functies that never see the content of a casus."""
        return self not in {
            Functie.PREVENTIEMEDEWERKER,
            Functie.BESTUURDER,
            Functie.RAC_LID,
            Functie.KETENBEHEERDER,
            Functie.PLATFORMBEHEERDER,
            Functie.FG,
        }


_FUNCTIES = {
    Functie.MELDPUNTMEDEWERKER: "Neemt signalen en meldingen aan, maakt het dossier en bereidt de eerste weging voor.",
    Functie.KETENREGIETEAMLID: "Weegt, overlegt en beslist mee namens de eigen organisatie.",
    Functie.PROCESREGISSEUR: "Bewaakt namens het Zorg- en Veiligheidshuis het verloop van alle casussen.",
    Functie.CASUSREGISSEUR: "Bewaakt de uitvoering van het plan van aanpak in de eigen casussen.",
    Functie.ZORGCOORDINATOR: "Regelt opvang, hulp en begeleiding van het slachtoffer.",
    Functie.BEHANDELAAR: "Voert namens de flexibele schil werk uit in casussen op naam.",
    Functie.AANDACHTSFUNCTIONARIS: "Is binnen de organisatie het vaste punt voor signalen en de meldroute.",
    Functie.SECRETARIS: "Plant het casusoverleg en legt het vast.",
    Functie.PROCESBEGELEIDER: "Begeleidt de evaluatie, neutraal en zonder eigenaarschap.",
    Functie.PREVENTIEMEDEWERKER: "Organiseert voorlichting, training en campagnes.",
    Functie.BESTUURDER: "Ziet alleen aantallen en verbeterpunten.",
    Functie.FG: "Ziet het logboek en behandelt privacyverzoeken; doet geen casuswerk.",
    Functie.RAC_LID: "Adviseert over model, regels en gegevens.",
    Functie.KETENBEHEERDER: "Beheert model, lijsten en personen van een keten; ziet geen casusinhoud.",
    Functie.PLATFORMBEHEERDER: "Beheert ketens; ziet geen casusinhoud.",
}


class Mandaatsoort(models.TextChoices):
    """Decision a person may take for the organisation; without it the decision waits."""

    INSTEMMEN = "instemmen", "Instemmen met een plan van aanpak"
    OVERDRACHT = "overdracht", "Een casus overdragen of aanvaarden"
    INZET_MIDDELEN = "inzet_middelen", "Mensen en middelen inzetten"


class CasusStatus(models.TextChoices):
    """Status beside the hoofdstap; the last four are the only ways in which a casus ends."""

    AANGEMELD = "aangemeld", "Aangemeld"
    IN_BEHANDELING = "in_behandeling", "In behandeling"
    AFGESCHAALD = "afgeschaald", "Afgeschaald"
    OVERGEDRAGEN = "overgedragen", "Overgedragen"
    AFGESLOTEN = "afgesloten", "Afgesloten"
    SAMENGEVOEGD = "samengevoegd", "Samengevoegd"

    @property
    def open(self) -> bool:
        """True while the casus needs an owner, a next step and a date."""
        return self in {CasusStatus.AANGEMELD, CasusStatus.IN_BEHANDELING}

    @classmethod
    def open_waarden(cls) -> tuple[Self, ...]:
        """The statuses of an open casus."""
        return tuple(status for status in cls if status.open)


class Persoonsrol(models.TextChoices):
    """Role of a person in a casus during a period; one person may hold several."""

    SLACHTOFFER = "slachtoffer", "Slachtoffer"
    KWETSBARE = "kwetsbare", "Kwetsbaar persoon"
    VERDACHTE = "verdachte", "Verdachte"
    DADER = "dader", "Dader (na veroordeling)"
    GETUIGE = "getuige", "Getuige"
    NETWERK = "netwerk", "Persoon uit het netwerk"


class Ondernemingsrol(models.TextChoices):
    """Role of an onderneming in a casus during a period (domain 4.2)."""

    VERDACHTE = "verdachte", "Verdachte"
    WERKGEVER = "werkgever", "Werkgever"
    UITLENER = "uitlener", "Uitzendbureau of bemiddelaar"
    OPDRACHTGEVER = "opdrachtgever", "Opdrachtgever of inlener"
    VERHUURDER = "verhuurder", "Verhuurder of huisvester"
    GETUIGE = "getuige", "Getuige of omstander"
    ANDERS = "anders", "Anders"


class Locatiesoort(models.TextChoices):
    """What kind of place it is (domain 4.1b)."""

    ADRES = "adres", "Adres"
    BEDRIJF = "bedrijf", "Bedrijfspand"
    HOTEL = "hotel", "Hotel of pension"
    AZC = "azc", "Asielzoekerscentrum"
    ONLINE = "online", "Online (site, account, groep)"
    GEBIED = "gebied", "Gebied of gemeente"
    BUITENLAND = "buitenland", "In het buitenland"


class Locatierol(models.TextChoices):
    """What a place is to the people in a casus during a period (domain 4.1c)."""

    WERK = "werk", "Hier wordt gewerkt of uitgebuit"
    HUISVESTING = "huisvesting", "Hier wonen of slapen mensen"
    ONTMOETING = "ontmoeting", "Hier ontmoet of werft men"
    VERVOER = "vervoer", "Vervoer of overdracht"
    OPVANG = "opvang", "Opvangadres (geheim)"
    ANDERS = "anders", "Anders"

    @property
    def wonen(self) -> bool:
        """Whether it tells where someone lives."""
        return self in {Locatierol.HUISVESTING, Locatierol.OPVANG}


class Urgentie(models.TextChoices):
    """Outcome of the tweede weging that orders the work."""

    ACUUT = "acuut", "Acuut"
    HOOG = "hoog", "Hoog"
    NORMAAL = "normaal", "Normaal"


class JaNeeOnbekend(models.TextChoices):
    """An answer; 'onbekend' is an answer too, empty means not asked."""

    JA = "ja", "Ja"
    NEE = "nee", "Nee"
    ONBEKEND = "onbekend", "Onbekend"


class Eenheid(models.TextChoices):
    """Unit of a termijn. Months count as calendar months: 31 January plus 3 is 30 April."""

    UREN = "uren", "uren"
    WERKDAGEN = "werkdagen", "werkdagen"
    DAGEN = "dagen", "dagen"
    MAANDEN = "maanden", "maanden"


class Onderdeel(models.TextChoices):
    """Optional parts of a model; a model without the part shows and asks nothing of it."""

    DOORLAATVERBOD = "doorlaatverbod", "Doorlaatverbod"
    BEDENKTIJD = "bedenktijd", "Bedenktijd"
    STRAFRECHTELIJK_ONDERZOEK = "strafrechtelijk_onderzoek", "Strafrechtelijk onderzoek"
    COMENSHA = "comensha", "Melding aan CoMensha"


class Hoedanigheid(models.TextChoices):
    """A condition on who may take a step that no RASCI letter expresses."""

    VERANTWOORDELIJKE = "verantwoordelijke", "de verantwoordelijke organisatie"
    PUBLIEKE_DEELNEMER = "publieke_deelnemer", "een publieke deelnemer"
