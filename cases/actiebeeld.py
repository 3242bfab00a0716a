"""What the pages show of how an actie is on its way: frozen, decided for one viewer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cases.beeld import Dag, dag
from cases.models import Actie, Toewijzing
from ketenregie.foundation.viewer import Viewer
from partners.models import Medewerker
from referentiemodel.enums import Functie

Status = Toewijzing.Status
NIET_BEVESTIGD, OP_NAAM = "Nog niet bevestigd", "Aangenomen"


@dataclass(frozen=True, slots=True)
class Stap:
    """One answer or offer, in words."""

    wie: str
    tekst: str
    reden: str


@dataclass(frozen=True, slots=True)
class Onderweg:
    """The actie is offered; `aan_mij` and `van_mij` say on which side the viewer is."""

    pk: UUID
    van: str
    naar: str
    functie: str
    toelichting: str
    uiterlijk: Dag | None
    aan_mij: bool
    van_mij: bool


@dataclass(frozen=True, slots=True)
class Ontvangst:
    """How the organisation that has the actie answered, and where it is on its way to.

    Names of people and reasons are for who has it, who sent it and who runs the uitvoering.
    """

    tekst: str
    variant: str
    behandelaar: str = ""
    reden: str = ""
    onderweg: Onderweg | None = None
    stappen: tuple[Stap, ...] = field(default=())

    @property
    def aangenomen(self) -> bool:
        return self.variant == "ok"

    @property
    def teruggegeven(self) -> bool:
        return self.variant == "danger"


def toewijzingen_van(acties: Iterable[Actie]) -> dict[UUID, list[Toewijzing]]:
    """Of some acties, oldest first; one query."""
    found: dict[UUID, list[Toewijzing]] = {}
    rows = Toewijzing.objects.filter(actie__in=[a.pk for a in acties])
    for rij in rows.select_related("van__organisatie", "naar__organisatie"):
        found.setdefault(rij.actie_id, []).append(rij)
    return found


def namen_van(rows: Iterable[Toewijzing]) -> dict[UUID, str]:
    """Names of who does it; one query, none when nobody is named."""
    ids = {rij.behandelaar_id for rij in rows if rij.behandelaar_id}
    return dict(Medewerker.objects.filter(pk__in=ids).values_list("pk", "naam")) if ids else {}


def ontvangst(
    viewer: Viewer,
    actie: Actie,
    rows: list[Toewijzing],
    namen: Mapping[UUID, str],
    *,
    regie: bool = False,
) -> Ontvangst:
    """`regie`: the viewer runs the uitvoering and reads every reason."""
    mijn = viewer.deelname_id
    huidig = next(
        (r for r in rows if r.status in Toewijzing.HUIDIG and r.naar_id == actie.deelname_id), None
    )
    aanbod = next((r for r in rows if r.status == Status.GESTUURD), None)
    eigen = actie.deelname_id == mijn
    tekst, variant = NIET_BEVESTIGD, "neutral"
    if huidig is not None:
        terug = huidig.status == Status.TERUGGEGEVEN
        tekst, variant = ("Teruggegeven", "danger") if terug else (OP_NAAM, "ok")
    behandelaar = namen.get(huidig.behandelaar_id, "") if huidig and huidig.behandelaar_id else ""
    reden = huidig.reden if huidig and (eigen or regie or huidig.van_id == mijn) else ""
    return Ontvangst(
        tekst=tekst,
        variant=variant,
        behandelaar=behandelaar if eigen else "",
        reden=reden,
        onderweg=_onderweg(aanbod, mijn) if aanbod else None,
        stappen=tuple(_stap(r, regie or mijn in {r.van_id, r.naar_id}) for r in rows),
    )


def _onderweg(rij: Toewijzing, mijn: UUID | None) -> Onderweg:
    aan_mij, van_mij = rij.naar_id == mijn, rij.van_id == mijn
    return Onderweg(
        pk=rij.pk,
        van=rij.van.organisatie.naam,
        naar=rij.naar.organisatie.naam,
        functie=str(Functie(rij.functie).label) if rij.functie else "",
        toelichting=rij.toelichting if aan_mij or van_mij else "",
        uiterlijk=dag(rij.antwoord_voor) if rij.antwoord_voor else None,
        aan_mij=aan_mij,
        van_mij=van_mij,
    )


def _stap(rij: Toewijzing, leest: bool) -> Stap:
    return Stap(
        wie=f"{rij.van.organisatie.kort} aan {rij.naar.organisatie.kort}",
        tekst=str(Status(rij.status).label),
        reden=rij.reden if leest else "",
    )
