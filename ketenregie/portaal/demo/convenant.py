"""The convenanten of the demo's two ketens: articles, parties and deelregels. Everything is invented."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from ketenregie.foundation.viewer import Viewer
from partners.models import Convenant, Deelname, Deelregel, Keten, Lidmaatschap, Partij
from partners.services import convenant as dienst
from partners.services import deelregels
from partners.services.deelregels import RegelInvoer
from referentiemodel.enums import Doel, Functie, Grondslag, Partnersoort
from referentiemodel.enums import Gegevenscategorie as Cat

TONEN, AFSCHERMEN, VERBERGEN = Deelregel.Uitkomst
RA, RAS, RASC, C_I = ("R", "A"), ("R", "A", "S"), ("R", "A", "S", "C"), ("C", "I")
IEDER = ("R", "A", "S", "C", "I")
ZORG, VEILIG = "domein:zorg", "domein:veiligheid"
TAAK, WGS = Grondslag.TAAK_ALGEMEEN_BELANG, Grondslag.WGS


@dataclass(frozen=True)
class Regel:
    """One deelregel; the order of the list is the order in which they decide."""

    nummer: str
    gegevens: tuple[Cat, ...]
    uitkomst: str
    tekst: str
    artikel: str
    grondslag: str = ""
    van: tuple[str, ...] = ()
    aan: tuple[str, ...] = ()
    rol: tuple[str, ...] = ()
    stap: tuple[str, ...] = ()
    doel: tuple[str, ...] = field(default=())


REGELS = (
    Regel("1.1", (Cat.PROCES, Cat.MEDEWERKER_CONTACT), TONEN,
          "Wie een rol heeft in deze stap, ziet het verloop van de aanpak: stappen, wegingen, plan en acties.",
          "WGS artikel 2.31", WGS, rol=IEDER),
    Regel("2.1", (Cat.IDENTIFICATIE_CONTACT, Cat.WONEN), TONEN,
          "Wie uitvoert, eindverantwoordelijk is of ondersteunt, ziet om wie het gaat en waar iemand woont.",
          "WGS artikel 2.29", WGS, rol=RAS),
    Regel("2.2", (Cat.IDENTIFICATIE_CONTACT, Cat.WONEN), AFSCHERMEN,
          "Wie alleen adviseert of op de hoogte wordt gehouden, ziet geen namen en adressen.",
          "WGS artikel 2.29", rol=C_I),
    Regel("2.3", (Cat.BSN,), TONEN,
          "Het burgerservicenummer is er om persoonsverwisseling te voorkomen; alleen wie uitvoert of "
          "eindverantwoordelijk is en er wettelijk mee mag werken, ziet het.",
          "WGS artikel 2.29; Wabb artikel 10", WGS, rol=RA, stap=("analyse", "uitvoering"),
          aan=("veilig_thuis", "politie", "om", "gemeente", "jeugdbescherming")),
    Regel("2.4", (Cat.BSN,), AFSCHERMEN,
          "De andere partijen zien dat het nummer bekend is, niet welk nummer het is.",
          "Wabb artikel 10"),
    Regel("3.1", (Cat.RELATIES,), TONEN,
          "Relaties en netwerk zijn zichtbaar voor wie uitvoert, eindverantwoordelijk is of ondersteunt.",
          "WGS artikel 2.29", WGS, rol=RAS),
    Regel("3.2", (Cat.RELATIES,), AFSCHERMEN,
          "Wie adviseert of op de hoogte wordt gehouden, hoeft de personen om de betrokkene niet te kennen.",
          "WGS artikel 2.29", rol=C_I),
    Regel("4.1", (Cat.GEZONDHEID, Cat.HULPVERLENING), TONEN,
          "Gezondheid en hulpverlening zijn zichtbaar voor zorgpartners en de procesregie die meewerken.",
          "WGS artikel 2.30; BW artikel 7:457", WGS, aan=(ZORG, "zvh"), rol=RAS),
    Regel("4.1a", (Cat.HULPVERLENING,), TONEN,
          "Bij nazorg en zorgcoördinatie regelt de gemeente de voorziening; daarvoor moet zij de hulpvraag kennen.",
          "Wmo 2015 artikel 5.1.1; Jeugdwet artikel 7.4.0", Grondslag.OPDRACHT_COLLEGE, aan=("gemeente",),
          rol=RAS, doel=(Doel.NAZORG, Doel.ZORGCOORDINATIE)),
    Regel("4.2", (Cat.GEZONDHEID, Cat.HULPVERLENING), AFSCHERMEN,
          "Partners buiten de zorg zien dat er zorginformatie is, maar niet welke.",
          "Convenant artikel 8, scheiding zorg en veiligheid", rol=RAS),
    Regel("4.3", (Cat.HULPVERLENING,), AFSCHERMEN,
          "In de evaluatie telt dat er hulp was, niet welke: evalueren gebeurt zonder personen.",
          "Convenant artikel 17", stap=("evaluatie",)),
    Regel("5.1", (Cat.POLITIEGEGEVENS_8_13, Cat.JUSTITIEEL), TONEN,
          "Politie- en justitiegegevens zijn zichtbaar voor partners in veiligheid, de gemeente en de procesregie.",
          "WGS artikel 2.30; Wpg artikel 8 en 13", WGS, aan=(VEILIG, "zvh", "gemeente"), rol=RAS),
    Regel("5.2", (Cat.POLITIEGEGEVENS_8_13,), AFSCHERMEN,
          "Zorgpartners zien dat er politiegegevens zijn, maar niet welke.",
          "Convenant artikel 8, scheiding zorg en veiligheid", aan=(ZORG,), rol=RA),
    Regel("6.1", (Cat.TOEZICHT_HANDHAVING,), TONEN,
          "Uitkomsten van toezicht zijn zichtbaar voor veiligheid, gemeente en procesregie.",
          "WGS artikel 2.29", WGS, aan=(VEILIG, "zvh", "gemeente"), rol=RAS),
    Regel("6.2", (Cat.TOEZICHT_HANDHAVING,), AFSCHERMEN,
          "Zorgpartners zien dat er toezicht was, maar niet de uitkomst.",
          "Convenant artikel 8, scheiding zorg en veiligheid", aan=(ZORG,), rol=RAS),
    Regel("7.1", (Cat.SOCIAAL_DOMEIN,), TONEN,
          "Voorzieningen in het sociaal domein zijn zichtbaar voor zorg, gemeente en procesregie.",
          "WGS artikel 2.29", WGS, aan=(ZORG, "zvh", "gemeente"), rol=RAS),
    Regel("7.2", (Cat.FINANCIEEL, Cat.INKOMEN), TONEN,
          "Werk, inkomen en geld zijn zichtbaar voor wie meewerkt.", "WGS artikel 2.29", WGS, rol=RAS),
    Regel("7.3", (Cat.BEDRIJFSGEGEVENS, Cat.NATIONALITEIT), TONEN,
          "De WGS noemt bedrijf en nationaliteit niet voor dit samenwerkingsverband. Partijen delen ze op "
          "hun eigen wettelijke taak, en alleen met wie meewerkt.",
          "AVG artikel 6 lid 1 onder e; advies rechtmatigheidsadviescommissie", TAAK, rol=RAS),
    Regel("7.4", (Cat.SOCIAAL_DOMEIN,), AFSCHERMEN,
          "Veiligheidspartners die meewerken zien dat er een voorziening is, niet welke.",
          "Convenant artikel 8, scheiding zorg en veiligheid", aan=(VEILIG,), rol=RAS),
    Regel("7.5", (Cat.FINANCIEEL, Cat.INKOMEN, Cat.BEDRIJFSGEGEVENS, Cat.NATIONALITEIT), AFSCHERMEN,
          "Voor advies is genoeg dat deze gegevens er zijn.", "WGS artikel 2.29", rol=C_I),
    Regel("8.1", (Cat.UITBUITING,), TONEN,
          "De aard van de uitbuiting is zichtbaar voor wie meewerkt of adviseert.",
          "Wmo 2015 artikel 4.1.1; AVG artikel 6 lid 1 onder e", TAAK, rol=RASC),
    Regel("8.2", (Cat.UITBUITING,), VERBERGEN,
          "Wie alleen op de hoogte wordt gehouden, hoeft niet te weten wat iemand is overkomen.",
          "AVG artikel 10", rol=("I",)),
    Regel("8.3", (Cat.SEKSUEEL_GEDRAG,), TONEN,
          "Alleen als de betrokkene het uitdrukkelijk goed vindt, en alleen voor de zorgpartner die helpt.",
          "AVG artikel 9 lid 2 onder a", Grondslag.TOESTEMMING, aan=(ZORG,), rol=RA),
    Regel("8.4", (Cat.SEKSUEEL_GEDRAG,), VERBERGEN,
          "Niemand anders merkt dat hierover iets is vastgelegd.", "AVG artikel 9 lid 1"),
    Regel("9.1", (Cat.VERBLIJFSSTATUS,), TONEN,
          "Verblijf en bedenktijd zijn zichtbaar voor wie ze regelt.",
          "Vreemdelingencirculaire B8; AVG artikel 6 lid 1 onder e", TAAK, rol=RAS,
          aan=("moviera", "mee", "veilig_thuis", "zvh", "politie", "kmar")),
    Regel("9.2", (Cat.VERBLIJFSSTATUS,), AFSCHERMEN,
          "De andere partijen zien dat er iets over verblijf bekend is, niet wat.",
          "Convenant artikel 6"),
    # The default between zorg and veiligheid stands last: what a rule above allows, goes first.
    Regel("10.1", (Cat.GEZONDHEID, Cat.HULPVERLENING, Cat.SOCIAAL_DOMEIN), VERBERGEN,
          "Wat de zorg weet, blijft voor veiligheidspartners verborgen, tenzij een regel hierboven anders zegt.",
          "Convenant artikel 8, scheiding zorg en veiligheid", van=(ZORG,), aan=(VEILIG,)),
    Regel("10.2", (Cat.POLITIEGEGEVENS_8_13, Cat.JUSTITIEEL, Cat.TOEZICHT_HANDHAVING), VERBERGEN,
          "Wat de veiligheid weet, blijft voor zorgpartners verborgen, tenzij een regel hierboven anders zegt.",
          "Convenant artikel 8, scheiding zorg en veiligheid", van=(VEILIG,), aan=(ZORG,)),
)  # fmt: skip
REGELS_ELDERS = (
    Regel("1.1", (Cat.PROCES, Cat.MEDEWERKER_CONTACT), TONEN,
          "Wie een rol heeft, ziet het verloop van de aanpak.", "WGS artikel 2.31", WGS, rol=IEDER),
    Regel("2.1", (Cat.IDENTIFICATIE_CONTACT, Cat.WONEN, Cat.RELATIES), TONEN,
          "Wie meewerkt, weet om welke jongere het gaat en wie er om hem of haar heen staan.",
          "WGS artikel 2.29", WGS, rol=RAS),
    Regel("3.1", (Cat.GEZONDHEID, Cat.HULPVERLENING, Cat.SOCIAAL_DOMEIN), TONEN,
          "Hulp en gezondheid zijn voor zorgpartners en de procesregie.", "WGS artikel 2.30", WGS,
          aan=(ZORG, "zvh"), rol=RAS),
    Regel("3.2", (Cat.HULPVERLENING, Cat.SOCIAAL_DOMEIN), AFSCHERMEN,
          "Anderen die meewerken, zien dat er hulp is, niet welke.", "Convenant artikel 4", rol=RAS),
    Regel("4.1", (Cat.POLITIEGEGEVENS_8_13, Cat.JUSTITIEEL, Cat.TOEZICHT_HANDHAVING), TONEN,
          "Politie, justitie en toezicht zijn voor veiligheid en de procesregie.",
          "WGS artikel 2.30; Wpg artikel 8 en 13", WGS, aan=(VEILIG, "zvh"), rol=RAS),
    Regel("5.1", (Cat.UITBUITING,), TONEN,
          "Hoe een jongere wordt geworven, weten allen die meewerken.",
          "Jeugdwet artikel 7.1.4.1; AVG artikel 6 lid 1 onder e", TAAK, rol=RASC),
    Regel("6.1", (Cat.GEZONDHEID, Cat.HULPVERLENING, Cat.SOCIAAL_DOMEIN), VERBERGEN,
          "Verder blijft wat de zorg weet voor veiligheid verborgen.", "Convenant artikel 4",
          van=(ZORG,), aan=(VEILIG,)),
    Regel("6.2", (Cat.POLITIEGEGEVENS_8_13, Cat.JUSTITIEEL, Cat.TOEZICHT_HANDHAVING), VERBERGEN,
          "Verder blijft wat de veiligheid weet voor de zorg verborgen.", "Convenant artikel 4",
          van=(VEILIG,), aan=(ZORG,)),
)  # fmt: skip

DOEL = (
    "Partijen stemmen hun wettelijke taken op elkaar af in complexe gevallen van mensenhandel: slachtoffers "
    "worden herkend, komen in veiligheid en krijgen zorg; daders worden gestopt; herhaling wordt voorkomen."
)
GRONDSLAG = (
    "Wet gegevensverwerking door samenwerkingsverbanden (WGS), artikelen 2.25 tot en met 2.32. Voor gegevens "
    "die de WGS niet noemt, geldt per deelregel een andere grondslag uit de AVG, de Wpg, de Wmo 2015 of de "
    "Jeugdwet. Partijen delen niets zonder doel en grondslag."
)
BEWAREN = (
    "Een gegeven wordt vernietigd of anoniem gemaakt zodra het niet meer nodig is, en uiterlijk vijf jaar na "
    "de dag waarop het voor het eerst is verwerkt (WGS artikel 1.8 lid 7), ook als de casus dan nog loopt. "
    "Eigen dossiers van partijen volgen hun eigen wet: Veilig Thuis twintig jaar, Wmo vijftien jaar. Het "
    "logboek blijft ten minste vijf jaar, zonder inhoud van de gegevens."
)
ARTIKELEN = """\
Artikel 1 Begrippen
In dit convenant wordt verstaan onder casus: het gezamenlijke geheel van gegevens, wegingen en acties rond een mogelijk geval van mensenhandel; datum: een groep gegevens die één partij in één casus inbrengt; deelregel: een regel uit de bijlage die bepaalt of een datum wordt getoond, afgeschermd of verborgen; partij: een organisatie die deze versie heeft ondertekend en niet is uitgetreden.

