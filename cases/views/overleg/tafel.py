"""The table: agenda left, the casus in the middle, what is still needed right."""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from cases import tafel, tafelbeeld, weegbeeld
from cases.agendavoorstel import Agendavoorstel, stel_agenda_voor, zoek_voor_agenda
from cases.concepten import hang_aan, sleutel
from cases.delen import Deler
from cases.forms.bijdrage import BijdrageForm
from cases.forms.overleg import (
    AanwezigForm,
    AgendaForm,
    AgendapuntForm,
    AgendazoekForm,
    AntwoordForm,
    BesluitForm,
    TafelActieForm,
    TafelWegingForm,
)
from cases.models import Agendapunt, Casus, Casusoverleg
from cases.selectors import deelnemers
from cases.services import overleg as diensten
from cases.services.bijdrage import lever_bijdrage
from cases.services.weging import leg_tweede_weging_vast
from cases.tafel import Agendaregel, Inbreng, Plaats
from cases.views.basis import viewer_of_request
from cases.views.weging import tweede_weging_form
from cases.weegbeeld import Eerste, Tweede
from ketenregie.foundation import clock, concept, logboek
from ketenregie.foundation.errors import AccessDenied, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.sharing import Afgeschermd

# Forms of the table in which people write texts; these are kept as drafts.
GETYPT = frozenset({"actie", "antwoord", "besluit", "bijdrage", "tweede"})


def _kies(agenda: list[Agendaregel], gevraagd: str) -> Agendaregel | None:
    """The agenda item asked for; without one the first that is not discussed yet.

    Raises:
        NotVisible: asked for a casus that is not on this viewer's agenda.
    """
    if gevraagd:
        found = next((regel for regel in agenda if str(regel.casus_id) == gevraagd), None)
        if found is None:
            raise NotVisible
        return found
    return next((regel for regel in agenda if not regel.besproken), agenda[0] if agenda else None)


def overleg_url(overleg: Casusoverleg, casus_id: UUID | None, anker: str = "") -> str:
    query = f"?{urlencode({'casus': casus_id})}" if casus_id else ""
    return reverse("overleg", args=[overleg.pk]) + query + anker


