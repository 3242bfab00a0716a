"""The noodknop: press, be done, and the list on which the FG judges each use."""

from uuid import UUID

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from cases.forms.toegang import NoodknopForm, NoodknopKenmerkForm, OordeelForm
from cases.models import Noodknop
from cases.services import toegang as service
from cases.services.toegang.noodknop import lopend
from cases.toegangsbeeld import in_woorden
from cases.views.basis import casus_pagina, viewer_of_request
from cases.views.formulier import Blad, behandel
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.logboek import Gebeurtenis, woorden
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel import termijnen

HOOGSTENS = 200
GELUKT = "De casus is voor u open. De functionaris gegevensbescherming heeft bericht gekregen."


def in_casus(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From a withheld block: open what is withheld in a casus that one sees."""
    pagina = casus_pagina(request, pk, "toegang")
    policy.require(pagina.viewer, Permission.NOODKNOP)
    form = NoodknopForm(request.POST or None)
    blad = Blad(
        "Noodknop", "Open nu", reverse("casus", args=[pk]), gelukt=GELUKT,
        gevaar=True, template="cases/noodknop_casus.html",
    )  # fmt: skip
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.gebruik_noodknop(
            pagina.viewer, casus=pagina.casus, reden=f.cleaned_data["reden"]
        ),
        loopt=lopend(pagina.viewer, pagina.casus),
    )


def op_kenmerk(request: HttpRequest) -> HttpResponse:
    """A casus that one does not see, by its exact kenmerk; what opens nothing answers always alike."""
    viewer = viewer_of_request(request)
    besluit = policy.require(viewer, Permission.NOODKNOP)
    logboek.noem(Gebeurtenis.VERZOEK, regel=besluit.regel)
    form = NoodknopKenmerkForm(request.POST or None)
    status = 200
    if request.method == "POST":
        geopend: list[UUID] = []
        status = verwerk(
            form,
            lambda data: geopend.append(
                service.gebruik_noodknop(viewer, kenmerk=data["kenmerk"], reden=data["reden"])
            ),
        )
        if status == KLAAR:
            messages.success(request, GELUKT)
            return redirect("casus", pk=geopend[0])
    context = {
        "form": form,
        "kruimels": [{"label": "Mijn werk", "url": reverse("werk")}, {"label": "Noodknop"}],
    }
    return render(request, "cases/noodknop.html", context, status=status)


@require_POST
def klaar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ "Ik ben klaar": the right ends at once."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.NOODKNOP)
    service.sluit_noodknop(viewer, pk)
    messages.success(request, "De noodknop is uit. Dank u.")
    return redirect("werk")


def toezicht(request: HttpRequest) -> HttpResponse:
    """Every use in the keten for the FG: to judge first, the overdue ones on top."""
    viewer = viewer_of_request(request)
    besluit = policy.require(viewer, Permission.NOODKNOP_BEOORDELEN)
    rijen = list(
        Noodknop.objects.filter(keten_id=viewer.keten_id)
        .select_related("deelname__organisatie")
        .order_by("-begonnen_at")[:HOOGSTENS]
    )
    logboek.noem(
        Gebeurtenis.LIJST_BEKEKEN, regel=besluit.regel,
        details={"lijsten": {"cases.noodknop": [str(r.pk) for r in rijen]}},
    )  # fmt: skip
    kenmerken = kenmerken_van([r.casus_id for r in rijen])
    regels = [
        {
            "gebruik": gebruik,
            "kenmerk": kenmerken.get(rij.casus_id, ""),
            "te_beoordelen": not rij.oordeel,
            "te_laat": not rij.oordeel and rij.beoordelen_voor < clock.today(),
            "voor": rij.beoordelen_voor,
            "termijn": termijnen.stand(rij.beoordelen_voor) if not rij.oordeel else "",
            "notitie": rij.oordeel_notitie,
        }
        for rij, gebruik in zip(rijen, in_woorden(rijen, collegas_van=None), strict=True)
    ]
    regels.sort(key=lambda r: (not r["te_beoordelen"], r["voor"] if r["te_beoordelen"] else 0))
    context = {
        "open": [r for r in regels if r["te_beoordelen"]],
        "klaar": [r for r in regels if not r["te_beoordelen"]],
        "kruimels": [
            {"label": "Logboek", "url": reverse("logboek")},
            {"label": "Gebruik van de noodknop"},
        ],
    }
    return render(request, "cases/noodknop_toezicht.html", context)


def oordeel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One use: who, when, why, what was looked at, and the judgement."""
    viewer = viewer_of_request(request)
    besluit = policy.require(viewer, Permission.NOODKNOP_BEOORDELEN)
    rij = (
        Noodknop.objects.filter(keten_id=viewer.keten_id, pk=pk)
        .select_related("deelname__organisatie")
        .first()
    )
    if rij is None:
        raise NotVisible
    logboek.bekeken(rij, casus=rij.casus_id, regel=besluit.regel, doel="toezicht")
    form = OordeelForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: service.beoordeel_noodknop(viewer, pk, **data))
        if status == KLAAR:
            messages.success(request, "Uw oordeel is vastgelegd.")
            return redirect("noodknop_toezicht")
    [gebruik] = in_woorden([rij], collegas_van=None)
    context = {
        "gebruik": gebruik,
        "kenmerk": kenmerken_van([rij.casus_id]).get(rij.casus_id, ""),
        "casus_id": rij.casus_id,
        "deelname_id": rij.deelname_id,
        "voor": rij.beoordelen_voor,
        "termijn": "" if rij.oordeel else termijnen.stand(rij.beoordelen_voor),
        "notitie": rij.oordeel_notitie,
        "beoordeeld_at": rij.beoordeeld_at,
        "stappen": _stappen(rij),
        "form": None if rij.oordeel else form,
        "kruimels": [
            {"label": "Gebruik van de noodknop", "url": reverse("noodknop_toezicht")},
            {"label": f"{gebruik.begonnen_at:%-d-%-m-%Y}"},
        ],
    }
    return render(request, "cases/noodknop_oordeel.html", context, status=status)


def _stappen(rij: Noodknop) -> list[dict[str, object]]:
    """What this person looked at in the casus while the noodknop was on, from the logboek."""
    einde = rij.beeindigd_at or rij.geldig_tot
    regels = (
        logboek.voor_casus(rij.casus_id)
        .filter(
            keten_id=rij.keten_id, medewerker_id=rij.medewerker_id,
            tijdstip__gte=rij.begonnen_at, tijdstip__lte=einde,
        )
        .order_by("tijdstip", "id")[:HOOGSTENS]
    )  # fmt: skip
    return [
        {
            "moment": r.tijdstip,
            "wat": woorden.zin(r.gebeurtenis),
            "regel": woorden.regel(r.regel),
            "pagina": r.route,
        }
        for r in regels
    ]


def kenmerken_van(ids: list[UUID]) -> dict[UUID, str]:
    """Kenmerken of casussen that the FG does not see; empty for anyone else."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT casus_id, casus_kenmerk FROM casus_kenmerken(%s, '')", [list(set(ids))]
        )
        return dict(cursor.fetchall())


urlpatterns = [
    path("casussen/<uuid:pk>/noodknop/", in_casus, name="casus_noodknop"),
    path("noodknop/", op_kenmerk, name="noodknop"),
    path("noodknop/<uuid:pk>/klaar/", klaar, name="noodknop_klaar"),
    path("noodknop/gebruik/", toezicht, name="noodknop_toezicht"),
    path("noodknop/gebruik/<uuid:pk>/", oordeel, name="noodknop_oordeel"),
]