Artikel 2 Doel
1. Partijen werken samen om slachtoffers van mensenhandel te herkennen, in veiligheid te brengen en te helpen, om daders te stoppen en om herhaling te voorkomen.
2. Gegevens worden alleen gebruikt voor het doel dat bij de casus staat.

Artikel 3 Partijen en verantwoordelijkheid
1. De publieke deelnemers in de zin van artikel 2.27 WGS zijn gezamenlijk verwerkingsverantwoordelijk.
2. Private deelnemers en incidentele derden zijn verantwoordelijk voor wat zij zelf inbrengen.
3. Het Zorg- en Veiligheidshuis heeft geen rechtspersoonlijkheid; zijn medewerkers werken namens de deelnemer die hen aanwijst.

Artikel 4 Grondslag en doeltoets
1. Een casus wordt pas in behandeling genomen als een publieke deelnemer heeft vastgesteld dat zij past bij het doel (WGS artikel 2.31).
2. Bij elk datum staat de grondslag waarop het is ingebracht.

Artikel 5 Gegevens
1. Partijen verwerken alleen de soorten gegevens die in de bijlage staan.
2. Gegevens die artikel 2.29 en 2.30 WGS niet noemen, worden alleen gedeeld als de deelregel een andere grondslag noemt.
3. Politiegegevens worden alleen ingebracht als zij vallen onder artikel 8 of 13 van de Wet politiegegevens.

