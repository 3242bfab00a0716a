"""Mijn werk around melders: what they wrote, whom to call, and what partners want to ask them.

No name and no number stands in these lines; the page of the melding opens the vault.
"""

from django.db.models import Q
from django.urls import reverse

from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from meldpunt.models import Hoorvraag, Melderbericht, Melding
from partners.access import policy
from partners.access.permissions import Permission


def gesprekken(viewer: Viewer) -> list[Werkbron]:
    """Answers nobody dealt with, and open questions; one that waits on the return page waits for the melder."""
    if not policy.may(viewer, Permission.MELDER_SPREKEN):
        return []
    visible = Melding.objects.visible_to(viewer).order_by()  # type: ignore[attr-defined]
    # Who took a melding over does not hear the melder: that stays with who keeps the vault.
    gone = Melding.objects.overgedragen_door(viewer).order_by()  # type: ignore[attr-defined]
    rows = Melderbericht.objects.filter(
        Q(melding__in=visible.values("pk")) | Q(melding__in=gone.values("pk")),
        eigenaar_id=viewer.deelname_id,
        klaar_at=None,
    )
    velden = {
        "id": "melding_id", "kenmerk": "melding__kenmerk", "soort": "soort", "weg": "weg",
        "uiterlijk": "uiterlijk", "op": "created_at",
    }  # fmt: skip
    antwoord = rows.filter(soort=Melderbericht.Soort.ANTWOORD)
    vraag = rows.filter(soort=Melderbericht.Soort.VRAAG)
    waiting = Q(weg=Melderbericht.Weg.PAGINA, uiterlijk__gte=clock.today())
    return [
        Werkbron(antwoord, velden, per_rij(_antwoord), dag="created_at__date"),
        Werkbron(vraag, velden, per_rij(_vraag), dag="uiterlijk", wacht=waiting),
    ]


def _antwoord(rij: Rij) -> Werk:
    return Werk(
        wat="Lees wat de melder schreef",
        waarom="De melder antwoordde via de terugkeerpagina",
        casus_kenmerk=rij["kenmerk"],
        url=reverse("melding", args=[rij["id"]]) + "#melderlijn",
        uiterlijk=datum(rij["op"]),
        soort="melder",
        knop="Lees",
    )


def _vraag(rij: Rij) -> Werk:
    dag = datum(rij["uiterlijk"])
    bellen = rij["weg"] == Melderbericht.Weg.TELEFOON
    te_laat = dag is not None and dag < clock.today()
    return Werk(
        wat="Bel de melder terug" if bellen else "De melder antwoordt nog niet",
        waarom="Er staat een vraag voor de melder open",
        casus_kenmerk=rij["kenmerk"],
        url=reverse("melding", args=[rij["id"]]) + "#melderlijn",
        uiterlijk=dag,
        wacht_op="" if bellen or te_laat else "Melder",
        soort="melder",
        knop="Open melding",
    )


def hoorvragen(viewer: Viewer) -> list[Werkbron]:
    """Questions of partners for a melder: for the meldpunt to do, for who asked to wait for."""
    velden = {
        "id": "pk",
        "casus": "casus__kenmerk",
        "casus_id": "casus_id",
        "uiterlijk": "uiterlijk",
    }
    lopend = Hoorvraag.objects.filter(status__in=Hoorvraag.LOPEND)
    if policy.may(viewer, Permission.MELDER_SPREKEN):
        rows = lopend.filter(meldpunt_id=viewer.deelname_id)
        return [Werkbron(rows, velden, per_rij(_te_horen), dag="uiterlijk")]
    if not policy.may(viewer, Permission.CASUSSEN_ZIEN):
        return []
    rows = lopend.filter(vrager_id=viewer.deelname_id, created_by_id=viewer.medewerker_id)
    return [Werkbron(rows, velden, per_rij(_gevraagd), dag="uiterlijk", wacht=True)]


def _te_horen(rij: Rij) -> Werk:
    return Werk(
        wat="Vraag van een partner aan de melder",
        waarom="Alleen het meldpunt kan de melder horen",
        casus_kenmerk=rij["casus"] or "",
        url=reverse("hoorvraag", args=[rij["id"]]),
        uiterlijk=datum(rij["uiterlijk"]),
        soort="hoorvraag",
        knop="Open",
    )


def _gevraagd(rij: Rij) -> Werk:
    return Werk(
        wat="Uw vraag aan de melder",
        waarom="Het meldpunt vraagt het de melder",
        casus_kenmerk=rij["casus"] or "",
        url=reverse("casus_hoorvragen", args=[rij["casus_id"]]),
        uiterlijk=datum(rij["uiterlijk"]),
        wacht_op="Meldpunt",
        soort="hoorvraag",
        knop="Bekijk",
    )


melder_gesprekken = Werksoort(gesprekken)
melder_hoorvragen = Werksoort(hoorvragen)
