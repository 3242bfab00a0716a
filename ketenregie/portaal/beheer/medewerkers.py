"""People of the keten: who works where, inviting, mandaat, a new password, leaving."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.portaal.beheer import beeld
from ketenregie.portaal.beheer.basis import beheerder, formulierpagina, kruimels
from ketenregie.portaal.beheer.forms import MandaatForm, MedewerkerForm, UitnodigingForm
from ketenregie.portaal.forms import RedenForm
from meldpunt.models import Piketregel
from partners.models import Lidmaatschap, Mandaat, Uitnodiging, geldig_op
from partners.services import leden, uitnodigen


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Everybody with a functie in the keten; those who left on request."""
    viewer = beheerder(request)
    zoek = request.GET.get("zoek", "").replace("\0", "").strip()[:80]
    weg = request.GET.get("weg") == "1"
    regels = beeld.medewerkers_van(viewer, zoek=zoek, weg=weg)
    uitnodigingen = beeld.uitnodigingen_van(viewer)
    logboek.lijst("partners.medewerker", [r.pk for r in regels])
    nu = clock.now()
    context = {
        "regels": regels,
        "zoek": zoek,
        "weg": weg,
        "uitnodigingen": [(u, u.open_op(nu)) for u in uitnodigingen],
        "kruimels": kruimels(("Medewerkers", "")),
    }
    return render(request, "portaal/beheer/medewerkers.html", context)


