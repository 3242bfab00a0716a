"""Verstrekkingen of the demo world: one that waits for answers, one that went out, a condition and a
toestemming. What vaststelling of a plan gives to everyone comes by itself."""

from datetime import datetime, timedelta
from uuid import UUID

from cases.models import Akkoord, Betrokkene, Bijdrage, Casus, Ontvanger, PlanVanAanpak
from cases.services import verstrekken, voorbehoud
from cases.services.verstrekken import Derde, Reden
from cases.stukken import van_datum, van_plan
from ketenregie.foundation import clock
from ketenregie.portaal.demo.pad import Gids

ZVH = "zvh.procesregisseur"
HUISARTS = Derde(
    naam="Dr. W. Hoeksema",
    organisatie="Huisartsenpraktijk De Beek",
    functie="Huisarts",
    contact="via de assistente",
    waarom="Zij is de eigen huisarts en doet het lichamelijk onderzoek.",
)
ADVOCAAT = Derde(
    naam="Mr. E. Tabak",
    organisatie="Advocatenkantoor Tabak",
    functie="Advocaat van het slachtoffer",
    contact="centrale van het kantoor",
    waarom="Staat het slachtoffer bij en moet weten wat is afgesproken.",
)


def _reden(casus: Casus, need_to_know: str) -> Reden:
    return Reden(
        doel=casus.doel,
        grondslag=casus.grondslag,
        subsidiariteit="Mondeling doorgeven geeft fouten; dit is het minste dat volstaat.",
        proportionaliteit="Alleen deze gegevens, en alleen voor de hulp aan het slachtoffer.",
        need_to_know=need_to_know,
        voorwaarden="Niet bespreken met familie of werkgever.",
    )


def vertel_verstrekkingen(gids: Gids) -> None:
    """Through the services, by who would do it; nothing when the stories are not there."""
    now = clock.now()
    _ontvangen(gids, now)
    titels = {c.titel: c.pk for c in _casussen(gids)}
    if pk := titels.get("Seksuele uitbuiting van een minderjarige"):
        _voorwaarden(gids, pk, now - timedelta(days=4))
        _wacht_op_antwoord(gids, pk, now - timedelta(days=1))
    if pk := titels.get("Keukenhulp zonder loon"):
        _gedaan(gids, pk, now - timedelta(days=12))


def _ontvangen(gids: Gids, now: datetime) -> None:
    """Plans of more than two weeks ago were opened by who got them; a later one still waits."""
    for username in ("politie.krt", "om.krt", "nla.krt", "moviera.krt", "apeldoorn.krt", "vt.krt",
                     "meesamen.krt", "berkelland.krt"):  # fmt: skip
        with gids.als(username, now) as wie:
            rijen = list(
                Ontvanger.objects.filter(
                    deelname_id=wie.eigen_id,
                    ontvangen_at=None,
                    verstrekking__verstrekt_at__lt=now - timedelta(days=14),
                ).values_list("verstrekking_id", "verstrekking__verstrekt_at")
            )
        for pk, verstrekt_at in rijen:
            if verstrekt_at:
                with gids.als(username, verstrekt_at + timedelta(hours=20)) as wie:
                    verstrekken.bevestig_ontvangst(wie, pk, gelezen=True, at=clock.now())


def _casussen(gids: Gids) -> list[Casus]:
    with gids.als(ZVH, clock.now()) as wie:
        return list(Casus.objects.visible_to(wie))  # type: ignore[attr-defined]


def _voorwaarden(gids: Gids, casus_pk: UUID, at: datetime) -> None:
    """MEE Samen wants to be asked before its health datum goes any further."""
    with gids.als("meesamen.krt", at) as wie:
        rij = Bijdrage.objects.filter(casus=casus_pk, leverancier_id=wie.eigen_id).first()
        if rij is not None:
            voorbehoud.stel_voorwaarden(
                wie, rij, voorwaarden="Bespreek dit niet met de ouders.", niet_verder=True, at=at
            )
            voorbehoud.leg_toestemming_vast(
                wie,
                rij,
                voorbehoud.Toestemmingsinvoer(
                    gegeven_op=clock.local_date(at),
                    wijze="mondeling",
                    bewijs="Gespreksverslag in het eigen dossier",
                ),
                at=at,
            )


def _wacht_op_antwoord(gids: Gids, casus_pk: UUID, at: datetime) -> None:
    """The ZVH wants to give the huisarts who it is about; Veilig Thuis and the others are asked."""
    with gids.als(ZVH, at) as wie:
        casus = Casus.objects.haal(wie, casus_pk)  # type: ignore[attr-defined]
        rij = Betrokkene.objects.filter(casus=casus).select_related("persoon").first()
        if rij is None:
            return
        verstrekken.bereid_voor(
            wie,
            casus,
            van_datum(rij),
            _reden(casus, "Onderzoek plannen en de juiste persoon voor zich hebben."),
            derde=HUISARTS,
            gekozen=[rij.pk],
            at=at,
        )


def _gedaan(gids: Gids, casus_pk: UUID, at: datetime) -> None:
    """The text of the plan went to the advocaat: nobody objected."""
    with gids.als(ZVH, at) as wie:
        casus = Casus.objects.haal(wie, casus_pk)  # type: ignore[attr-defined]
        plan = casus.plannen.filter(status=PlanVanAanpak.Status.VASTGESTELD).first()
        if plan is None:
            return
        plan.casus = casus
        made = verstrekken.bereid_voor(
            wie,
            casus,
            van_plan(plan),
            _reden(casus, "De afspraken kennen en ze met het slachtoffer bespreken."),
            derde=ADVOCAAT,
            gekozen=[plan.pk],
            at=at,
        )
        gevraagd = set(
            Akkoord.objects.filter(verstrekking=made).values_list("deelname_id", flat=True)
        )
    later = at + timedelta(days=1)
    for username in ("politie.krt", "om.krt", "nla.krt", "moviera.krt", "apeldoorn.krt", "vt.krt"):
        with gids.als(username, later) as wie:
            if wie.deelname_id in gevraagd:
                mine = Akkoord.objects.get(verstrekking=made, deelname_id=wie.deelname_id)
                verstrekken.beantwoord_akkoord(wie, mine.pk, akkoord=True, at=later)
    with gids.als(ZVH, later + timedelta(hours=4)) as wie:
        overzicht = verstrekken.overzicht_van(wie, made)
        if not overzicht.belemmeringen:
            verstrekken.verstuur(
                wie,
                made.pk,
                rac_op=clock.local_date(at),
                rac_door="F. van Houten, commissielid",
                at=later + timedelta(hours=4),
            )
