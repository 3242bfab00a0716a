"""Who takes part: inviting, letters, reminders, the end, named colleagues, and exclusions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from cases import betrokken
from cases.forms.betrokkenheid import (
    UITLEG_ROLLEN,
    AfdoenForm,
    BelangForm,
    BeslisVoorstelForm,
    CollegaForm,
    LettersForm,
    OrganisatiesForm,
    RedenForm,
    UitsluitenForm,
    VoorstelForm,
)
from cases.models import Betrokkenheid, Casus, Uitsluiting
from cases.services import betrokkenheid as diensten
from cases.services import uitsluiting as uitsluitdienst
from cases.services.betrokkenheid import Voorstel
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from partners.access import policy
from partners.access.permissions import Permission as P
from referentiemodel.schema import Activiteit

FORMULIER = "cases/betrokkenheid_formulier.html"


def _organisaties_url(pk: UUID) -> str:
    return reverse("casus_organisaties", args=[pk])


def _vanaf_nu(casus: Casus) -> list[Activiteit]:
    """Activiteiten of this hoofdstap and later: roles in what is over change nothing any more."""
    order = [h.sleutel for h in casus.model.hoofdstappen]
    now = order.index(casus.hoofdstap)
    return [a for a in casus.model.activiteiten if order.index(a.hoofdstap) >= now]


def _rij(pagina: CasusPagina, pk: UUID) -> Betrokkenheid:
    """A betrokkenheid of this casus.

    Raises:
        NotVisible: absent or of another casus.
    """
    rij = (
        pagina.casus.betrokkenheden.filter(pk=pk)
        .select_related("casus", "deelname__organisatie", "voorgesteld_door__organisatie")
        .first()
    )
    if rij is None:
        raise NotVisible
    return rij


@require_http_methods(["GET", "POST"])
def organisaties(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everyone who takes part; for who has the A the proposals to invite from, for others one to make."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    viewer, casus = pagina.viewer, pagina.casus
    mag = policy.may(viewer, P.UITNODIGEN, casus)
    mag_voorstellen = not mag and policy.may(viewer, P.ORGANISATIE_VOORSTELLEN, casus)
    status = 200
    voorstellen = diensten.stel_voor(casus) if mag or mag_voorstellen else []
    overige = diensten.overige_organisaties(casus, voorstellen) if voorstellen or mag else []
    if mag:
        extra = _extra(request, casus, overige)
        added = {v.deelname.pk for v in extra}
        adding = "voeg_toe" in request.POST
        form = OrganisatiesForm(
            request.POST or None,
            voorstellen=voorstellen,
            extra=extra,
            activiteiten=_vanaf_nu(casus),
        )
        if request.method == "POST" and not adding:
            status = verwerk(form, lambda _: diensten.nodig_uit(viewer, casus, form.gekozen()))
            if status == KLAAR:
                messages.success(request, "De uitnodigingen zijn verstuurd. Zij beslissen zelf.")
                return redirect("casus_organisaties", pk=pk)
        if adding:  # nothing is sent yet: show the page with one organisation more
            form.is_valid()
            form.errors.clear()
        pagina.context |= {
            "form": form,
            "rijen": list(form.rijen()),
            "andere": [(str(d.pk), d.organisatie.naam) for d in overige if d.pk not in added],
        }
    elif mag_voorstellen:
        gevraagd = [*(v.deelname for v in voorstellen), *overige]
        voorstelform = VoorstelForm(
            request.POST or None,
            deelnames=sorted(gevraagd, key=lambda d: d.organisatie.naam),
        )
        if request.method == "POST":
            status = verwerk(
                voorstelform,
                lambda data: diensten.stel_organisatie_voor(
                    viewer, casus, data["organisatie"], waarom=data["waarom"]
                ),
            )
            if status == KLAAR:
                messages.success(request, "Uw voorstel is verstuurd naar de eigenaar.")
                return redirect("casus_organisaties", pk=pk)
        pagina.context["voorstelform"] = voorstelform
    elif request.method == "POST":
        policy.require(viewer, P.UITNODIGEN, casus)
    pagina.context |= {
        "organisaties": betrokken.organisaties(viewer, casus),
        "mag_uitnodigen": mag.allowed,
        "casus_id": pk,
        "uitleg_rollen": UITLEG_ROLLEN,
    }
    return render(request, "cases/organisaties.html", pagina.context, status=status)


def _extra(request: HttpRequest, casus: Casus, overige: list[Any]) -> list[Voorstel]:
    """Organisations that the person added to the proposals, in this and earlier rounds of the page."""
    asked = {*request.POST.getlist("extra"), request.POST.get("andere", "")}
    return [
        Voorstel(d, "", diensten.letters_voor(casus.model, d.organisatie.partnersoort))
        for d in overige
        if str(d.pk) in asked
    ]


@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest, pk: UUID, rij_pk: UUID) -> HttpResponse:
    """The roles of one organisation per activiteit, changed with a reason."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    rij = _rij(pagina, rij_pk)
    policy.require(pagina.viewer, P.LETTERS_WIJZIGEN, pagina.casus)
    form = LettersForm(
        request.POST or None,
        betrokkenheid=rij,
        activiteiten=pagina.casus.model.activiteiten,
    )
    blad = Blad(
        f"Rollen van {rij.deelname.organisatie.naam}",
        "Bewaar de rollen",
        _organisaties_url(pk),
        "De rollen zijn gewijzigd. Dat geldt meteen.",
        UITLEG_ROLLEN,
        template="cases/organisatie_rollen.html",
    )

    def bewaar(data: LettersForm) -> None:
        diensten.wijzig_letters(
            pagina.viewer,
            rij.pk,
            data.letters(),
            reden=data.cleaned_data["reden"],
            bevestigd=data.cleaned_data["bevestig"],
            versie=data.cleaned_data["versie"],
        )

    return behandel(request, pagina, blad, form, bewaar)


