"""The ladder of Veilig Thuis's own clocks: within that organisation only, for nobody else knows them.

First the desk, then the ketenregieteam as well, at the same days as for clocks of a casus. A step is taken by
one conditional update, written together with its message: once with two beats, also after days of downtime.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from cases.services.ladder import PER_KEER, WERKDAGEN
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import require_viewer
from meldpunt.models import Eigentermijn
from referentiemodel import termijnen


def beklim_eigen(*, at: datetime | None = None) -> int:
    """Take every step that is due in the running keten; returns how many were taken."""
    vandaag = clock.local_date(at or clock.now())
    return sum(
        _trede(nummer, Q(uiterlijk__lte=termijnen.grens(werkdagen, vandaag)))
        for nummer, werkdagen in ((int(n), w) for n, w in WERKDAGEN.items())
    )


def _trede(nummer: int, aan_de_beurt: Q) -> int:
    # For another last day the ladder begins anew.
    nog_niet = Q(trede__lt=nummer) | Q(trede_voor__isnull=True) | ~Q(trede_voor=F("uiterlijk"))
    lopend = Eigentermijn.objects.filter(
        aan_de_beurt, nog_niet, voldaan_at__isnull=True, gepauzeerd_op__isnull=True,
        melding__keten_id=require_viewer().keten_id,
    )  # fmt: skip
    done = 0
    while rijen := list(lopend.order_by("uiterlijk", "pk")[:PER_KEER]):
        for rij in rijen:
            with transaction.atomic():
                genomen = Eigentermijn.objects.filter(nog_niet, pk=rij.pk, voldaan_at=None).update(
                    trede=nummer, trede_voor=F("uiterlijk"), versie=F("versie") + 1
                )
                if genomen:
                    logboek.record(Gebeurtenis.TERMIJN_HERINNERD, rij, details={"trede": nummer})
                    outbox.post(f"eigentermijn.trede_{nummer}", eigentermijn_id=rij.pk)
                    done += 1
    return done
