"""Mijn werk around who takes part: what came back to the owner, so that nothing silently disappears."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from cases.models import Actie, Betrokkenheid, Casus, Nazorg, Uitsluiting
from cases.services.betrokkenheid.einde import OPEN_NAZORG
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from partners.access.permissions import Permission as P
from partners.access.roles import ORGANISATIEBREED, RECHTEN
from partners.models import Lidmaatschap, bevestigd_op, geldig_op
from referentiemodel.enums import Functie

Status = Betrokkenheid.Status
REGEL_WERKDAGEN = 3


def betrokkenheid(viewer: Viewer) -> list[Werk]:
    """Of the own casussen: unanswered invitations, proposals of partners, and organisations that
    declined or stopped. One query."""
    if viewer.functie not in RECHTEN[P.UITNODIGEN].functies:
        return []
    vandaag = clock.today()
    asked = Q(status=Status.UITGENODIGD, antwoord_voor__lt=vandaag)
    over = Q(eindigt_at__isnull=False, eindigt_at__lte=clock.now())
    back = Q(status__in=Betrokkenheid.TE_REGELEN, afgedaan_at__isnull=True)
    mine = Betrokkenheid.objects.filter(
        (asked & ~over) | Q(status=Status.VOORGESTELD) | back, casus__in=_eigen_casussen(viewer)
    ).select_related("casus", "deelname__organisatie")
    per_casus: dict[UUID, list[Betrokkenheid]] = {}
    found = []
    for rij in mine:
        if rij.status == Status.UITGENODIGD:
            per_casus.setdefault(rij.casus_id, []).append(rij)
        else:
            found.append(_werk(rij))
    return found + [_niet_beantwoord(rijen) for rijen in per_casus.values()]


def _eigen_casussen(viewer: Viewer) -> QuerySet[Casus]:
    mine = Casus.objects.visible_to(viewer).filter(eigenaar_id=viewer.eigen_id)  # type: ignore[attr-defined]
    return mine.order_by()  # type: ignore[no-any-return]


def _na(at: datetime | None) -> date | None:
    return clock.add_werkdagen(clock.local_date(at), REGEL_WERKDAGEN) if at else None


def _niet_beantwoord(rijen: list[Betrokkenheid]) -> Werk:
    """One line per casus, however many organisations kept silent."""
    een = len(rijen) == 1
    namen = ", ".join(sorted(rij.deelname.organisatie.kort for rij in rijen))
    return Werk(
        "Uitnodiging niet beantwoord" if een else f"{len(rijen)} uitnodigingen niet beantwoord",
        f"{namen}. Herinner of trek in.",
        rijen[0].casus.kenmerk,
        reverse("casus_organisaties", args=[rijen[0].casus_id]),
        min(rij.antwoord_voor for rij in rijen if rij.antwoord_voor),
        soort="betrokkenheid",
        knop="Bekijk",
    )


def _werk(rij: Betrokkenheid) -> Werk:
    kort = rij.deelname.organisatie.kort
    if rij.status == Status.VOORGESTELD:
        wat, waarom = "Over een voorgestelde organisatie beslissen", f"{kort}: {rij.waarom}"
        anker, args = "casus_organisatie_voorstel", [rij.casus_id, rij.pk]
        knop, uiterlijk = "Beslis", _na(rij.created_at)
    else:
        stopte = rij.status == Status.BEEINDIGD
        wat = "Een organisatie is gestopt" if stopte else "Een organisatie doet niet mee"
        waarom = f"{kort}. Regel wat er nu moet gebeuren."
        anker, args = "casus_organisatie_afdoen", [rij.casus_id, rij.pk]
        knop, uiterlijk = "Regel dit", _na(rij.einde_at)
    return Werk(
        wat,
        waarom,
        rij.casus.kenmerk,
        reverse(anker, args=args),
        uiterlijk,
        soort="betrokkenheid",
        knop=knop,
    )


def stilgevallen(viewer: Viewer) -> list[Werk]:
    """Acties, nazorg and regie in the own casussen of organisations that no longer take part;
    three queries."""
    if viewer.functie not in RECHTEN[P.UITNODIGEN].functies:
        return []
    mine = _eigen_casussen(viewer)
    weg = ~Exists(
        Betrokkenheid.objects.meedoend().filter(  # type: ignore[attr-defined]
            casus=OuterRef("casus"), deelname=OuterRef("deelname")
        )
    )
    acties = (
        Actie.objects.in_uitvoering()  # type: ignore[attr-defined]
        .open()
        .filter(weg, casus__in=mine)
        .select_related("casus", "deelname__organisatie")
    )
    found = [
        Werk(
            "Actie opnieuw beleggen",
            f"{actie.deelname.organisatie.kort} doet niet meer mee. Maak een nieuwe versie van het plan.",
            actie.casus.kenmerk,
            reverse("casus_plan", args=[actie.casus_id]),
            actie.uiterlijk,
            soort="stilgevallen",
            knop="Naar het plan",
        )
        for actie in acties
    ]
    zorg = Nazorg.objects.filter(weg, casus__in=mine, status__in=OPEN_NAZORG)
    found += [
        Werk(
            "Nazorg opnieuw beleggen",
            f"{rij.deelname.organisatie.kort} doet niet meer mee.",
            rij.casus.kenmerk,
            reverse("casus_uitvoering", args=[rij.casus_id]) + "#nazorg",
            rij.casus.volgende_datum,
            soort="stilgevallen",
            knop="Bekijk",
        )
        for rij in zorg.select_related("casus", "deelname__organisatie")
    ]
    return found + _zonder_regie(viewer)


def _zonder_regie(viewer: Viewer) -> list[Werk]:
    def weg(field: str) -> Q:
        gone = ~Exists(
            Betrokkenheid.objects.meedoend().filter(  # type: ignore[attr-defined]
                casus=OuterRef("pk"), deelname=OuterRef(field)
            )
        )
        return Q(gone, **{f"{field}__isnull": False})

    rows = _eigen_casussen(viewer).filter(weg("regievoerder") | weg("zorgcoordinator"))
    return [
        Werk(
            "Regievoerder of zorgcoördinator regelen",
            "De organisatie die dit deed, doet niet meer mee.",
            casus.kenmerk,
            reverse("casus_organisaties", args=[casus.pk]),
            casus.volgende_datum,
            soort="stilgevallen",
            knop="Bekijk",
        )
        for casus in rows
    ]


def zonder_ogen(viewer: Viewer) -> list[Werk]:
    """For the procesregisseur: casussen that nobody of the owning team can see any more, because
    all of them are excluded. One query."""
    if not (viewer.procesregie and viewer.functie == Functie.PROCESREGISSEUR):
        return []
    vandaag = clock.today()
    out = Uitsluiting.objects.in_kracht().filter(casus=OuterRef("pk"))  # type: ignore[attr-defined]
    excluded = Uitsluiting.objects.in_kracht().filter(  # type: ignore[attr-defined]
        casus=OuterRef(OuterRef("pk")), medewerker=OuterRef("medewerker")
    )
    left = Lidmaatschap.objects.filter(
        ~Exists(excluded),
        geldig_op(vandaag),
        bevestigd_op(vandaag),
        deelname=OuterRef("eigenaar"),
        functie__in=ORGANISATIEBREED,
        medewerker__is_active=True,
    )
    casussen = Casus.objects.visible_to(viewer).filter(Exists(out), ~Exists(left))  # type: ignore[attr-defined]
    return [
        Werk(
            "Deze casus heeft een andere eigenaar nodig",
            "Bij de eigenaar is iedereen uitgesloten.",
            casus.kenmerk,
            reverse("casus_uitsluitingen", args=[casus.pk]),
            casus.volgende_datum,
            soort="zonder_ogen",
            knop="Bekijk",
        )
        for casus in casussen
    ]


def register() -> None:
    """Hand the providers to Mijn werk; from AppConfig.ready()."""
    work_kinds.register("betrokkenheid", betrokkenheid)
    work_kinds.register("stilgevallen", stilgevallen)
    work_kinds.register("zonder_ogen", zonder_ogen)
