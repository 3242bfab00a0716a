"""Both wegingen, the doeltoets and the doorlaatverbod: people judge, and who judged is kept.

Nothing here reads a signalenlijst or a score: the kwalificatie has no default (R17).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.models import (
    Bewijsmiddel,
    Casus,
    Casusoverleg,
    Doeltoets,
    Doorlaatverbod,
    EersteWeging,
    Gezondheidsbeeld,
    TweedeWeging,
)
from cases.services.bijdrage import controleer_grond
from cases.services.casus import neem_in_behandeling, vervolg
from cases.services.termijnen import einddatum, voldoe_termijn
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import (
    CasusStatus,
    Gegevenscategorie,
    Grondslag,
    JaNeeOnbekend,
    Onderdeel,
    Urgentie,
)

# Werkdagen for a decision that only has to be taken.
BESLUIT_WERKDAGEN = 3
GEWOGEN, VOORBEREID = EersteWeging.Status.GEWOGEN, EersteWeging.Status.VOORBEREID
ANALYSEVELDEN = (
    "oorzaken_en_gevolgen",
    "kenmerken_actoren",
    "kenmerken_kwetsbaren",
    "kenmerken_systeem",
    "kenmerken_omgeving",
    "socio_economisch",
    "factoren_slachtofferschap",
    "historie",
    "benodigde_expertise",
)


def laatste_eerste_weging(casus: Casus) -> EersteWeging | None:
    """The weging that counts; earlier ones stay for the history."""
    return casus.eerste_wegingen.order_by("-created_at").first()


def thema(casus: Casus) -> str:
    """What the weging is about, in running text: "mensenhandel"."""
    return casus.model.thema.lower()


def heeft_doorlaatverbod(casus: Casus) -> bool:
    """Whether the model of this casus knows the doorlaatverbod."""
    return casus.model.heeft(Onderdeel.DOORLAATVERBOD)


# --- 1e weging --------------------------------------------------------------------------------------


@transaction.atomic
def bereid_weging_voor(
    viewer: Viewer,
    casus: Casus,
    *,
    actueel: str,
    acuut: str,
    veiligheid: str,
    doorlaatverbod: str = JaNeeOnbekend.ONBEKEND,
    motivering: str = "",
    versie: int | str | None = None,
    at: datetime | None = None,
) -> EersteWeging:
    """Write down the facts for the 1e weging; the kwalificatie is left to those who weigh.

    Args:
        versie: of the prepared weging on the screen, when there is one.
    Raises:
        AccessDenied: not R or A for the 1e weging, or another functie.
        DomainError: weighed already, or a doorlaatverbod that the model does not know.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EERSTE_WEGING_VOORBEREIDEN, casus)
    weging = laatste_eerste_weging(casus)
    if weging is not None and weging.status == GEWOGEN:
        raise DomainError("De 1e weging is al vastgelegd.")
    weging = _open_weging(viewer, casus, weging, versie, at)
    alarm = _feiten(weging, casus, actueel, acuut, veiligheid, doorlaatverbod)
    weging.motivering = motivering
    weging.save()
    logboek.record(Gebeurtenis.EERSTE_WEGING_VOORBEREID, weging, at=at)
    if alarm:
        _sla_alarm(casus, weging, at)
    return weging