@require_http_methods(["GET", "POST"])
def uitnodiging_nieuw(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link goes by mail."""
    viewer = beheerder(request)
    form = UitnodigingForm(
        request.POST or None,
        deelnames=beeld.deelnames_van(viewer),
        initial={"deelname": request.GET.get("organisatie", "")},
    )
    return formulierpagina(
        request,
        form,
        lambda d: uitnodigen.nodig_uit(
            viewer,
            deelname_id=d["deelname"],
            naam=d["naam"],
            email=d["email"],
            functie=d["functie"],
            namens_deelnemer_id=d["namens_deelnemer"],
            mandaten=d["mandaten"],
            mandaatgever=d["mandaatgever"],
            uitnodiging_id=d["rij_id"],
        ),
        titel="Medewerker uitnodigen",
        uitleg=(
            "Een account of een functie ontstaat alleen zo. Werkt iemand al in het systeem? Nodig dan hetzelfde"
            " e-mailadres uit: de functie komt bij het bestaande account."
        ),
        knop="Verstuur de uitnodiging",
        terug=reverse("beheer_medewerkers"),
        klaar="De uitnodiging is verstuurd.",
        pad=kruimels(("Medewerkers", reverse("beheer_medewerkers")), ("Uitnodigen", "")),
    )


@require_POST
def uitnodiging_opnieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = beheerder(request)
    uitnodigen.verstuur_opnieuw(viewer, pk)
    messages.success(request, "Er is een nieuwe link verstuurd. De vorige werkt niet meer.")
    return redirect("beheer_medewerkers")


@require_http_methods(["GET", "POST"])
def uitnodiging_intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = beheerder(request)
    rij = Uitnodiging.objects.filter(deelname__keten_id=viewer.keten_id, pk=pk).first()
    if rij is None:
        raise NotVisible
    return formulierpagina(
        request,
        RedenForm(request.POST or None),
        lambda d: uitnodigen.trek_in(viewer, pk, **d),
        titel=f"Uitnodiging van {rij.naam} intrekken",
        uitleg="De link in de mail werkt daarna niet meer.",
        knop="Trek de uitnodiging in",
        gevaar=True,
        terug=reverse("beheer_medewerkers"),
        klaar="De uitnodiging is ingetrokken.",
        pad=kruimels(("Medewerkers", reverse("beheer_medewerkers")), ("Intrekken", "")),
    )


@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: functies, mandaten, what changed and by whom."""
    viewer = beheerder(request)
    rijen = beeld.leden_van(viewer, pk)
    if not rijen:
        raise NotVisible
    vandaag = clock.today()
    mens = rijen[0].medewerker
    nu = [lid for lid in rijen if lid.geldig(vandaag)]
    logboek.bekeken(mens)
    context = {
        "mens": mens,
        "zelf": pk in viewer.personen,
        "functies": [(lid, beeld.mandaten_van(lid)) for lid in nu],
        "eerder": [lid for lid in rijen if not lid.geldig(vandaag)],
        "elders": leden.werkt_elders(viewer, pk),
        "piket": Piketregel.objects.filter(
            keten_id=viewer.keten_id, medewerker_id=pk, actief=True
        ).exists(),
        "wijzigingen": beeld.wijzigingen(
            [mens, *rijen, *(m for lid in rijen for m in lid.mandaten.all())]
        ),
        "kruimels": kruimels(("Medewerkers", reverse("beheer_medewerkers")), (mens.naam, "")),
    }
    return render(request, "portaal/beheer/medewerker.html", context)


@require_http_methods(["GET", "POST"])
def wijzig(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = beheerder(request)
    mens = _mens(viewer.keten_id, pk)
    form = MedewerkerForm(
        request.POST or None,
        initial={"naam": mens.naam, "email": mens.email, "telefoon": mens.telefoon},
    )
    return formulierpagina(
        request,
        form,
        lambda d: leden.wijzig_medewerker(viewer, pk, **d),
        titel=f"Gegevens van {mens.naam}",
        terug=reverse("beheer_medewerker", args=[pk]),
        klaar="De gegevens zijn bewaard.",
        pad=_pad(mens.naam, pk, "Gegevens"),
    )


@require_POST
def herstel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A link for a new password, by mail to the person."""
    viewer = beheerder(request)
    try:
        uitnodigen.stuur_herstel(viewer, pk)
    except DomainError as fout:
        if type(fout) is not DomainError:
            raise
        messages.error(request, fout.zin)
    else:
        messages.success(
            request, "De link voor een nieuw wachtwoord is verstuurd. Hij werkt 24 uur."
        )
    return redirect("beheer_medewerker", pk)


@require_http_methods(["GET", "POST"])
def mandaat_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`pk` is the lidmaatschap."""
    viewer = beheerder(request)
    lid = (
        Lidmaatschap.objects.filter(
            geldig_op(clock.today()), deelname__keten_id=viewer.keten_id, pk=pk
        )
        .select_related("medewerker")
        .first()
    )
    if lid is None:
        raise NotVisible
    return formulierpagina(
        request,
        MandaatForm(request.POST or None, initial={"van": clock.today()}),
        lambda d: leden.geef_mandaat(viewer, pk, **d),
        titel=f"Mandaat voor {lid.medewerker.naam}",
        uitleg="Leg vast wat de organisatie zelf heeft besloten. De medewerker logt daarna opnieuw in.",
        terug=reverse("beheer_medewerker", args=[lid.medewerker_id]),
        klaar="Het mandaat is vastgelegd.",
        pad=_pad(lid.medewerker.naam, lid.medewerker_id, "Mandaat"),
    )


@require_http_methods(["GET", "POST"])
def mandaat_einde(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = beheerder(request)
    rij = (
        Mandaat.objects.filter(lidmaatschap__deelname__keten_id=viewer.keten_id, pk=pk)
        .select_related("lidmaatschap__medewerker")
        .first()
    )
    if rij is None:
        raise NotVisible
    mens = rij.lidmaatschap.medewerker
    return formulierpagina(
        request,
        RedenForm(request.POST or None),
        lambda d: leden.beeindig_mandaat(viewer, pk, **d),
        titel=f"Mandaat van {mens.naam} beëindigen",
        uitleg=f"{rij.get_soort_display()}. Het mandaat stopt meteen.",
        knop="Beëindig het mandaat",
        gevaar=True,
        terug=reverse("beheer_medewerker", args=[mens.pk]),
        klaar="Het mandaat is beëindigd.",
        pad=_pad(mens.naam, mens.pk, "Mandaat beëindigen"),
    )


@require_http_methods(["GET", "POST"])
def uit_dienst(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody leaves: every functie ends and open work goes to the team."""
    viewer = beheerder(request)
    mens = _mens(viewer.keten_id, pk)

    @transaction.atomic
    def dienst(data: dict[str, str]) -> None:
        # An alarm must reach somebody: the on-call list is settled by a person, not by a task.
        if Piketregel.objects.filter(
            keten_id=viewer.keten_id, medewerker_id=pk, actief=True
        ).exists():
            raise DomainError(
                "Deze medewerker staat op naam op de piketlijst. Zet daar eerst een ander neer."
            )
        leden.neem_uit_dienst(viewer, pk, reden=data["reden"])

    return formulierpagina(
        request,
        RedenForm(request.POST or None),
        dienst,
        titel=f"{mens.naam} uit de keten halen",
        uitleg=(
            "De toegang stopt meteen en lopende sessies eindigen. Meldingen die op deze naam staan, gaan terug naar"
            " het meldpunt; bij taken in casussen krijgt het team de vraag wie het overneemt. Wat deze medewerker"
            " vastlegde, blijft met de naam erbij bestaan."
        ),
        knop="Haal deze medewerker uit de keten",
        gevaar=True,
        terug=reverse("beheer_medewerkers"),
        klaar=f"{mens.naam} heeft geen toegang meer. Het team krijgt bericht over openstaand werk.",
        pad=_pad(mens.naam, pk, "Uit de keten halen"),
    )


def _mens(keten_id: UUID, pk: UUID):  # type: ignore[no-untyped-def]
    lid = (
        Lidmaatschap.objects.filter(deelname__keten_id=keten_id, medewerker_id=pk)
        .select_related("medewerker")
        .first()
    )
    if lid is None:
        raise NotVisible
    return lid.medewerker


def _pad(naam: str, pk: UUID, hier: str) -> list[dict[str, str]]:
    return kruimels(
        ("Medewerkers", reverse("beheer_medewerkers")),
        (naam, reverse("beheer_medewerker", args=[pk])),
        (hier, ""),
    )


urlpatterns = [
    path("beheer/medewerkers/", lijst, name="beheer_medewerkers"),
    path("beheer/medewerkers/uitnodigen/", uitnodiging_nieuw, name="beheer_uitnodigen"),
    path(
        "beheer/uitnodigingen/<uuid:pk>/opnieuw/",
        uitnodiging_opnieuw,
        name="beheer_uitnodiging_opnieuw",
    ),
    path(
        "beheer/uitnodigingen/<uuid:pk>/intrekken/",
        uitnodiging_intrekken,
        name="beheer_uitnodiging_intrekken",
    ),
    path("beheer/medewerkers/<uuid:pk>/", detail, name="beheer_medewerker"),
    path("beheer/medewerkers/<uuid:pk>/wijzig/", wijzig, name="beheer_medewerker_wijzig"),
    path("beheer/medewerkers/<uuid:pk>/wachtwoord/", herstel, name="beheer_medewerker_herstel"),
    path("beheer/medewerkers/<uuid:pk>/uit-dienst/", uit_dienst, name="beheer_medewerker_weg"),
    path("beheer/functies/<uuid:pk>/mandaat/", mandaat_nieuw, name="beheer_mandaat_nieuw"),
    path("beheer/mandaten/<uuid:pk>/einde/", mandaat_einde, name="beheer_mandaat_einde"),
]
