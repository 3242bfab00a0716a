"""What can be found of casussen: by kenmerk, words of the title, what was told, ondernemingen and places.

Candidates come from cases/zoeken.sql with an index; then the policy decides on the casus and the sharing
rules on each datum. What is withheld is no hit.
"""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Func, TextField, UUIDField, Value
from django.urls import reverse

from cases import sleutels
from cases.models import Bijdrage, Casus, Locatie, Onderneming, Situatie
from cases.objectmatch import LOCATIE, ONDERNEMING, getoond
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.zoeken import (
    PER_ONDERWERP,
    Treffer,
    Zoekonderwerp,
    Zoekvraag,
    patronen,
    zoekonderwerpen,
)

# Read before the sharing rules decide; a page shows ten.
KANDIDATEN = 60
# A title that so many casussen have is found by walking the list in its order.
VEEL_TITELS = 5_000
CASUS, MIN_LETTERS = "cases.casus", 3


def register() -> None:
    """The topics of this room, in the order of the page."""
    zoekonderwerpen.register("kenmerk", Zoekonderwerp("Kenmerk", op_kenmerk, 10))
    zoekonderwerpen.register("casus", Zoekonderwerp("Casussen", op_titel, 30))
    zoekonderwerpen.register("onderneming", Zoekonderwerp("Ondernemingen", ondernemingen, 40))
    zoekonderwerpen.register("locatie", Zoekonderwerp("Locaties", locaties, 50))
    zoekonderwerpen.register("tekst", Zoekonderwerp("In wat is verteld", op_tekst, 70))


def op_kenmerk(viewer: Viewer, vraag: Zoekvraag) -> list[Treffer]:
    """The casus with this kenmerk, and those of the dossier with this kenmerk."""
    if not vraag.kenmerk:
        return []
    rows: Any = Casus.objects.visible_to(viewer).select_related("eigenaar__organisatie")  # type: ignore[attr-defined]
    casussen = rows.filter(kenmerk=vraag.kenmerk) | rows.filter(dossier__kenmerk=vraag.kenmerk)
    return [casus_treffer(c) for c in casussen.order_by("-ingebracht_at", "pk")[:PER_ONDERWERP]]


def op_titel(viewer: Viewer, vraag: Zoekvraag) -> list[Treffer]:
    """Every word stands in the title or is the gemeente; when none has them, what looks like it."""
    if vraag.zeker_kenmerk:
        return []
    ids = titelkandidaten(vraag.tekst, 1_000) or vage_titels(vraag.tekst)
    rows: Any = Casus.objects.visible_to(viewer).filter(pk__in=ids)  # type: ignore[attr-defined]
    rows = rows.select_related("eigenaar__organisatie").order_by("-ingebracht_at", "pk")
    return [casus_treffer(c) for c in rows[: PER_ONDERWERP + 1]]


def ondernemingen(viewer: Viewer, vraag: Zoekvraag) -> list[Treffer]:
    """By part of a name or trade name, or by KvK-nummer."""
    naam, kvk = sleutels.bedrijfsnaam(vraag.tekst), sleutels.kvk(vraag.tekst)
    ids = _objecten(ONDERNEMING, naam if _letters(naam) else "", kvk, "", "", [])
    return _objecttreffers(viewer, Onderneming, ONDERNEMING, ids)


def locaties(viewer: Viewer, vraag: Zoekvraag) -> list[Treffer]:
    """By name, street, postcode with number, telephone number or account."""
    naam = sleutels.bedrijfsnaam(vraag.tekst)
    straat = sleutels.straat(vraag.tekst)
    adres = sleutels.adressleutel(vraag.tekst, sleutels.POSTCODE.sub(" ", vraag.tekst))
    nummers = sleutels.nummers(vraag.tekst)
    ids = _objecten(
        LOCATIE, naam if _letters(naam) else "", "", adres, straat if len(straat) > 3 else "", nummers
    )  # fmt: skip
    return _objecttreffers(viewer, Locatie, LOCATIE, ids)


