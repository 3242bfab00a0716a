"""The tijdlijn: what happened to a casus, from the logboek, under the sharing rules.

A line about a datum that is hidden from the viewer is absent; one that is withheld says only that
something was supplied. Looks are not on it: those are in the logboek for the FG.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils import timezone

from cases.delen import Deler
from cases.models import Casus, Gegeven
from ketenregie.foundation import logboek
from ketenregie.foundation.logboek import Gebeurtenis
from partners.models import Deelname

# What a line says; a gebeurtenis without a sentence is not for the tijdlijn.
ZINNEN: dict[str, str] = {
    Gebeurtenis.CASUS_GEOPEND: "Casus geopend",
    Gebeurtenis.ORGANISATIE_UITGENODIGD: "Organisatie uitgenodigd",
    Gebeurtenis.UITNODIGING_AANVAARD: "Uitnodiging aanvaard",
    Gebeurtenis.UITNODIGING_AFGEWEZEN: "Uitnodiging afgewezen",
    Gebeurtenis.BETROKKENHEID_BEEINDIGD: "Betrokkenheid beëindigd",
    Gebeurtenis.HOOFDSTAP_GEWIJZIGD: "Naar een andere hoofdstap",
    Gebeurtenis.STATUS_GEWIJZIGD: "In behandeling genomen",
    Gebeurtenis.CASUS_BEEINDIGD: "Casus beëindigd",
}


def zin(gebeurtenis: str, tekst: str) -> None:
    """A room or topic gives its gebeurtenis a sentence on the tijdlijn."""
    ZINNEN[gebeurtenis] = tekst


def tijdlijn(casus: Casus, deler: Deler, *, laatste: int | None = None) -> list[dict[str, Any]]:
    """Entries for `<c-timeline>`, newest first; a fixed number of queries per kind of datum."""
    rows = logboek.voor_casus(casus.pk).filter(
        uitkomst=logboek.GELUKT, gebeurtenis__in=list(ZINNEN)
    )
    regels = list(rows.order_by("-tijdstip", "-id")[: laatste * 2 if laatste else 500])
    hidden, withheld = _sharing(regels, deler)
    namen = dict(
        Deelname.objects.filter(keten_id=casus.keten_id).values_list("pk", "organisatie__naam")
    )
    items = []
    for regel in regels:
        if regel.object_id in hidden:
            continue
        items.append(
            {
                "titel": ZINNEN[regel.gebeurtenis],
                "tekst": _tekst(casus, regel),
                "moment": f"{timezone.localtime(regel.tijdstip):%-d-%-m-%Y %H:%M}",
                "wie": namen.get(regel.deelname_id, ""),
                "label": "afgeschermd" if regel.object_id in withheld else "",
            }
        )
    return items[:laatste]


def _tekst(casus: Casus, regel: Any) -> str:
    if regel.gebeurtenis != Gebeurtenis.HOOFDSTAP_GEWIJZIGD:
        return ""
    return f"Nu in {casus.model.hoofdstap(regel.details['naar']).naam}"


def _sharing(regels: Iterable[Any], deler: Deler) -> tuple[set[UUID], set[UUID]]:
    """Ids of data that are hidden from, and withheld from, the viewer."""
    per_type: dict[str, set[UUID]] = defaultdict(set)
    for regel in regels:
        if regel.object_id and regel.object_type.startswith("cases."):
            per_type[regel.object_type].add(regel.object_id)
    hidden: set[UUID] = set()
    withheld: set[UUID] = set()
    for label, ids in per_type.items():
        model = apps.get_model(label)
        if not issubclass(model, Gegeven):
            continue
        for row in model._default_manager.filter(pk__in=ids):
            deling = deler.deling(row)
            if deling.verborgen:
                hidden.add(row.pk)
            elif not deling.tonen:
                withheld.add(row.pk)
    return hidden, withheld
