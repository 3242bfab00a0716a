"""A deelregel in plain Dutch, made from its columns: what stands there is what the system does."""

from collections.abc import Iterable, Sequence

from partners.models import Deelregel
from referentiemodel.enums import (
    Doel,
    Domein,
    Gegevenscategorie,
    Gegevenssoort,
    Partnersoort,
    Rasci,
)
from referentiemodel.schema import Model

Uitkomst = Deelregel.Uitkomst
# With its article, and whether the verb is plural.
_PARTNER: dict[str, tuple[str, bool]] = {
    Partnersoort.VEILIG_THUIS: ("Veilig Thuis", False),
    Partnersoort.ZVH: ("het Zorg- en Veiligheidshuis", False),
    Partnersoort.POLITIE: ("de politie", False),
    Partnersoort.OM: ("het Openbaar Ministerie", False),
    Partnersoort.NLA: ("de Arbeidsinspectie", False),
    Partnersoort.GEMEENTE: ("gemeenten", True),
    Partnersoort.MOVIERA: ("Moviera", False),
    Partnersoort.MEE: ("MEE Samen", False),
    Partnersoort.GGD: ("de GGD", False),
    Partnersoort.RIEC: ("het RIEC", False),
    Partnersoort.KMAR: ("de Marechaussee", False),
    Partnersoort.FLEXIBELE_SCHIL: ("partners uit de flexibele schil", True),
    Partnersoort.JEUGDBESCHERMING: ("de jeugdbescherming", False),
    Partnersoort.RAAD_KINDERBESCHERMING: ("de Raad voor de Kinderbescherming", False),
    Partnersoort.RECLASSERING: ("de reclassering", False),
    Partnersoort.DJI: ("de Dienst Justitiële Inrichtingen", False),
    Partnersoort.COA: ("het COA", False),
    Partnersoort.WIJKTEAM: ("wijkteams", True),
    Partnersoort.WELZIJN: ("welzijnsorganisaties", True),
    Partnersoort.ONDERWIJS: ("scholen", True),
    Partnersoort.WONINGCORPORATIE: ("woningcorporaties", True),
    Partnersoort.GGZ: ("de geestelijke gezondheidszorg", False),
    Partnersoort.WEGINGSTAFEL: ("de wegingstafel", False),
    Partnersoort.ADVOCATUUR: ("advocaten", True),
    Partnersoort.OVERIG_ZORG: ("andere organisaties in de zorg", True),
    Partnersoort.OVERIG_VEILIGHEID: ("andere organisaties in de veiligheid", True),
    f"domein:{Domein.ZORG}": ("zorgpartners", True),
    f"domein:{Domein.VEILIGHEID}": ("veiligheidspartners", True),
    f"domein:{Domein.BEIDE}": ("partners in zorg en veiligheid tegelijk", True),
}
_LETTER = {
    Rasci.R: ("uitvoert", "uitvoeren"),
    Rasci.A: ("eindverantwoordelijk is", "eindverantwoordelijk zijn"),
    Rasci.S: ("ondersteunt", "ondersteunen"),
    Rasci.C: ("adviseert", "adviseren"),
    Rasci.I: ("op de hoogte wordt gehouden", "op de hoogte worden gehouden"),
}
_SOORT = {
    Gegevenssoort.STATISCH: "vaste gegevens",
    Gegevenssoort.DYNAMISCH: "omstandigheden",
    Gegevenssoort.EXCEPTIONEEL: "wegingen en risico's",
}


def partner(sleutel: str) -> str:
    """How a partnersoort or domein is called in a sentence."""
    return _PARTNER[sleutel][0]


def opsomming(delen: Sequence[str], woord: str = "en") -> str:
    """a, b en c."""
    if len(delen) < 2:
        return "".join(delen)
    return f"{', '.join(delen[:-1])} {woord} {delen[-1]}"


def gegevens(categorieen: Iterable[str]) -> str:
    """The categories as the law and the pages call them."""
    namen = [str(Gegevenscategorie(c).label) for c in categorieen]
    return opsomming([n if n[:2].isupper() else n[:1].lower() + n[1:] for n in namen])


