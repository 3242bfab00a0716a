"""Everything of one casus that points at a person, a place or the casus itself."""

from collections import Counter
from collections.abc import Iterable, Iterator

from cases.models import Casus, Instemming, OverlegUitnodiging
from evaluatie.anoniem import Bekend, delen_van_naam
from partners.models import Deelname, Lidmaatschap
from referentiemodel.enums import Persoonsrol

PLAATS, ADRES, TELEFOON, KENMERK = "[plaats]", "[adres]", "[telefoonnummer]", "[kenmerk]"
MEDEWERKER = "[medewerker]"


def personen(casus: Casus) -> list[Bekend]:
    """Names, addresses and numbers of every betrokkene; one query.

    Somebody with two roles keeps one mask, so that the text stays readable: [slachtoffer 1].
    """
    found: list[Bekend] = []
    per_rol: Counter[str] = Counter()
    maskers: dict[object, str] = {}
    for betrokkene in casus.betrokkenen.select_related("persoon__dossier"):
        persoon = betrokkene.persoon
        if persoon.pk not in maskers:
            per_rol[betrokkene.rol] += 1
            rol = str(Persoonsrol(betrokkene.rol).label).lower()
            maskers[persoon.pk] = f"[{rol} {per_rol[betrokkene.rol]}]"
            mask = maskers[persoon.pk]
            heel = " ".join(
                d for d in (persoon.voornaam, persoon.tussenvoegsel, persoon.achternaam) if d
            )
            found += [Bekend(heel, mask, naam=True)] if heel else []
            for naam in (persoon.voornaam, persoon.achternaam):
                found += [Bekend(deel, mask, naam=True) for deel in delen_van_naam(naam)]
            found += _als(persoon.telefoon, TELEFOON) + _als(persoon.adres, ADRES)
            found += _als(persoon.woonplaats, PLAATS, hoofdletter=True)
            found += _als(persoon.dossier.kenmerk, KENMERK)
    return found


def bekenden(casus: Casus) -> list[Bekend]:
    """Persons, professionals, places and kenmerken; six queries, none per row."""
    found = [*personen(casus), Bekend(casus.kenmerk, KENMERK)]
    if casus.dossier_id and casus.dossier:
        found.append(Bekend(casus.dossier.kenmerk, KENMERK))
    for locatie, gemeente in casus.situaties.values_list("locatie", "gemeente"):
        found += _als(locatie, "[locatie]") + _als(gemeente, PLAATS, hoofdletter=True)
    found += [Bekend(plaats, PLAATS, hoofdletter=True) for plaats in _plaatsen(casus)]
    for naam in _medewerkers(casus):
        laatste = [deel for deel in delen_van_naam(naam) if deel != naam][-1:]
        found += [Bekend(deel, MEDEWERKER) for deel in (naam, *laatste)]
    return list({b.tekst.casefold(): b for b in reversed(found)}.values())


def _als(tekst: str, vervanging: str, *, hoofdletter: bool = False) -> list[Bekend]:
    return [Bekend(tekst, vervanging, hoofdletter)] if len(tekst.strip()) > 1 else []


def _plaatsen(casus: Casus) -> set[str]:
    """Every gemeente and place of the keten's organisations, and that of the casus."""
    places = {casus.gemeente} if casus.gemeente else set()
    for gemeente, werkgebied in Deelname.objects.filter(keten_id=casus.keten_id).values_list(
        "organisatie__gemeente", "organisatie__werkgebied"
    ):
        places |= {gemeente, *werkgebied} - {""}
    return places


def _medewerkers(casus: Casus) -> Iterator[str]:
    """Professionals: of the organisations involved, and those named in weging, plan and overleg."""
    involved = casus.betrokkenheden.values("deelname")
    yield from Lidmaatschap.objects.filter(deelname__in=involved).values_list(
        "medewerker__naam", flat=True
    )
    yield from _rijtjes(casus.eerste_wegingen.values_list("wegers", flat=True))
    yield from _rijtjes(casus.tweede_wegingen.values_list("wegers", flat=True))
    yield from Instemming.objects.filter(plan__casus=casus).values_list(
        "medewerker_naam", flat=True
    )
    yield from (
        OverlegUitnodiging.objects.filter(casus=casus)
        .exclude(vervanger="")
        .values_list("vervanger", flat=True)
    )
    if casus.zorgcoordinator_naam:
        yield casus.zorgcoordinator_naam


def _rijtjes(rijen: Iterable[list[str]]) -> Iterator[str]:
    """ "Iris Verhoeven (Politie)" or "Iris Verhoeven, Politie": the name comes first."""
    for rij in rijen:
        for weger in rij:
            yield weger.split("(")[0].split(",")[0].strip()
