"""The mirror: what an organisation supplied itself, and what is missing in it."""

from collections.abc import Callable
from typing import Any

from cases.models import Actie, Betrokkene, Bijdrage, Casus, Interventie, Situatie
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from referentiemodel.enums import Persoonsrol

GENOEMD = 100  # ids per remark: enough to begin with


def _persoon(rij: Betrokkene) -> list[str]:
    persoon = rij.persoon
    found = []
    if rij.rol in (Persoonsrol.SLACHTOFFER, Persoonsrol.KWETSBARE):
        if persoon.leeftijd_op(clock.today()) is None and not persoon.geboorte_omschrijving:
            found.append("geboortedatum of leeftijd ontbreekt")
        if persoon.geslacht == "onbekend":
            found.append("geslacht is onbekend")
        if rij.nu_veilig == "onbekend":
            found.append("niet bekend of de persoon nu veilig is")
    if not persoon.woonplaats:
        found.append("woonplaats ontbreekt")
    return found


def _situatie(rij: Situatie) -> list[str]:
    return [
        zin
        for leeg, zin in (
            (not (rij.locatie or rij.gemeente), "plaats ontbreekt"),
            (not rij.periode, "periode ontbreekt"),
            (not rij.verschijningsvormen, "vorm van uitbuiting ontbreekt"),
            (not rij.aantal_slachtoffers, "aantal slachtoffers ontbreekt"),
        )
        if leeg
    ]


def _bijdrage(rij: Bijdrage) -> list[str]:
    return [] if rij.bron else ["bron ontbreekt"]


def _actie(rij: Actie) -> list[str]:
    late = rij.status in (Actie.Status.OPEN, Actie.Status.BEZIG) and rij.uiterlijk < clock.today()
    return ["laatste dag is voorbij en er is geen resultaat"] if late else []


def _interventie(rij: Interventie) -> list[str]:
    return ["loopt langer dan een jaar zonder effect"] if not rij.eind and (clock.today() - rij.start).days > 365 else []  # fmt: skip


def spiegel(viewer: Viewer) -> list[dict[str, Any]]:
    """Per kind how much the organisation supplied in casussen it sees, and what is missing where."""
    mijn, casussen = viewer.eigen_id, Casus.objects.visible_to(viewer).values("pk")  # type: ignore[attr-defined]
    own = {"leverancier_id": mijn, "casus__in": casussen}
    acties: Any = Actie.objects.filter(casus__in=casussen, deelname_id=mijn)
    soorten: list[tuple[str, Any, Callable[[Any], list[str]]]] = [
        ("betrokkenen", Betrokkene.objects.filter(**own).select_related("persoon"), _persoon),
        ("situaties", Situatie.objects.filter(**own), _situatie),
        ("bijdragen", Bijdrage.objects.filter(**own), _bijdrage),
        ("acties", acties.in_uitvoering(), _actie),
        ("interventies", Interventie.objects.filter(**own), _interventie),
    ]
    found = []
    for naam, rows, keur in soorten:
        remarks: dict[str, list[Any]] = {}
        count = 0
        for rij in rows.order_by("pk").iterator(500):
            count += 1
            for zin in keur(rij):
                remarks.setdefault(zin, []).append({"id": rij.pk, "casus": rij.casus_id})
        found.append(
            {
                "soort": naam,
                "aangeleverd": count,
                "opmerkingen": [
                    {"wat": zin, "aantal": len(waar), "waar": waar[:GENOEMD]}
                    for zin, waar in sorted(remarks.items())
                ],
            }
        )
    return found