def zin(regel: Deelregel, model: Model, eerdere: Iterable[str] = ()) -> str:
    """What the rule does, in one or two sentences.

    Args:
        eerdere: numbers of rules above it that take away a part and decide otherwise.
    """
    wie, meer = _ontvangers(regel.ontvangers)
    rol = _rol(regel.letters, meer)
    wat = _wat(regel)
    wanneer = _wanneer(regel, model)
    if regel.uitkomst == Uitkomst.TONEN:
        hoofd = f"{wie}{rol} {'zien' if meer else 'ziet'} {wat}{wanneer}."
    elif regel.uitkomst == Uitkomst.AFSCHERMEN:
        ziet = "zien" if meer else "ziet"
        hoofd = f"{wie}{rol} {ziet} dat er iets is over {wat}, maar niet wat{wanneer}."
    else:
        krijgt, merkt = ("krijgen", "merken") if meer else ("krijgt", "merkt")
        hoofd = f"{wie}{rol} {krijgt} {wat} niet te zien en {merkt} niet dat het er is{wanneer}."
    hoofd = hoofd[:1].upper() + hoofd[1:]
    nummers = list(eerdere)
    if not nummers:
        return hoofd
    voor = "regel" if len(nummers) == 1 else "de regels"
    return f"{hoofd} Behalve waar {voor} {opsomming(nummers)} anders beslis{'t' if len(nummers) == 1 else 'sen'}."


def _ontvangers(sleutels: Sequence[str]) -> tuple[str, bool]:
    if not sleutels:
        return "elke partij", False
    namen = [_PARTNER[s][0] for s in sleutels]
    return opsomming(namen), len(namen) > 1 or _PARTNER[sleutels[0]][1]


def _rol(letters: Sequence[str], meer: bool) -> str:
    if not letters:
        return ""
    order = sorted((Rasci(x) for x in letters), key=lambda x: -x.sterkte)
    if set(order) == set(Rasci):
        return " met een rol in de lopende stap"
    return (
        f", voor zover die in de lopende stap {opsomming([_LETTER[x][meer] for x in order], 'of')},"
    )


def _wat(regel: Deelregel) -> str:
    wat = gegevens(regel.categorieen) if regel.categorieen else "alle gegevens"
    if regel.soorten:
        wat += f" (alleen {opsomming([_SOORT[Gegevenssoort(s)] for s in regel.soorten])})"
    if regel.leveranciers:
        wat += f" van {opsomming([_PARTNER[s][0] for s in regel.leveranciers])}"
    return wat


def _wanneer(regel: Deelregel, model: Model) -> str:
    delen = ""
    if regel.hoofdstappen:
        known = {h.sleutel: h.naam for h in model.hoofdstappen}
        delen += f", in {opsomming([f'‘{known.get(h, h)}’' for h in regel.hoofdstappen], 'of')}"
    if regel.doelen:
        namen = [str(Doel(d).label) for d in regel.doelen]
        delen += f", met als doel: {opsomming([n[:1].lower() + n[1:] for n in namen], 'of')}"
    return delen


def voorwaarden(regel: Deelregel, open_delen: Iterable[str], model: Model) -> str:
    """What a rule asks of the parts that a question leaves open, short enough for a cell."""
    delen = []
    for deel in open_delen:
        if deel == "leverancier" and regel.leveranciers:
            delen.append(f"van {opsomming([partner(s) for s in regel.leveranciers], 'of')}")
        if deel == "letter" and regel.letters:
            order = sorted((Rasci(x) for x in regel.letters), key=lambda x: -x.sterkte)
            delen.append(f"rol: {opsomming([str(x.label).lower() for x in order], 'of')}")
        if deel == "hoofdstap" and regel.hoofdstappen:
            known = {h.sleutel: h.naam for h in model.hoofdstappen}
            delen.append(f"in {opsomming([known.get(h, h) for h in regel.hoofdstappen], 'of')}")
        if deel == "soort" and regel.soorten:
            delen.append(opsomming([_SOORT[Gegevenssoort(s)] for s in regel.soorten], "of"))
        if deel == "doel" and regel.doelen:
            namen = [str(Doel(d).label) for d in regel.doelen]
            delen.append(f"doel: {opsomming([n[:1].lower() + n[1:] for n in namen], 'of')}")
    return "; ".join(delen)
