"""Koppelingen: an organisation sees its partner systems, what they called, and renews their secrets."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.models import Abonnement, Levering
from cases.services import abonnement as abonnementen
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.logboek.woorden import ZINNEN
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal import oefenen
from ketenregie.portaal.forms import (
    CertificaatForm,
    GeheimForm,
    KoppelingForm,
    RedenForm,
    ScopesForm,
)
from partners.access import policy
from partners.access.drf import SCOPES
from partners.access.permissions import Permission
from partners.eigen_verzoeken import verzoeken_van
from partners.models import ApiClient, Deelname, geldig_op
from partners.services import koppelingen as service
from partners.services import oefenketens

LAATSTE = 50
SCOPEKEUZES = list(SCOPES.items())


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined,no-any-return]


def _haal(viewer: Viewer, sleutel: str) -> ApiClient:
    client: ApiClient | None = service.koppelingen_for(viewer).filter(client_id=sleutel).first()
    if client is None:
        raise NotVisible
    return client


def _stand(client: ApiClient) -> tuple[str, str]:
    if client.beeindigd_at is not None:
        return "beëindigd", "neutral"
    if client.geheim_sinds is None and client.client_id.startswith("k-"):
        return "wacht op een geheim", "warn"
    return "in gebruik", "ok"


def _regel(client: ApiClient) -> dict[str, Any]:
    stand, variant = _stand(client)
    deelname: Any = client.deelname
    return {
        "sleutel": client.client_id,
        "naam": client.name,
        "organisatie": deelname.organisatie.naam,
        "oefenen": deelname.keten.oefen_van is not None,
        "rechten": len(client.scopes),
        "stand": stand,
        "variant": variant,
        "url": reverse("koppeling", args=[client.client_id]),
    }


def lijst(request: HttpRequest) -> HttpResponse:
    """The own ones; those of the keten for its beheerder."""
    viewer = _viewer(request)
    rows = [
        _regel(client) | {"eigen": client.deelname_id == viewer.deelname_id}
        for client in service.koppelingen_for(viewer)
    ]
    gebruikt = policy.may(viewer, Permission.KOPPELING_GEBRUIKEN).allowed
    mag = policy.may(viewer, Permission.KOPPELINGEN_BEHEREN).allowed
    context = {
        "regels": rows,
        "mag_maken": mag,
        "mag_oefenen": gebruikt,
        "hapert": [a for a in _abonnementen(viewer) if a["opnieuw"] or a["gestrand"]]
        if gebruikt
        else [],
        "eigen_url": next((r["url"] for r in rows if r["eigen"] and not r["oefenen"]), ""),
    }
    return render(request, "portaal/koppelingen.html", context)


@require_http_methods(["GET", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Make one for an organisation, which then makes its own secret."""
    viewer = _viewer(request)
    policy.require(viewer, Permission.KOPPELINGEN_BEHEREN)
    deelnames = {
        str(d.pk): d
        for d in Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id)
        .select_related("organisatie")
        .order_by("organisatie__naam")
    }
    form = KoppelingForm(
        request.POST or None,
        deelnames=[(pk, d.organisatie.naam) for pk, d in deelnames.items()],
        scopes=SCOPEKEUZES,
    )
    made: list[ApiClient] = []
    status = 200
    if request.method == "POST":
        status = verwerk(
            form,
            lambda d: made.append(
                service.maak_koppeling(
                    viewer, naam=d["naam"], deelname=deelnames[str(d["deelname"])], scopes=d["scopes"]
                )
            ),
        )  # fmt: skip
        if status == KLAAR:
            messages.success(
                request, "De koppeling is gemaakt. De organisatie maakt nu zelf een geheim."
            )
            return redirect("koppeling", made[0].client_id)
    context = {
        "form": form,
        "kruimels": [{"label": "Koppelingen", "url": reverse("koppelingen")}, {"label": "Nieuw"}],
    }
    return render(request, "portaal/koppeling_nieuw.html", context, status=status)