def herinner(request: HttpRequest, pk: UUID, rij_pk: UUID) -> HttpResponse:
    """Ask again for an answer."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    rij = _rij(pagina, rij_pk)
    if request.method != "POST":
        return redirect("casus_organisaties", pk=pk)
    try:
        diensten.herinner(pagina.viewer, rij.pk)
    except DomainError as fout:
        if type(fout) is not DomainError:
            raise
        messages.error(request, fout.zin)
    else:
        messages.success(request, "De herinnering is verstuurd.")
    return redirect("casus_organisaties", pk=pk)


@require_http_methods(["GET", "POST"])
def beeindig(request: HttpRequest, pk: UUID, rij_pk: UUID) -> HttpResponse:
    """End the part of an organisation, or withdraw its invitation; what it leaves behind is shown."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    rij = _rij(pagina, rij_pk)
    policy.require(pagina.viewer, P.UITNODIGEN, pagina.casus)
    naam = rij.deelname.organisatie.naam
    invited = rij.status == Betrokkenheid.Status.UITGENODIGD
    blad = Blad(
        f"Uitnodiging van {naam} intrekken" if invited else f"{naam} van de casus halen",
        "Trek in" if invited else "Beëindig de betrokkenheid",
        _organisaties_url(pk),
        "De uitnodiging is ingetrokken." if invited else f"{naam} ziet de casus niet meer.",
        ""
        if invited
        else "Deze organisatie verliest meteen de toegang, ook haar collega's op naam.",
        gevaar=True,
        template=FORMULIER,
    )
    return behandel(
        request,
        pagina,
        blad,
        RedenForm(request.POST or None),
        lambda form: diensten.beeindig(pagina.viewer, rij.pk, reden=form.cleaned_data["reden"]),
        gevolgen=[] if invited else diensten.gevolgen(pagina.casus, rij.deelname),
    )


@require_http_methods(["GET", "POST"])
def voorstel(request: HttpRequest, pk: UUID, rij_pk: UUID) -> HttpResponse:
    """Invite the organisation that a partner proposed, or turn the proposal down."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    rij = _rij(pagina, rij_pk)
    policy.require(pagina.viewer, P.UITNODIGEN, pagina.casus)
    door = rij.voorgesteld_door
    blad = Blad(
        f"Voorstel: {rij.deelname.organisatie.naam}",
        "Beslis",
        _organisaties_url(pk),
        "Uw besluit is vastgelegd.",
        f"Voorgesteld door {door.organisatie.naam if door else 'een partner'}: {rij.waarom}",
        template=FORMULIER,
    )
    return behandel(
        request,
        pagina,
        blad,
        BeslisVoorstelForm(request.POST or None),
        lambda form: diensten.beslis_voorstel(
            pagina.viewer,
            rij.pk,
            overnemen=form.cleaned_data["besluit"] == "ja",
            reden=form.cleaned_data["reden"],
        ),
    )


@require_http_methods(["GET", "POST"])
def afdoen(request: HttpRequest, pk: UUID, rij_pk: UUID) -> HttpResponse:
    """Say what was settled after an organisation declined or stopped."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    rij = _rij(pagina, rij_pk)
    policy.require(pagina.viewer, P.UITNODIGEN, pagina.casus)
    blad = Blad(
        f"{rij.deelname.organisatie.naam} doet niet (meer) mee",
        "Geregeld",
        _organisaties_url(pk),
        "Vastgelegd.",
        f"De organisatie schreef: {rij.reactie}",
        template=FORMULIER,
    )
    return behandel(
        request,
        pagina,
        blad,
        AfdoenForm(request.POST or None),
        lambda form: diensten.doe_af(
            pagina.viewer, rij.pk, toelichting=form.cleaned_data["toelichting"]
        ),
        gevolgen=diensten.gevolgen(pagina.casus, rij.deelname),
    )