Artikel 6 Wie ziet wat
1. De deelregels in de bijlage bepalen per soort gegevens, leverancier, ontvanger, rol, hoofdstap en doel wat een partij ziet.
2. De eerste deelregel die past, beslist. Past geen regel, dan zijn bijzondere en strafrechtelijke gegevens verborgen en andere gegevens afgeschermd.
3. Een partij ziet altijd wat zij zelf heeft ingebracht.

Artikel 7 Rollen
Een partij werkt in een casus alleen mee nadat zij een uitnodiging heeft aanvaard. Haar rol per activiteit volgt uit het referentiemodel: uitvoeren, eindverantwoordelijk zijn, ondersteunen, adviseren of op de hoogte worden gehouden.

Artikel 8 Scheiding van zorg en veiligheid
1. Wat zorgpartners inbrengen over gezondheid, hulpverlening en voorzieningen is voor veiligheidspartners verborgen; wat veiligheidspartners inbrengen over politie, justitie en toezicht is voor zorgpartners verborgen.
2. Een deelregel kan hiervan afwijken voor wie in de lopende stap meewerkt.

Artikel 9 Beroepsgeheim
Wie een beroepsgeheim heeft, brengt alleen iets in met uitdrukkelijke toestemming, of als de wet of goed hulpverlenerschap dat vraagt, en legt vast waarom.

