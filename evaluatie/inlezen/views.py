"""Reading an old registration: choose a file, say what each column is, look, read it in; and undo.

Nothing of the file is kept until it is read in: between the steps it travels in the form itself.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from cases.views.basis import viewer_of_request
from evaluatie.indicatoren.models import Inlezing
from evaluatie.indicatoren.selectors import model_voor
from evaluatie.inlezen import lezen, services, taken
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import zet_fout
from partners.access import policy
from partners.access.permissions import Permission

GETOOND = 20


class BestandForm(Formulier):
    """Which file, and where it comes from."""

    naam = forms.CharField(label="Waar komt de registratie vandaan?", max_length=160)
    bestand = forms.FileField(
        label="Bestand (xlsx, ods of csv)",
        help_text="Per melding één rij op het eerste blad, met een kop erboven. Namen en teksten worden niet gelezen.",
    )


class KoppelForm(Formulier):
    """What each column is; the text of the file goes along."""

    naam = forms.CharField(max_length=160, widget=forms.HiddenInput)
    inhoud = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, tabel: lezen.Tabel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keuzes = [
            ("", "Staat er niet in"),
            *((str(n), k or f"Kolom {n + 1}") for n, k in enumerate(tabel.kop)),
        ]
        for veld in lezen.VELDEN:
            self.fields[f"kolom_{veld.sleutel}"] = forms.ChoiceField(
                label=veld.label, choices=keuzes, required=veld.verplicht
            )

    def koppeling(self) -> dict[str, int]:
        return {
            veld.sleutel: int(waarde)
            for veld in lezen.VELDEN
            if (waarde := self.cleaned_data[f"kolom_{veld.sleutel}"])
        }


def inlezen(request: HttpRequest) -> HttpResponse:
    """The first step and what was read in before; the next steps are posts to this page."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.CIJFERS_BEHEREN)
    stap = request.POST.get("stap", "") if request.method == "POST" else ""
    if stap in {"kijk", "lees"}:
        return _koppel(request, viewer, stap)
    form, status = BestandForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                data = form.cleaned_data["bestand"].read(lezen.MAX_BYTES + 1)
                inhoud = lezen.tekst_van(data)
                tabel = lezen.lees_tabel(inhoud)
            except DomainError as fout:
                form.add_error("bestand", fout.zin)
            else:
                begin = {f"kolom_{k}": str(v) for k, v in lezen.raad(tabel.kop).items()}
                koppel = KoppelForm(
                    initial={"naam": form.cleaned_data["naam"], "inhoud": inhoud} | begin,
                    tabel=tabel,
                )
                return _toon(request, koppel, tabel)
    rows = list(Inlezing.objects.filter(keten_id=viewer.keten_id)[:100])
    logboek.lijst("evaluatie.inlezing", [r.pk for r in rows])
    context = {"form": form, "inlezingen": rows, "kruimels": _KRUIMELS,
               "grens": services.eerste_eigen_dag(viewer.keten_id)}  # fmt: skip
    return render(request, "evaluatie/indicatoren/inlezen.html", context, status=status)


def _koppel(request: HttpRequest, viewer: Any, stap: str) -> HttpResponse:
    """Look at what comes in, or read it in; with one fault nothing is read."""
    try:
        tabel = lezen.lees_tabel(request.POST.get("inhoud", ""))
    except DomainError as fout:
        messages.error(request, fout.zin)
        return redirect("inlezen")
    form = KoppelForm(request.POST, tabel=tabel)
    if not form.is_valid():
        return _toon(request, form, tabel, status=422)
    rijen, fouten = lezen.vertaal(tabel, form.koppeling(), model_voor(viewer))
    if stap == "lees" and not fouten and len(rijen) > taken.DIRECT:
        job = taken.vraag_inlezen(
            viewer,
            naam=form.cleaned_data["naam"],
            inhoud=form.cleaned_data["inhoud"],
            koppeling=form.koppeling(),
        )
        return redirect("taak", job.pk)
    if stap == "lees" and not fouten:
        try:
            done = services.lees_in(viewer, naam=form.cleaned_data["naam"], rijen=rijen)
        except DomainError as fout:
            zet_fout(form, fout)
        else:
            messages.success(request, f"{done.rijen} rijen ingelezen.")
            return redirect("inlezen")
    status = 422 if fouten or form.errors else 200
    return _toon(request, form, tabel, rijen=rijen, fouten=fouten, status=status)


def _toon(
    request: HttpRequest,
    form: KoppelForm,
    tabel: lezen.Tabel,
    *,
    rijen: Any = None,
    fouten: Any = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "velden": [form[f"kolom_{v.sleutel}"] for v in lezen.VELDEN],
        "aantal": len(tabel.rijen),
        "voorbeeld": (rijen or [])[:GETOOND],
        "gekeken": rijen is not None,
        "fouten": list(fouten)[:100],
        "meer_fouten": max(0, len(fouten) - 100),
        "kruimels": _KRUIMELS,
    }
    return render(request, "evaluatie/indicatoren/inlezen_koppelen.html", context, status=status)


@require_POST
def ongedaan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a whole inlezing back."""
    viewer = viewer_of_request(request)
    try:
        services.maak_ongedaan(viewer, pk, reden=request.POST.get("reden", ""))
    except DomainError as fout:
        messages.error(request, fout.zin)
    else:
        messages.success(request, "De inlezing is ongedaan gemaakt.")
    return redirect("inlezen")


_KRUIMELS = [{"label": "Indicatoren", "url": "/indicatoren/"}, {"label": "Registratie inlezen"}]
urlpatterns = [
    path("indicatoren/inlezen/", inlezen, name="inlezen"),
    path("indicatoren/inlezen/<uuid:pk>/ongedaan/", ongedaan, name="inlezing_ongedaan"),
]
