"""Open meldingen, and signalen of partners that wait for them, as lines of Mijn werk."""

from django.db.models import Q
from django.urls import reverse

from ketenregie.foundation.registries import Werk
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from meldpunt import selectors
from meldpunt.beeld import waarom_bovenaan
from meldpunt.models import OPEN, Melding, Meldingbericht
from partners.access import policy
from partners.access.permissions import Permission

MEEST = 100


def meldingen(viewer: Viewer) -> list[Werkbron]:
    """Open meldingen of the meldpunt for who works there."""
    if not policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return []
    velden = {
        naam: naam
        for naam in ("pk", "kenmerk", "soort", "status", "acuut", "nu_veilig", "volgende_stap",
                     "volgende_datum")
    }  # fmt: skip
    return [Werkbron(selectors.bureau(viewer), velden, per_rij(_werk), dag="volgende_datum")]


def _werk(rij: Rij) -> Werk:
    melding = Melding(**rij | {"volgende_datum": datum(rij["volgende_datum"])})
    return Werk(
        wat=melding.volgende_stap,
        waarom=waarom_bovenaan(melding) or f"{melding.get_soort_display()} in behandeling",
        casus_kenmerk=melding.kenmerk,
        url=reverse("melding", args=[melding.pk]),
        uiterlijk=melding.volgende_datum,
        soort="melding",
        knop="Open melding",
    )


open_meldingen = Werksoort(meldingen)


def eigen_signalen(viewer: Viewer) -> list[Werk]:
    """Own signalen that ask something of this organisation, or that nobody else owns yet; two queries."""
    if not policy.may(viewer, Permission.MELDING_DOEN):
        return []
    vragen = set(
        Meldingbericht.objects.filter(
            melding__indiener_id=viewer.deelname_id,
            melding__status__in=OPEN,
            soort=Meldingbericht.Soort.VRAAG,
            beantwoord_at__isnull=True,
        ).values_list("melding_id", flat=True)
    )
    own = Q(eigenaar_id=viewer.deelname_id)
    if policy.may(viewer, Permission.MELDPUNT_WERKEN):
        own = Q(pk__in=[])  # the desk has its own lines
    rows = Melding.objects.ingediend_door(viewer).filter(  # type: ignore[attr-defined]
        Q(pk__in=vragen) | own, status__in=OPEN
    )
    return [_regel(m, m.pk in vragen) for m in rows.order_by("volgende_datum", "pk")[:MEEST]]


def _regel(melding: Melding, vraag: bool) -> Werk:
    wacht = melding.wacht_op_aannemen and not vraag
    wat, waarom = "Beantwoord de vraag over uw signaal", "Het meldpunt kan niet verder zonder u"
    if wacht:
        wat, waarom = (
            "Doorgestuurd signaal",
            "U blijft verantwoordelijk tot het meldpunt dit aanneemt",
        )
    elif not vraag:
        wat, waarom = "Teruggestuurd signaal: vul aan of rond af", "Het meldpunt nam dit niet aan"
    return Werk(
        wat=wat,
        waarom=waarom,
        casus_kenmerk=melding.kenmerk,
        url=reverse("signaal_detail", args=[melding.pk]),
        uiterlijk=melding.volgende_datum,
        wacht_op="Meldpunt" if wacht else "",
        soort="signaal",
        knop="Bekijk" if wacht else "Verder",
    )
