"""The tijdlijn: what happened to a casus, from the logboek, under the sharing rules.

A line about a datum that is hidden from the viewer is absent, and so is one about a row that the
viewer's organisation cannot reach; one that is withheld says only that something was supplied. Looks
are not on it: those are in the logboek for the FG and, for the owner, on the tab Toegang.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from cases.delen import Deler
from cases.models import Casus, Gegeven, Notitie
from cases.weegbeeld import besluiten
from ketenregie.foundation import logboek
from ketenregie.foundation.logboek import Gebeurtenis as G
from ketenregie.foundation.logboek import woorden
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from partners.sharing import Waarom

# What stands on the tijdlijn; the words are in foundation/logboek/woorden.py. Not here, on purpose:
# strafrechtelijk onderzoek (R21) and bedenktijd (residence status, R5): that there is one says it all;
# bewijsmiddelen (how many there are stays untold); looks.
OP_DE_TIJDLIJN = frozenset({
    G.CASUS_GEOPEND, G.CASUS_BEEINDIGD, G.CASUS_HEROPEND,
    G.CASUS_ONTKOPPELD, G.CASUS_OPGENOMEN, G.CASUS_SAMENGEVOEGD, G.HOOFDSTAP_GEWIJZIGD, G.STATUS_GEWIJZIGD, G.VERVOLG_GEWIJZIGD,
    G.COLLEGA_AANGEWEZEN, G.ORGANISATIE_UITGENODIGD, G.UITNODIGING_AANVAARD, G.UITNODIGING_AFGEWEZEN,
    G.BETROKKENHEID_BEEINDIGD, G.UITNODIGING_HERINNERD, G.ROLLEN_GEWIJZIGD,
    G.ORGANISATIE_VOORGESTELD, G.VOORSTEL_AFGEWEZEN, G.COLLEGA_AFGEHAALD,
    G.SITUATIE_VASTGELEGD, G.BIJDRAGE_GELEVERD, G.BIJDRAGE_GECORRIGEERD,
    G.PERSOON_TOEGEVOEGD, G.ROL_TOEGEVOEGD, G.ROL_GECORRIGEERD, G.ROL_BEEINDIGD, G.CASUS_GEWIJZIGD,
    G.NOTITIE_GEMAAKT, G.NOTITIE_GECORRIGEERD,
    G.OBJECT_TOEGEVOEGD, G.OBJECT_GECORRIGEERD, G.OBJECT_BEEINDIGD,
    G.DOCUMENT_TOEGEVOEGD, G.DOCUMENT_VERNIEUWD, G.DOCUMENT_INGETROKKEN, G.DOCUMENT_LABEL_GEWIJZIGD,
    G.EERSTE_WEGING_VOORBEREID, G.EERSTE_WEGING_GEWOGEN, G.DOELTOETS_GEDAAN,
    G.TWEEDE_WEGING_VASTGELEGD,
    G.DOORLAATVERBOD_ALARM, G.DOORLAATVERBOD_BESLOTEN, G.DOORLAATVERBOD_VEILIG,
    # An alarm shows to who raised it, owns the casus or was called.
    G.ALARM_GESLAGEN, G.ALARM_OPGEROEPEN, G.ALARM_BEVESTIGD, G.ALARM_AFGEMELD, G.ALARM_UITGEPUT,
    G.OVERDRACHT_VOORBEREID, G.OVERDRACHT_VERSTUURD, G.OVERDRACHT_AANVAARD, G.OVERDRACHT_GEWEIGERD,
    G.OVERDRACHT_INGETROKKEN, G.OVERDRACHT_HERINNERD,
    G.ZORGCOORDINATOR_VASTGELEGD, G.DOSSIER_VERRIJKT,
    G.AGENDAPUNT_TOEGEVOEGD, G.AGENDAPUNT_BESPROKEN, G.OVERLEG_UITGENODIGD,
    G.OVERLEG_UITNODIGING_BEANTWOORD, G.OVERLEG_GEEN_INBRENG, G.AANWEZIGHEID_VASTGELEGD,
    G.ACTIE_BIJGEWERKT, G.INTERVENTIE_VASTGELEGD, G.INTERVENTIE_AFGEROND,
    G.NAZORG_BELEGD, G.NAZORG_BEANTWOORD, G.NAZORG_BIJGEWERKT,
    G.PLAN_VASTGESTELD,
    G.EVALUATIEOPDRACHT_GEGEVEN, G.EVALUATIEOPDRACHT_BEANTWOORD, G.BEGELEIDER_INSTEMMING,
    G.BESPREKING_GEOPEND, G.BESPREKING_VASTGELEGD, G.VERBETERPUNT_VASTGELEGD,
    G.VERBETERPUNT_AFGEROND, G.EVALUATIE_AFGEROND, G.EVALUATIE_KWIJTGESCHOLDEN,
    G.TERUGKOPPELINGEN_GEPLAND, G.TERUGKOPPELING_GEGEVEN,
    # Shown only to who has a part in the verstrekking: the second lock gives nobody else the row.
    G.VERSTREKKING_GEDAAN, G.VERSTREKKING_INGETROKKEN,
})  # fmt: skip
# A plan in the making is for who works on it.
PLAN_IN_WORDING = frozenset({
    G.PLAN_GESTART, G.PLAN_TER_INSTEMMING, G.PLAN_TERUGGENOMEN, G.PLAN_INGETROKKEN,
    G.INSTEMMING_GEGEVEN, G.PLAN_DOCUMENT_GEMAAKT,
})  # fmt: skip
# Withheld is as good as told: absent for who may not see the weging it stands in.
ALLEEN_WIE_HET_ZIET = frozenset({G.DOORLAATVERBOD_ALARM})
# A decision has no category of its own; the tab Weging says who sees it, and so does this.
BESLUIT_DOORLAATVERBOD = frozenset({G.DOORLAATVERBOD_BESLOTEN, G.DOORLAATVERBOD_VEILIG})
HOOGSTENS = 2_000
# What the lines are about, for who looks for something: key in the address, words, and which lines.
SOORTEN: dict[str, tuple[str, re.Pattern[str]]] = {
    "stappen": ("Stappen en eigenaar", re.compile("casus_|hoofdstap|status_|vervolg|overdracht|zorgcoord")),
    "notities": ("Notities", re.compile("notitie")),
    "gegevens": ("Gegevens", re.compile("situatie|bijdrage|object_|persoon_|rol_|dossier")),
    "documenten": ("Documenten", re.compile("^document")),
    "wegingen": ("Wegingen", re.compile("weging|doeltoets|doorlaatverbod|alarm")),
    "overleg": ("Casusoverleg", re.compile("agendapunt|overleg|aanwezigheid")),
    "plan": ("Plan van aanpak", re.compile("plan_|instemming")),
    "uitvoering": ("Uitvoering", re.compile("actie_|interventie|nazorg")),
    "organisaties": (
        "Organisaties en mensen", re.compile("organisatie|uitnodiging|betrokkenheid|rollen|collega|voorstel")
    ),
    "delen": ("Delen", re.compile("verstrekking|terugkoppeling")),
    "evaluatie": ("Evaluatie", re.compile("evaluatie|begeleider|bespreking|verbeterpunt")),
}  # fmt: skip


def soort_van(gebeurtenis: str) -> str:
    """Key of SOORTEN; "" for what is of no kind."""
    return next((k for k, (_, patroon) in SOORTEN.items() if patroon.search(gebeurtenis)), "")


def tijdlijn(casus: Casus, deler: Deler, *, laatste: int | None = None) -> list[dict[str, Any]]:
    """Entries for `<c-timeline>`, newest first; a fixed number of queries per kind of datum.

    Each says of which kind (`groep`) and organisation (`deelname_id`) it is, for filters. Those come
    after the sharing rules, so that a filter finds nothing that is not on the whole list.
    """
    soorten = OP_DE_TIJDLIJN
    if policy.may(deler.viewer, Permission.PLAN_CONCEPT_ZIEN, casus):
        soorten |= PLAN_IN_WORDING
    rows = logboek.voor_casus(casus.pk).filter(
        uitkomst=logboek.GELUKT, gebeurtenis__in=[str(g) for g in soorten]
    )
    # Always the same stretch: cut short before hiding, a short list would tell that lines are hidden.
    regels = list(rows.order_by("-tijdstip", "-id")[:HOOGSTENS])
    if any(r.gebeurtenis in BESLUIT_DOORLAATVERBOD for r in regels) and not besluiten(deler):
        regels = [r for r in regels if r.gebeurtenis not in BESLUIT_DOORLAATVERBOD]
    hidden, uitleg, voorwaarden, notities = _sharing(regels, deler)
    namen: dict[UUID | None, str] = dict(
        Deelname.objects.filter(keten_id=casus.keten_id).values_list("pk", "organisatie__naam")
    )
    items = []
    for regel in regels:
        if regel.object_id in hidden:
            continue
        waarom = uitleg.get(regel.object_id) if regel.object_id else None
        withheld = waarom is not None and not waarom.tonen
        if withheld and regel.gebeurtenis in ALLEEN_WIE_HET_ZIET:
            continue
        items.append(
            {
                "titel": woorden.zin(regel.gebeurtenis),
                "tekst": notities.get(regel.object_id or casus.pk, "")
                or _tekst(casus, regel)
                or voorwaarden.get(regel.object_id or casus.pk, ""),
                "moment": f"{timezone.localtime(regel.tijdstip):%-d-%-m-%Y %H:%M}",
                "wie": namen.get(regel.deelname_id, ""),
                "label": "afgeschermd" if withheld else "",
                "waarom": waarom,
                "groep": soort_van(regel.gebeurtenis),
                "deelname_id": regel.deelname_id,
                "url": reverse("casus_notitie_wijzig", args=[casus.pk, regel.object_id])
                if regel.object_id in notities and regel.deelname_id == deler.viewer.deelname_id
                else "",
            }
        )
    return items[:laatste]


def _tekst(casus: Casus, regel: Any) -> str:
    if regel.gebeurtenis != G.HOOFDSTAP_GEWIJZIGD:
        return ""
    return f"Nu in {casus.model.hoofdstap(regel.details['naar']).naam}"


def _sharing(
    regels: Iterable[Any], deler: Deler
) -> tuple[set[UUID], dict[UUID, Waarom], dict[UUID, str], dict[UUID, str]]:
    """Ids of rows that are hidden, why the viewer sees or does not see each other datum, the conditions
    of what is shown, and the words of notes that are.

    One query per kind of row.
    """
    per_type: dict[str, set[UUID]] = defaultdict(set)
    for regel in regels:
        if regel.object_id and regel.object_type != Casus._meta.label_lower:
            per_type[regel.object_type].add(regel.object_id)
    hidden: set[UUID] = set()
    uitleg: dict[UUID, Waarom] = {}
    voorwaarden: dict[UUID, str] = {}
    notities: dict[UUID, str] = {}
    for label, ids in per_type.items():
        model = apps.get_model(label)
        hidden |= ids  # what the second lock does not give back stays hidden
        if not issubclass(model, Gegeven):
            hidden -= set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))
            continue
        for row in model._default_manager.filter(pk__in=ids):
            deling = deler.deling(row)
            if not deling.verborgen:
                hidden.discard(row.pk)
                uitleg[row.pk] = deler.waarom(row, deling)
                if deling.tonen and isinstance(row, Notitie):
                    notities[row.pk] = row.tekst
                if deling.tonen and (tekst := deler.voorwaarden(row)):
                    voorwaarden[row.pk] = f"Voorwaarde: {tekst}"
    return hidden, uitleg, voorwaarden, notities