@require_http_methods(["GET", "POST"])
def stoppen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The own organisation stops; what it leaves behind is shown first."""
    pagina = casus_pagina(request, pk, "toegang")
    policy.require(
        pagina.viewer, P.BETROKKENHEID_STOPPEN, pagina.casus, van=pagina.viewer.deelname_id
    )
    rij = (
        pagina.casus.betrokkenheden.meedoend()  # type: ignore[attr-defined]
        .filter(deelname_id=pagina.viewer.eigen_id)
        .select_related("deelname__organisatie")
        .first()
    )
    if rij is None:
        raise NotVisible
    blad = Blad(
        "Wij stoppen met deze casus",
        "Wij stoppen",
        reverse("werk") if request.method == "POST" else reverse("casus_toegang", args=[pk]),
        "Uw organisatie doet niet meer mee. De eigenaar van de casus krijgt bericht.",
        "U en uw collega's zien de casus daarna niet meer. Wat u hebt ingebracht, blijft.",
        gevaar=True,
        template=FORMULIER,
    )
    return behandel(
        request,
        pagina,
        blad,
        RedenForm(request.POST or None),
        lambda form: diensten.stop_zelf(
            pagina.viewer, pagina.casus, reden=form.cleaned_data["reden"]
        ),
        gevolgen=diensten.gevolgen(pagina.casus, rij.deelname),
    )


@require_http_methods(["GET", "POST"])
def collegas(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The named people of the own organisation on this casus, and naming another (R9)."""
    pagina = casus_pagina(request, pk, "toegang")
    viewer, casus = pagina.viewer, pagina.casus
    policy.require(viewer, P.COLLEGA_AANWIJZEN, casus)
    kandidaten = diensten.te_wijzen_collegas(viewer, casus)
    form = CollegaForm(request.POST or None, collegas=kandidaten)
    status = 200
    if request.method == "POST":
        status = verwerk(
            form,
            lambda data: diensten.wijs_collega_aan(
                viewer, casus, data["collega"], taak=data["taak"]
            ),
        )
        if status == KLAAR:
            messages.success(request, "Uw collega staat op naam bij deze casus.")
            return redirect("casus_collegas", pk=pk)
    pagina.context |= {
        "op_naam": [p for p in betrokken.personen_op_naam(viewer, casus) if p.eigen],
        "form": form if kandidaten else None,
        "casus_id": pk,
    }
    return render(request, "cases/collegas.html", pagina.context, status=status)


@require_http_methods(["GET", "POST"])
def collega_af(request: HttpRequest, pk: UUID, recht: int) -> HttpResponse:
    """Take a colleague off the casus, with the reason."""
    pagina = casus_pagina(request, pk, "toegang")
    policy.require(pagina.viewer, P.COLLEGA_AANWIJZEN, pagina.casus)
    op_naam = betrokken.personen_op_naam(pagina.viewer, pagina.casus)
    persoon = next((p for p in op_naam if p.pk == recht and p.eigen), None)
    if persoon is None:
        raise NotVisible
    blad = Blad(
        f"{persoon.naam} van de casus halen",
        "Haal van de casus",
        reverse("casus_collegas", args=[pk]),
        f"{persoon.naam} staat niet meer op deze casus.",
        "Wie alleen casussen op de eigen naam ziet, ziet deze casus daarna niet meer.",
        gevaar=True,
        template=FORMULIER,
    )
    return behandel(
        request,
        pagina,
        blad,
        RedenForm(request.POST or None),
        lambda form: diensten.haal_collega_af(
            pagina.viewer, pagina.casus, recht, reden=form.cleaned_data["reden"]
        ),
    )