def op_tekst(viewer: Viewer, vraag: Zoekvraag) -> list[Treffer]:
    """Every word, or its beginning, stands in what an organisation told."""
    woorden = _woorden(vraag.tekst)
    if vraag.zeker_kenmerk or not woorden:
        return []
    with connection.cursor() as cursor:
        query = " & ".join(f"{w}:*" for w in woorden)
        cursor.execute("SELECT soort, id FROM zoek_teksten(%s, %s)", [query, KANDIDATEN])
        found: dict[str, list[UUID]] = {"situatie": [], "bijdrage": []}
        for soort, pk in cursor.fetchall():
            found[soort].append(pk)
    paren = [
        (rij.korte_inhoud, rij, deler)
        for rij, deler in getoond(viewer, Situatie, found["situatie"])
    ] + [
        (f"{rij.tekst} {rij.vraag}", rij, deler)
        for rij, deler in getoond(viewer, Bijdrage, found["bijdrage"])
    ]
    paren.sort(key=lambda p: (p[1].verwerkt_at, p[1].pk), reverse=True)
    return [
        Treffer(
            titel=fragment(tekst, woorden),
            url=reverse("casus", args=[rij.casus_id]),
            uitleg=f"{rij._meta.verbose_name.capitalize()} van {deler.leverancier(rij)}",
            soort=rij._meta.label_lower,
            pk=rij.pk,
            bij=f"{deler.casus.kenmerk} {deler.casus.titel}",
        )
        for tekst, rij, deler in paren[: PER_ONDERWERP + 1]
    ]


def casus_treffer(casus: Casus) -> Treffer:
    """A casus the viewer may see."""
    delen = (
        casus.model.hoofdstap(casus.hoofdstap).naam,
        casus.gemeente,
        casus.eigenaar.organisatie.kort,
    )
    return Treffer(
        titel=casus.titel,
        url=reverse("casus", args=[casus.pk]),
        uitleg=", ".join(d for d in delen if d),
        soort=CASUS,
        pk=casus.pk,
        bij=casus.kenmerk,
    )


def titelkandidaten(tekst: str, hoogstens: int) -> list[UUID]:
    """Open casussen with every word in the title, as far as the acting deelname may know; one query."""
    woorden = patronen(tekst)
    return _casus_ids(woorden, vaag=False, hoogstens=hoogstens) if woorden else []


def titelvraag(tekst: str, hoogstens: int) -> Func:
    """The same as an expression, to ask along with another query; an array of ids."""
    return Func(
        Value(patronen(tekst), output_field=ArrayField(TextField())),
        Value(False),
        Value(hoogstens),
        template="ARRAY(SELECT zoek_casussen(%(expressions)s))",
        output_field=ArrayField(UUIDField()),
    )


def vage_titels(tekst: str) -> list[UUID]:
    """Open casussen with a title that looks like it: a letter wrong, an ending different; one query."""
    return _casus_ids([tekst], vaag=True, hoogstens=KANDIDATEN) if len(tekst) > MIN_LETTERS else []


def fragment(tekst: str, woorden: Sequence[str], lengte: int = 140) -> str:
    """The part of a text around the first word that was looked for."""
    tekst = " ".join(tekst.split())
    plaats = min((i for w in woorden if (i := tekst.lower().find(w)) >= 0), default=0)
    begin = max(0, tekst.rfind(" ", 0, max(0, plaats - 40)) + 1)
    deel = tekst[begin : begin + lengte]
    return f"{'… ' if begin else ''}{deel}{' …' if begin + lengte < len(tekst) else ''}"


def _woorden(tekst: str) -> list[str]:
    """Words of three letters or more, for a tsquery: nothing in them means anything to it."""
    return [w for w in re.findall(r"\w+", tekst.lower()) if len(w) > 2][:8]


def _letters(naam: str) -> bool:
    return sum(c.isalpha() for c in naam) >= MIN_LETTERS


def _casus_ids(woorden: list[str], *, vaag: bool, hoogstens: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT zoek_casussen(%s, %s, %s)", [woorden, vaag, hoogstens])
        return [row[0] for row in cursor.fetchall()]


def _objecten(
    soort: str, naam: str, kvk: str, adres: str, straat: str, nummers: list[str]
) -> list[UUID]:
    if not (naam or kvk or adres or straat or nummers):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT zoek_objecten(%s, %s, %s, %s, %s, %s, %s)",
            [soort, naam, kvk, adres, straat, nummers, KANDIDATEN],
        )
        return [row[0] for row in cursor.fetchall()]


def _objecttreffers(viewer: Viewer, model: Any, soort: str, ids: list[UUID]) -> list[Treffer]:
    order = {pk: i for i, pk in enumerate(ids)}
    shown = sorted(getoond(viewer, model, ids), key=lambda p: order[p[0].pk])
    return [
        Treffer(
            titel=str(rij),
            url=reverse("casus_object", args=[rij.casus_id, soort, rij.pk]),
            uitleg=f"{rij.get_rol_display()}, volgens {deler.leverancier(rij)}",
            soort=rij._meta.label_lower,
            pk=rij.pk,
            bij=f"{deler.casus.kenmerk} {deler.casus.titel}",
        )
        for rij, deler in shown[: PER_ONDERWERP + 1]
    ]
