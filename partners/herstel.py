"""After a restore: each keten reads in its logboek that it went back to an earlier moment."""

from ketenregie.foundation import logboek
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from partners.models import Keten


def meld_herstel() -> str:
    """One line per keten; run by `manage.py restore`, see foundation/kopie/herstel.py."""
    with als_werker():
        ketens = list(Keten.objects.values_list("pk", flat=True))
        for pk in ketens:
            with acting_as(Viewer.voor_systeem(pk, "beheer")):
                logboek.record(Gebeurtenis.LOGBOEK_HERSTELD, actie="C")
    return f"In het logboek gezet, in {len(ketens)} ketens."
