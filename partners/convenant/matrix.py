"""Who sees what: categorie x ontvanger, for the parts of the question that are filled in.

Asks the Regelboek and decides nothing itself. A cell has one answer, or several with what each hangs on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.convenant.zinnen import partner, voorwaarden
from partners.models import Deelname, geldig_op
from partners.sharing import ALLES, GEEN_REGEL, Regelboek, Vraag, wie
from referentiemodel.enums import (
    Doel,
    Domein,
    Gegevenscategorie,
    Gegevenssoort,
    Partnersoort,
    Rasci,
)
from referentiemodel.schema import Model

DELEN = ("leverancier", "letter", "hoofdstap", "soort", "doel")


@dataclass(frozen=True, slots=True)
class Antwoord:
    """One possible outcome of a cell: by which rule, and what it hangs on ("" = on nothing open)."""

    uitkomst: str
    woord: str
    icoon: str
    regel: str
    alleen: str


@dataclass(frozen=True, slots=True)
class Cel:
    """What one receiver gets of one category; `was` is filled when it is different now."""

    ontvanger: str
    antwoorden: tuple[Antwoord, ...]
    eigen: bool = False
    was: tuple[Antwoord, ...] = ()
    anders: bool = False


@dataclass(frozen=True, slots=True)
class Rij:
    categorie: str
    omschrijving: str
    bron: str
    cellen: tuple[Cel, ...]

    @property
    def anders(self) -> bool:
        return any(cel.anders for cel in self.cellen)


@dataclass(frozen=True, slots=True)
class Kolom:
    """A kind of receiver that takes part in the keten."""

    naam: str
    voluit: str
    sleutels: tuple[str, ...]
    eigen: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    kolommen: tuple[Kolom, ...]
    rijen: tuple[Rij, ...]
    anders: int


ICONEN = {"tonen": "eye", "afschermen": "lock", "verbergen": "eye-off"}
WOORDEN = {"tonen": "Tonen", "afschermen": "Afschermen", "verbergen": "Verbergen"}


def kolommen(viewer: Viewer) -> tuple[Kolom, ...]:
    """Every kind of organisation that takes part today, one's own first; one query."""
    rows = (
        Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id)
        .order_by()
        .values_list("organisatie__partnersoort", "organisatie__domein")
        .distinct()
    )
    order = list(Partnersoort.values)
    found = [
        Kolom(
            Partnersoort(soort).kort,
            str(Partnersoort(soort).label),
            wie(soort, domein),
            (soort, domein) == (viewer.partnersoort, viewer.domein),
        )
        for soort, domein in sorted(rows, key=lambda r: (order.index(r[0]), r[1]))
    ]
    return tuple(sorted(found, key=lambda k: not k.eigen))


def keuzes(columns: Iterable[Kolom], model: Model) -> dict[str, list[tuple[str, str]]]:
    """What each part of the question can be; the empty choice leaves it open."""
    return {
        "leverancier": [
            (f"domein:{Domein.ZORG}", "Zorgpartners"),
            (f"domein:{Domein.VEILIGHEID}", "Veiligheidspartners"),
            *[(k.sleutels[0], k.voluit) for k in columns],
        ],
        "letter": [(x.value, str(x.label)) for x in Rasci],
        "hoofdstap": [(h.sleutel, h.naam) for h in model.hoofdstappen],
        "soort": [(s.value, str(s.label)) for s in Gegevenssoort],
        "doel": [(d.value, str(d.label)) for d in Doel],
    }


def vraag(gekozen: Mapping[str, str]) -> Vraag:
    """The question that the filters ask; what is not chosen stays open."""

    def deel(naam: str) -> tuple[str, ...]:
        return (gekozen[naam],) if gekozen.get(naam) else ALLES

    leverancier = gekozen.get("leverancier", "")
    if leverancier in Partnersoort.values:
        van = wie(leverancier, Partnersoort(leverancier).domein)
    else:
        van = (leverancier,) if leverancier else ALLES
    return Vraag(
        leverancier=van,
        letter=deel("letter"),
        hoofdstap=deel("hoofdstap"),
        soort=deel("soort"),
        doel=deel("doel"),
    )


def matrix(
    boek: Regelboek,
    wat: Vraag,
    kolommen: Iterable[Kolom],
    model: Model,
    *,
    naast: Regelboek | None = None,
) -> Matrix:
    """The whole table, without a query.

    Args:
        naast: the rules it is compared with (those in force).
    """
    columns = tuple(kolommen)
    rijen = tuple(
        Rij(
            str(categorie.label),
            categorie.kenmerken.omschrijving,
            categorie.kenmerken.bron,
            tuple(_cel(boek, naast, wat, kolom, categorie, model) for kolom in columns),
        )
        for categorie in Gegevenscategorie
    )
    return Matrix(columns, rijen, sum(c.anders for r in rijen for c in r.cellen))


def _cel(
    boek: Regelboek,
    naast: Regelboek | None,
    wat: Vraag,
    kolom: Kolom,
    categorie: Gegevenscategorie,
    model: Model,
) -> Cel:
    cel_vraag = Vraag(
        categorie=(categorie,),
        ontvanger=kolom.sleutels,
        leverancier=wat.leverancier,
        letter=wat.letter,
        hoofdstap=wat.hoofdstap,
        soort=wat.soort,
        doel=wat.doel,
    )
    now = _antwoorden(boek, cel_vraag, model)
    if naast is None:
        return Cel(kolom.voluit, now, kolom.eigen)
    before = _antwoorden(naast, cel_vraag, model)
    anders = [(a.uitkomst, a.alleen) for a in now] != [(a.uitkomst, a.alleen) for a in before]
    return Cel(kolom.voluit, now, kolom.eigen, before if anders else (), anders)


def _antwoorden(boek: Regelboek, cel_vraag: Vraag, model: Model) -> tuple[Antwoord, ...]:
    open_delen = [naam for naam in DELEN if getattr(cel_vraag, naam) is ALLES]
    found: list[Antwoord] = []
    for deling, regel in boek.mogelijk(cel_vraag):
        found.append(
            Antwoord(
                deling.uitkomst,
                WOORDEN[deling.uitkomst],
                ICONEN[deling.uitkomst],
                regel.nummer if regel else "",
                voorwaarden(regel, open_delen, model) if regel else "",
            )
        )
    # What is left after the conditions and comes out the same needs no line of its own.
    while len(found) > 1 and found[-1].uitkomst == found[-2].uitkomst and not found[-1].alleen:
        last = found.pop()
        found[-1] = Antwoord(last.uitkomst, last.woord, last.icoon, found[-1].regel, "")
    return tuple(found)


def csv_rijen(tabel: Matrix) -> list[list[str]]:
    """Head and rows of the same table for a spreadsheet."""
    regels = [["Gegevens", "Ontvanger", "Uitkomst", "Regel", "Alleen", "Nu geldend"]]
    for rij in tabel.rijen:
        for cel in rij.cellen:
            was = " / ".join(a.woord for a in cel.was) if cel.anders else ""
            for antwoord in cel.antwoorden:
                regels.append(
                    [
                        rij.categorie,
                        cel.ontvanger,
                        antwoord.woord,
                        antwoord.regel or GEEN_REGEL,
                        antwoord.alleen,
                        was,
                    ]
                )
    return regels


def ontvanger_naam(sleutel: str) -> str:
    """A receiver or supplier as a choice on a form."""
    naam = partner(sleutel)
    return naam[:1].upper() + naam[1:]
