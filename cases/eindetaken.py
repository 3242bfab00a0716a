"""What follows a heropening or a samenvoeging after the commit: data move, and people hear of it."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases.models import Casus, Heropening, Heropeningsakkoord, Samenvoeging
from cases.services import heropenen, samenvoegen
from cases.tasks import adressen_van
from ketenregie.foundation import clock, outbox, post
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.registries import Paneel, Werk, casus_panels, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.access.roles import ORGANISATIEBREED, RECHTEN
from referentiemodel.enums import Rasci

Status = Heropening.Status


@outbox.handler("casus.samengevoegd", naam="cases.verplaats_gegevens")
def verplaats_gegevens(ids: dict[str, UUID], bericht: Bericht) -> None:
    samenvoegen.verplaats(ids["samenvoeging_id"], at=clock.now())


@outbox.handler("casus.ontkoppeld", naam="cases.zet_gegevens_terug")
def zet_gegevens_terug(ids: dict[str, UUID], bericht: Bericht) -> None:
    samenvoegen.zet_terug(ids["samenvoeging_id"], at=clock.now())


@outbox.handler("casus.samengevoegd", naam="cases.mail_samengevoegd")
def mail_samengevoegd(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who takes part where it went on hears that more is known there."""
    rij = Samenvoeging.objects.filter(pk=ids["samenvoeging_id"]).first()
    if rij is not None:
        _mail_deelnemers(
            rij.naar_id,
            "Een casus is samengevoegd",
            "In een casus van u staat meer dan eerst. Bekijk haar.",
        )


