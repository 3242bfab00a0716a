"""Reads of casussen: lists for a viewer, invitations of the own organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from cases.beeld import Dag, dag
from cases.models import Betrokkenheid, Casus
from cases.models.casus import CasusQuerySet
from cases.services.betrokkenheid.uitnodigen import verklaring_nodig
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.kenmerk import lees_kenmerk
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Keten
from referentiemodel.enums import CasusStatus, Urgentie
from referentiemodel.loader import model_van

# Filters of the casuslijst; every one of them stands in the address.
CASUSFILTERS = ("hoofdstap", "status", "gemeente", "zoek", "sorteer")
# Each order has its index on open casussen, read forwards or backwards.
SORTERING = {
    "uiterlijk": ("volgende_datum", "kenmerk"),
    "-uiterlijk": ("-volgende_datum", "-kenmerk"),
    "nieuwste": ("-ingebracht_at", "kenmerk"),
    "titel": ("titel", "kenmerk"),
}


@dataclass(frozen=True, slots=True)
class CasusRegel:
    """One line of the casuslijst."""

    pk: UUID
    kenmerk: str
    titel: str
    hoofdstap: str
    status: str
    vormen: str
    gemeente: str
    urgentie: str
    eigenaar: str
    volgende_stap: str
    uiterlijk: Dag | None


def casussen_for(
    viewer: Viewer,
    *,
    hoofdstap: str = "",
    status: str = "",
    gemeente: str = "",
    zoek: str = "",
    sorteer: str = "uiterlijk",
) -> CasusQuerySet:
    """Casussen the viewer may see. `zoek` is a kenmerk or part of the title."""
    rows = Casus.objects.lijst_van(viewer).select_related("eigenaar__organisatie")  # type: ignore[attr-defined]
    if hoofdstap:
        rows = rows.filter(hoofdstap=hoofdstap)
    if status:
        rows = rows.filter(status=status)
    if gemeente:
        rows = rows.filter(gemeente=gemeente)
    if zoek:
        kenmerk, titel = lees_kenmerk(zoek), Q(titel__icontains=zoek)
        # Eight letters may be a word as well; with a digit or the dash it is a kenmerk, found at once.
        zeker = kenmerk and not zoek.isalpha()
        rows = rows.filter(kenmerk=kenmerk) if zeker else rows.filter(Q(kenmerk=kenmerk) | titel)
    return rows.order_by(*SORTERING.get(sorteer, SORTERING["uiterlijk"]))


def casusregels(casussen: Iterable[Casus]) -> list[CasusRegel]:
    """The lines of one page, frozen."""
    return [
        CasusRegel(
            pk=c.pk,
            kenmerk=c.kenmerk,
            titel=c.titel,
            hoofdstap=c.model.hoofdstap(c.hoofdstap).naam,
            status=CasusStatus(c.status).label,
            vormen=", ".join(c.verschijningsvorm_namen()),
            gemeente=c.gemeente,
            urgentie=Urgentie(c.urgentie).label if c.urgentie != Urgentie.NORMAAL else "",
            eigenaar=c.eigenaar.organisatie.kort,
            volgende_stap=c.volgende_stap,
            uiterlijk=dag(c.volgende_datum),
        )
        for c in casussen
    ]


@dataclass(frozen=True, slots=True)
class Uitnodiging:
    """What an organisation reads before it decides: the vorm, the place, why, by when; no person."""

    pk: UUID
    tekst: str
    waarom: str
    rollen: tuple[tuple[str, str], ...]
    antwoord_voor: Dag | None
    status: str
    open: bool
    casus_id: UUID | None
    # No party to the convenant: takes part after a promise of geheimhouding.
    derde: bool = False


def uitnodiging_for(viewer: Viewer, pk: UUID) -> Uitnodiging:
    """Invitation of one's own organisation.

    Raises:
        NotVisible: absent, of another organisation, or the viewer does no casework.
    """
    mag = policy.may(viewer, Permission.UITNODIGING_BEANTWOORDEN, van=viewer.deelname_id)
    rij = Betrokkenheid.objects.voor_genodigde(viewer).filter(pk=pk).first()  # type: ignore[attr-defined]
    if rij is None or not mag:
        raise NotVisible
    # The casus itself is not visible yet; the roles are named after the keten's current model.
    model = model_van(Keten.objects.get(pk=viewer.keten_id).modelversie_id)
    rollen = tuple(
        (str(model.activiteit(a)), tekens)
        for a, tekens in rij.letters.items()
        if model.heeft_activiteit(a)
    )
    return Uitnodiging(
        pk=rij.pk,
        tekst=rij.uitnodiging,
        waarom=rij.waarom,
        rollen=rollen,
        antwoord_voor=dag(rij.antwoord_voor),
        status=rij.get_status_display(),
        open=rij.status == Betrokkenheid.Status.UITGENODIGD,
        casus_id=rij.casus_id if rij.status == Betrokkenheid.Status.AANVAARD else None,
        derde=rij.status == Betrokkenheid.Status.UITGENODIGD and verklaring_nodig(rij),
    )


def deelnemers(casus: Casus) -> list[Deelname]:
    """Organisations that take part in a casus, by name; one query."""
    rows = Betrokkenheid.objects.meedoend().filter(casus=casus)  # type: ignore[attr-defined]
    return [
        rij.deelname
        for rij in rows.select_related("deelname__organisatie").order_by(
            "deelname__organisatie__naam"
        )
    ]
