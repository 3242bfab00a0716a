"""Reads of casussen: lists for a viewer, invitations of the own organisation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, Func, Q, TextField, Value
from django.db.models.functions import Concat

from cases.beeld import Dag, dag
from cases.models import Betrokkenheid, Casus
from cases.models.casus import CasusQuerySet
from cases.services.betrokkenheid.uitnodigen import verklaring_nodig
from cases.zoeken import VEEL_TITELS, titelvraag
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.kenmerk import lees_kenmerk
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.zoeken import patronen
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Aanbod, Deelname, Keten
from referentiemodel.enums import CasusStatus, Urgentie
from referentiemodel.loader import model_van

# Filters of the casuslijst; every one of them stands in the address.
CASUSFILTERS = ("hoofdstap", "status", "gemeente", "zoek", "sorteer")
# Columns of the casuslijst that may be chosen, and those that are shown at first.
KOLOMMEN = (
    ("hoofdstap", "Hoofdstap"),
    ("status", "Status"),
    ("urgentie", "Urgentie"),
    ("vormen", "Type uitbuiting"),
    ("gemeente", "Gemeente"),
    ("volgende_stap", "Volgende stap"),
    ("uiterlijk", "Uiterlijk"),
    ("eigenaar", "Eigenaar"),
    ("ingebracht", "Ingebracht"),
)
STANDAARD = ("hoofdstap", "volgende_stap", "uiterlijk", "eigenaar")
# Each order has its index on open casussen, read forwards or backwards.
SORTERING = {
    "uiterlijk": ("volgende_datum", "kenmerk"),
    "-uiterlijk": ("-volgende_datum", "-kenmerk"),
    "nieuwste": ("-ingebracht_at", "kenmerk"),
    "titel": ("titel", "kenmerk"),
}


class Like(Func):
    """`a LIKE b`, with a pattern that is ready."""

    template = "(%(expressions)s)"
    arg_joiner = " LIKE "
    output_field = BooleanField()


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
    ingebracht: date


def casussen_for(
    viewer: Viewer,
    *,
    hoofdstap: str = "",
    status: str = "",
    gemeente: str = "",
    zoek: str = "",
    sorteer: str = "uiterlijk",
) -> CasusQuerySet:
    """Casussen the viewer may see. `zoek` is a kenmerk, or words of the title and gemeente."""
    kenmerk = lees_kenmerk(zoek)
    # Eight letters may be a word as well; with a digit or the dash it is a kenmerk, found at once.
    zeker = kenmerk and not zoek.isalpha()
    mee = [titelvraag(zoek, VEEL_TITELS + 1)] if zoek and not zeker else []
    rows, gevonden = Casus.objects.lijst_met(viewer, mee)  # type: ignore[attr-defined]
    rows = rows.select_related("eigenaar__organisatie")
    if hoofdstap:
        rows = rows.filter(hoofdstap=hoofdstap)
    if status:
        rows = rows.filter(status=status)
    if gemeente:
        rows = rows.filter(gemeente=gemeente)
    if zoek:
        op_kenmerk = Q(kenmerk=kenmerk)
        rows = rows.filter(
            op_kenmerk if zeker else op_kenmerk | _met_woorden(viewer, zoek, *gevonden)
        )
    return rows.order_by(*SORTERING.get(sorteer, SORTERING["uiterlijk"]))


def _met_woorden(viewer: Viewer, tekst: str, ids: Sequence[UUID] = ()) -> Q:
    """Every word stands in the title or is the gemeente. Looked up first, with an index; what so many casussen have that a
    page of them is found anywhere, is asked per row while the list is walked."""
    if viewer.is_systeem:
        return Q(titel__icontains=tekst)
    if len(ids) <= VEEL_TITELS:
        return Q(pk__in=ids)
    vorm = Func(
        Concat("titel", Value(" "), "gemeente"), function="zoekvorm", output_field=TextField()
    )
    return Q(*(Like(vorm, Func(Value(p), function="zoekvorm")) for p in patronen(tekst)))


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
            ingebracht=clock.local_date(c.ingebracht_at),
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


def aanbod_van_deelnemers(casus: Casus) -> list[Aanbod]:
    """What organisations of a casus offer, by organisation and name; one query."""
    mee = Betrokkenheid.objects.meedoend().filter(casus=casus)  # type: ignore[attr-defined]
    return list(
        Aanbod.objects.filter(organisatie__deelnames__in=mee.values("deelname"))
        .select_related("organisatie")
        .order_by("organisatie__naam", "naam")
    )
