"""One melding: what is known, who it may be, and the ways to go on."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from cases.models import Dossier
from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.documenten import antwoord
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk, zet_fout
from ketenregie.foundation.viewer import Viewer
from meldpunt import beeld, selectors
from meldpunt.alarmbeeld import lopend_of_laatste
from meldpunt.forms import MelderForm, MeldingDocumentForm
from meldpunt.forms_behandelen import (
    DossierForm,
    EindeForm,
    OpwaardeerForm,
    RedenForm,
    TerugForm,
    ToewijsForm,
    VervolgForm,
    VraagForm,
)
from meldpunt.matching import ELDERS, Match, beeld_van, suggesties
from meldpunt.models import (
    Melder,
    Melding,
    MeldingDocument,
    Meldingmail,
    MeldingMatch,
    Status,
)
from meldpunt.publiek.code import in_groepen
from meldpunt.services import (
    beslis_match,
    geef_code,
    herroep_match,
    maak_melding_van,
    neem_op,
    open_mail,
    plan_vervolg,
    rond_eigentermijn_af,
    sluit_melding,
    stel_vraag,
    stuur_terug,
    toon_melder,
    trek_document_in,
    voeg_bij_melding,
    vorm_dossier,
    werk_melder_bij,
    wijs_toe,
)
from meldpunt.services.document import kunnen_mee
from meldpunt.services.dossiervorming import voorstel_titel, voorstellen
from meldpunt.services.eigentermijn import UITKOMSTEN
from meldpunt.services.signalering import signaleringen_van
from meldpunt.services.vault import MelderBeeld
from meldpunt.views import melderlijn, objecten, overdracht
from meldpunt.views.basis import namen_van, tekst_uit
from partners.access import policy
from partners.access.permissions import Permission
from partners.instrumenten import Instrumentarium
from referentiemodel.enums import Doel, Grondslag


@require_GET
def melding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Facts, signals, suggestions and what comes next."""
    return _pagina(request, _haal(request, pk))


def _haal(request: HttpRequest, pk: UUID) -> Melding:
    found: Melding = Melding.objects.haal(viewer_of_request(request), pk)  # type: ignore[attr-defined]
    return found