@outbox.handler("casus.ontkoppeld", naam="cases.mail_ontkoppeld")
def mail_ontkoppeld(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who took part in the casus that stands alone again hears that it does."""
    _mail_deelnemers(
        ids["casus_id"],
        "Een casus staat weer op zichzelf",
        "Een casus van u is weer open. Bekijk haar.",
    )


@outbox.handler("casus.heropend", naam="cases.mail_heropend")
def mail_heropend(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who took part hears that it is open again."""
    _mail_deelnemers(
        ids["casus_id"],
        "Een casus is heropend",
        "Een casus van u is weer open. Bekijk wat er nodig is.",
    )


def _mail_deelnemers(casus_id: UUID, onderwerp: str, zin: str) -> None:
    casus = Casus.objects.filter(pk=casus_id).first()
    if casus is None:
        return
    wie = casus.betrokkenheden.meedoend().values("deelname")  # type: ignore[attr-defined]
    post.stuur(
        adressen_van(Q(deelname__in=wie), casus_id, functies=frozenset(ORGANISATIEBREED)),
        onderwerp, zin, reverse("casus", args=[casus_id]), casus_id=casus_id,
    )  # fmt: skip


@outbox.handler("heropening.gevraagd", naam="cases.mail_heropening_gevraagd")
def mail_gevraagd(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who took part or supplied something is asked to agree."""
    rows = Heropeningsakkoord.objects.filter(
        heropening=ids["heropening_id"], heropening__status=Status.GEVRAAGD, antwoord=""
    ).select_related("heropening")
    for rij in rows:
        post.stuur(
            adressen_van(
                Q(deelname_id=rij.deelname_id), rij.heropening.casus_id,
                functies=RECHTEN[P.HEROPENING_BEANTWOORDEN].functies,
            ),
            "Een afgesloten casus moet misschien weer open",
            "Uw organisatie deed daaraan mee of leverde gegevens. Zeg of u akkoord gaat.",
            reverse("heropening_akkoord", args=[rij.pk]),
        )  # fmt: skip


@outbox.handler("heropening.beantwoord", naam="cases.verwerk_heropening")
def verwerk(ids: dict[str, UUID], bericht: Bericht) -> None:
    """One refusal ends it; who decided hears when it is over, or when everybody agreed."""
    rij = heropenen.verwerk_antwoord(ids["heropening_id"], at=clock.now())
    if rij is None:
        return
    klaar = rij.status == Status.GEVRAAGD and heropenen.iedereen_akkoord(rij)
    if rij.status == Status.GEWEIGERD or klaar:
        post.stuur(
            adressen_van(
                Q(deelname_id=rij.aanvrager_id), rij.casus_id,
                functies=RECHTEN[P.CASUS_HEROPENEN].functies,
            ),
            "Er is antwoord op uw vraag om te heropenen",
            "Bekijk of de casus weer open kan.",
            reverse("heropening", args=[rij.pk]),
        )  # fmt: skip


def heropeningen(viewer: Viewer) -> list[Werkbron]:
    """To answer, for who was asked; to finish or wait for, for who decided."""
    bronnen = []
    if viewer.functie in RECHTEN[P.HEROPENING_BEANTWOORDEN].functies:
        mijn = heropenen.gevraagd_aan(viewer).filter(
            antwoord="", heropening__status=Status.GEVRAAGD
        )
        velden = {
            "id": "pk", "kenmerk": "heropening__casus_kenmerk", "voor": "heropening__antwoord_voor",
            "van": "aanvrager__organisatie__kort",
        }  # fmt: skip
        bronnen.append(Werkbron(mijn, velden, per_rij(_antwoord), dag="heropening__antwoord_voor"))
    if viewer.functie in RECHTEN[P.CASUS_HEROPENEN].functies and viewer.publiek:
        eigen = heropenen.besloten_door(viewer).filter(status=Status.GEVRAAGD)
        wacht = Q(akkoorden__antwoord="")
        klaar = eigen.exclude(wacht)
        open_ = eigen.filter(wacht).distinct()
        velden = {"id": "pk", "kenmerk": "casus_kenmerk", "voor": "antwoord_voor"}
        bronnen += [
            Werkbron(klaar, velden, per_rij(_heropen), dag="antwoord_voor"),
            Werkbron(open_, velden, per_rij(_wacht), dag="antwoord_voor", wacht=True),
        ]
    return bronnen


def _antwoord(rij: Rij) -> Werk:
    return Werk(
        "Akkoord met heropenen?",
        f"{rij['van']} wil een afgesloten casus weer openen waaraan u meedeed of leverde",
        rij["kenmerk"],
        reverse("heropening_akkoord", args=[rij["id"]]),
        datum(rij["voor"]),
        soort="heropening",
        knop="Antwoord",
    )


def _heropen(rij: Rij) -> Werk:
    return Werk(
        "Casus heropenen",
        "Iedereen heeft geantwoord. Heropen de casus, of trek uw besluit in",
        rij["kenmerk"],
        reverse("heropening", args=[rij["id"]]),
        datum(rij["voor"]),
        soort="heropening",
        knop="Verder",
    )


def _wacht(rij: Rij) -> Werk:
    return Werk(
        "Heropenen wacht op akkoord",
        "Nog niet iedereen die meedeed of leverde, heeft geantwoord",
        rij["kenmerk"],
        reverse("heropening", args=[rij["id"]]),
        datum(rij["voor"]),
        wacht_op="andere organisaties",
        soort="heropening",
        knop="Bekijk",
    )


def paneel(viewer: Viewer, casus: Casus) -> Paneel | None:
    """On the overview: what went on in this casus, and the way to undo it."""
    letters = frozenset({Rasci.A})
    if not policy.may(
        viewer, P.CASUS_VOORTZETTEN, casus, activiteit="inbreng_casusoverleg", letters=letters
    ):
        return None
    rows = list(casus.opgenomen.filter(ontkoppeld_at__isnull=True))
    if not rows:
        return None
    eerste = rows[0]
    adressen = [
        (f"{rij.casus_kenmerk}: {rij.reden}", reverse("casus_ontkoppelen", args=[casus.pk, rij.pk]))
        for rij in rows
    ]
    return Paneel(
        titel="Samengevoegd",
        tekst="Hierin ging een andere casus op.",
        regels=tuple(adressen),
        url=reverse("casus_ontkoppelen", args=[casus.pk, eerste.pk]),
        knop="Toch twee zaken?",
    )


def register() -> None:
    """Hand kind and panel to the pages; from AppConfig.ready()."""
    work_kinds.register("heropening", Werksoort(heropeningen))
    casus_panels.register("samengevoegd", paneel)
