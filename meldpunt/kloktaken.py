"""What beat and tasks do with clocks that this room knows: the own ladder, and a free day more or less."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db.models import F, Q
from django.urls import reverse

from cases.models import Termijn, Trede
from cases.models.klok import Klok
from cases.services.ladder import lopend
from cases.tasks import adressen_van, per_keten
from cases.termijntaken import VANAF
from ketenregie.foundation import clock, logboek, outbox, post, taak
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.taak import Resultaat
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, acting_as
from meldpunt.models import Eigentermijn
from meldpunt.services.eigenladder import beklim_eigen
from partners.services.vrijedagen import TAAK
from partners.vrijedagen import vergeet
from referentiemodel import termijnen
from referentiemodel.enums import Eenheid, Functie

BALIE = frozenset({Functie.MELDPUNTMEDEWERKER})
TEAM = BALIE | {Functie.KETENREGIETEAMLID}
TREDEN = {
    1: (BALIE, "Een eigen termijn loopt af", "Doe het, of schrijf op wat er is gebeurd."),
    2: (TEAM, "Een eigen termijn is voorbij", "Kijk met elkaar wat er nodig is."),
    3: (TEAM, "Een eigen termijn is al dagen voorbij", "Spreek af wie dit vandaag oppakt."),
}
PER_KEER = 200


@shared_task
def herinner_eigen_termijnen() -> int:
    """Every quarter of an hour from seven: steps of the own ladder that are due."""
    if clock.now().astimezone(clock.AMSTERDAM).time() < VANAF:
        return 0
    return per_keten("eigen termijnen bewaken", beklim_eigen)


def _bericht(nummer: int) -> Callable[[dict[str, UUID], Bericht], None]:
    functies, onderwerp, zin = TREDEN[nummer]

    def stuur(ids: dict[str, UUID], bericht: Bericht) -> None:
        rij = Eigentermijn.objects.filter(pk=ids["eigentermijn_id"]).first()
        if rij is None or not rij.loopt or rij.trede_voor != rij.uiterlijk:
            return
        post.stuur(
            adressen_van(Q(deelname_id=rij.eigenaar_id), functies=functies),
            onderwerp,
            f"Een termijn van uw eigen organisatie. {zin}",
            reverse("melding", args=[rij.melding_id]) + "#eigentermijnen",
        )

    return stuur


for _nummer in TREDEN:
    outbox.handler(f"eigentermijn.trede_{_nummer}", naam=f"meldpunt.eigen_trede_{_nummer}")(
        _bericht(_nummer)
    )


@taak.uitvoerder(TAAK)
def verschuif_termijnen(opdracht: Taak, viewer: Viewer) -> Resultaat:
    """A day became free, or a werkdag again: every running clock in werkdagen that counts it moves a day.

    The steps of the ladder that were taken stay taken. A clock that is past, paused or in calendar days stays.
    """
    invoer = opdracht.lees_invoer()
    dag, vrij = date.fromisoformat(invoer["dag"]), bool(invoer["vrij"])
    vergeet(viewer.keten_id)  # another process kept the days of a minute ago
    with acting_as(Viewer.voor_systeem(viewer.keten_id, "vrije dagen")):
        raakt = Q(eenheid=Eenheid.WERKDAGEN, uiterlijk__gte=dag)
        soorten: tuple[tuple[Any, Callable[[Any, date, date], None]], ...] = (
            (lopend().filter(raakt), _treden_mee),
            (
                Eigentermijn.objects.filter(
                    raakt, voldaan_at__isnull=True, gepauzeerd_op__isnull=True,
                    melding__keten_id=viewer.keten_id,
                ),
                _eigen_trede_mee,
            ),
        )  # fmt: skip
        ids = [
            (rijen.model, list(rijen.values_list("pk", flat=True)), mee) for rijen, mee in soorten
        ]
        totaal, gedaan = sum(len(pks) for _, pks, _ in ids), 0
        for model, pks, mee in ids:
            for begin in range(0, len(pks), PER_KEER):
                opdracht.meld(gedaan, totaal)
                deel = model.objects.select_for_update().filter(
                    pk__in=pks[begin : begin + PER_KEER]
                )
                gedaan += _verschuif(deel, dag, vrij, mee)
    return Resultaat(url=reverse("vrije_dagen"))


def _verschuif(
    rijen: Iterable[Klok], dag: date, vrij: bool, mee: Callable[[Any, date, date], None]
) -> int:
    vandaag, done = clock.today(), 0
    for rij in rijen:
        oud = rij.uiterlijk
        nieuw = termijnen.verder(rij.eenheid, oud, 1) if vrij else clock.add_werkdagen(oud, -1)
        # Nobody becomes late because the calendar changed.
        if clock.local_date(rij.gestart_at) >= dag or nieuw < vandaag:
            continue
        rij.uiterlijk = nieuw
        with met_reden("Vrije dag erbij" if vrij else "Vrije dag vervalt"):
            rij.save()
        mee(rij, oud, nieuw)
        logboek.record(
            Gebeurtenis.TERMIJN_VERSCHOVEN, rij, casus=getattr(rij, "casus_id", None),
            details={"dag": str(dag)},
        )  # fmt: skip
        done += 1
    return done


def _treden_mee(rij: Termijn, oud: date, nieuw: date) -> None:
    """Who heard of the old day does not hear it again for the new one."""
    Trede.objects.bulk_create(
        (
            Trede(
                casus_id=rij.casus_id, termijn=rij, nummer=t.nummer, uiterlijk=nieuw,
                deelname_id=t.deelname_id,
            )
            for t in rij.treden.filter(uiterlijk=oud)
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def _eigen_trede_mee(rij: Eigentermijn, oud: date, nieuw: date) -> None:
    Eigentermijn.objects.filter(pk=rij.pk, trede_voor=oud).update(
        trede_voor=nieuw, versie=F("versie") + 1
    )
