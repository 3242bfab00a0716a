"""What a casus begins with: the situation and the person, whoever brings it in."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cases.models import Betrokkene, Casus, Dossier, Persoon, Situatie
from cases.services.casus import open_casus
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.models import Deelname
from referentiemodel.enums import Doel, Persoonsrol


@transaction.atomic
def maak_dossier(viewer: Viewer, persoon: dict[str, Any], *, at: datetime | None = None) -> Dossier:
    """A new dossier with its person; an empty `persoon` is an unknown person, which is valid."""
    at = at or clock.now()
    dossier = Dossier.objects.create(
        keten_id=viewer.keten_id, eigenaar_id=viewer.eigen_id, created_at=at
    )
    Persoon.objects.create(dossier=dossier, created_at=at, **persoon)
    logboek.record(Gebeurtenis.DOSSIER_GEMAAKT, dossier, actie="C", at=at)
    return dossier


@transaction.atomic
def voeg_inbreng_toe(
    viewer: Viewer,
    casus: Casus,
    *,
    situatie: dict[str, Any],
    grondslag: str,
    rol: str = Persoonsrol.SLACHTOFFER,
    nu_veilig: str = "onbekend",
    melding_id: UUID | None = None,
    at: datetime | None = None,
) -> Situatie:
    """Add what one supplier tells to a casus, and its dossier's person in a role if not yet there.

    Args:
        situatie: fields of Situatie without the labels.
    """
    at = at or clock.now()
    leverancier = Deelname.objects.get(pk=viewer.eigen_id)
    shared = {
        "casus": casus, "leverancier": leverancier, "grondslag": grondslag, "verwerkt_at": at,
        "created_at": at,
    }  # fmt: skip
    row = Situatie.objects.create(melding_id=melding_id, **situatie, **shared)
    if casus.dossier is not None:
        persoon = casus.dossier.persoon
        lopend = casus.betrokkenen.filter(persoon=persoon, rol=rol, tot__isnull=True)
        if not lopend.exists():
            Betrokkene.objects.create(
                persoon=persoon, rol=rol, van=clock.local_date(at), nu_veilig=nu_veilig, **shared
            )
    logboek.record(Gebeurtenis.SITUATIE_VASTGELEGD, row, actie="C", at=at)
    return row


@transaction.atomic
def open_rechtstreeks(
    viewer: Viewer,
    *,
    titel: str,
    hoofdstap: str,
    reden: str,
    korte_inhoud: str,
    grondslag: str,
    doel: str = Doel.COMPLEXE_CASUISTIEK,
    verschijningsvormen: Sequence[str] = (),
    gemeente: str = "",
    locatie: str = "",
    voornaam: str = "",
    tussenvoegsel: str = "",
    achternaam: str = "",
    geboortedatum: date | None = None,
    rol: str = Persoonsrol.SLACHTOFFER,
    casus_id: UUID | None = None,
    at: datetime | None = None,
) -> Casus:
    """A partner opens a casus at another hoofdstap, with a reason (acute, opsporing, toezicht).

    Raises:
        AccessDenied: the deelname has neither R nor A there.
        DomainError: no reason given.
    """
    persoon = {
        "voornaam": voornaam, "tussenvoegsel": tussenvoegsel, "achternaam": achternaam,
        "geboortedatum": geboortedatum,
    }  # fmt: skip
    dossier = maak_dossier(viewer, persoon, at=at)
    casus = open_casus(
        viewer,
        casus_id=casus_id,
        titel=titel,
        hoofdstap=hoofdstap,
        dossier=dossier,
        doel=doel,
        grondslag=grondslag,
        verschijningsvormen=verschijningsvormen,
        gemeente=gemeente,
        reden=reden,
        at=at,
    )
    voeg_inbreng_toe(
        viewer,
        casus,
        situatie={
            "korte_inhoud": korte_inhoud,
            "verschijningsvormen": list(verschijningsvormen),
            "gemeente": gemeente,
            "locatie": locatie,
        },
        grondslag=grondslag,
        rol=rol,
        at=at,
    )
    return casus