Artikel 10 Weigeren en voorwaarden
1. Een partij kan om zwaarwegende redenen weigeren gegevens in te brengen. Anderen merken daar niets van.
2. Een partij kan voorwaarden stellen aan het gebruik. De voorwaarde blijft bij het gegeven.

Artikel 11 Verstrekken aan anderen
1. Aan een derde wordt alleen verstrekt als geen deelnemer bezwaar heeft en na toetsing door de rechtmatigheidsadviescommissie.
2. Voor bijzondere en strafrechtelijke gegevens is toestemming nodig van elke partij die ze leverde.
3. Subsidiariteit, proportionaliteit en noodzaak worden per verstrekking vastgelegd.

Artikel 12 Toegang, beveiliging en logboek
1. Alleen medewerkers die een partij op naam aanwijst, hebben toegang; elke zes maanden wordt dit bevestigd.
2. Elke inzage en elke wijziging staat in het logboek. Het logboek dient alleen voor rechtmatigheid, controle en beveiliging.

Artikel 13 Bewaren en vernietigen
Gegevens worden bewaard zoals bij dit convenant onder Bewaartermijnen staat. Vernietigen doen twee personen samen, met een verklaring.

Artikel 14 Rechten van betrokkenen
Een betrokkene richt zijn verzoek aan het contactpunt van de keten. Partijen antwoorden binnen de termijn van de wet die voor het gegeven geldt. De identiteit van een melder wordt nooit verstrekt.

