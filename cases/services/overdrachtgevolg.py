"""What an accepted overdracht means for the casus; run by the task that handles the answer."""

from datetime import datetime

from cases.models import Casus, Nazorg, Overdracht
from ketenregie.foundation import logboek
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.logboek import Gebeurtenis


def wissel_eigenaar(casus: Casus, rij: Overdracht, at: datetime) -> None:
    """The receiver is responsible from here on; clocks of the sender on this casus run for it now."""
    assert rij.naar_id is not None  # answered, so it was sent
    with met_reden(f"Overdracht aanvaard: {rij.aanleiding}"[:300]):
        for termijn in casus.termijnen.filter(deelname_id=rij.van_id, voldaan_at__isnull=True):
            termijn.deelname_id = rij.naar_id
            termijn.save()
        casus.eigenaar_id = rij.naar_id
        casus.save()
    casus.vergeet_toegang()
    logboek.record(
        Gebeurtenis.EIGENAAR_GEWIJZIGD, casus, at=at,
        details={"van": str(rij.van_id), "naar": str(rij.naar_id)},
    )  # fmt: skip


def beleg_nazorg(rij: Overdracht, at: datetime) -> None:
    """What was accepted is a care question of the receiver; the same overdracht makes one."""
    assert rij.naar_id is not None  # answered, so it was sent
    nazorg, nieuw = Nazorg.objects.get_or_create(
        id=rij.pk,
        defaults={
            "casus_id": rij.casus_id, "vraag": rij.aanleiding, "deelname_id": rij.naar_id,
            "status": Nazorg.Status.AANVAARD, "beantwoord_at": rij.beantwoord_at or at,
            "leverancier_id": rij.van_id, "grondslag": rij.grondslag, "verwerkt_at": at,
            "created_at": at,
        },
    )  # fmt: skip
    if nieuw:
        logboek.record(Gebeurtenis.NAZORG_BELEGD, nazorg, actie="C", at=at)