@require_http_methods(["GET", "POST"])
def uitsluitingen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is kept out of this casus, and keeping somebody out."""
    pagina = casus_pagina(request, pk, "toegang")
    viewer, casus = pagina.viewer, pagina.casus
    policy.require(viewer, P.UITSLUITEN, casus)
    kandidaten = uitsluitdienst.uit_te_sluiten(viewer, casus)
    form = UitsluitenForm(request.POST or None, kandidaten=kandidaten)
    status = 200
    if request.method == "POST":
        status = verwerk(
            form,
            lambda data: uitsluitdienst.sluit_uit(
                viewer, casus, data["medewerker"], reden=data["reden"]
            ),
        )
        if status == KLAAR:
            messages.success(request, "Deze medewerker ziet de casus niet meer.")
            return redirect("casus_uitsluitingen", pk=pk)
    pagina.context |= {
        "uitsluitingen": betrokken.uitsluitingen(viewer, casus),
        "form": form if kandidaten else None,
        "casus_id": pk,
    }
    return render(request, "cases/uitsluitingen.html", pagina.context, status=status)


@require_http_methods(["GET", "POST"])
def uitsluiting_opheffen(request: HttpRequest, pk: UUID, rij_pk: UUID) -> HttpResponse:
    """Let a person in again, with the reason."""
    pagina = casus_pagina(request, pk, "toegang")
    rij = (
        Uitsluiting.objects.filter(pk=rij_pk, casus=pagina.casus)
        .select_related("medewerker")
        .first()
    )
    if rij is None or not uitsluitdienst.mag_opheffen(pagina.viewer, pagina.casus, rij):
        raise NotVisible
    blad = Blad(
        f"Uitsluiting van {rij.medewerker.naam} opheffen",
        "Hef op",
        reverse("casus_uitsluitingen", args=[pk]),
        f"{rij.medewerker.naam} kan de casus weer zien.",
        f"Reden van de uitsluiting: {rij.reden}",
        template=FORMULIER,
    )
    return behandel(
        request,
        pagina,
        blad,
        RedenForm(request.POST or None),
        lambda form: uitsluitdienst.hef_uitsluiting_op(
            pagina.viewer, rij.pk, reden=form.cleaned_data["reden"]
        ),
    )


@require_http_methods(["GET", "POST"])
def belang(request: HttpRequest, pk: UUID) -> HttpResponse:
    """ "Ik ken een betrokkene": out at once, by one's own report."""
    pagina = casus_pagina(request, pk, "toegang")
    policy.require(pagina.viewer, P.BELANG_MELDEN, pagina.casus)
    blad = Blad(
        "Ik ken een betrokkene",
        "Meld en sluit mij uit",
        reverse("casussen") if request.method == "POST" else reverse("casus_toegang", args=[pk]),
        "Dank u. U ziet deze casus niet meer. Uw collega's nemen het over.",
        "Kent u iemand uit deze casus persoonlijk? Meld het hier. U ziet de casus dan meteen niet "
        "meer. Uw collega's wel. Alleen een ander kan dat terugdraaien.",
        gevaar=True,
        template=FORMULIER,
    )
    return behandel(
        request,
        pagina,
        blad,
        BelangForm(request.POST or None),
        lambda form: uitsluitdienst.meld_belang(
            pagina.viewer, pagina.casus, reden=form.cleaned_data["reden"]
        ),
    )


_ORG = "casussen/<uuid:pk>/organisaties/"
urlpatterns = [
    path(_ORG, organisaties, name="casus_organisaties"),
    path(f"{_ORG}<uuid:rij_pk>/rollen/", letters, name="casus_organisatie_rollen"),
    path(f"{_ORG}<uuid:rij_pk>/herinner/", herinner, name="casus_organisatie_herinner"),
    path(f"{_ORG}<uuid:rij_pk>/beeindig/", beeindig, name="casus_organisatie_beeindig"),
    path(f"{_ORG}<uuid:rij_pk>/voorstel/", voorstel, name="casus_organisatie_voorstel"),
    path(f"{_ORG}<uuid:rij_pk>/geregeld/", afdoen, name="casus_organisatie_afdoen"),
    path("casussen/<uuid:pk>/stoppen/", stoppen, name="casus_stoppen"),
    path("casussen/<uuid:pk>/collegas/", collegas, name="casus_collegas"),
    path("casussen/<uuid:pk>/collegas/<int:recht>/af/", collega_af, name="casus_collega_af"),
    path("casussen/<uuid:pk>/uitsluitingen/", uitsluitingen, name="casus_uitsluitingen"),
    path(
        "casussen/<uuid:pk>/uitsluitingen/<uuid:rij_pk>/opheffen/",
        uitsluiting_opheffen,
        name="casus_uitsluiting_opheffen",
    ),
    path("casussen/<uuid:pk>/belang/", belang, name="casus_belang"),
]