class Tafel:
    """One request on one meeting: who looks, at which casus, with which forms."""

    def __init__(self, request: HttpRequest, pk: UUID, casus_pk: UUID | None = None) -> None:
        self.viewer = viewer_of_request(request)
        policy.require(self.viewer, P.OVERLEG_ZIEN)
        self.overleg = tafel.haal_overleg(self.viewer, pk)
        self.agenda = tafel.agenda_van(self.viewer, [self.overleg])[self.overleg.pk]
        self.regel = _kies(self.agenda, str(casus_pk or request.GET.get("casus", "")))
        self.leidt = bool(policy.may(self.viewer, P.OVERLEG_PLANNEN))
        self.gepland = self.overleg.status == Casusoverleg.Status.GEPLAND
        logboek.bekeken(self.overleg)
        if self.regel is not None:
            self.casus = Casus.objects.haal(self.viewer, self.regel.casus_id)  # type: ignore[attr-defined]
            logboek.bekeken(self.casus, doel=self.casus.doel)
            self.deler = Deler(self.viewer, self.casus)
            self.punt = Agendapunt.objects.get(pk=self.regel.punt_id)
            self.plaatsen = tafel.plaatsen(self.viewer, self.overleg, self.casus)
            self.tweede = weegbeeld.tweede_wegingen(self.deler)
            self.gezondheid = weegbeeld.gezondheid(self.deler)
            last = self.tweede[0] if self.tweede else None
            self.eerder = dict(last.invoer) if isinstance(last, Tweede) else {}
            self.velden = tafelbeeld.velden(self.deler, self.overleg, self.eerder)

    @property
    def eigen_plaats(self) -> Plaats | None:
        return next((plaats for plaats in self.plaatsen if plaats.eigen), None)

    @property
    def volgende(self) -> Agendaregel | None:
        """The item after this one on the viewer's own agenda."""
        if self.regel is None:
            return None
        rest = self.agenda[self.agenda.index(self.regel) + 1 :]
        return rest[0] if rest else None

    def formulieren(
        self,
    ) -> dict[str, tuple[Callable[[Any], forms.Form], Callable[[Any], Any], str]]:
        """Per form: how to build it, what it does, and what to tell afterwards.

        Only what this viewer may use here; the services check again.
        """
        viewer, overleg = self.viewer, self.overleg
        found: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any], str]] = {}
        if self.leidt and self.gepland and (voorstel := self.voorstel):
            redenen = {str(v.casus.pk): v.reden for v in voorstel}
            found["agenda"] = (
                lambda data: AgendaForm(
                    data, keuzes=[(str(v.casus.pk), v.label) for v in voorstel]
                ),
                lambda form: diensten.voeg_toe_aan_agenda(
                    viewer,
                    overleg,
                    Casus.objects.haal(viewer, UUID(form.cleaned_data["casus"])),  # type: ignore[attr-defined]
                    waarom=redenen[form.cleaned_data["casus"]],
                ),
                "De casus staat op de agenda. Nodig nu organisaties uit.",
            )
        if self.leidt and self.gepland:
            found["agendazoek"] = (
                lambda data: AgendazoekForm(data),
                lambda form: diensten.voeg_toe_aan_agenda(
                    viewer,
                    overleg,
                    zoek_voor_agenda(viewer, overleg, form.cleaned_data["zoek"]),
                    waarom="door u gekozen",
                ),
                "De casus staat op de agenda. Nodig nu organisaties uit.",
            )
        if self.regel is None:
            return found
        casus = self.casus
        if self.mag_inbrengen:
            found["bijdrage"] = (
                lambda data: BijdrageForm(data, viewer=viewer),
                lambda form: lever_bijdrage(viewer, casus, overleg=overleg, **form.cleaned_data),
                "Uw bijdrage is toegevoegd.",
            )
        plaats = self.eigen_plaats
        host = overleg.organisator_id == viewer.eigen_id
        if (
            plaats
            and self.gepland
            and not host
            and plaats.status_code in {"uitgenodigd", "komt", "afgemeld"}
        ):
            pk = plaats.uitnodiging_id
            found["antwoord"] = (
                lambda data: AntwoordForm(data),
                lambda form: diensten.beantwoord_overleguitnodiging(
                    viewer, pk, **form.voor_dienst()
                ),
                "Uw antwoord is bewaard.",
            )
        if policy.may(viewer, P.TWEEDE_WEGING_VASTLEGGEN, casus):
            found["tweede"] = (
                lambda data: tweede_weging_form(
                    viewer, casus, self.tweede, self.gezondheid, data, TafelWegingForm
                ),
                lambda form: leg_tweede_weging_vast(
                    viewer, casus, overleg=overleg, **self.analyse() | form.voor_dienst()
                ),
                "De 2e weging is vastgelegd, met de analyse van de tafel.",
            )
        if self.gepland and policy.may(viewer, P.PLAN_OPSTELLEN, casus):
            found["actie"] = (
                lambda data: TafelActieForm(data, deelnames=deelnemers(casus)),
                lambda form: diensten.maak_actie_van_besluit(
                    viewer,
                    overleg,
                    casus,
                    actie_id=form.cleaned_data["sleutel"],
                    **form.inhoud(),
                ),
                "De actie staat in het plan van aanpak.",
            )
        if self.leidt and self.gepland:
            found |= self._van_de_leiding()
        return found

    @cached_property
    def voorstel(self) -> list[Agendavoorstel]:
        """What could still come on this agenda."""
        return stel_agenda_voor(self.viewer, overleg=self.overleg)

    @property
    def mag_inbrengen(self) -> bool:
        return bool(policy.may(self.viewer, P.BIJDRAGE_LEVEREN, self.casus))

    def analyse(self) -> dict[str, str]:
        """What the table wrote, for the 2e weging."""
        return {veld.sleutel: veld.tekst for veld in self.velden or ()}

    def _van_de_leiding(self) -> dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any], str]]:
        viewer, overleg, casus = self.viewer, self.overleg, self.casus
        keuzes = [(str(p.deelname_id), p.naam) for p in self.plaatsen]
        erbij = [str(p.deelname_id) for p in self.plaatsen if p.status_code in tafel.ERBIJ]
        return {
            "aanwezig": (
                lambda data: AanwezigForm(data, keuzes=keuzes, initial={"deelnames": erbij}),
                lambda form: diensten.leg_aanwezigheid_vast(
                    viewer, overleg, casus, form.cleaned_data["deelnames"]
                ),
                "De aanwezigheid is vastgelegd.",
            ),
            "punt": (
                lambda data: AgendapuntForm(
                    data,
                    initial={
                        "bijdragen_voor": self.punt.bijdragen_voor,
                        "minuten": self.punt.minuten,
                        "versie": self.punt.versie,
                    },
                ),
                lambda form: diensten.wijzig_agendapunt(
                    viewer, overleg, casus, **form.cleaned_data
                ),
                "De agenda is bijgewerkt.",
            ),
            "besluit": (
                lambda data: BesluitForm(
                    data, initial={"besluit": self.punt.besluit, "versie": self.punt.versie}
                ),
                lambda form: diensten.bespreek(viewer, overleg, casus, **form.cleaned_data),
                "Het besluit is vastgelegd.",
            ),
        }


