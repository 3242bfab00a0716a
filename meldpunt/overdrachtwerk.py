"""Mijn werk around hand-overs: answering, waiting for an answer, and what was taken over."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from meldpunt.models import OPEN, Melding, MeldingOverdracht
from partners.access import policy
from partners.access.permissions import Permission

AANGEBODEN = MeldingOverdracht.Status.AANGEBODEN


def aangeboden(viewer: Viewer) -> Exists:
    """A melding that waits for another organisation."""
    return Exists(
        MeldingOverdracht.objects.filter(
            melding=OuterRef("pk"), van_id=viewer.deelname_id, status=AANGEBODEN
        )
    )


def _overdrachten(viewer: Viewer) -> list[Werkbron]:
    """Work for both: the receiver answers; the sender waits, and calls when there is no answer."""
    if not policy.may(viewer, Permission.OVERDRACHT_BEHANDELEN):
        return []
    rows = MeldingOverdracht.objects.visible_to(viewer).filter(status=AANGEBODEN)  # type: ignore[attr-defined]
    velden = {
        "pk": "pk", "kenmerk": "kenmerk", "uiterlijk": "uiterlijk",
        "van": "van__organisatie__kort", "naar": "naar__organisatie__kort",
    }  # fmt: skip
    found = [
        Werkbron(
            rows.filter(naar_id=viewer.deelname_id), velden, per_rij(_antwoorden), dag="uiterlijk"
        ),
        Werkbron(
            rows.filter(van_id=viewer.deelname_id),
            velden,
            per_rij(_wachten),
            dag="uiterlijk",
            wacht=Q(uiterlijk__gte=clock.today()),
        ),
    ]
    if policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return found  # the desk has its own lines
    laatste = MeldingOverdracht.objects.filter(
        melding=OuterRef("pk"), naar_id=viewer.deelname_id, status="aanvaard"
    ).order_by("-beantwoord_at")
    ours = Melding.objects.overgenomen_door(viewer).filter(status__in=OPEN)  # type: ignore[attr-defined]
    ours = ours.exclude(aangeboden(viewer))
    wat = {
        "overdracht": laatste.values("pk")[:1], "kenmerk": "kenmerk", "stap": "volgende_stap",
        "uiterlijk": "volgende_datum",
    }  # fmt: skip
    return [*found, Werkbron(ours, wat, per_rij(_overgenomen), dag="volgende_datum")]


def _antwoorden(rij: Rij) -> Werk:
    return Werk(
        wat="Neemt u deze melding over?",
        waarom=f"{rij['van']} blijft verantwoordelijk tot u dit aanneemt",
        casus_kenmerk=rij["kenmerk"],
        url=reverse("melding_overdracht", args=[rij["pk"]]),
        uiterlijk=datum(rij["uiterlijk"]),
        soort="meldingoverdracht",
        knop="Beantwoord",
    )


def _wachten(rij: Rij) -> Werk:
    dag = datum(rij["uiterlijk"])
    te_laat = dag is not None and dag < clock.today()
    return Werk(
        wat="Overdracht is nog niet aangenomen",
        waarom=f"{rij['naar']} antwoordt niet; u blijft eigenaar" if te_laat
        else "U blijft eigenaar tot de ander dit aanneemt",
        casus_kenmerk=rij["kenmerk"],
        url=reverse("melding_overdracht", args=[rij["pk"]]),
        uiterlijk=dag,
        wacht_op="" if te_laat else rij["naar"],
        soort="meldingoverdracht",
        knop="Bel of trek in" if te_laat else "Bekijk",
    )  # fmt: skip


def _overgenomen(rij: Rij) -> Werk:
    return Werk(
        wat=rij["stap"],
        waarom="Uw organisatie nam deze melding over",
        casus_kenmerk=rij["kenmerk"],
        url=reverse("melding_overdracht", args=[rij["overdracht"]]),
        uiterlijk=datum(rij["uiterlijk"]),
        soort="meldingoverdracht",
        knop="Verder",
    )


melding_overdrachten = Werksoort(_overdrachten)