Artikel 15 Rechtmatigheidsadviescommissie en functionaris gegevensbescherming
1. Een nieuwe of gewijzigde deelregel treedt pas in werking nadat de commissie heeft geadviseerd.
2. Wie afwijkt van een negatief advies, motiveert dat.

Artikel 16 Toetreden en uittreden
1. Een organisatie is partij vanaf de dag waarop zij deze versie heeft ondertekend.
2. Een partij kan uittreden met opgaaf van reden. Vanaf dat moment ziet zij niets meer van anderen.
3. Wat zij inbracht, is vanaf dat moment voor anderen afgeschermd. De procesregisseur beslist per gegeven of het gedeeld blijft, afgeschermd blijft of teruggaat.

Artikel 17 Evaluatie
1. Een casus wordt geëvalueerd zonder personen.
2. Partijen bespreken dit convenant elk jaar en publiceren een jaarverslag (WGS artikel 1.12).

Artikel 18 Wijziging en looptijd
1. Een nieuwe versie wordt opgesteld door de ketenbeheerder, voorgelegd aan de commissie en vastgesteld door een bestuurder van een andere deelnemer.
2. Bij het vaststellen is bekend wat de wijziging doet met de lopende casussen.
3. Dit convenant geldt vijf jaar.
"""
ARTIKELEN_ELDERS = """\
Artikel 1 Doel
Partijen voorkomen samen dat jongeren in de drugscriminaliteit terechtkomen, en helpen wie er al in zit eruit.

Artikel 2 Partijen
Veilig Thuis Elders voert het meldpunt, het Zorg- en Veiligheidshuis Elders de procesregie; Politie Elders is publieke deelnemer.

Artikel 3 Wie ziet wat
De deelregels in de bijlage bepalen wat een partij ziet. De eerste regel die past, beslist.

Artikel 4 Scheiding van zorg en veiligheid
Zorg en veiligheid zien elkaars gegevens niet, tenzij een deelregel dat voor wie meewerkt anders bepaalt.

