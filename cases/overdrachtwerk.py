"""Mijn werk around overdrachten: to answer for the receiver, to send or to chase for the sender; and the
verrijkingstaak of the zorgcoordinator."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from cases.models import Overdracht, op_zichtbare_casus
from cases.werkbasis import na_werkdagen, werkdag_van, zichtbaar
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Paneel, Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.access.roles import RECHTEN
from referentiemodel.enums import JaNeeOnbekend

Status = Overdracht.Status
STUUR_WERKDAGEN = 3


def overdracht(viewer: Viewer) -> list[Werkbron]:
    """Offered to this organisation; and of its own casussen what is prepared or waits for an answer."""
    bronnen = []
    if viewer.functie in RECHTEN[P.OVERDRACHT_BEANTWOORDEN].functies:
        bronnen.append(_te_beantwoorden(viewer))
    if viewer.functie in RECHTEN[P.OVERDRACHT_DOEN].functies:
        bronnen += _eigen(viewer)
    return bronnen


def _te_beantwoorden(viewer: Viewer) -> Werkbron:
    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Overdracht aanvaarden of weigeren",
            f"{rij['van']} blijft verantwoordelijk tot u aanvaardt",
            "",
            reverse("overdracht", args=[rij["id"]]),
            datum(rij["voor"]),
            soort="overdracht",
            knop="Beantwoord",
        )

    rijen = Overdracht.objects.voor_ontvanger(viewer).filter(status=Status.VERSTUURD)  # type: ignore[attr-defined]
    # Nothing of the casus: the second lock would take the line away with it.
    velden = {"id": "pk", "van": "van__organisatie__kort", "voor": "antwoord_voor"}
    return Werkbron(rijen, velden, per_rij(bouw), dag="antwoord_voor")


def _eigen(viewer: Viewer) -> list[Werkbron]:
    mine = Overdracht.objects.filter(op_zichtbare_casus(viewer), casus__eigenaar_id=viewer.eigen_id)
    velden: dict[str, Any] = {
        "casus": "casus_id", "kenmerk": "casus__kenmerk", "naar": "naar__organisatie__kort",
        "voor": "antwoord_voor", "sinds": "created_at",
    }  # fmt: skip
    wacht = Q(antwoord_voor__gte=clock.today())
    return [
        Werkbron(
            mine.filter(status=Status.VOORBEREID), velden, per_rij(_versturen),
            dag=werkdag_van("created_at", STUUR_WERKDAGEN),
        ),
        Werkbron(
            mine.filter(status=Status.VERSTUURD), velden, per_rij(_wacht), dag="antwoord_voor",
            wacht=wacht,
        ),
    ]  # fmt: skip


def _versturen(rij: Rij) -> Werk:
    return Werk(
        "Overdracht versturen of intrekken",
        "De overdracht staat klaar; nog niemand is gevraagd",
        rij["kenmerk"],
        reverse("casus_overdracht", args=[rij["casus"]]),
        na_werkdagen(rij["sinds"], STUUR_WERKDAGEN),
        soort="overdracht",
        knop="Verder",
    )


def _wacht(rij: Rij) -> Werk:
    dag = datum(rij["voor"])
    te_laat = dag is not None and dag < clock.today()
    return Werk(
        "Overdracht niet beantwoord" if te_laat else "Overdracht wacht op antwoord",
        f"{rij['naar']} antwoordde niet. Bel, of trek in" if te_laat
        else "U blijft verantwoordelijk tot de ontvanger aanvaardt",
        rij["kenmerk"],
        reverse("casus_overdracht", args=[rij["casus"]]),
        dag,
        wacht_op="" if te_laat else rij["naar"] or "",
        soort="overdracht",
        knop="Bekijk",
    )  # fmt: skip


def verrijking(viewer: Viewer) -> list[Werkbron]:
    """The zorgcoordinator adds what it knows before the 1e weging; the owner sees to it that it happens."""
    if not policy.may(viewer, P.CASUSSEN_ZIEN):
        return []
    open_ = zichtbaar(viewer).filter(
        zorgcoordinator_nodig=JaNeeOnbekend.JA, verrijkt_at__isnull=True, hoofdstap="melden"
    )
    velden = {
        "casus": "pk", "kenmerk": "kenmerk", "voor": "volgende_datum",
        "wie": "zorgcoordinator__organisatie__kort",
    }  # fmt: skip
    mine = Q(zorgcoordinator_id=viewer.deelname_id)
    return [
        Werkbron(open_.filter(mine), velden, per_rij(_verrijk), dag="volgende_datum"),
        Werkbron(
            open_.filter(~mine | Q(zorgcoordinator__isnull=True), eigenaar_id=viewer.deelname_id),
            velden, per_rij(_laat_verrijken), dag="volgende_datum",
        ),
    ]  # fmt: skip


def _verrijk(rij: Rij) -> Werk:
    return Werk(
        "Dossier verrijken als zorgcoördinator",
        "Breng in wat uw organisatie al weet, vóór de 1e weging",
        rij["kenmerk"],
        reverse("casus_zorgcoordinator", args=[rij["casus"]]),
        datum(rij["voor"]),
        soort="verrijking",
        knop="Verrijk",
    )


def _laat_verrijken(rij: Rij) -> Werk:
    waarom = "Leg vast welke organisatie de zorgcoördinator levert"
    if rij["wie"]:
        waarom = f"{rij['wie']} moet inbrengen wat al bekend is; anders kan de casus niet verder"
    return Werk(
        "Zorgcoördinator en verrijking regelen",
        waarom,
        rij["kenmerk"],
        reverse("casus_zorgcoordinator", args=[rij["casus"]]),
        datum(rij["voor"]),
        soort="verrijking",
        knop="Bekijk",
    )


def zorgpaneel(viewer: Viewer, casus: Any) -> Paneel | None:
    """On the casus, while it matters for the way on. No query."""
    if casus.hoofdstap != "melden" and casus.zorgcoordinator_nodig != JaNeeOnbekend.JA:
        return None
    tekst = "Leg vast of er een zorgcoördinator is."
    if casus.zorgcoordinator_nodig == JaNeeOnbekend.JA:
        wie = casus.zorgcoordinator_naam or "Er is nog niemand vastgelegd"
        gedaan = (
            "het dossier is verrijkt" if casus.verrijkt_at else "het dossier is nog niet verrijkt"
        )
        tekst = f"{wie}; {gedaan}."
    return Paneel(
        titel="Zorgcoördinator",
        tekst=tekst,
        url=reverse("casus_zorgcoordinator", args=[casus.pk]),
        knop="Bekijk",
    )


def overdrachtpaneel(viewer: Viewer, casus: Any) -> Paneel | None:
    """The way to hand over, for the owner. No query."""
    if casus.eigenaar_id != viewer.deelname_id or not casus.is_open:
        return None
    if viewer.functie not in RECHTEN[P.OVERDRACHT_DOEN].functies:
        return None
    return Paneel(
        titel="Overdragen",
        tekst="Draag de casus, de verantwoordelijkheid of de nazorg over. U blijft verantwoordelijk "
        "tot de ontvanger aanvaardt.",
        url=reverse("casus_overdracht", args=[casus.pk]),
        knop="Naar de overdracht",
    )


def register() -> None:
    """Hand the kinds to Mijn werk; from AppConfig.ready()."""
    for maak in (overdracht, verrijking):
        work_kinds.register(maak.__name__, Werksoort(maak))
