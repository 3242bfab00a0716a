"""Persons and meldingen by name, day of birth or telephone number, however it was spelled.

Candidates come from the same function as the suggestions of the desk (`match_kandidaten`); here the policy
and the sharing rules decide what of them is a hit.
"""

from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from rapidfuzz.distance import JaroWinkler

from cases import sleutels
from cases.models import Betrokkene, Persoon
from cases.objectmatch import getoond
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.zoeken import (
    PER_ONDERWERP,
    Treffer,
    Zoekonderwerp,
    Zoekvraag,
    zoekonderwerpen,
)
from meldpunt.models import Melding
from partners.access import policy
from partners.access.permissions import Permission

KANDIDATEN = 60


def register() -> None:
    """The topics of this room."""
    zoekonderwerpen.register("persoon", Zoekonderwerp("Personen", personen, 20))
    zoekonderwerpen.register("melding", Zoekonderwerp("Meldingen", meldingen, 60))


def personen(viewer: Viewer, vraag: Zoekvraag) -> list[Treffer]:
    """Persons in casussen whose identity is shown to the viewer; each role in each casus is a hit."""
    ids = _kandidaten(vraag, "persoon") or _lijkende(vraag)
    rollen = Betrokkene.objects.filter(persoon__in=ids).values_list("pk", flat=True)
    found = getoond(viewer, Betrokkene, rollen[: KANDIDATEN * 4])
    namen = Persoon.objects.in_bulk({rij.persoon_id for rij, _ in found})
    volgorde = {pk: (-_gelijkenis(vraag, namen[pk]), i) for i, pk in enumerate(ids) if pk in namen}
    found.sort(key=lambda p: (volgorde[p[0].persoon_id], p[1].casus.kenmerk, p[0].van, p[0].pk))
    return [
        Treffer(
            titel=namen[rij.persoon_id].naam,
            url=reverse("casus_betrokkenen", args=[rij.casus_id]),
            uitleg=", ".join(d for d in (rij.get_rol_display(), _geboren(namen[rij.persoon_id])) if d),
            soort="cases.betrokkene",
            pk=rij.pk,
            bij=f"{deler.casus.kenmerk} {deler.casus.titel}",
        )
        for rij, deler in found[: PER_ONDERWERP + 1]
    ]  # fmt: skip


def meldingen(viewer: Viewer, vraag: Zoekvraag) -> list[Treffer]:
    """Of the desk by kenmerk and person; what one's own organisation reported by kenmerk."""
    desk = bool(policy.may(viewer, Permission.MELDPUNT_WERKEN))
    found: list[Treffer] = []
    if desk:
        ids = _kandidaten(vraag, "melding")
        rows: Any = Melding.objects.visible_to(viewer)  # type: ignore[attr-defined]
        rows = rows.filter(pk__in=ids) | rows.filter(kenmerk=vraag.kenmerk or "-")
        order = {pk: i for i, pk in enumerate(ids)}
        found += [
            _melding(m, "melding")
            for m in sorted(
                rows, key=lambda m: (m.kenmerk != vraag.kenmerk, order.get(m.pk, 0), m.pk)
            )
        ]
    if vraag.kenmerk:
        own = Melding.objects.ingediend_door(viewer).filter(kenmerk=vraag.kenmerk)  # type: ignore[attr-defined]
        known = {t.pk for t in found}
        found += [_melding(m, "signaal_detail") for m in own if m.pk not in known]
    return found[: PER_ONDERWERP + 1]


def _melding(melding: Any, route: str) -> Treffer:
    delen = (melding.get_status_display(), melding.gemeente)
    naam = " ".join(d for d in (melding.voornaam, melding.tussenvoegsel, melding.achternaam) if d)
    return Treffer(
        titel=f"{melding.get_soort_display()} {melding.kenmerk}",
        url=reverse(route, args=[melding.pk]),
        uitleg=", ".join(d for d in delen if d),
        soort="meldpunt.melding",
        pk=melding.pk,
        bij=naam if route == "melding" else "",
    )


def _kandidaten(vraag: Zoekvraag, soort: str) -> list[UUID]:
    """Ids within what the acting deelname may know, best first; one query."""
    nummers = sleutels.nummers(vraag.tekst)
    letters = "" if vraag.datum or vraag.zeker_kenmerk else vraag.tekst
    if sum(c.isalpha() for c in letters) < 3 and not vraag.datum and not nummers:
        return []
    telefoon = next((n[4:] for n in nummers if n.startswith("tel:")), "")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM match_kandidaten(%s, %s, %s, NULL, NULL, %s, %s) WHERE soort = %s",
            [letters, telefoon, vraag.datum, nummers, KANDIDATEN, soort],
        )
        return [row[0] for row in cursor.fetchall()]


def _lijkende(vraag: Zoekvraag) -> list[UUID]:
    """Who has a name of which a part looks like it; one query."""
    if vraag.datum or vraag.zeker_kenmerk or sum(c.isalpha() for c in vraag.tekst) < 3:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT zoek_personen(%s, %s)", [vraag.tekst, KANDIDATEN])
        return [row[0] for row in cursor.fetchall()]


def _gelijkenis(vraag: Zoekvraag, persoon: Persoon) -> float:
    """How well each word that was typed goes with a word of the name, from 0 to 1."""
    gevraagd, woorden = sleutels.plat(vraag.tekst).split(), sleutels.plat(persoon.naam).split()
    if not gevraagd or not woorden:
        return 0.0
    beste = (max(JaroWinkler.similarity(g, w) for w in woorden) for g in gevraagd)
    return round(sum(beste) / len(gevraagd), 2)


def _geboren(persoon: Persoon) -> str:
    if persoon.geboortedatum:
        return f"geboren {persoon.geboortedatum:%-d-%-m-%Y}"
    return persoon.geboorte_omschrijving