Artikel 5 Bewaren en uittreden
Gegevens worden uiterlijk vijf jaar na de eerste verwerking vernietigd. Een partij die uittreedt, ziet vanaf dat moment niets meer van anderen.
"""


def laad_convenant(keten: Keten, deelnames: dict[str, Deelname], begin: date) -> Convenant:
    """The convenant of the main keten: advice of the commission, decided by another organisation."""
    zvh, apeldoorn = deelnames["zvh"], deelnames["apeldoorn"]
    convenant = Convenant.objects.create(
        keten=keten, nummer=1, van=begin, tot=begin + timedelta(days=5 * 365),
        titel=f"Convenant ketenaanpak {keten.thema.lower()}", doel=DOEL, grondslag=GRONDSLAG,
        bewaren=BEWAREN, artikelen=ARTIKELEN,
        voorgelegd_at=_moment(begin, 60), voorgelegd_deelname=zvh,
        voorgelegd_door_id=_wie(zvh, Functie.KETENBEHEERDER),
        rac_advies=Convenant.Advies.POSITIEF, rac_datum=begin - timedelta(days=30),
        rac_door_id=_wie(zvh, Functie.FG),
        rac_tekst="De commissie adviseert positief. Zij vraagt de grondslag voor bedrijfsgegevens en "
        "nationaliteit jaarlijks opnieuw te bezien.",
        besluit_at=_moment(begin, 14), besluit_deelname=apeldoorn,
        besluit_door_id=_wie(apeldoorn, Functie.BESTUURDER),
    )  # fmt: skip
    _regels(convenant, REGELS)
    _partijen(convenant, deelnames, begin)
    _stel_vast(convenant)
    return convenant


def laad_convenant_elders(keten: Keten, deelnames: dict[str, Deelname], begin: date) -> Convenant:
    """The other keten signed on paper, before it worked with the system."""
    convenant = Convenant.objects.create(
        keten=keten, nummer=1, titel=f"Convenant {keten.thema.lower()}", van=begin, overgenomen=True,
        doel="Jongeren uit de drugscriminaliteit houden en helpen wie eruit wil.",
        grondslag=GRONDSLAG, bewaren=BEWAREN, artikelen=ARTIKELEN_ELDERS,
    )  # fmt: skip
    _regels(convenant, REGELS_ELDERS)
    _partijen(convenant, deelnames, begin)
    _stel_vast(convenant)
    return convenant


def laad_concept(viewer: Viewer) -> Convenant:
    """A next version in preparation, made through the services by who may edit it."""
    concept = dienst.maak_concept(viewer, pk=uuid4())
    regels = {r.nummer: r for r in concept.deelregels.all()}
    deelregels.bewaar(
        viewer,
        concept.pk,
        uuid4(),
        RegelInvoer(
            "3.1a", TONEN, "Een adviserende zorgpartner moet weten wie er om het slachtoffer heen staan.",
            categorieen=[Cat.RELATIES], ontvangers=[ZORG], letters=["C"], grondslag=WGS,
            grond="WGS artikel 2.29",
        ),
        voor=regels["3.2"].pk,
    )  # fmt: skip
    old = regels["5.2"]
    deelregels.bewaar(
        viewer,
        concept.pk,
        old.pk,
        RegelInvoer(
            "5.2", AFSCHERMEN,
            "Zorgpartners zien dat er politiegegevens zijn, maar niet welke, ook als zij ondersteunen.",
            categorieen=old.categorieen, ontvangers=old.ontvangers, letters=list(RAS), grond=old.grond,
        ),
    )  # fmt: skip
    return concept


def _regels(convenant: Convenant, regels: tuple[Regel, ...]) -> None:
    for volgorde, r in enumerate(regels, start=1):
        Deelregel.objects.create(
            convenant=convenant, nummer=r.nummer, volgorde=volgorde * 10,
            categorieen=[*map(str, r.gegevens)], leveranciers=list(r.van), ontvangers=list(r.aan),
            letters=list(r.rol), hoofdstappen=list(r.stap), doelen=[*map(str, r.doel)],
            uitkomst=r.uitkomst, tekst=r.tekst, grondslag=r.grondslag, grond=r.artikel,
        )  # fmt: skip


def _partijen(convenant: Convenant, deelnames: dict[str, Deelname], begin: date) -> None:
    for deelname in deelnames.values():
        organisatie = deelname.organisatie
        gemeente = organisatie.partnersoort == Partnersoort.GEMEENTE
        Partij.objects.create(
            convenant=convenant, deelname=deelname, van=begin, getekend_op=begin,
            getekend_door=f"Burgemeester van {organisatie.gemeente}" if gemeente
            else f"Directie {organisatie.kort}",
        )  # fmt: skip


def _stel_vast(convenant: Convenant) -> None:
    convenant.status = Convenant.Status.VASTGESTELD
    convenant.save()


def _wie(deelname: Deelname, functie: Functie) -> UUID | None:
    return (
        Lidmaatschap.objects.filter(deelname=deelname, functie=functie)
        .values_list("medewerker_id", flat=True)
        .first()
    )


def _moment(begin: date, dagen: int) -> datetime:
    dag = begin - timedelta(days=dagen)
    return datetime(dag.year, dag.month, dag.day, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