@transaction.atomic
def weeg(
    viewer: Viewer,
    casus: Casus,
    *,
    actueel: str,
    acuut: str,
    veiligheid: str,
    kwalificatie: str,
    motivering: str,
    wegers: Sequence[str],
    doorlaatverbod: str = JaNeeOnbekend.ONBEKEND,
    reden: str = "",
    versie: int | str | None = None,
    at: datetime | None = None,
) -> EersteWeging:
    """Weigh: the four items, the kwalificatie and why. Stops the termijn of the 1e weging.

    Args:
        wegers: names with organisation of who weighed; at least one.
        reden: why it is weighed again, when a weging stands already.
    Raises:
        AccessDenied: not R or A for the 1e weging, or not a member of the team.
        DomainError: no kwalificatie, motivering or wegers.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EERSTE_WEGING_WEGEN, casus)
    if kwalificatie not in EersteWeging.Kwalificatie.values:
        raise DomainError("Kies een kwalificatie.", veld="kwalificatie")
    if not motivering.strip():
        raise DomainError("Schrijf op waarom u zo weegt.", veld="motivering")
    standing = laatste_eerste_weging(casus)
    if standing is not None and standing.status == GEWOGEN:
        if casus.status != CasusStatus.AANGEMELD:
            raise DomainError("De casus is al in behandeling; leg een 2e weging vast.")
        if not reden.strip():
            raise DomainError("Schrijf op waarom u opnieuw weegt.", veld="reden")
        standing = None
    weging = _open_weging(viewer, casus, standing, versie, at)
    alarm = _feiten(weging, casus, actueel, acuut, veiligheid, doorlaatverbod)
    weging.kwalificatie = kwalificatie
    weging.motivering = motivering.strip()
    weging.wegers = _namen(wegers)
    weging.status, weging.gewogen_at, weging.gewogen_door_id = GEWOGEN, at, viewer.eigen_id
    with met_reden(reden):
        weging.save()
    voldoe_termijn(casus, "eerste_weging", at=at)
    logboek.record(
        Gebeurtenis.EERSTE_WEGING_GEWOGEN, weging, reden=reden, at=at,
        details={"kwalificatie": kwalificatie},
    )  # fmt: skip
    outbox.post("eerste_weging.gewogen", casus_id=casus.pk, weging_id=weging.pk)
    if alarm:
        _sla_alarm(casus, weging, at)
    else:
        _vervolg_eerste(casus, at)
    return weging


def _open_weging(
    viewer: Viewer,
    casus: Casus,
    weging: EersteWeging | None,
    versie: int | str | None,
    at: datetime,
) -> EersteWeging:
    """The prepared weging, held; or a new one of this organisation."""
    if weging is not None:
        return lock(casus.eerste_wegingen.all(), weging.pk, versie)
    return EersteWeging(casus=casus, leverancier_id=viewer.eigen_id, verwerkt_at=at, created_at=at)


def _feiten(
    weging: EersteWeging,
    casus: Casus,
    actueel: str,
    acuut: str,
    veiligheid: str,
    doorlaatverbod: str,
) -> bool:
    """Fill in the four items; True when the doorlaatverbod was just raised."""
    raised = weging.doorlaatverbod
    for veld, waarde, bekend in (
        ("actueel", actueel, JaNeeOnbekend.values),
        ("acuut", acuut, JaNeeOnbekend.values),
        ("veiligheid", veiligheid, EersteWeging.Veiligheid.values),
        ("doorlaatverbod", doorlaatverbod, JaNeeOnbekend.values),
    ):
        if waarde not in bekend:
            raise DomainError("Kies een antwoord; onbekend mag ook.", veld=veld)
        setattr(weging, veld, waarde)
    if doorlaatverbod != JaNeeOnbekend.ONBEKEND and not heeft_doorlaatverbod(casus):
        raise DomainError("Deze keten kent geen doorlaatverbod.", veld="doorlaatverbod")
    return doorlaatverbod == JaNeeOnbekend.JA != raised


def _sla_alarm(casus: Casus, weging: EersteWeging, at: datetime) -> None:
    """The alarm goes out at once and asks no evidence; the decision does."""
    logboek.record(Gebeurtenis.DOORLAATVERBOD_ALARM, weging, at=at)
    outbox.post("doorlaatverbod.alarm", casus_id=casus.pk, weging_id=weging.pk)
    _vervolg_eerste(casus, at)


def _namen(wegers: Iterable[str]) -> list[str]:
    namen = [naam.strip()[:160] for naam in wegers if naam.strip()]
    if not namen:
        raise DomainError("Schrijf op wie er heeft gewogen.", veld="wegers")
    return namen


def _vervolg_eerste(casus: Casus, at: datetime) -> None:
    """What comes next around the 1e weging, from what is there already."""
    weging = laatste_eerste_weging(casus)
    vandaag = clock.local_date(at)
    activiteit = "eerste_weging" if casus.status == CasusStatus.AANGEMELD else casus.activiteit
    besluiten = list(casus.doorlaatverboden.order_by("besloten_at"))
    if weging and weging.doorlaatverbod == JaNeeOnbekend.JA and not besluiten:
        _stap(casus, activiteit, "Beslissen over het doorlaatverbod", vandaag, at)
        return
    if besluiten and besluiten[-1].veilig_at is None:
        _stap(casus, activiteit, "Slachtoffer in veiligheid brengen", vandaag, at)
        return
    if casus.status != CasusStatus.AANGEMELD or weging is None:
        return
    toets = casus.doeltoetsen.order_by("-getoetst_at").first()
    if weging.status == VOORBEREID:
        stap = "1e weging"
    elif weging.kwalificatie == EersteWeging.Kwalificatie.GEEN:
        stap = f"Afschalen: geen {thema(casus)}"
    elif toets is None:
        stap = "Doeltoets door een publieke deelnemer"
    elif not toets.past:
        stap = "Afschalen of overdragen: past niet bij het doel"
    else:
        stap = "In behandeling nemen"
    _stap(casus, activiteit, stap, clock.add_werkdagen(vandaag, BESLUIT_WERKDAGEN), at)


def _stap(casus: Casus, activiteit: str, stap: str, dag: date, at: datetime) -> None:
    """As `vervolg`; the activiteit moves only within the hoofdstap the casus is in."""
    model = casus.model
    same = (
        model.heeft_activiteit(activiteit)
        and model.activiteit(activiteit).hoofdstap == casus.hoofdstap
    )
    vervolg(casus, activiteit if same else casus.activiteit, at=at, stap=stap, uiterlijk=dag)


# --- doeltoets --------------------------------------------------------------------------------------


@transaction.atomic
def doeltoets(
    viewer: Viewer,
    casus: Casus,
    *,
    past: bool,
    motivering: str,
    in_behandeling: bool = False,
    at: datetime | None = None,
) -> Doeltoets:
    """A public deelnemer judges whether the casus fits the doel of the samenwerking (R2).

    Args:
        in_behandeling: take the casus in behandeling in the same transaction.
    Raises:
        AccessDenied: not a public deelnemer with R or A for the 1e weging.
        GateClosed: asked to take it in behandeling while something is missing.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.DOELTOETS, casus)
    if not motivering.strip():
        raise DomainError("Schrijf op waarom de casus wel of niet past.", veld="motivering")
    toets = Doeltoets.objects.create(
        casus=casus,
        deelname_id=viewer.eigen_id,
        past=past,
        motivering=motivering.strip(),
        getoetst_at=at,
        created_at=at,
    )
    logboek.record(
        Gebeurtenis.DOELTOETS_GEDAAN,
        toets,
        actie="C",
        doel=casus.doel,
        at=at,
        details={"past": past},
    )
    outbox.post("doeltoets.gedaan", casus_id=casus.pk, doeltoets_id=toets.pk)
    _vervolg_eerste(casus, at)
    if in_behandeling:
        neem_in_behandeling(viewer, casus, at=at)
    return toets


