"""Own work, or a look that needs a doel first.

Who works on a casus opens it without a question. Who has a right to see it and no work there says what
for, once per casus per day; every look of that day then carries the answer in the logboek.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from cases.models import (
    Actie,
    Casus,
    CasusPersoonsrecht,
    Interventie,
    Inzagedoel,
    Nazorg,
    OverlegUitnodiging,
    Termijn,
)
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DoelGevraagd, DomainError
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.grants import Herkomst, geldig
from partners.access.permissions import Permission
from partners.access.roles import MEEDENKEND, ORGANISATIEBREED

# Given to do work, not to have a look.
WERK_OP_NAAM = (Herkomst.TAAK, Herkomst.OVERLEG)
KOP_DOEL, KOP_TOELICHTING = "X-Doel", "X-Doel-Toelichting"


def eigen_werk(viewer: Viewer, casus: Casus) -> bool:
    """Whether the casus is work of this viewer now. No query for who works on it, one for the rest.

    It is, when the deelname owns the casus; when the viewer's functie works for the whole deelname (or a
    system does) and the deelname is R, A, S or C for an activiteit of the running or a later hoofdstap;
    when the viewer has the casus on name for a task or a meeting; or when the deelname has something
    open there: an actie, interventie, nazorg, termijn or a planned overleg.
    """
    if viewer.is_systeem:
        return True
    toegang = casus.toegang_van(viewer)
    breed = viewer.functie in ORGANISATIEBREED or viewer.client_id is not None
    if breed and (toegang.eigenaar or _doet_mee(casus, viewer)):
        return True
    return _op_naam_of_open(viewer, casus, breed)


def _doet_mee(casus: Casus, viewer: Viewer) -> bool:
    model = casus.model
    stappen = [h.sleutel for h in model.hoofdstappen]
    nog = stappen[stappen.index(casus.hoofdstap) :]
    letters = casus.toegang_van(viewer).letters
    return any(
        letters.get(activiteit.sleutel, frozenset()) & MEEDENKEND
        for stap in nog
        for activiteit in model.activiteiten_van(stap)
    )


def _op_naam_of_open(viewer: Viewer, casus: Casus, breed: bool) -> bool:
    deel, hier = {"deelname_id": viewer.deelname_id}, {"casus": OuterRef("pk")}
    work: Any = Exists(
        CasusPersoonsrecht.objects.filter(
            geldig(), content_object=OuterRef("pk"), user=viewer.recht_van_id,
            herkomst__in=WERK_OP_NAAM, **deel,
        )
    )  # fmt: skip
    if breed:  # a right on name says that the rest of the deelname does not work here
        work = (
            work
            | Exists(Actie.objects.filter(status__in=["open", "bezig"], **hier, **deel))
            | Exists(
                Interventie.objects.filter(eind__isnull=True, uitvoerder=viewer.deelname_id, **hier)
            )
            | Exists(
                Nazorg.objects.filter(**hier, **deel).exclude(status__in=["geweigerd", "afgerond"])
            )
            | Exists(Termijn.objects.filter(voldaan_at__isnull=True, **hier, **deel))
            | Exists(OverlegUitnodiging.objects.filter(overleg__status="gepland", **hier, **deel))
        )
    return Casus.objects.filter(work, pk=casus.pk).exists()


def van_vandaag(viewer: Viewer, casus: Casus) -> Inzagedoel | None:
    """What this person said today; one query."""
    if viewer.medewerker_id is None:
        return None
    return Inzagedoel.objects.filter(
        casus=casus,
        medewerker_id=viewer.medewerker_id,
        deelname_id=viewer.eigen_id,
        dag=clock.today(),
    ).first()


def noteer_inzage(request: HttpRequest, viewer: Viewer, casus: Casus, regel: str) -> None:
    """Put the look in the logboek with its doel.

    Raises:
        DoelGevraagd: the person must say first what for.
        AccessDenied: a system outside its own work sends no doel along.
    """
    # Who pressed the noodknop has said why already.
    if casus.toegang_van(viewer).noodknop_tot or eigen_werk(viewer, casus):
        logboek.bekeken(casus, regel=regel, doel=casus.doel)
        return
    if viewer.client_id is not None:
        doel, toelichting = _uit_koppen(request)
    elif (gegeven := van_vandaag(viewer, casus)) is not None:
        doel, toelichting = gegeven.doel, gegeven.toelichting
    else:
        vragen = {"naar": request.path} if request.method == "GET" else {}
        adres = reverse("casus_doel", args=[casus.pk])
        raise DoelGevraagd(f"{adres}?{urlencode(vragen)}" if vragen else adres)
    logboek.bekeken(casus, regel=regel, doel=doel, reden=toelichting)


def _uit_koppen(request: HttpRequest) -> tuple[str, str]:
    """The doel that a partner system sends along; the words travel as plain ASCII."""
    doel = request.headers.get(KOP_DOEL, "")
    toelichting = request.headers.get(KOP_TOELICHTING, "").strip()
    if doel not in Inzagedoel.Doel.values or len(toelichting) < 5:
        raise AccessDenied(
            f"Uw organisatie heeft geen werk in deze casus. Stuur met {KOP_DOEL} mee waarvoor u hem "
            f"opent ({', '.join(Inzagedoel.Doel.values)}) en met {KOP_TOELICHTING} waarom.",
            permission=Permission.CASUS_ZIEN,
            regel="doel",
        )
    return doel, toelichting[:300]


@transaction.atomic
def geef_doel(
    viewer: Viewer, casus: Casus, *, doel: str, toelichting: str, at: datetime | None = None
) -> Inzagedoel:
    """Say what one opens the casus for; the first answer of the day stands.

    Raises:
        AccessDenied: no casework.
        DomainError: no doel from the list, or no explanation.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    if doel not in Inzagedoel.Doel.values:
        raise DomainError("Kies waarvoor u de casus opent.", veld="doel")
    if len(toelichting.strip()) < 5:
        raise DomainError("Schrijf kort op waarom.", veld="toelichting")
    if (known := van_vandaag(viewer, casus)) is not None:
        return known
    rij = Inzagedoel(
        casus_id=UUID(str(casus.pk)),
        doel=doel,
        toelichting=toelichting.strip()[:300],
        dag=clock.local_date(at),
        gegeven_at=at,
    )
    rij.save(force_insert=True)
    logboek.record(
        Gebeurtenis.INZAGEDOEL_GEGEVEN, rij, casus=casus, actie="C", doel=doel,
        reden=rij.toelichting, at=at,
    )  # fmt: skip
    return rij