@require_http_methods(["GET", "POST"])
def overleg(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agenda left, the casus in the middle, decisions and what is still needed right."""
    t = Tafel(request, pk)
    bouwers = t.formulieren()
    naam = request.POST.get("formulier", "")
    gepost, status = None, 200
    if request.method == "POST":
        if naam == "geen_inbreng" and t.regel is not None and t.eigen_plaats:
            diensten.meld_geen_inbreng(t.viewer, t.eigen_plaats.uitnodiging_id)
            messages.success(request, "Vastgelegd dat u niets in te brengen hebt.")
            return _terug(t)
        if naam in {"volgende", "nu"} and t.leidt and t.gepland and t.regel is not None:
            return _aan_de_orde(t, naam)
        if naam not in bouwers:
            raise AccessDenied("Dit is hier niet aan u.")
        bouw, dienst, gelukt = bouwers[naam]
        gepost = bouw(request.POST)
        status = verwerk(gepost, lambda data: dienst(gepost))
        if status == KLAAR:
            _draad_weg(t, naam)
            messages.success(request, gelukt)
            return _terug(t)
    context = _context(t, bouwers, naam, gepost)
    return render(request, "cases/overleg.html", context, status=status)


def pagina(t: Tafel) -> dict[str, Any]:
    """The whole page with fresh forms."""
    return _context(t, t.formulieren(), "", None)


def _aan_de_orde(t: Tafel, naam: str) -> HttpResponseRedirect:
    """The table goes on: to the next casus, or to the one on the page; who follows goes along."""
    assert t.regel is not None
    regel = (t.volgende or t.regel) if naam == "volgende" else t.regel
    casus = Casus.objects.haal(t.viewer, regel.casus_id)  # type: ignore[attr-defined]
    diensten.stel_aan_de_orde(t.viewer, t.overleg, casus)
    return redirect(overleg_url(t.overleg, regel.casus_id))


def _draad_weg(t: Tafel, naam: str) -> None:
    if t.regel is not None:
        concept.verwijder(sleutel(t.viewer, "overleg", t.overleg.pk, t.regel.casus_id, naam))


def _terug(t: Tafel) -> HttpResponseRedirect:
    return redirect(overleg_url(t.overleg, t.regel.casus_id if t.regel else None))


def _context(
    t: Tafel,
    bouwers: dict[str, tuple[Callable[[Any], forms.Form], Callable[[Any], Any], str]],
    naam: str,
    gepost: Any,
) -> dict[str, Any]:
    formulieren = {
        key: gepost if key == naam and gepost else bouw(None)
        for key, (bouw, _dienst, _tekst) in bouwers.items()
    }
    if t.regel is not None:
        typed = {k: f for k, f in formulieren.items() if k in GETYPT}
        hang_aan(t.viewer, "overleg", t.overleg.pk, typed, t.regel.casus_id)
    context: dict[str, Any] = {
        "form": gepost,
        "open_formulier": naam if gepost else "",
        "formulieren": formulieren,
        "overleg_pk": t.overleg.pk,
        "begint_at": t.overleg.begint_at,
        "eindigt_at": t.overleg.eindigt_at,
        "locatie": t.overleg.locatie,
        "organisator": t.overleg.organisator.organisatie.naam,
        "status": Casusoverleg.Status(t.overleg.status).label,
        "gepland": t.gepland,
        "begonnen": t.overleg.begint_at <= clock.now(),
        "leidt": t.leidt,
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg", "url": ""},
        ],
        "casus": None,
    } | agenda_context(t)
    if t.regel is not None:
        context |= casus_context(t) | {"bewaarde_teksten": _bewaarde_teksten(t)}
    return context


def agenda_context(t: Tafel) -> dict[str, Any]:
    """The agenda as the viewer sees it, and what the table discusses of it."""
    nu = tafelbeeld.aan_de_orde(t.overleg, [regel.casus_id for regel in t.agenda])
    return {
        "agenda": [
            {
                "regel": regel,
                "url": overleg_url(t.overleg, regel.casus_id),
                "hier": regel is t.regel,
                "nu": t.gepland and regel.casus_id == nu,
            }
            for regel in t.agenda
        ],
        "nu": nu if t.gepland else None,
        "minuten": sum(regel.minuten for regel in t.agenda),
    }


def notitiesleutel(t: Tafel, veld: str) -> UUID:
    """Key of the draft with the writer's own text of one field, when somebody else was first."""
    return sleutel(t.viewer, "tafelnotitie", t.overleg.pk, t.casus.pk, veld)


def _bewaarde_teksten(t: Tafel) -> list[dict[str, Any]]:
    """Texts that came second and were not chosen between yet; one query."""
    if not t.velden or t.viewer.medewerker_id is None:
        return []
    drafts = concept.van_object("tafelnotitie", t.overleg.pk)
    return [
        {"veld": v.sleutel, "naam": v.naam, "tekst": drafts[pk].data.get("tekst", ""), "pk": pk}
        for v in t.velden
        if (pk := notitiesleutel(t, v.sleutel)) in drafts
    ]


def casus_context(t: Tafel) -> dict[str, Any]:
    """What the middle and the right column show of the chosen casus."""
    deler = t.deler
    inbreng = tafel.inbreng(deler)
    rijen = tafel.halen_en_brengen(deler, inbreng, t.plaatsen)
    eerste = weegbeeld.eerste_wegingen(deler)
    tweede = t.tweede[0] if t.tweede else None
    eigen = [item for item in inbreng if isinstance(item, Inbreng) and item.eigen]
    volgende = t.volgende
    return {
        "casus": t.regel,
        "urgentie": t.casus.get_urgentie_display(),
        "vormen": t.casus.verschijningsvorm_namen(),
        "gemeente": t.casus.gemeente,
        "situaties": tafel.situaties(deler),
        "eerste": eerste[0] if eerste else None,
        "plaatsen": t.plaatsen,
        "aanwezig": sum(p.status_code in tafel.ERBIJ for p in t.plaatsen),
        "extra": [p.naam for p in t.plaatsen if p.incidenteel],
        "eigen_plaats": t.eigen_plaats,
        "rijen": rijen,
        "eigen": eigen,
        "vragen": [
            {"wie": rij.naam, "vraag": item.vraag}
            for rij in rijen
            for item in rij.inbreng
            if item.vraag and not item.eigen
        ],
        "bijdragen_voor": t.punt.bijdragen_voor,
        "besluit": t.punt.besluit,
        "besproken_at": t.punt.besproken_at,
        "tweede": tweede,
        "gezondheid": t.gezondheid,
        "acties": tafel.acties(deler),
        "velden": t.velden,
        "mag_schrijven": t.gepland
        and t.velden is not None
        and diensten.mag_schrijven(t.viewer, t.overleg, t.casus).allowed,
        "expertise_url": reverse("overleg_uitnodigen", args=[t.overleg.pk, t.casus.pk])
        if t.leidt and t.gepland and t.analyse().get("benodigde_expertise")
        else "",
        "waarom_agenda": t.punt.waarom,
        "stand_url": reverse("overleg_stand", args=[t.overleg.pk])
        + f"?{urlencode({'casus': t.casus.pk})}",
        "plan_url": _plan_url(t.casus),
        "casus_url": reverse("casus", args=[t.casus.pk]),
        "uitnodigen_url": reverse("overleg_uitnodigen", args=[t.overleg.pk, t.casus.pk])
        if t.leidt and t.gepland
        else "",
        "volgende_url": overleg_url(t.overleg, volgende.casus_id) if volgende else "",
        "nodig": _nodig(t, rijen, tweede, eerste[0] if eerste else None),
    }


def _plan_url(casus: Casus) -> str:
    """Empty where no plan of aanpak is installed."""
    try:
        return reverse("casus_plan", args=[casus.pk])
    except NoReverseMatch:
        return ""


def _nodig(
    t: Tafel, rijen: list[tafel.Rij], tweede: Tweede | Afgeschermd | None, eerste: object
) -> list[dict[str, Any]]:
    """The checklist. Bijdragen are counted as far as this viewer sees them, and it says so."""
    uitgenodigd = {plaats.naam for plaats in t.plaatsen}
    geantwoord = sum(
        rij.naam in uitgenodigd and bool(rij.inbreng or rij.afgeschermd or rij.geen_inbreng)
        for rij in rijen
    )
    weging = isinstance(tweede, Tweede)
    return [
        {
            "label": "Bijdragen",
            "klaar": bool(uitgenodigd) and geantwoord == len(uitgenodigd),
            "toelichting": f"{geantwoord} van {len(uitgenodigd)} organisaties, voor zover u ziet",
        },
        {
            "label": "1e weging",
            "klaar": isinstance(eerste, Eerste) and eerste.gewogen,
        },
        {
            "label": "Aanwezigheid vastgelegd",
            "klaar": any(p.status_code in {"aanwezig", "afwezig"} for p in t.plaatsen),
        },
        {"label": "Besluit vastgelegd", "klaar": t.punt.besproken_at is not None},
        {"label": "2e weging gemotiveerd", "klaar": weging},
        {"label": "Urgentie gekozen", "klaar": weging},
        {"label": "Regievoerder benoemd", "klaar": t.casus.regievoerder_id is not None},
    ]