# --- doorlaatverbod ---------------------------------------------------------------------------------


@transaction.atomic
def voeg_bewijsmiddel_toe(
    viewer: Viewer,
    casus: Casus,
    *,
    soort: str,
    omschrijving: str,
    grondslag: str,
    bewijsmiddel_id: UUID | None = None,
    at: datetime | None = None,
) -> Bewijsmiddel:
    """Add one piece of evidence for a doorlaatverbod.

    Raises:
        AccessDenied: no letter with which the organisation may bring something in.
        DomainError: unknown soort, no description, or a ground that cannot carry it.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.BIJDRAGE_LEVEREN, casus)
    _require_doorlaatverbod(casus)
    if soort not in casus.model.waardelijst("bewijsmiddel"):
        raise DomainError("Kies wat voor bewijsmiddel dit is.", veld="soort")
    if not omschrijving.strip():
        raise DomainError("Schrijf op wat het bewijsmiddel laat zien.", veld="omschrijving")
    controleer_grond(viewer, Bewijsmiddel.CATEGORIE, grondslag)
    if bewijsmiddel_id and (
        known := Bewijsmiddel.objects.filter(
            pk=bewijsmiddel_id, casus=casus, leverancier_id=viewer.eigen_id
        ).first()
    ):
        return known
    rij = Bewijsmiddel(
        casus=casus,
        soort=soort,
        omschrijving=omschrijving.strip(),
        grondslag=grondslag,
        leverancier_id=viewer.eigen_id,
        verwerkt_at=at,
        created_at=at,
    )
    if bewijsmiddel_id:
        rij.id = bewijsmiddel_id
    rij.save(force_insert=True)
    logboek.record(
        Gebeurtenis.BEWIJSMIDDEL_TOEGEVOEGD, rij, actie="C", at=at, details={"soort": soort}
    )
    return rij


@transaction.atomic
def besluit_doorlaatverbod(
    viewer: Viewer,
    casus: Casus,
    *,
    bewijsmiddelen: Iterable[UUID],
    motivering: str,
    at: datetime | None = None,
) -> Doorlaatverbod:
    """Decide to get the slachtoffer out; rests on at least two different bewijsmiddelen.

    The casus becomes acuut and its next step, today, is the safety of the slachtoffer.

    Raises:
        AccessDenied: not R or A for the 1e weging.
        DomainError: fewer than two, not of this casus, decided already, or no motivering.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EERSTE_WEGING_WEGEN, casus)
    _require_doorlaatverbod(casus)
    if casus.doorlaatverboden.filter(veilig_at__isnull=True).exists():
        raise DomainError("Over het doorlaatverbod is al besloten.")
    chosen = set(bewijsmiddelen)
    rijen = list(
        casus.bewijsmiddelen.filter(pk__in=chosen)
        .order_by("created_at")
        .values_list("pk", flat=True)
    )
    if len(rijen) != len(chosen) or len(rijen) < 2:
        raise DomainError(
            "Een doorlaatverbod rust op ten minste twee verschillende bewijsmiddelen.",
            veld="bewijsmiddelen",
        )
    if not motivering.strip():
        raise DomainError("Schrijf op waarom een doorlaatverbod nodig is.", veld="motivering")
    besluit = Doorlaatverbod.objects.create(
        casus=casus,
        besloten_at=at,
        besloten_door_id=viewer.eigen_id,
        motivering=motivering.strip(),
        bewijsmiddelen=rijen,
        created_at=at,
    )
    casus.urgentie = Urgentie.ACUUT
    _vervolg_eerste(casus, at)
    logboek.record(
        Gebeurtenis.DOORLAATVERBOD_BESLOTEN, besluit, actie="C", at=at,
        details={"bewijsmiddelen": [str(pk) for pk in rijen]},
    )  # fmt: skip
    outbox.post("doorlaatverbod.besloten", casus_id=casus.pk, doorlaatverbod_id=besluit.pk)
    return besluit