def _pagina(
    request: HttpRequest,
    melding: Melding,
    *,
    melder_open: MelderBeeld | None = None,
    nieuwe_code: str = "",
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """The page, with the forms of this request or fresh ones."""
    viewer = viewer_of_request(request)
    logboek.bekeken(melding, doel=Doel.MELDING_BEHANDELEN)
    melder = Melder.objects.filter(melding=melding).first()
    names = namen_van({melding.behandelaar_id})
    context: dict[str, Any] = {
        "m": beeld.beeld(
            melding,
            melder,
            names.get(melding.behandelaar_id, ""),  # type: ignore[arg-type]
            viewer.deelname_id,
        ),
        "overdrachten": (offers := _overdrachten(viewer, melding)),
        "wacht_op_ander": any(o.open for o in offers),
        "melder_open": melder_open,
        "alarm": lopend_of_laatste(viewer, melding.pk),
        "signaleringen": beeld.signaleringen(
            signaleringen_van(viewer, melding), Instrumentarium(viewer.keten_id)
        ),
        "eigentermijnen": beeld.eigentermijnen(
            melding.eigentermijnen.filter(eigenaar_id=viewer.deelname_id)
        ),
        "nieuwe_code": nieuwe_code,
        "kluis_form": _kluis_form(melder, melder_open, melding.eigenaar_id == viewer.deelname_id),
        "mag_spreken": policy.may(viewer, Permission.MELDER_SPREKEN).allowed,
        "mag_melder": policy.may(viewer, Permission.MELDER_INZIEN).allowed,
        "elders": ELDERS,
        "kruimels": [
            {"label": "Meldpunt", "url": reverse("meldpunt")},
            {"label": f"Melding {melding.kenmerk}"},
        ],
        "reden_form": RedenForm(prefix="melder"),
        "mail_form": RedenForm(prefix="mail"),
        "documenten": beeld.documenten(_documenten(melding), viewer.deelname_id),
        "mails": beeld.mails(_mails(melding)),
        "draad": beeld.draad(melding, viewer.deelname_id)
        if melding.indiener_id != viewer.deelname_id
        else [],
        "indiener": str(melding.indiener or ""),
    }
    context |= melderlijn.context(viewer, melding, melder) | objecten.context(viewer, melding)
    eigen = melding.eigenaar_id == viewer.deelname_id
    if melding.is_open and (eigen or melding.wacht_op_aannemen):
        context |= {
            "document_form": MeldingDocumentForm(),
            "vraag_form": VraagForm(prefix="vraag"),
            "terug_form": TerugForm(prefix="terug"),
        }
    if melding.is_open and eigen:
        matches = suggesties(viewer, beeld_van(melding), melding=melding)
        logboek.lijst("cases.dossier", [m.dossier_id for m in matches if m.dossier_id])
        context |= {
            "matches": matches,
            "besluiten": _besluiten(melding),
            "mijn": melding.behandelaar_id == viewer.medewerker_id,
            "dossier_form": _dossier_form(melding, matches, request.GET.get("dossier", "")),
            "einde_form": EindeForm(prefix="einde"),
            "toewijs_form": _toewijs_form(viewer, melding),
            "opwaardeer_form": OpwaardeerForm(),
            "overdracht_form": overdracht.overdracht_form(request),
            "vervolg_form": VervolgForm(
                prefix="vervolg",
                initial={"stap": melding.volgende_stap, "datum": melding.volgende_datum},
            ),
            "grondslag": Grondslag.WMO_VEILIG_THUIS.label,
            "doel": Doel.COMPLEXE_CASUISTIEK.label,
        }
    context |= forms
    context["form"] = next((f for f in forms.values() if getattr(f, "errors", None)), None)
    return render(request, "meldpunt/melding.html", context, status=status)


def _kluis_form(
    melder: Melder | None, melder_open: MelderBeeld | None, eigen: bool
) -> MelderForm | None:
    """To change the melder one opens the vault first; where nothing lies one may begin."""
    if melder_open is not None:
        return MelderForm(initial=asdict(melder_open.invoer) | {"versie": melder_open.versie})
    return MelderForm() if melder is None and eigen else None


def _overdrachten(viewer: Viewer, melding: Melding) -> list[beeld.OverdrachtBeeld]:
    """To whom it was offered, latest first; only those of the own organisation."""
    rows = melding.overdrachten.select_related("van__organisatie", "naar__organisatie")
    return [beeld.overdracht(r, melding.model, viewer.deelname_id) for r in rows]


def _toewijs_form(viewer: Viewer, melding: Melding, data: Any = None) -> ToewijsForm:
    people = [(str(pk), naam) for pk, naam in selectors.collegas(viewer).items()]
    others = [p for p in people if p[0] != str(melding.behandelaar_id)]
    return ToewijsForm(data, collegas=others)


def _documenten(melding: Melding) -> list[MeldingDocument]:
    rows = list(melding.documenten.select_related("leverancier__organisatie"))
    if rows:
        logboek.lijst("meldpunt.meldingdocument", [row.pk for row in rows])
    return rows


def _mails(melding: Melding) -> list[Meldingmail]:
    """Only a melding that came by mail, or was answered by one, has any."""
    rows = list(Meldingmail.objects.filter(melding=melding))
    if rows:
        logboek.lijst("meldpunt.meldingmail", [row.pk for row in rows])
    return rows


def _dossier_form(
    melding: Melding, matches: list[Match], chosen: str = "", data: Any = None
) -> DossierForm:
    """The form of dossiervorming; organisations that belong to it are ticked beforehand."""
    proposals = voorstellen(melding)
    files = [(str(d.pk), f"{d.omschrijving} ({d.naam})") for d in kunnen_mee(melding)]
    known = [
        (str(m.dossier_id), f"Dossier {m.kenmerk} van {m.naam} ({m.sterkte})")
        for m in matches
        if m.dossier_id
    ]
    return DossierForm(
        data,
        dossiers=known,
        organisaties=[
            (
                str(v.deelname.pk),
                f"{v.deelname.organisatie.naam}: {v.waarom[:1].lower()}{v.waarom[1:]}",
            )
            for v, _ in proposals
        ],
        documenten=files,
        initial={
            "documenten": [pk for pk, _ in files],
            "dossier": chosen if chosen in dict(known) else "" if known else "nieuw",
            "titel": voorstel_titel(melding),
            "rol": "slachtoffer",
            "uitnodigen": [str(v.deelname.pk) for v, ticked in proposals if ticked],
        },
    )


def _besluiten(melding: Melding) -> list[dict[str, Any]]:
    """Suggestions that a person turned down, with who and when."""
    rows = list(
        MeldingMatch.objects.filter(
            melding=melding, besluit=MeldingMatch.Besluit.ANDER, herroepen_at__isnull=True
        ).select_related("dossier", "andere_melding")
    )
    names = namen_van({row.created_by_id for row in rows})
    return [
        {
            "pk": row.pk,
            "kenmerk": (row.dossier or row.andere_melding).kenmerk,  # type: ignore[union-attr]
            "wie": names.get(row.created_by_id, "") if row.created_by_id else "",
            "at": row.besloten_at,
        }
        for row in rows
    ]


@require_POST
def dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the dossier or add to one, and invite, in one go."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    if melding.casus_id:  # sent twice
        return redirect("casus", pk=melding.casus_id)
    matches = suggesties(viewer, beeld_van(melding), melding=melding)
    form = _dossier_form(melding, matches, data=request.POST)
    if form.is_valid():
        try:
            casus = vorm_dossier(
                viewer,
                melding,
                titel=form.cleaned_data["titel"],
                dossier=_gekozen(viewer, form.dossier_id()),
                invite=[UUID(x) for x in form.cleaned_data["uitnodigen"]],
                rol=form.cleaned_data["rol"],
                documenten=[UUID(x) for x in form.cleaned_data.get("documenten", [])],
            )
        except DomainError as fout:
            zet_fout(form, fout)
        else:
            messages.success(
                request, f"Melding {melding.kenmerk} staat nu in casus {casus.kenmerk}."
            )
            return redirect("casus", pk=casus.pk)
    return _pagina(request, melding, status=422, dossier_form=form)


def _gekozen(viewer: Viewer, pk: UUID | None) -> Dossier | None:
    if pk is None:
        return None
    found = Dossier.objects.filter(pk=pk, keten_id=viewer.keten_id).first()
    if found is None:
        raise NotVisible
    return found


@require_POST
def melder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the melder on this one page; with a reason, logged."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    form = RedenForm(request.POST, prefix="melder")
    if form.is_valid():
        opened = toon_melder(viewer, melding, form.cleaned_data["reden"])
        return _pagina(request, melding, melder_open=opened)
    return _pagina(request, melding, status=422, reden_form=form)


@require_POST
def melder_wijzig(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what the vault holds; the form comes with the opened vault, or when there is none."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    form = MelderForm(request.POST)
    status = verwerk(
        form,
        lambda data: werk_melder_bij(viewer, melding, form.invoer(), versie=data["versie"]),
    )
    if status == KLAAR:
        messages.success(request, "De melder is bijgewerkt en de kluis is weer dicht.")
        return redirect(reverse("melding", args=[pk]) + "#melder")
    return _pagina(request, melding, status=status, kluis_form=form)


@require_POST
def melder_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A code to read out to the melder; this answer shows it and nothing else ever does."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    code = geef_code(viewer, melding)
    return _pagina(request, melding, nieuwe_code=in_groepen(code))


@require_POST
def mail_origineel(request: HttpRequest, pk: UUID, mail_pk: UUID) -> HttpResponseBase:
    """The mail as it came in, as a download. It says who sent it: with a reason, logged."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    mail = Meldingmail.objects.filter(pk=mail_pk, melding=melding).first()
    if mail is None:
        raise NotVisible
    form = RedenForm(request.POST, prefix="mail")
    if not form.is_valid():
        return _pagina(request, melding, status=422, mail_form=form)
    antwoord.open_bestand(mail)
    open_mail(viewer, mail, form.cleaned_data["reden"])
    return antwoord.download(mail)


@require_POST
def sluit(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    form = EindeForm(request.POST, prefix="einde")
    status = verwerk(
        form, lambda data: sluit_melding(viewer, melding, data["einde"], data["reden"])
    )
    if status == KLAAR:
        einde = Status(form.cleaned_data["einde"]).label.lower()
        messages.success(request, f"Melding {melding.kenmerk}: {einde}.")
        return redirect("meldpunt")
    return _pagina(request, melding, status=status, einde_form=form)


@require_POST
def eigentermijn(request: HttpRequest, pk: UUID, sleutel: str) -> HttpResponse:
    """A term of Veilig Thuis itself is met."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    if sleutel not in UITKOMSTEN:
        raise NotVisible
    uitkomst = request.POST.get("uitkomst", "")
    rond_eigentermijn_af(viewer, melding, sleutel, uitkomst=uitkomst)
    messages.success(request, "Vastgelegd bij uw eigen termijnen.")
    return redirect(f"{reverse('melding', args=[pk])}#eigentermijnen")


@require_POST
def vervolg(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    form = VervolgForm(request.POST, prefix="vervolg")
    status = verwerk(form, lambda data: plan_vervolg(viewer, melding, data["stap"], data["datum"]))
    if status == KLAAR:
        messages.success(request, "De volgende stap is bewaard.")
        return redirect("melding", pk=pk)
    return _pagina(request, melding, status=status, vervolg_form=form)


@require_POST
def oppakken(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    neem_op(viewer, melding)
    messages.success(request, f"U pakt melding {melding.kenmerk} op.")
    return redirect("melding", pk=pk)


@require_POST
def toewijzen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give it to a colleague."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    form = _toewijs_form(viewer, melding, request.POST)
    status = verwerk(form, lambda data: wijs_toe(viewer, melding, UUID(data["collega"])))
    if status == KLAAR:
        messages.success(request, "Uw collega heeft deze melding nu.")
        return redirect("melding", pk=pk)
    return _pagina(request, melding, status=status, toewijs_form=form)


@require_POST
def opwaarderen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A signaal or adviesvraag becomes a melding."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    form = OpwaardeerForm(request.POST)
    status = verwerk(form, lambda data: maak_melding_van(viewer, melding, **data))
    if status == KLAAR:
        messages.success(request, "Dit is nu een melding.")
        return redirect("melding", pk=pk)
    return _pagina(request, melding, status=status, opwaardeer_form=form)


@require_POST
def vraag(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask who filed it."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    form = VraagForm(request.POST, prefix="vraag")
    status = verwerk(form, lambda data: stel_vraag(viewer, melding, **data))
    if status == KLAAR:
        messages.success(request, f"Uw vraag is verstuurd aan {melding.indiener}.")
        return redirect("melding", pk=pk)
    return _pagina(request, melding, status=status, vraag_form=form)


@require_POST
def terugsturen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A forwarded signaal does not belong here after all."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    form = TerugForm(request.POST, prefix="terug")
    status = verwerk(form, lambda data: stuur_terug(viewer, melding, **data))
    if status == KLAAR:
        messages.success(request, f"Signaal {melding.kenmerk} is teruggestuurd.")
        return redirect("meldpunt")
    return _pagina(request, melding, status=status, terug_form=form)


@require_POST
def documenten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add files to the melding."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    form = MeldingDocumentForm(request.POST, request.FILES)
    status = verwerk(form, lambda data: voeg_bij_melding(viewer, melding, **data))
    if status == KLAAR:
        messages.success(request, "Toegevoegd aan de melding.")
        return redirect("melding", pk=pk)
    return _pagina(request, melding, status=status, document_form=form)


@require_POST
def document_intrekken(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponse:
    """Take a file of the meldpunt back."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    if not melding.documenten.filter(pk=document_pk).exists():
        raise NotVisible
    reden = tekst_uit(request, "reden") or "Verkeerd bestand"
    trek_document_in(viewer, document_pk, reden=reden)
    messages.success(request, "Het bestand is weg.")
    return redirect("melding", pk=pk)


@require_POST
def ander_persoon(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A suggestion is someone else; what it said at this moment is kept with the decision."""
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    chosen = request.POST.get("match", "")
    match = next(
        (
            m
            for m in suggesties(viewer, beeld_van(melding), melding=melding)
            if str(m.dossier_id or m.melding_id) == chosen
        ),
        None,
    )
    if match is None:
        raise NotVisible
    beslis_match(
        viewer,
        melding,
        MeldingMatch.Besluit.ANDER,
        dossier=Dossier.objects.get(pk=match.dossier_id) if match.dossier_id else None,
        andere_melding=Melding.objects.get(pk=match.melding_id) if match.melding_id else None,
        sterkte=match.sterkte,
        redenen=match.redenen,
    )
    messages.success(request, "Vastgelegd: dit is een ander persoon.")
    return redirect("melding", pk=pk)


@require_POST
def herroep(request: HttpRequest, pk: UUID, match: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    reden = tekst_uit(request, "reden") or f"Opnieuw bekeken op {clock.today():%d-%m-%Y}"
    herroep_match(viewer, match, reden)
    messages.success(request, "Het besluit is teruggenomen; de suggestie staat er weer.")
    return redirect("melding", pk=melding.pk)


urlpatterns = [
    path("meldpunt/<uuid:pk>/", melding, name="melding"),
    path("meldpunt/<uuid:pk>/dossier/", dossier, name="melding_dossier"),
    path("meldpunt/<uuid:pk>/melder/", melder, name="melding_melder"),
    path("meldpunt/<uuid:pk>/melder/wijzig/", melder_wijzig, name="melding_melder_wijzig"),
    path("meldpunt/<uuid:pk>/melder/code/", melder_code, name="melding_melder_code"),
    path("meldpunt/<uuid:pk>/mail/<uuid:mail_pk>/", mail_origineel, name="melding_mail"),
    path("meldpunt/<uuid:pk>/sluit/", sluit, name="melding_sluit"),
    path("meldpunt/<uuid:pk>/termijn/<slug:sleutel>/", eigentermijn, name="melding_eigentermijn"),
    path("meldpunt/<uuid:pk>/vervolg/", vervolg, name="melding_vervolg"),
    path("meldpunt/<uuid:pk>/oppakken/", oppakken, name="melding_oppakken"),
    path("meldpunt/<uuid:pk>/toewijzen/", toewijzen, name="melding_toewijzen"),
    path("meldpunt/<uuid:pk>/opwaarderen/", opwaarderen, name="melding_opwaarderen"),
    path("meldpunt/<uuid:pk>/vraag/", vraag, name="melding_vraag"),
    path("meldpunt/<uuid:pk>/terugsturen/", terugsturen, name="melding_terugsturen"),
    path("meldpunt/<uuid:pk>/documenten/", documenten, name="melding_documenten"),
    path(
        "meldpunt/<uuid:pk>/documenten/<uuid:document_pk>/intrekken/",
        document_intrekken,
        name="melding_document_intrekken",
    ),
    path("meldpunt/<uuid:pk>/ander/", ander_persoon, name="melding_ander"),
    path("meldpunt/<uuid:pk>/ander/<uuid:match>/terug/", herroep, name="melding_herroep"),
]
