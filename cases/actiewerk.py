"""Acties on Mijn werk: to do, to answer, to put elsewhere; and of one's casussen what is late."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from cases.models import Actie, Toewijzing, op_zichtbare_casus
from cases.services import plan as planservice
from cases.werkbasis import met_letter, na_werkdagen, naam_van, werkdag_van
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.rijvraag import PerRij
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.roles import CASUSWERK, KETENWERK

Status = Toewijzing.Status
OPNIEUW_WERKDAGEN = 2
_CASUS: dict[str, Any] = {"casus": "casus_id", "kenmerk": "casus__kenmerk"}


def _toewijzing(status: str, *, actie: Any = None, **voor: Any) -> Any:
    return Toewijzing.objects.filter(actie=actie or OuterRef("pk"), status=status, **voor)


def _open_acties(viewer: Viewer) -> Any:
    return Actie.objects.filter(
        op_zichtbare_casus(viewer), status__in=planservice.OPEN_ACTIES
    ).in_uitvoering()  # type: ignore[attr-defined]


def acties(viewer: Viewer) -> list[Werkbron]:
    """Open acties of the own organisation, out of plans that are vastgesteld; not what it gave back."""
    if viewer.functie not in CASUSWERK:
        return []
    mijn = viewer.eigen_id
    rijen = _open_acties(viewer).filter(
        ~PerRij(_toewijzing(Status.TERUGGEGEVEN, naar_id=mijn)), deelname_id=mijn
    )

    def bouw(rij: Rij) -> Werk:
        waarom = f"Actie uit het plan van aanpak, rol: {rij['rol']}."
        if rij["aan"]:
            waarom = f"Aangeboden aan {rij['aan']}; u houdt de actie tot die haar aanneemt."
        elif rij["niet"]:
            waarom = f"{rij['niet']} nam deze actie niet over; zij is van u."
        elif not rij["aangenomen"]:
            waarom += " Nog niet bevestigd."
        return Werk(
            wat=rij["wat"],
            waarom=waarom,
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_actie", args=[rij["casus"], rij["id"]]),
            uiterlijk=datum(rij["voor"]),
            soort="actie",
            knop="Werk bij",
            naam=rij["wie"] or "",
        )

    naam = "naar__organisatie__kort"
    later = Toewijzing.objects.filter(
        actie=OuterRef("actie"), created_at__gt=OuterRef("created_at")
    )
    velden = _CASUS | {
        "id": "pk",
        "wat": "omschrijving",
        "rol": "rol",
        "voor": "uiterlijk",
        "aan": Subquery(_toewijzing(Status.GESTUURD).values(naam)[:1]),
        "niet": Subquery(
            _toewijzing(Status.GEWEIGERD, van_id=mijn).filter(~PerRij(later)).values(naam)[:1]
        ),
        # Two queries deep: the name is asked of a medewerker, who is asked of the toewijzing.
        "wie": naam_van(
            _toewijzing(Status.AANGENOMEN, actie=OuterRef(OuterRef("pk")), naar_id=mijn).values(
                "behandelaar_id"
            )[:1]
        ),
        "aangenomen": Subquery(_toewijzing(Status.AANGENOMEN, naar_id=mijn).values("status")[:1]),
    }
    return [
        Werkbron(
            rijen, velden, per_rij(bouw), dag="uiterlijk",
            van=Subquery(
                _toewijzing(Status.AANGENOMEN, naar_id=mijn).values("behandelaar_id")[:1]
            ),
        )
    ]  # fmt: skip


def onderweg(viewer: Viewer) -> list[Werkbron]:
    """Offered to the own organisation; and for who runs the uitvoering what was offered or came back."""
    if viewer.functie not in CASUSWERK:
        return []
    velden = _CASUS | {
        "actie": "actie_id", "wat": "actie__omschrijving", "voor": "antwoord_voor",
        "van": "van__organisatie__kort", "naar": "naar__organisatie__kort",
        "sinds": "beantwoord_at",
    }  # fmt: skip
    lopend = Toewijzing.objects.filter(
        op_zichtbare_casus(viewer), actie__status__in=planservice.OPEN_ACTIES
    )
    bronnen = [
        Werkbron(
            lopend.filter(status=Status.GESTUURD, naar_id=viewer.eigen_id),
            velden, per_rij(_antwoord), dag="antwoord_voor",
        )
    ]  # fmt: skip
    if viewer.functie in KETENWERK:
        weg = Toewijzing.objects.filter(actie=OuterRef("actie"), status=Status.GESTUURD)
        terug = lopend.filter(
            ~PerRij(weg), met_letter(viewer, "acties_uitvoeren", "A", "casus"),
            status=Status.TERUGGEGEVEN,
        )  # fmt: skip
        gestuurd = lopend.filter(status=Status.GESTUURD, van_id=viewer.eigen_id).exclude(
            actie__deelname_id=viewer.eigen_id
        )
        bronnen += [
            Werkbron(
                terug, velden, per_rij(_opnieuw), dag=werkdag_van("beantwoord_at", OPNIEUW_WERKDAGEN)
            ),
            Werkbron(
                gestuurd, velden, per_rij(_wacht), dag="antwoord_voor",
                wacht=Q(antwoord_voor__gte=clock.today()),
            ),
        ]  # fmt: skip
    return bronnen


def _werk(rij: Rij, wat: str, waarom: str, uiterlijk: Any, knop: str, wacht_op: str = "") -> Werk:
    return Werk(
        wat=wat,
        waarom=waarom,
        casus_kenmerk=rij["kenmerk"],
        url=reverse("casus_actie", args=[rij["casus"], rij["actie"]]),
        uiterlijk=uiterlijk,
        wacht_op=wacht_op,
        soort="actie_onderweg",
        knop=knop,
    )


def _antwoord(rij: Rij) -> Werk:
    waarom = f"{rij['van']} vraagt of uw organisatie dit overneemt: {rij['wat']}"
    return _werk(rij, "Actie overnemen of niet", waarom, datum(rij["voor"]), "Antwoord")


def _opnieuw(rij: Rij) -> Werk:
    waarom = f"{rij['naar']} gaf deze actie terug: {rij['wat']}"
    dag = na_werkdagen(rij["sinds"], OPNIEUW_WERKDAGEN)
    return _werk(rij, "Actie aan een andere organisatie geven", waarom, dag, "Geef door")


def _wacht(rij: Rij) -> Werk:
    dag = datum(rij["voor"])
    te_laat = dag is not None and dag < clock.today()
    if te_laat:
        return _werk(
            rij, "Aangeboden actie niet beantwoord",
            f"{rij['naar']} antwoordde niet. Bel, of trek in: {rij['wat']}", dag, "Bekijk",
        )  # fmt: skip
    return _werk(
        rij, "Aangeboden actie wacht op antwoord", rij["wat"], dag, "Bekijk", rij["naar"] or ""
    )


def te_laat(viewer: Viewer) -> list[Werkbron]:
    """In casussen of the own organisation: what others should have done by now."""
    if viewer.functie not in KETENWERK:
        return []
    rijen = _open_acties(viewer).filter(
        ~Q(deelname_id=viewer.eigen_id),
        casus__eigenaar_id=viewer.eigen_id,
        uiterlijk__lt=clock.today(),
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat="Actie van een partner is te laat",
            waarom=f"Uw organisatie is eigenaar van de casus. Vraag hoe het staat: {rij['rol']}.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_uitvoering", args=[rij["casus"]]) + "#acties",
            uiterlijk=datum(rij["voor"]),
            wacht_op=rij["wie"] or "",
            soort="actie_te_laat",
            knop="Bekijk",
        )

    velden = _CASUS | {"rol": "rol", "voor": "uiterlijk", "wie": "deelname__organisatie__kort"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="uiterlijk", wacht=True)]


def register() -> None:
    """Hand the kinds to Mijn werk; from AppConfig.ready()."""
    for soort, maak in (
        ("actie", acties),
        ("actie_onderweg", onderweg),
        ("actie_te_laat", te_laat),
    ):
        work_kinds.register(soort, Werksoort(maak))