@transaction.atomic
def meld_slachtoffer_veilig(
    viewer: Viewer, casus: Casus, *, at: datetime | None = None
) -> Doorlaatverbod:
    """The slachtoffer is out and safe; the clock of the doorlaatverbod stops.

    Raises:
        AccessDenied: not R or A for the 1e weging.
        DomainError: no doorlaatverbod is running.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EERSTE_WEGING_WEGEN, casus)
    besluit = casus.doorlaatverboden.filter(veilig_at__isnull=True).order_by("besloten_at").last()
    if besluit is None:
        raise DomainError("Er loopt geen doorlaatverbod.")
    if at < besluit.besloten_at:
        raise DomainError("Dit moment ligt voor het besluit.", veld="veilig_at")
    besluit.veilig_at = at
    besluit.save()
    logboek.record(Gebeurtenis.DOORLAATVERBOD_VEILIG, besluit, at=at)
    outbox.post("doorlaatverbod.veilig", casus_id=casus.pk, doorlaatverbod_id=besluit.pk)
    if casus.status == CasusStatus.AANGEMELD:
        _vervolg_eerste(casus, at)
    else:
        dag = clock.add_werkdagen(clock.local_date(at), BESLUIT_WERKDAGEN)
        vervolg(casus, casus.activiteit, at=at, uiterlijk=dag)
    return besluit


def _require_doorlaatverbod(casus: Casus) -> None:
    if not heeft_doorlaatverbod(casus):
        raise DomainError("Deze keten kent geen doorlaatverbod.")


# --- 2e weging --------------------------------------------------------------------------------------


@transaction.atomic
def leg_tweede_weging_vast(
    viewer: Viewer,
    casus: Casus,
    *,
    mensenhandel: bool,
    zorg_nodig: bool,
    urgentie: str,
    motivering: str,
    wegers: Sequence[str],
    overleg: Casusoverleg | None = None,
    cognitief_niveau: str = "",
    psychische_aandoening: str = "",
    verslaving: str = "",
    gezondheid_grondslag: str = Grondslag.WGS,
    gezondheid_motivering: str = "",
    at: datetime | None = None,
    **analyse: str,
) -> TweedeWeging:
    """Record the analysis and the 2e weging; each recording is a row of its own, the last counts.

    Health fields become a Gezondheidsbeeld: other rules hold for who sees them.

    Args:
        mensenhandel, zorg_nodig: the outcome, one of four.
        overleg: where it was weighed; the plan is due counting from that day.
        analyse: any of `ANALYSEVELDEN`.
    Raises:
        AccessDenied: not R or A for the 2e weging.
        DomainError: no urgentie, motivering or wegers; health data without a ground.
    """
    at = at or clock.now()
    unknown = set(analyse) - set(ANALYSEVELDEN)
    if unknown:
        raise TypeError(f"unknown fields: {sorted(unknown)}")
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.TWEEDE_WEGING_VASTLEGGEN, casus)
    if urgentie not in Urgentie.values:
        raise DomainError("Kies hoe urgent de casus is.", veld="urgentie")
    if not motivering.strip():
        raise DomainError("Schrijf op waarom u zo weegt.", veld="motivering")
    if overleg is not None and not overleg.agendapunten.filter(casus=casus).exists():
        raise DomainError("Deze casus staat niet op de agenda van dit overleg.")
    weging = TweedeWeging.objects.create(
        casus=casus,
        overleg=overleg,
        leverancier_id=viewer.eigen_id,
        mensenhandel=mensenhandel,
        zorg_nodig=zorg_nodig,
        urgentie=urgentie,
        motivering=motivering.strip(),
        wegers=_namen(wegers),
        gewogen_at=at,
        verwerkt_at=at,
        created_at=at,
        **{veld: analyse.get(veld, "").strip() for veld in ANALYSEVELDEN},
    )
    _leg_gezondheid_vast(
        viewer, casus, gezondheid_grondslag, gezondheid_motivering, at,
        cognitief_niveau=cognitief_niveau.strip(),
        psychische_aandoening=psychische_aandoening.strip(),
        verslaving=verslaving.strip(),
    )  # fmt: skip
    casus.urgentie = urgentie
    _vervolg_tweede(casus, weging, at)
    logboek.record(
        Gebeurtenis.TWEEDE_WEGING_VASTGELEGD, weging, actie="C", at=at,
        details={"mensenhandel": mensenhandel, "zorg_nodig": zorg_nodig, "urgentie": urgentie},
    )  # fmt: skip
    outbox.post("tweede_weging.vastgelegd", casus_id=casus.pk, weging_id=weging.pk)
    return weging


def _leg_gezondheid_vast(
    viewer: Viewer, casus: Casus, grondslag: str, motivering: str, at: datetime, **velden: str
) -> None:
    """A Gezondheidsbeeld of this supplier; none when nothing was filled in or nothing changed."""
    if not any(velden.values()):
        return
    controleer_grond(
        viewer,
        Gegevenscategorie.GEZONDHEID,
        grondslag,
        motivering=motivering,
        veld="gezondheid_grondslag",
        veld_motivering="gezondheid_motivering",
    )
    own = casus.gezondheidsbeelden.filter(leverancier_id=viewer.eigen_id).last()
    if own is not None and all(getattr(own, naam) == waarde for naam, waarde in velden.items()):
        return
    Gezondheidsbeeld.objects.create(
        casus=casus,
        leverancier_id=viewer.eigen_id,
        grondslag=grondslag,
        motivering=motivering.strip(),
        verwerkt_at=at,
        created_at=at,
        **velden,
    )


def _vervolg_tweede(casus: Casus, weging: TweedeWeging, at: datetime) -> None:
    """Plan van aanpak, overdracht or afsluiten: what the outcome asks."""
    model, vandaag = casus.model, clock.local_date(at)
    if weging.mensenhandel:
        if casus.hoofdstap != model.activiteit("plan_van_aanpak").hoofdstap:
            casus.save()  # weighed again during the uitvoering: the plan that runs goes on
            return
        since = _moment_van_overleg(weging) or at
        vervolg(
            casus, "plan_van_aanpak", at=at, termijn="plan_van_aanpak",
            uiterlijk=einddatum(model, "plan_van_aanpak", since),
        )  # fmt: skip
        return
    voldoe_termijn(casus, "plan_van_aanpak", at=at)
    stap = (
        f"Overdragen aan een zorgpartner: geen {thema(casus)}, wel zorg nodig"
        if weging.zorg_nodig
        else f"Afschalen: geen {thema(casus)} en geen zorg nodig"
    )
    _stap(casus, "tweede_weging", stap, clock.add_werkdagen(vandaag, BESLUIT_WERKDAGEN), at)


def _moment_van_overleg(weging: TweedeWeging) -> datetime | None:
    """When the casus was discussed; the meeting itself when that is not written down yet."""
    if weging.overleg is None:
        return None
    punt = weging.overleg.agendapunten.filter(casus=weging.casus_id).first()
    return (punt and punt.besproken_at) or weging.overleg.begint_at