@require_http_methods(["GET", "POST"])
def koppeling(request: HttpRequest, sleutel: str) -> HttpResponse:
    """One koppeling; a form posts its name in `formulier`. A new secret is on this answer only."""
    viewer = _viewer(request)
    client = _haal(viewer, sleutel)
    deelname: Any = client.deelname
    oefent = deelname.keten.oefen_van is not None
    eigen = viewer.deelname_id in (deelname.pk, deelname.keten.oefen_van) and bool(
        policy.may(viewer, Permission.KOPPELING_GEBRUIKEN)
    )
    beheer = bool(policy.may(viewer, Permission.KOPPELINGEN_BEHEREN))
    gepost = request.POST.get("formulier", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {}
    if eigen:
        forms["geheim"] = GeheimForm(request.POST if gepost == "geheim" else None)
        forms["certificaat"] = CertificaatForm(
            request.POST if gepost == "certificaat" else None,
            initial={"certificaat": client.certificaat},
        )
    if beheer:
        forms["rechten"] = ScopesForm(
            request.POST if gepost == "rechten" else None,
            scopes=SCOPEKEUZES,
            initial={"scopes": client.scopes},
        )
    getoond: list[str] = []
    doe: dict[str, Callable[[dict[str, Any]], object]] = {
        "geheim": lambda d: getoond.append(
            service.vernieuw_geheim(viewer, client.pk, direct=d["direct"])[1]
        ),
        "certificaat": lambda d: service.bind_certificaat(viewer, client.pk, **d),
        "rechten": lambda d: service.wijzig_scopes(viewer, client.pk, **d),
    }
    status = 200
    if request.method == "POST":
        if gepost == "herhaal" and eigen:
            return _herhaal(request, viewer, sleutel)
        if gepost not in forms:
            raise DomainError("Dit formulier is niet compleet. Open het opnieuw.")
        status = verwerk(forms[gepost], doe[gepost])
        if status == KLAAR and not getoond:
            messages.success(request, "Bewaard.")
            return redirect("koppeling", sleutel)
        client = _haal(viewer, sleutel)
    context = {
        "k": _regel(client),
        "client": {
            "rechten": [SCOPES.get(s, s) for s in client.scopes],
            "geheim_sinds": client.geheim_sinds,
            "vorig_tot": client.vorig_geheim_tot
            if client.vorig_geheim_tot and client.vorig_geheim_tot > clock.now()
            else None,
            "certificaat": client.certificaat,
            "loopt": client.beeindigd_at is None,
        },
        "geheim": getoond[0] if getoond else "",
        "forms": forms,
        "form": next((f for f in forms.values() if f.errors), None),
        "eigen": eigen,
        # What a practice system asked and subscribed to stays in its own keten: its API tells.
        "sporen": eigen and not oefent,
        "abonnementen": _abonnementen(viewer) if eigen and not oefent else [],
        **(_verzoeken(viewer, client) if eigen and not oefent else {}),
        "kruimels": [
            {"label": "Koppelingen", "url": reverse("koppelingen")},
            {"label": client.name},
        ],
    }
    return render(request, "portaal/koppeling.html", context, status=status)


def _herhaal(request: HttpRequest, viewer: Viewer, sleutel: str) -> HttpResponse:
    mine = Abonnement.objects.filter(deelname_id=viewer.eigen_id, beeindigd_at=None)
    rij = next((a for a in mine if str(a.pk) == request.POST.get("abonnement", "")), None)
    if rij is None:
        raise NotVisible
    aantal = abonnementen.herhaal(viewer, rij.pk)
    messages.success(request, f"Opnieuw klaargezet: {aantal}.")
    return redirect("koppeling", sleutel)


def _abonnementen(viewer: Viewer) -> list[dict[str, Any]]:
    """Whether each arrives, what is tried again and what did not arrive; two queries however many."""
    wacht, dood = Levering.Status.WACHT, Levering.Status.DOOD

    def aantal(**welke: Any) -> Count:
        return Count("leveringen", filter=Q(**{f"leveringen__{k}": v for k, v in welke.items()}))

    rows = list(
        Abonnement.objects.filter(deelname_id=viewer.eigen_id, beeindigd_at=None).annotate(
            wachtend=aantal(status=wacht),
            haperend=aantal(status=wacht, pogingen__gt=0),
            dood=aantal(status=dood),
            laatst=Max("leveringen__geleverd_at"),
        )
    )
    mis = (
        Levering.objects.filter(
            Q(status=dood) | Q(status=wacht, pogingen__gt=0), abonnement__in=rows
        )
        .values("abonnement_id", "status", "bericht__soort", "fout")
        .annotate(
            n=Count("pk"), sinds=Min("bericht__gebeurd_at"),
            pogingen=Max("pogingen"), volgende=Min("volgende_at"),
        )
        .order_by("-status", "sinds")
    )  # fmt: skip
    per: dict[tuple[Any, str], list[dict[str, Any]]] = {}
    for groep in mis:
        per.setdefault((groep["abonnement_id"], groep["status"]), []).append(
            groep | {"soort": groep["bericht__soort"]}
        )
    return [
        {
            "rij": rij,
            "naam": rij.naam or rij.url,
            "stand": _bezorging(rij),
            "opnieuw": per.get((rij.pk, wacht), []),
            "gestrand": per.get((rij.pk, dood), []),
        }
        for rij in rows
    ]


def _bezorging(rij: Any) -> tuple[str, str]:
    if rij.haperend:
        return "komt nu niet aan", "danger"
    if rij.dood:
        return "niet alles kwam aan", "warn"
    return ("komt aan", "ok") if rij.laatst else ("nog niets verstuurd", "neutral")


def _verzoeken(viewer: Viewer, client: ApiClient) -> dict[str, Any]:
    """The latest that this system asked; the API gives all of them (`logregels`)."""
    page = verzoeken_van(viewer, client.pk).bladzijde("", LAATSTE)
    logboek.noem(logboek.Gebeurtenis.LOGBOEK_INGEZIEN, details={"koppeling": client.pk})
    return {
        "verzoeken": [
            {
                "op": timezone.localtime(rij.tijdstip),
                "wat": ZINNEN.get(rij.gebeurtenis, rij.gebeurtenis),
                "route": rij.route,
                "uitkomst": rij.uitkomst,
                "variant": "ok" if rij.uitkomst == logboek.GELUKT else "warn",
                "status": rij.details.get("status", ""),
            }
            for rij in page.regels
        ],
        "laatste": LAATSTE if page.volgende else 0,
    }


@require_http_methods(["GET", "POST"])
def beeindigen(request: HttpRequest, sleutel: str) -> HttpResponse:
    """End a koppeling for good, with the reason."""
    viewer = _viewer(request)
    client = _haal(viewer, sleutel)
    if client.beeindigd_at is not None:
        return redirect("koppeling", sleutel)
    form = RedenForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda d: service.beeindig_koppeling(viewer, client.pk, **d))
        if status == KLAAR:
            messages.success(request, "De koppeling is beëindigd en komt er niet meer in.")
            return redirect("koppelingen")
    context = {
        "form": form,
        "titel": f"{client.name} beëindigen",
        "uitleg": "Het systeem komt er meteen niet meer in. Dit is niet terug te draaien.",
        "knop": "Beëindig de koppeling",
        "terug": reverse("koppeling", args=[sleutel]),
    }
    return render(request, "portaal/reden.html", context, status=status)


@require_http_methods(["GET", "POST"])
def oefenketen(request: HttpRequest) -> HttpResponse:
    """The practice keten of the own organisation: make it, fill it, begin anew."""
    viewer = _viewer(request)
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    bezig = oefenen.bezig(viewer)
    if request.method == "POST":
        taak = bezig or oefenen.vraag(viewer, request.POST.get("knop", ""))
        return redirect("taak", taak.pk)
    keten = oefenketens.oefenketen_van(viewer)
    context = {
        "keten": keten,
        "bezig": bezig,
        "koppelingen": oefenen.koppelingen(viewer, keten) if keten else [],
        "kruimels": [
            {"label": "Koppelingen", "url": reverse("koppelingen")},
            {"label": "Oefenketen"},
        ],
    }
    return render(request, "portaal/oefenketen.html", context)


urlpatterns = [
    path("koppelingen/", lijst, name="koppelingen"),
    path("koppelingen/nieuw/", nieuw, name="koppeling_nieuw"),
    path("koppelingen/oefenketen/", oefenketen, name="oefenketen"),
    path("koppelingen/<slug:sleutel>/", koppeling, name="koppeling"),
    path("koppelingen/<slug:sleutel>/beeindig/", beeindigen, name="koppeling_beeindigen"),
]
