"""Who has access, for the one who answers for it (R9), and who stands in for whom."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Aggregate,
    Count,
    DateField,
    Exists,
    Field,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Least
from django.urls import reverse

from cases.beeld import Dag, dag
from cases.models import OPEN, CasusPersoonsrecht
from cases.werkbasis import zichtbaar
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.grants import Herkomst, geldig
from partners.access.permissions import Permission
from partners.access.roles import TEAM
from partners.models import Deelname, Lidmaatschap, Vervanging, geldig_op
from partners.services.hercertificatie import mag_bevestigen, waarom_niet
from referentiemodel.enums import Functie


@dataclass(frozen=True, slots=True)
class ToegangRegel:
    """One person with one way in. `sleutel` is the value of its checkbox."""

    sleutel: str
    naam: str
    waardoor: str
    organisatie: str
    bevestigen: Dag | None
    vervallen: bool
    vervalt_op: date | None
    waarschuwingen: int
    mag: bool
    waarom_niet: str
    beeindig_url: str

    @property
    def dringend(self) -> bool:
        return self.waarschuwingen > 0


def regels_voor(viewer: Viewer) -> list[ToegangRegel]:
    """Everybody whose access the viewer answers for, what presses first; two queries.

    The ketenbeheerder sees who works where in the whole keten, and nothing of casussen.
    """
    vandaag = clock.today()
    rows = Lidmaatschap.objects.filter(geldig_op(vandaag), deelname__keten_id=viewer.keten_id)
    beheer = viewer.functie == Functie.KETENBEHEERDER
    if not beheer:
        rows = rows.filter(deelname_id=viewer.eigen_id)
    found = [
        _lid(viewer, lid, vandaag)
        for lid in rows.select_related("medewerker", "deelname__organisatie")
    ]
    if not beheer:
        rechten = _persoonsrechten(viewer).select_related(
            "user", "content_object", "deelname__organisatie"
        )
        found += [_recht(viewer, recht, vandaag) for recht in rechten]
    return sorted(
        found,
        key=lambda r: (
            not r.dringend,
            r.bevestigen.datum if r.bevestigen else date.max,
            r.organisatie,
            r.naam,
        ),
    )


def _persoonsrechten(viewer: Viewer) -> "QuerySet[CasusPersoonsrecht]":
    return CasusPersoonsrecht.objects.filter(
        geldig(),
        deelname_id=viewer.eigen_id,
        herkomst=Herkomst.TAAK,
        content_object__status__in=OPEN,
    )


def _lid(viewer: Viewer, lid: Lidmaatschap, vandaag: date) -> ToegangRegel:
    mag = mag_bevestigen(viewer, lid)
    return ToegangRegel(
        sleutel=f"lid:{lid.pk}",
        naam=lid.medewerker.naam,
        waardoor=str(lid.get_functie_display()),
        organisatie=lid.deelname.organisatie.kort,
        bevestigen=dag(lid.hercertificatie_op),
        vervallen=lid.vervalt_op is not None and lid.vervalt_op <= vandaag,
        vervalt_op=lid.vervalt_op,
        waarschuwingen=lid.waarschuwingen,
        mag=mag,
        waarom_niet="" if mag else waarom_niet(viewer, lid),
        beeindig_url=reverse("toegang_beeindigen", args=[lid.pk]) if mag else "",
    )


def _recht(viewer: Viewer, recht: CasusPersoonsrecht, vandaag: date) -> ToegangRegel:
    mag = recht.user_id not in viewer.personen
    return ToegangRegel(
        sleutel=f"recht:{recht.pk}",
        naam=recht.user.naam,
        waardoor=f"{recht.get_taak_display()} in casus {recht.content_object.kenmerk}",
        organisatie=recht.deelname.organisatie.kort,
        bevestigen=dag(recht.hercertificatie_op),
        vervallen=recht.vervalt_op is not None and recht.vervalt_op <= vandaag,
        vervalt_op=recht.vervalt_op,
        waarschuwingen=recht.waarschuwingen,
        mag=mag,
        waarom_niet="" if mag else "Uw eigen toegang bevestigt een ander.",
        beeindig_url=reverse("casus_collega_af", args=[recht.content_object_id, recht.pk])
        if mag
        else "",
    )


@dataclass(frozen=True, slots=True)
class VervangingRegel:
    """One absence with its vervanger."""

    pk: UUID
    afwezige: str
    functie: str
    vervanger: str
    van: date
    tot: date | None
    reden: str
    nu: bool
    mag_beeindigen: bool


def vervangingen_voor(viewer: Viewer) -> list[VervangingRegel]:
    """Running and coming ones of the own organisation that the viewer has to do with; one query."""
    vandaag = clock.today()
    mine = Q(vervanger_id=viewer.medewerker_id) | Q(
        lidmaatschap__medewerker_id=viewer.medewerker_id
    )
    rows = Vervanging.objects.filter(
        lidmaatschap__deelname_id=viewer.eigen_id, beeindigd_at=None, tot__gte=vandaag
    )
    if viewer.functie not in TEAM:
        rows = rows.filter(mine)
    return [
        VervangingRegel(
            pk=rij.pk,
            afwezige=rij.lidmaatschap.medewerker.naam,
            functie=str(rij.lidmaatschap.get_functie_display()),
            vervanger=rij.vervanger.naam,
            van=rij.van,
            tot=rij.tot,
            reden=rij.reden,
            nu=rij.van <= vandaag,
            mag_beeindigen=True,
        )
        for rij in rows.select_related("lidmaatschap__medewerker", "vervanger").order_by("van")
    ]


_EINDE = Coalesce("vervalt_op", "hercertificatie_op")


def _over(rijen: "QuerySet[Any]", som: Aggregate, veld: "Field[Any, Any]") -> Subquery:
    """One figure over all rows, inside another query."""
    per_keten = rijen.order_by().values("deelname__keten").annotate(som=som).values("som")
    return Subquery(per_keten, output_field=veld)


def werk_bevestigen(viewer: Viewer) -> list[Werkbron]:
    """Access that lapses unless somebody confirms it; one line for all of it, so one row: the own
    deelname. The same people as in `regels_voor`."""
    if not policy.may(viewer, Permission.TOEGANG_BEVESTIGEN):
        return []
    leden = Lidmaatschap.objects.filter(
        geldig_op(clock.today()), deelname__keten_id=viewer.keten_id, waarschuwingen__gt=0
    ).exclude(medewerker_id__in=viewer.personen)
    rechten = _persoonsrechten(viewer).filter(waarschuwingen__gt=0)
    rechten = rechten.exclude(user_id__in=viewer.personen)
    if viewer.functie == Functie.KETENBEHEERDER:
        rechten = rechten.none()
    else:
        leden = leden.filter(deelname_id=viewer.eigen_id)
    eerste = Least(*(_over(rijen, Min(_EINDE), DateField()) for rijen in (leden, rechten)))

    def bouw(rij: Rij) -> Werk:
        aantal = (rij["leden"] or 0) + (rij["rechten"] or 0)
        wie = "1 collega" if aantal == 1 else f"{aantal} collega's"
        return Werk(
            f"Toegang van {wie} bevestigen",
            "Wie niet op tijd is bevestigd, verliest de toegang.",
            "",
            reverse("toegang_bevestigen"),
            datum(rij["voor"]),
            soort="toegang_bevestigen",
            knop="Bekijk",
        )

    velden: dict[str, Any] = {
        "leden": _over(leden, Count("pk"), IntegerField()),
        "rechten": _over(rechten, Count("pk"), IntegerField()),
        "voor": eerste,
    }
    rijen = Deelname.objects.filter(Exists(leden) | Exists(rechten), pk=viewer.eigen_id)
    return [Werkbron(rijen, velden, per_rij(bouw), dag=eerste)]


def werk_vervangen(viewer: Viewer) -> list[Werkbron]:
    """Colleagues the viewer stands in for now; acting for them is chosen by hand."""
    if viewer.namens_id or viewer.medewerker_id is None:
        return []
    vandaag = clock.today()
    rijen = Vervanging.objects.filter(
        geldig_op(vandaag),
        vervanger_id=viewer.medewerker_id,
        beeindigd_at=None,
        lidmaatschap__deelname_id=viewer.eigen_id,
    )

    def bouw(rij: Rij) -> Werk:
        tot = datum(rij["tot"])
        einde = f"Tot en met {tot:%-d-%-m-%Y}. " if tot else ""
        return Werk(
            f"U vervangt {rij['wie']}",
            f"{einde}Kies ‘Voor wie werk ik?’ om dat werk te zien.",
            "",
            reverse("organisatie_kiezen"),
            None,
            soort="vervanging",
            knop="Wissel",
        )

    velden = {"wie": "lidmaatschap__medewerker__naam", "tot": "tot"}
    return [Werkbron(rijen, velden, per_rij(bouw))]


def werk_collega_weg(viewer: Viewer) -> list[Werkbron]:
    """Casussen in which a task stands on the name of a colleague who left: the team says who takes it."""
    if viewer.functie not in TEAM:
        return []
    werkt_nog = Lidmaatschap.objects.filter(
        geldig_op(clock.today()), medewerker_id=OuterRef("user_id"), deelname_id=viewer.eigen_id
    )
    weg = _persoonsrechten(viewer).filter(~Exists(werkt_nog), content_object_id=OuterRef("pk"))

    def bouw(rij: Rij) -> Werk:
        return Werk(
            f"Werk van {rij['wie']} overnemen",
            "Deze collega is weg. Wijs een ander aan, of haal de taak weg.",
            rij["kenmerk"],
            reverse("casus_collegas", args=[rij["casus"]]),
            None,
            soort="collega_weg",
            knop="Wijs aan",
        )

    velden: dict[str, Any] = {
        "casus": "pk",
        "kenmerk": "kenmerk",
        "wie": Subquery(weg.order_by("pk").values("user__naam")[:1]),
    }
    rijen = zichtbaar(viewer).filter(Exists(weg))
    return [Werkbron(rijen, velden, per_rij(bouw))]


def register() -> None:
    """Hand the providers to Mijn werk; from AppConfig.ready()."""
    work_kinds.register("toegang_bevestigen", Werksoort(werk_bevestigen))
    work_kinds.register("vervanging", Werksoort(werk_vervangen))
    work_kinds.register("collega_weg", Werksoort(werk_collega_weg))
