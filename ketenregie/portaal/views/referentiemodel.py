"""The referentiemodel of the keten, readable for everyone who works in it; holds no case data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten
from referentiemodel.enums import Functie, Onderdeel, Partnersoort, Rasci
from referentiemodel.handleiding import cel, op_sterkte, plaats
from referentiemodel.loader import model_van
from referentiemodel.models import Modelstatus, ModelVersie
from referentiemodel.schema import (
    CELLEN,
    ELKE,
    NIEUW,
    Activiteit,
    Bevoegdheid,
    Model,
    Overgang,
)

TABS = (
    ("referentiemodel", "Stappen en activiteiten"),
    ("referentiemodel_rasci", "Wie doet wat"),
    ("referentiemodel_poorten", "Poorten"),
    ("referentiemodel_lijsten", "Termijnen en lijsten"),
    ("model_versies", "Versies"),
)
# Where a long name may break in a narrow column: a soft hyphen.
AFBREKEN = {
    "Veiligheidshuis": "Veiligheids\u00adhuis",
    "Arbeidsinspectie": "Arbeids\u00adinspectie",
    "Marechaussee": "Mare\u00adchaussee",
}


@dataclass(frozen=True, slots=True)
class Cel:
    """One cell as shown: its lines, and whether the bronrapport leaves it open or empty."""

    naam: str
    titel: str
    regels: tuple[str, ...]
    nader_te_bepalen: bool = False


@dataclass(frozen=True, slots=True)
class Stap:
    """One step as shown: from where to where, who may take it, what must be there."""

    naam: str
    van: str
    naar: str
    wie: tuple[str, ...]
    poorten: tuple[str, ...]
    opmerkingen: tuple[str, ...]


def overzicht(request: HttpRequest) -> HttpResponse:
    """Per hoofdstap the activiteiten, who answers for them, and the letters of the viewer."""
    viewer, versie, model = _model(request)
    stappen = [
        {
            "hoofdstap": hoofdstap,
            "activiteiten": [
                _kaart(model, activiteit, viewer)
                for activiteit in model.activiteiten_van(hoofdstap.sleutel)
            ],
            "verder": [
                _stap(model, overgang)
                for overgang in model.overgangen
                if overgang.van == hoofdstap.sleutel and _vooruit(model, overgang)
            ],
        }
        for hoofdstap in model.hoofdstappen
    ]
    balk = [
        {
            "label": hoofdstap.naam,
            "toelichting": f"{len(model.activiteiten_van(hoofdstap.sleutel))} activiteiten",
            "url": f"#{hoofdstap.sleutel}",
        }
        for hoofdstap in model.hoofdstappen
    ]
    return _pagina(request, "overzicht", versie, model, {"stappen": stappen, "balk": balk})


def activiteit(request: HttpRequest, sleutel: str) -> HttpResponse:
    """One activiteit with every cell.

    Raises:
        NotVisible: this version has no such activiteit.
    """
    viewer, versie, model = _model(request)
    if not model.heeft_activiteit(sleutel):
        raise NotVisible
    deze = model.activiteit(sleutel)
    nummer = model.activiteiten.index(deze)
    return _pagina(
        request,
        "activiteit",
        versie,
        model,
        {
            "activiteit": deze,
            "hoofdstap": model.hoofdstap(deze.hoofdstap),
            "cellen": cellen_van(deze),
            "breed": ("omschrijving", "info_vooraf"),
            "rollen": rollen_van(model, sleutel),
            "eigen": _eigen_letters(model, deze, viewer),
            "stappen": [
                _stap(model, overgang)
                for overgang in model.overgangen
                if any(b.activiteit == sleutel for b in overgang.bevoegd)
            ],
            "vorige": model.activiteiten[nummer - 1] if nummer else None,
            "volgende": next(iter(model.activiteiten[nummer + 1 :]), None),
            "kruimels": [
                {"label": "Referentiemodel", "url": _url("referentiemodel", versie, request)},
                {"label": str(deze), "url": ""},
            ],
        },
    )


def rasci(request: HttpRequest) -> HttpResponse:
    """The matrix: activiteiten down, partners across."""
    viewer, versie, model = _model(request)
    eigen = _kolom(model, viewer)
    kolommen = [
        {
            "kort": AFBREKEN.get(soort.kort, soort.kort),
            "label": soort.label,
            "afgekort": soort.kort != soort.label,
            "eigen": soort == eigen,
        }
        for soort in model.kolommen
    ]
    stappen = [
        {
            "hoofdstap": hoofdstap,
            "rijen": [
                {
                    "activiteit": rij,
                    "cellen": [
                        {
                            "letters": op_sterkte(model.letters(rij.sleutel, soort)),
                            "eigen": soort == eigen,
                        }
                        for soort in model.kolommen
                    ],
                }
                for rij in model.activiteiten_van(hoofdstap.sleutel)
            ],
        }
        for hoofdstap in model.hoofdstappen
    ]
    context = {
        "kolommen": kolommen,
        "stappen": stappen,
        "breedte": len(kolommen) + 1,
        "letters": list(Rasci),
        "eigen_kolom": eigen.label if eigen else "",
        "volle_breedte": True,
    }
    return _pagina(request, "rasci", versie, model, context)


def poorten(request: HttpRequest) -> HttpResponse:
    """Every step of a casus: forward per hoofdstap, and the ways back, out and in."""
    _viewer, versie, model = _model(request)
    vooruit = [_stap(model, o) for o in model.overgangen if _vooruit(model, o)]
    groepen = (
        ("Beginnen", [o for o in model.overgangen if o.van == NIEUW]),
        ("Terug", [o for o in model.overgangen if _terug(model, o)]),
        (
            "Eindigen en heropenen",
            [
                o
                for o in model.overgangen
                if o.van != NIEUW and not _vooruit(model, o) and not _terug(model, o)
            ],
        ),
    )
    return _pagina(
        request,
        "poorten",
        versie,
        model,
        {
            "vooruit": vooruit,
            "groepen": [
                {"titel": titel, "stappen": list(_samen(model, overgangen))}
                for titel, overgangen in groepen
            ],
        },
    )


def lijsten(request: HttpRequest) -> HttpResponse:
    """Termijnen with source, value lists, indicatoren."""
    _viewer, versie, model = _model(request)
    return _pagina(
        request,
        "lijsten",
        versie,
        model,
        {
            "termijnen": model.termijnen,
            "waardelijsten": list(model.waardelijsten.values()),
            "indicatoren": model.indicatoren,
        },
    )


def cellen_van(activiteit: Activiteit) -> list[Cel]:
    """Every cell of an activiteit, in the order of the bronrapport."""
    return [
        Cel(
            naam,
            titel,
            tuple(
                regel
                for regel in cel(activiteit, naam)
                if naam not in activiteit.nader_te_bepalen or regel != "Nader te bepalen"
            ),
            naam in activiteit.nader_te_bepalen,
        )
        for naam, titel in CELLEN
    ]


def rollen_van(model: Model, sleutel: str) -> list[dict[str, Any]]:
    """Per letter who has it, strongest first, for <c-who-does-what>."""
    per_letter: dict[Rasci, list[str]] = {}
    for soort in model.kolommen:
        for letter in model.letters(sleutel, soort):
            per_letter.setdefault(letter, []).append(str(soort.label))
    return [
        {
            "letters": [letter.value],
            "wie": ", ".join(per_letter[letter]),
            "toelichting": letter.label,
        }
        for letter in op_sterkte(per_letter)
    ]


def _model(request: Any) -> tuple[Viewer, ModelVersie, Model]:
    """The version of the keten, or another published version of the same model (?versie=2)."""
    viewer: Viewer = request.viewer
    policy.require(viewer, Permission.REFERENTIEMODEL_ZIEN)
    keten = Keten.objects.select_related("modelversie").defer("modelversie__inhoud")
    versie = keten.get(pk=viewer.keten_id).modelversie
    gevraagd = request.GET.get("versie", "")
    if gevraagd and gevraagd != str(versie.nummer):
        anders = _versies(versie).filter(nummer=gevraagd).first() if gevraagd.isdecimal() else None
        if anders is None:
            raise NotVisible
        versie = anders
    return viewer, versie, model_van(versie.pk)


def _versies(versie: ModelVersie) -> Any:
    return ModelVersie.objects.filter(
        sleutel=versie.sleutel, status=Modelstatus.GEPUBLICEERD
    ).defer("inhoud")


def _pagina(
    request: HttpRequest, sjabloon: str, versie: ModelVersie, model: Model, context: dict[str, Any]
) -> HttpResponse:
    route = request.resolver_match.url_name if request.resolver_match else ""
    return render(
        request,
        f"portaal/referentiemodel/{sjabloon}.html",
        {
            "model": model,
            "versie": versie,
            "versies": list(_versies(versie).order_by("-nummer")),
            "onderdelen": [o.label for o in Onderdeel if model.heeft(o)],
            "tabs": [
                {"label": label, "url": _url(naam, versie, request), "actief": naam == route}
                for naam, label in TABS
            ],
            **context,
        },
    )


def _url(naam: str, versie: ModelVersie, request: HttpRequest) -> str:
    """A page of the model; keeps the version that was asked for."""
    gevraagd = "versie" in request.GET
    return reverse(naam) + (f"?versie={versie.nummer}" if gevraagd else "")


def _kolom(model: Model, viewer: Viewer) -> Partnersoort | None:
    if viewer.partnersoort not in Partnersoort.values:
        return None
    soort = Partnersoort(viewer.partnersoort)
    return soort if soort in model.kolommen else Partnersoort.FLEXIBELE_SCHIL


def _eigen_letters(model: Model, activiteit: Activiteit, viewer: Viewer) -> list[Rasci]:
    kolom = _kolom(model, viewer)
    return op_sterkte(model.letters(activiteit.sleutel, kolom)) if kolom else []


def _kaart(model: Model, activiteit: Activiteit, viewer: Viewer) -> dict[str, Any]:
    return {
        "activiteit": activiteit,
        "eindverantwoordelijk": model.eindverantwoordelijke(activiteit.sleutel).label,
        "eigen": _eigen_letters(model, activiteit, viewer),
    }


def _stap(model: Model, overgang: Overgang) -> Stap:
    return Stap(
        naam=overgang.naam,
        van=plaats(model, overgang.van),
        naar=plaats(model, overgang.naar),
        wie=tuple(_wie(model, overgang)),
        poorten=tuple(model.poort(p).naam for p in overgang.poorten),
        opmerkingen=tuple(
            zin
            for geldt, zin in (
                (overgang.reden_verplicht, "Met een reden."),
                (
                    overgang.acuut_passeerbaar,
                    "Bij een acute casus mag deze stap eerder. De open voorwaarden blijven zichtbaar.",
                ),
                (overgang.ongedaan_te_maken, "Kan ongedaan worden gemaakt."),
            )
            if geldt
        ),
    )


def _wie(model: Model, overgang: Overgang) -> Iterable[str]:
    """Who may take the step, with the names of partners instead of letters."""
    if len(overgang.bevoegd) > 2:  # any activiteit of the hoofdstap: names would hide the rule
        letters = " of ".join(str(x.label).lower() for x in op_sterkte(overgang.letters))
        return [f"Wie bij een activiteit van deze hoofdstap: {letters}"]
    return [_wie_een(model, bevoegdheid) for bevoegdheid in overgang.bevoegd]


def _wie_een(model: Model, bevoegdheid: Bevoegdheid) -> str:
    delen = []
    if bevoegdheid.activiteit:
        code = model.activiteit(bevoegdheid.activiteit).code
        letters = " of ".join(str(x.label).lower() for x in op_sterkte(bevoegdheid.letters))
        namen = [
            str(soort.label)
            for soort in model.kolommen
            if bevoegdheid.letters & model.letters(bevoegdheid.activiteit, soort)
        ]
        delen.append(f"{', '.join(namen)} ({letters} bij {code})")
    if bevoegdheid.hoedanigheid:
        alleen = "alleen " if delen else ""
        delen.append(f"{alleen}{bevoegdheid.hoedanigheid.label}")
    if bevoegdheid.functies:
        functies = sorted(str(Functie(f).label).lower() for f in bevoegdheid.functies)
        delen.append("als " + " of ".join(functies))
    tekst = ", ".join(delen)
    return tekst[:1].upper() + tekst[1:]


def _samen(model: Model, overgangen: Iterable[Overgang]) -> Iterable[Stap]:
    """Steps with the same name as one, with all places named."""
    groepen: dict[str, list[Stap]] = {}
    for overgang in overgangen:
        groepen.setdefault(overgang.naam, []).append(_stap(model, overgang))
    for naam, stappen in groepen.items():
        yield Stap(
            naam=naam,
            van=", ".join(dict.fromkeys(s.van for s in stappen)),
            naar=", ".join(dict.fromkeys(s.naar for s in stappen)),
            wie=tuple(dict.fromkeys(regel for s in stappen for regel in s.wie)),
            poorten=stappen[0].poorten,
            opmerkingen=stappen[0].opmerkingen,
        )


def _volgorde(model: Model) -> dict[str, int]:
    return {hoofdstap.sleutel: hoofdstap.volgorde for hoofdstap in model.hoofdstappen}


def _vooruit(model: Model, overgang: Overgang) -> bool:
    """On to a later hoofdstap, into behandeling, or the regular end; not the sideways ends."""
    volgorde = _volgorde(model)
    if overgang.van in volgorde and overgang.naar in volgorde:
        return volgorde[overgang.naar] > volgorde[overgang.van]
    return overgang.van == "aangemeld" or (
        overgang.van in volgorde and overgang.van != ELKE and overgang.naar not in volgorde
    )


def _terug(model: Model, overgang: Overgang) -> bool:
    volgorde = _volgorde(model)
    if overgang.van not in volgorde or overgang.naar not in volgorde:
        return False
    return volgorde[overgang.naar] < volgorde[overgang.van]
