"""Open meldingen, and signalen of partners that wait for them, as lines of Mijn werk."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, DateField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone

from cases.werkbasis import naam_van
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from meldpunt import selectors
from meldpunt.beeld import waarom_bovenaan
from meldpunt.models import OPEN, Eigentermijn, Melding, Meldingbericht, Poststand
from meldpunt.overdrachtwerk import aangeboden
from partners.access import policy
from partners.access.permissions import Permission

# As long without reading, and nobody is reading at all any more.
POSTBUS_STIL = timedelta(minutes=30)


def meldingen(viewer: Viewer) -> list[Werkbron]:
    """Open meldingen of the meldpunt for who works there."""
    if not policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return []
    velden = {
        naam: naam
        for naam in ("pk", "kenmerk", "soort", "status", "acuut", "nu_veilig", "volgende_stap",
                     "volgende_datum", "behandelaar_id", "melder_schreef", "doorgestuurd_naar_id",
                     "teruggestuurd_at")
    }  # fmt: skip
    # What was offered to another organisation is work of its own (overdrachtwerk.py).
    rows = selectors.bureau(viewer).exclude(aangeboden(viewer))
    wie: dict[str, Any] = {"wie": naam_van("behandelaar_id")}
    return [
        Werkbron(rows, velden | wie, per_rij(_werk), dag="volgende_datum", van="behandelaar_id")
    ]


def _werk(rij: Rij) -> Werk:
    schreef, wie = rij.pop("melder_schreef"), rij.pop("wie")
    melding = Melding(**rij | {"volgende_datum": datum(rij["volgende_datum"])})
    melding.melder_schreef = schreef  # type: ignore[attr-defined]
    return Werk(
        wat=melding.volgende_stap,
        waarom=waarom_bovenaan(melding) or f"{melding.get_soort_display()} in behandeling",
        casus_kenmerk=melding.kenmerk,
        url=reverse("melding", args=[melding.pk]),
        uiterlijk=melding.volgende_datum,
        soort="melding",
        knop="Open melding",
        naam=wie or "",
    )


open_meldingen = Werksoort(meldingen)


def _signalen(viewer: Viewer) -> list[Werkbron]:
    """Own signalen that ask something of this organisation, or that nobody else owns yet."""
    if not policy.may(viewer, Permission.MELDING_DOEN):
        return []
    vraag = Exists(
        Meldingbericht.objects.filter(
            melding=OuterRef("pk"), soort=Meldingbericht.Soort.VRAAG, beantwoord_at__isnull=True
        )
    )
    # The desk has its own lines.
    own = Q(eigenaar_id=viewer.deelname_id)
    if policy.may(viewer, Permission.MELDPUNT_WERKEN):
        own = Q(pk__in=[])
    doorgestuurd = Q(doorgestuurd_naar__isnull=False, teruggestuurd_at__isnull=True)
    rijen = Melding.objects.ingediend_door(viewer).filter(Q(vraag) | own, status__in=OPEN)  # type: ignore[attr-defined]
    velden = {
        "pk": "pk",
        "kenmerk": "kenmerk",
        "volgende_datum": "volgende_datum",
        "vraag": vraag,
        "doorgestuurd": ExpressionWrapper(doorgestuurd, BooleanField()),
    }
    return [
        Werkbron(
            rijen, velden, per_rij(_regel), dag="volgende_datum", wacht=doorgestuurd & ~Q(vraag)
        )
    ]


def _regel(rij: Rij) -> Werk:
    wacht = rij["doorgestuurd"] and not rij["vraag"]
    wat, waarom = "Beantwoord de vraag over uw signaal", "Het meldpunt kan niet verder zonder u"
    if wacht:
        wat, waarom = (
            "Doorgestuurd signaal",
            "U blijft verantwoordelijk tot het meldpunt dit aanneemt",
        )
    elif not rij["vraag"]:
        wat, waarom = "Teruggestuurd signaal: vul aan of rond af", "Het meldpunt nam dit niet aan"
    return Werk(
        wat=wat,
        waarom=waarom,
        casus_kenmerk=rij["kenmerk"],
        url=reverse("signaal_detail", args=[rij["pk"]]),
        uiterlijk=datum(rij["volgende_datum"]),
        wacht_op="Meldpunt" if wacht else "",
        soort="signaal",
        knop="Bekijk" if wacht else "Verder",
    )


eigen_signalen = Werksoort(_signalen)


def _postbus_stuk(viewer: Viewer) -> list[Werkbron]:
    """The mailbox cannot be read: who works at the meldpunt may not think that nothing came in."""
    if not settings.POSTBUS_HOST or not policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return []
    stil = Q(gelukt_at__lt=clock.now() - POSTBUS_STIL) | Q(gelukt_at__isnull=True)
    rijen = Poststand.objects.filter(~Q(fout="") | stil, eigenaar_id=viewer.deelname_id)
    velden = {"gelukt_at": "gelukt_at", "fout_at": "fout_at"}
    return [
        Werkbron(rijen, velden, per_rij(_stuk), dag=Value(clock.today(), output_field=DateField()))
    ]


def _stuk(rij: Rij) -> Werk:
    waarom = "Nieuwe e-mail komt niet binnen. Lees de mailbox zelf en bel beheer"
    if sinds := rij["gelukt_at"] or rij["fout_at"]:
        moment = timezone.localtime(datetime.fromisoformat(sinds))
        waarom += f" (laatst gelezen {moment:%d-%m-%Y %H:%M})"
    return Werk(
        wat="De mailbox van het meldpunt is niet te lezen",
        waarom=waarom,
        casus_kenmerk="",
        url=reverse("meldpunt"),
        uiterlijk=clock.today(),
        soort="postbus",
        knop="Naar het meldpunt",
    )


postbus_stuk = Werksoort(_postbus_stuk)


def _eigen_termijnen(viewer: Viewer) -> list[Werkbron]:
    """Veilig Thuis's own clocks that still run; also of meldingen that became a casus."""
    if not policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return []
    visible = Melding.objects.visible_to(viewer).order_by()  # type: ignore[attr-defined]
    rijen = Eigentermijn.objects.filter(
        eigenaar_id=viewer.deelname_id, voldaan_at__isnull=True, melding__in=visible.values("pk")
    )
    velden = {
        "melding": "melding_id", "kenmerk": "melding__kenmerk", "naam": "naam", "voor": "uiterlijk",
    }  # fmt: skip
    return [Werkbron(rijen, velden, per_rij(_eigen_termijn), dag="uiterlijk")]


def _eigen_termijn(rij: Rij) -> Werk:
    return Werk(
        wat=rij["naam"],
        waarom="Termijn van uw eigen organisatie, los van de keten",
        casus_kenmerk=rij["kenmerk"],
        url=reverse("melding", args=[rij["melding"]]) + "#eigentermijnen",
        uiterlijk=datum(rij["voor"]),
        soort="eigentermijn",
        knop="Open melding",
    )


eigen_termijnen = Werksoort(_eigen_termijnen)
