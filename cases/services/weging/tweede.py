"""The 2e weging, in the casusoverleg."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cases.models import Casus, Casusoverleg, Gezondheidsbeeld, Overdracht, TweedeWeging
from cases.services.bijdrage import controleer_grond
from cases.services.casus import vervolg
from cases.services.overdracht import laat_vervallen, zet_klaar
from cases.services.termijnen import einddatum, voldoe_termijn
from cases.services.weging.basis import (
    ANALYSEVELDEN,
    BESLUIT_WERKDAGEN,
    namen_van_wegers,
    thema,
    zet_stap,
)
from cases.services.weging.instrumenten import TWEEDE, WEGING, lees_ingevuld
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Gegevenscategorie, Grondslag, Urgentie


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
    instrumenten: Mapping[str, Iterable[str]] | None = None,
    at: datetime | None = None,
    **analyse: str,
) -> TweedeWeging:
    """Record the analysis and the 2e weging; each recording is a row of its own, the last counts.

    Health fields become a Gezondheidsbeeld: other rules hold for who sees them.

    Args:
        mensenhandel, zorg_nodig: the outcome, one of four.
        overleg: where it was weighed; the plan is due counting from that day.
        instrumenten: sleutel of the instrument -> what is ticked; kept with its version.
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
        wegers=namen_van_wegers(wegers),
        instrumenten=lees_ingevuld(
            casus, instrumenten or {}, WEGING, TWEEDE, op=clock.local_date(at)
        ),
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
    if weging.mensenhandel or not weging.zorg_nodig:
        laat_vervallen(casus, "Opnieuw gewogen", at=at, soort=Overdracht.Soort.AFSCHALING)
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
    if weging.zorg_nodig:
        zet_klaar(casus, Overdracht.Soort.AFSCHALING, at=at)
    stap = (
        f"Overdragen aan een zorgpartner: geen {thema(casus)}, wel zorg nodig"
        if weging.zorg_nodig
        else f"Afschalen: geen {thema(casus)} en geen zorg nodig"
    )
    zet_stap(casus, "tweede_weging", stap, clock.add_werkdagen(vandaag, BESLUIT_WERKDAGEN), at)


def _moment_van_overleg(weging: TweedeWeging) -> datetime | None:
    """When the casus was discussed; the meeting itself when that is not written down yet."""
    if weging.overleg is None:
        return None
    punt = weging.overleg.agendapunten.filter(casus=weging.casus_id).first()
    return (punt and punt.besproken_at) or weging.overleg.begint_at
