"""What changed, for partner systems: each message of the outbox becomes a line per organisation that may know.

Every receiver is asked with its own eyes: the casus, the datum and both locks decide as for its own call.
A line holds a kind and ids. Lines of one organisation are numbered in the order in which they are
committed, because the number is handed out under a lock that ends with the transaction: who read up to a
number has missed nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q
from django.urls import reverse

from cases.delen import Deler
from cases.models import (
    Abonnement,
    Actie,
    Agendapunt,
    Betrokkenheid,
    Bijdrage,
    Casus,
    Casusoverleg,
    Document,
    EersteWeging,
    Gebeurtenisbericht,
    Gegeven,
    Interventie,
    Levering,
    Ontvanger,
    Overdracht,
    OverlegUitnodiging,
    PlanVanAanpak,
    Toegangsverzoek,
    Toewijzing,
    TweedeWeging,
)
from ketenregie.foundation import clock, outbox
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.viewer import Viewer, acting_as, require_viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.viewers import viewer_of_client
from partners.models import ApiClient

Mag = Callable[[Viewer, Casus], bool]


@dataclass(frozen=True, slots=True)
class Kenbaar:
    """One change: of what kind, where it is read, and who may hear of it.

    Args:
        aan: organisations it is put to, whether they see the casus or not; None: who sees the casus.
        mag: asked of who sees the casus, on top of that.
    """

    soort: str
    object_id: UUID
    pad: str
    casus_id: UUID | None = None
    aan: frozenset[UUID] | None = None
    mag: Mag | None = None


# soort -> scope with which it is read
SOORTEN: dict[str, str] = {}


def soort(naam: str, scope: str) -> str:
    """Declare a kind of gebeurtenis."""
    SOORTEN[naam] = scope
    return naam


def bron(bericht_soort: str, bouw: Callable[[dict[str, UUID]], Kenbaar | None]) -> None:
    """Let a message of the outbox become a gebeurtenis; `bouw` runs as the task of its keten."""

    def verspreid(ids: dict[str, UUID], bericht: Bericht) -> None:
        if (kenbaar := bouw(ids)) is not None:
            maak_kenbaar(kenbaar)

    outbox.handler(bericht_soort, naam=f"gebeurtenissen.{bericht_soort}")(verspreid)


def maak_kenbaar(kenbaar: Kenbaar) -> int:
    """Write a line for each organisation with a partner system that may know; returns how many."""
    written = 0
    with (
        connection.cursor() as cursor
    ):  # until the end of the transaction: see the top of this file
        keten_id = require_viewer().keten_id
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"gebeurtenissen|{keten_id}"])
    for viewer in _luisteraars(kenbaar):
        with acting_as(viewer):
            if kenbaar.aan is not None or _mag_weten(viewer, kenbaar):
                _schrijf(viewer, kenbaar)
                written += 1
    return written


def _luisteraars(kenbaar: Kenbaar) -> list[Viewer]:
    """One viewer per organisation with a partner system that this may be for."""
    deelnames = kenbaar.aan
    if deelnames is None and kenbaar.casus_id is not None:
        betrokken = Betrokkenheid.objects.filter(casus=kenbaar.casus_id, status="aanvaard")
        eigenaar = Casus.objects.filter(pk=kenbaar.casus_id)
        deelnames = frozenset(
            [*betrokken.values_list("deelname_id", flat=True),
             *eigenaar.values_list("eigenaar_id", flat=True)]
        )  # fmt: skip
    clients = ApiClient.objects.filter(
        deelname__in=deelnames or (), beeindigd_at=None
    ).select_related("deelname__organisatie", "deelname__keten")
    found = {c.deelname_id: viewer_of_client(c) for c in clients.order_by("pk")}
    return [v for v in found.values() if v is not None]


def _mag_weten(viewer: Viewer, kenbaar: Kenbaar) -> bool:
    if kenbaar.casus_id is None:
        return False
    try:
        casus: Casus = Casus.objects.haal(viewer, kenbaar.casus_id)  # type: ignore[attr-defined]
    except NotVisible:
        return False
    if not policy.may(viewer, Permission.CASUS_ZIEN, casus):
        return False
    return kenbaar.mag is None or kenbaar.mag(viewer, casus)


def _schrijf(viewer: Viewer, kenbaar: Kenbaar) -> None:
    mine = Gebeurtenisbericht.objects.filter(deelname_id=viewer.eigen_id)
    laatste = mine.aggregate(n=Max("volgnummer"))["n"] or 0
    rij = Gebeurtenisbericht.objects.create(
        deelname_id=viewer.eigen_id,
        volgnummer=laatste + 1,
        soort=kenbaar.soort,
        casus_id=kenbaar.casus_id,
        object_id=kenbaar.object_id,
        pad=kenbaar.pad,
    )
    abonnementen = Abonnement.objects.filter(deelname_id=viewer.eigen_id, beeindigd_at=None)
    wil = Q(soorten=[]) | Q(soorten__contains=[kenbaar.soort])
    zet_klaar(abonnementen.filter(wil), [rij])


def zet_klaar(abonnementen: Any, berichten: list[Gebeurtenisbericht]) -> None:
    """Line up deliveries; one that is there already stays as it is."""
    made = [
        Levering(
            deelname_id=abonnement.deelname_id,
            abonnement=abonnement,
            bericht=rij,
            groep=rij.casus_id or rij.object_id,
            volgnummer=rij.volgnummer,
            volgende_at=clock.now(),
        )
        for abonnement in abonnementen
        for rij in berichten
    ]
    if made:
        Levering.objects.bulk_create(made, ignore_conflicts=True)
        outbox.post("levering.klaar")


def zichtbaar_voor(viewer: Viewer, rij: Gebeurtenisbericht) -> bool:
    """Whether the organisation still sees the casus of a line; asked again before it is sent."""
    if rij.casus_id is None:
        return True
    try:
        Casus.objects.haal(viewer, rij.casus_id)  # type: ignore[attr-defined]
    except NotVisible:
        return False
    return True


# --- What is told ----------------------------------------------------------------------------------


def _casus(naam: str) -> Callable[[dict[str, UUID]], Kenbaar]:
    kind = soort(naam, "casussen:lezen")

    def bouw(ids: dict[str, UUID]) -> Kenbaar:
        pk = ids["casus_id"]
        return Kenbaar(kind, pk, reverse("api_casus", args=[pk]), casus_id=pk)

    return bouw


def _gegeven(
    naam: str, scope: str, model: type[Gegeven], sleutel: str, adres: str, eigen: str = ""
) -> Callable[[dict[str, UUID]], Kenbaar | None]:
    """A datum: for whom the convenant does not hide it, and for who carries it out.

    Args:
        sleutel: name of the id in the message; eigen: field of the deelname that always reads it.
    """
    kind = soort(naam, scope)

    def bouw(ids: dict[str, UUID]) -> Kenbaar | None:
        rij: Any = model._default_manager.filter(pk=ids[sleutel]).first()
        if rij is None:
            return None

        def mag(viewer: Viewer, casus: Casus) -> bool:
            if eigen and getattr(rij, f"{eigen}_id") == viewer.deelname_id:
                return True
            return not Deler(viewer, casus).deling(rij).verborgen

        casus = rij.casus_id
        args = [casus] if adres == "api_casus" else [casus, rij.pk]
        return Kenbaar(kind, rij.pk, reverse(adres, args=args), casus_id=casus, mag=mag)

    return bouw


def _antwoord_op_actie(ids: dict[str, UUID]) -> Kenbaar | None:
    """Who has an actie answered, or another organisation took it over: the actie changed."""
    rij = Toewijzing.objects.filter(pk=ids["toewijzing_id"]).first()
    return _actie({"actie_id": rij.actie_id}) if rij else None


def _plan(naam: str, concept: bool) -> Callable[[dict[str, UUID]], Kenbaar | None]:
    kind = soort(naam, "plannen:lezen")

    def mag(viewer: Viewer, casus: Casus) -> bool:
        return not concept or policy.may(viewer, Permission.PLAN_CONCEPT_ZIEN, casus).allowed

    def bouw(ids: dict[str, UUID]) -> Kenbaar | None:
        plan = PlanVanAanpak.objects.filter(pk=ids["plan_id"]).first()
        if plan is None:
            return None
        pad = reverse("api_plan", args=[plan.casus_id, plan.nummer])
        return Kenbaar(kind, plan.pk, pad, casus_id=plan.casus_id, mag=mag)

    return bouw


def _overdracht(naam: str) -> Callable[[dict[str, UUID]], Kenbaar | None]:
    kind = soort(naam, "overdrachten:lezen")

    def bouw(ids: dict[str, UUID]) -> Kenbaar | None:
        rij = Overdracht.objects.filter(pk=ids["overdracht_id"], naar__isnull=False).first()
        if rij is None or rij.naar_id is None:
            return None
        pad = reverse("api_overdracht", args=[rij.pk])
        # Without the casus: who is asked to take over does not know it yet.
        return Kenbaar(kind, rij.pk, pad, aan=frozenset({rij.van_id, rij.naar_id}))

    return bouw


def _verzoek(naam: str) -> Callable[[dict[str, UUID]], Kenbaar | None]:
    kind = soort(naam, "toegang:lezen")

    def bouw(ids: dict[str, UUID]) -> Kenbaar | None:
        rij = Toegangsverzoek.objects.filter(pk=ids["toegangsverzoek_id"]).first()
        if rij is None:
            return None
        sides = {rij.aanvrager_id, rij.beslisser_id}
        pad = reverse("api_toegangsverzoek", args=[rij.pk])
        return Kenbaar(
            kind, rij.pk, pad, casus_id=rij.casus_id,
            mag=lambda viewer, _: viewer.deelname_id in sides,
        )  # fmt: skip

    return bouw


def _agendapunt(ids: dict[str, UUID]) -> Kenbaar | None:
    punt = Agendapunt.objects.filter(pk=ids["agendapunt_id"]).first()
    return _overleg(punt.overleg_id, punt.casus_id) if punt else None


def _uitnodiging(ids: dict[str, UUID]) -> Kenbaar | None:
    rij = OverlegUitnodiging.objects.filter(pk=ids["overleguitnodiging_id"]).first()
    if rij is None:
        return None
    return _overleg(rij.overleg_id, rij.casus_id, van=rij.deelname_id)


def _overleg(overleg_id: UUID, casus_id: UUID, van: UUID | None = None) -> Kenbaar:
    pad = reverse("api_casusoverleg", args=[overleg_id])
    mag: Mag | None = (lambda viewer, _: viewer.deelname_id == van) if van else None
    return Kenbaar(OVERLEG, overleg_id, pad, casus_id=casus_id, mag=mag)


def _vervallen(ids: dict[str, UUID]) -> Kenbaar | None:
    """Whoever was invited."""
    rij = Casusoverleg.objects.filter(pk=ids["overleg_id"]).first()
    if rij is None:
        return None
    asked = OverlegUitnodiging.objects.filter(overleg=rij).values_list("deelname_id", flat=True)
    pad = reverse("api_casusoverleg", args=[rij.pk])
    return Kenbaar(OVERLEG, rij.pk, pad, aan=frozenset([*asked, rij.organisator_id]))


def _verstrekking(ids: dict[str, UUID]) -> Kenbaar | None:
    rows = Ontvanger.objects.filter(
        verstrekking=ids["verstrekking_id"], deelname__isnull=False
    ).values_list("deelname_id", "verstrekking__casus_id")
    if not rows:
        return None
    mine, casus_id = {rij[0] for rij in rows}, rows[0][1]
    pad = reverse("api_verstrekkingen", args=[casus_id])
    return Kenbaar(
        VERSTREKKING, ids["verstrekking_id"], pad, casus_id=casus_id,
        mag=lambda viewer, _: viewer.deelname_id in mine,
    )  # fmt: skip


def _aangesloten(ids: dict[str, UUID]) -> Kenbaar | None:
    rij = Betrokkenheid.objects.filter(pk=ids["betrokkenheid_id"], status="aanvaard").first()
    if rij is None:
        return None
    pad = reverse("api_casus", args=[rij.casus_id])
    return Kenbaar(AANGESLOTEN, rij.casus_id, pad, casus_id=rij.casus_id)


OVERLEG = soort("casusoverleg.gewijzigd", "casusoverleggen:lezen")
VERSTREKKING = soort("verstrekking.gedaan", "casussen:lezen")
AANGESLOTEN = soort("casus.organisatie-aangesloten", "casussen:lezen")

bron("casus.geopend", _casus("casus.geopend"))
bron("casus.hoofdstap_gewijzigd", _casus("casus.hoofdstap-gewijzigd"))
bron("betrokkenheid.beantwoord", _aangesloten)
bron("bijdrage.geleverd", _gegeven("bijdrage.geleverd", "bijdragen:lezen", Bijdrage, "bijdrage_id", "api_bijdrage"))  # fmt: skip
bron("bijdrage.gecorrigeerd", _gegeven("bijdrage.gecorrigeerd", "bijdragen:lezen", Bijdrage, "bijdrage_id", "api_bijdrage"))  # fmt: skip
bron("document.toegevoegd", _gegeven("document.toegevoegd", "documenten:lezen", Document, "document_id", "api_document"))  # fmt: skip
_actie = _gegeven("actie.bijgewerkt", "acties:lezen", Actie, "actie_id", "api_actie", "deelname")
bron("actie.bijgewerkt", _actie)
bron("actie.teruggegeven", _antwoord_op_actie)
bron("actie.aanbod_beantwoord", _antwoord_op_actie)
bron("interventie.afgerond", _gegeven("interventie.afgerond", "interventies:lezen", Interventie, "interventie_id", "api_interventie", "uitvoerder"))  # fmt: skip
bron("interventie.vastgelegd", _gegeven("interventie.vastgelegd", "interventies:lezen", Interventie, "interventie_id", "api_interventie", "uitvoerder"))  # fmt: skip
bron("eerste_weging.gewogen", _gegeven("casus.gewogen", "casussen:lezen", EersteWeging, "weging_id", "api_casus"))  # fmt: skip
bron("tweede_weging.vastgelegd", _gegeven("casus.gewogen", "casussen:lezen", TweedeWeging, "weging_id", "api_casus"))  # fmt: skip
bron("plan.ter_instemming", _plan("plan.ter-instemming", concept=True))
bron("plan.teruggenomen", _plan("plan.teruggenomen", concept=True))
bron("plan.instemming", _plan("plan.instemming-gegeven", concept=True))
bron("plan.vastgesteld", _plan("plan.vastgesteld", concept=False))
for _naam in ("verstuurd", "beantwoord", "ingetrokken"):
    bron(f"overdracht.{_naam}", _overdracht(f"overdracht.{_naam}"))
bron("toegang.gevraagd", _verzoek("toegangsverzoek.gedaan"))
bron("toegang.besloten", _verzoek("toegangsverzoek.besloten"))
bron("agendapunt.toegevoegd", _agendapunt)
bron("agendapunt.besproken", _agendapunt)
bron("overleg.uitgenodigd", _uitnodiging)
bron("overleg.vervallen", _vervallen)
bron("verstrekking.gedaan", _verstrekking)
