"""Who takes part in a casus, as its pages show it: frozen lines, decided for one viewer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.beeld import Dag, dag
from cases.models import Betrokkenheid, Casus, CasusPersoonsrecht, Uitsluiting
from cases.services.uitsluiting import mag_opheffen
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.grants import Herkomst, geldig
from partners.access.permissions import Permission
from partners.models import Medewerker, bevestigd_op
from referentiemodel.enums import Rasci

Status = Betrokkenheid.Status
VARIANT = {Status.AANVAARD: "ok", Status.GEWEIGERD: "warn", Status.VOORGESTELD: "accent"}


@dataclass(frozen=True, slots=True)
class OrganisatieRegel:
    """One organisation in one casus.

    `letters` are those of the running activiteit; `rollen` all of them. `verlopen`: the invitation
    was not answered in time. `te_regelen`: it declined or stopped and nobody settled that yet.
    """

    pk: UUID
    naam: str
    status: str
    code: str
    variant: str
    waarom: str
    reactie: str
    letters: tuple[str, ...]
    rollen: tuple[tuple[str, tuple[str, ...]], ...]
    antwoord: Dag | None
    verlopen: bool
    te_regelen: bool
    eindigt_at: datetime | None
    voorgesteld_door: str
    eigen: bool
    eigenaar: bool

    @property
    def lopend(self) -> bool:
        return self.code in Betrokkenheid.LOPEND

    @property
    def uitgenodigd(self) -> bool:
        return self.code == Status.UITGENODIGD

    @property
    def voorgesteld(self) -> bool:
        return self.code == Status.VOORGESTELD


def organisaties(viewer: Viewer, casus: Casus) -> list[OrganisatieRegel]:
    """Everyone who takes part, was asked or proposed, in that order of weight; one query."""
    rows = casus.betrokkenheden.select_related(
        "deelname__organisatie", "voorgesteld_door__organisatie"
    )
    order = [Status.VOORGESTELD, Status.UITGENODIGD, Status.AANVAARD]
    regels = [_regel(viewer, casus, rij) for rij in rows]
    return sorted(
        regels,
        key=lambda r: (
            not (r.te_regelen or r.voorgesteld),
            r.code not in order,
            not r.eigenaar,
            r.naam,
        ),
    )


def organisatie(viewer: Viewer, casus: Casus, rij: Betrokkenheid) -> OrganisatieRegel:
    return _regel(viewer, casus, rij)


def _regel(viewer: Viewer, casus: Casus, rij: Betrokkenheid) -> OrganisatieRegel:
    asked = rij.status == Status.UITGENODIGD
    late = asked and rij.antwoord_voor is not None and rij.antwoord_voor < clock.today()
    door = rij.voorgesteld_door
    return OrganisatieRegel(
        pk=rij.pk,
        naam=rij.deelname.organisatie.naam,
        status=str(rij.get_status_display()),
        code=rij.status,
        variant="warn" if late else VARIANT.get(Status(rij.status), "neutral"),
        waarom=rij.waarom,
        reactie=rij.reactie,
        letters=_sorted(rij.letters.get(casus.activiteit, "")),
        rollen=tuple(
            (str(a), _sorted(rij.letters[a.sleutel]))
            for a in casus.model.activiteiten
            if rij.letters.get(a.sleutel)
        ),
        antwoord=dag(rij.antwoord_voor) if asked else None,
        verlopen=late,
        te_regelen=rij.status in Betrokkenheid.TE_REGELEN and rij.afgedaan_at is None,
        eindigt_at=rij.eindigt_at if rij.status in Betrokkenheid.LOPEND else None,
        voorgesteld_door=door.organisatie.kort if door else "",
        eigen=rij.deelname_id == viewer.deelname_id,
        eigenaar=rij.deelname_id == casus.eigenaar_id,
    )


def _sorted(tekens: str) -> tuple[str, ...]:
    return tuple(sorted(set(tekens), key=lambda x: -Rasci(x).sterkte))


@dataclass(frozen=True, slots=True)
class Persoon:
    """A named person of an organisation on a casus (R9)."""

    pk: int
    naam: str
    organisatie: str
    taak: str
    van: datetime
    bevestigen: Dag | None
    eigen: bool


def personen_op_naam(viewer: Viewer, casus: Casus) -> list[Persoon]:
    """Everyone who is named for this casus now, by organisation; one query."""
    rows = (
        CasusPersoonsrecht.objects.filter(
            geldig(), bevestigd_op(clock.today()), content_object=casus, herkomst=Herkomst.TAAK
        )
        .select_related("user", "deelname__organisatie")
        .order_by("deelname__organisatie__kort", "user__naam")
    )
    return [
        Persoon(
            pk=recht.pk,
            naam=recht.user.naam,
            organisatie=recht.deelname.organisatie.kort,
            taak=str(recht.get_taak_display()),
            van=recht.geldig_van,
            bevestigen=dag(recht.hercertificatie_op),
            eigen=recht.deelname_id == viewer.deelname_id,
        )
        for recht in rows
    ]


@dataclass(frozen=True, slots=True)
class UitsluitingRegel:
    """A person who is or was kept out; the reason only for who may lift it."""

    pk: UUID
    naam: str
    organisatie: str
    sinds: datetime
    zelf: bool
    reden: str
    opgeheven_at: datetime | None
    opgeheven_door: str
    opheffing_reden: str
    mag_opheffen: bool


def uitsluitingen(viewer: Viewer, casus: Casus) -> list[UitsluitingRegel]:
    """Exclusions the viewer decides about, running ones first; two queries."""
    rows = [
        rij
        for rij in Uitsluiting.objects.filter(casus=casus)
        .select_related("medewerker", "deelname__organisatie")
        .order_by("-created_at")
        if mag_opheffen(viewer, casus, rij)
    ]
    namen = dict(
        Medewerker.objects.filter(pk__in=[r.opgeheven_door_id for r in rows]).values_list(
            "pk", "naam"
        )
    )
    regels = [
        UitsluitingRegel(
            pk=rij.pk,
            naam=rij.medewerker.naam,
            organisatie=rij.deelname.organisatie.kort if rij.deelname else "",
            sinds=rij.created_at,
            zelf=rij.zelf_gemeld,
            reden=rij.reden,
            opgeheven_at=rij.opgeheven_at,
            opgeheven_door=namen.get(rij.opgeheven_door_id, "") if rij.opgeheven_door_id else "",
            opheffing_reden=rij.opheffing_reden,
            mag_opheffen=rij.opgeheven_at is None,
        )
        for rij in rows
    ]
    return sorted(regels, key=lambda r: r.opgeheven_at is not None)


def toegang_blok(viewer: Viewer, casus: Casus) -> dict[str, object]:
    """What templates/cases/toegang/_organisaties.html shows."""
    eigenaar = casus.eigenaar_id == viewer.deelname_id
    return {
        "op_naam": personen_op_naam(viewer, casus),
        "mag_aanwijzen": policy.may(viewer, Permission.COLLEGA_AANWIJZEN, casus).allowed,
        "mag_uitsluiten": policy.may(viewer, Permission.UITSLUITEN, casus).allowed,
        "mag_belang": policy.may(viewer, Permission.BELANG_MELDEN, casus).allowed
        and viewer.medewerker_id is not None,
        "mag_stoppen": not eigenaar
        and policy.may(
            viewer, Permission.BETROKKENHEID_STOPPEN, casus, van=viewer.deelname_id
        ).allowed
        and bool(casus.toegang_van(viewer).letters),
        "casus_id": casus.pk,
    }
