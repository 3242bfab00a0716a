"""Running casussen and a next version of the referentiemodel: what it does to them, and moving them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from cases.models import Betrokkenheid, Casus
from cases.services.casus import letters_voor
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, GateClosed
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.registries import Paneel, casus_panels
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten
from referentiemodel.enums import CasusStatus
from referentiemodel.loader import model_van
from referentiemodel.models import ModelVersie
from referentiemodel.schema import Model
from referentiemodel.verschil import Verschil, verschillen

OPEN = list(CasusStatus.open_waarden())


def bezwaren(casus: Casus, nieuw: Model) -> list[str]:
    """Why this casus cannot go to a model as it stands now; no query."""
    found = []
    if casus.hoofdstap not in {h.sleutel for h in nieuw.hoofdstappen}:
        found.append("De hoofdstap van deze casus bestaat in die versie niet.")
    if not nieuw.heeft_activiteit(casus.activiteit):
        found.append("De activiteit van nu bestaat in die versie niet. Zet eerst een stap.")
    elif nieuw.activiteit(casus.activiteit).hoofdstap != casus.hoofdstap:
        found.append("De activiteit van nu hoort in die versie bij een andere hoofdstap.")
    vormen = nieuw.waardelijst("verschijningsvorm")
    if any(vorm not in vormen for vorm in casus.verschijningsvormen):
        found.append("Een vorm van uitbuiting van deze casus bestaat in die versie niet.")
    return found


def effect_van(viewer: Viewer, nieuw: Model) -> dict[str, Any]:
    """Counts over the open casussen that the viewer sees; one query."""
    rows = Casus.objects.visible_to(viewer).filter(status__in=OPEN)  # type: ignore[attr-defined]
    redenen: Counter[str] = Counter()
    kan = niet = 0
    for casus in rows.only("hoofdstap", "activiteit", "verschijningsvormen", "status"):
        tegen = bezwaren(casus, nieuw)
        redenen.update(tegen)
        kan, niet = (kan, niet + 1) if tegen else (kan + 1, niet)
    return {"open": kan + niet, "kan_mee": kan, "kan_niet": niet, "redenen": dict(redenen)}


@dataclass(frozen=True, slots=True)
class Overstap:
    """What moving one casus to the version of its keten would mean."""

    van: int
    naar: int
    versie: UUID
    verschillen: tuple[Verschil, ...]
    bezwaren: tuple[str, ...]
    nieuwe_rollen: tuple[tuple[str, tuple[str, ...]], ...]


def overstap(casus: Casus) -> Overstap | None:
    """None when the casus follows the version of its keten already."""
    naar = Keten.objects.select_related("modelversie").get(pk=casus.keten_id).modelversie
    if naar.pk == casus.modelversie_id:
        return None
    van = ModelVersie.objects.get(pk=casus.modelversie_id)
    rollen = []
    for rij, erbij in _nieuwe_letters(casus, model_van(van.pk), model_van(naar.pk)):
        namen = tuple(
            f"{model_van(naar.pk).activiteit(sleutel)}: {tekens}"
            for sleutel, tekens in erbij.items()
        )
        rollen.append((rij.deelname.organisatie.kort, namen))
    return Overstap(
        van=van.nummer,
        naar=naar.nummer,
        versie=naar.pk,
        verschillen=tuple(verschillen(van.inhoud, naar.inhoud)),
        bezwaren=tuple(bezwaren(casus, model_van(naar.pk))),
        nieuwe_rollen=tuple(rollen),
    )


def _nieuwe_letters(
    casus: Casus, oud: Model, nieuw: Model
) -> list[tuple[Betrokkenheid, dict[str, str]]]:
    """Per organisation that takes part the letters for activiteiten that the old model did not have."""
    erbij = {a.sleutel for a in nieuw.activiteiten if not oud.heeft_activiteit(a.sleutel)}
    if not erbij:
        return []
    found = []
    rows = casus.betrokkenheden.filter(status=Betrokkenheid.Status.AANVAARD)
    for rij in rows.select_related("deelname__organisatie"):
        voorstel = letters_voor(nieuw, rij.deelname.organisatie.partnersoort)
        letters = {s: t for s, t in voorstel.items() if s in erbij}
        if letters:
            found.append((rij, letters))
    return found


@transaction.atomic
def verplaats(
    viewer: Viewer, casus: Casus, *, naar: UUID, reden: str, at: datetime | None = None
) -> Casus:
    """Move a casus to the version of its keten, after its difference was shown.

    Letters that organisations hold stay as they are; for activiteiten that are new they get what the
    matrix proposes. Termijnen that run keep their day.
    Args:
        naar: the version whose difference was shown; another one meanwhile is refused.
    Raises:
        AccessDenied: the organisation does not own the casus.
        GateClosed: with every reason why it cannot.
        DomainError: no reason given, on that version already, or a newer version came.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.CASUS_MODELVERSIE, casus)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u de casus overzet.", veld="reden")
    doel = Keten.objects.select_related("modelversie").get(pk=casus.keten_id).modelversie
    if doel.pk == casus.modelversie_id:
        raise DomainError("Deze casus volgt deze versie al.")
    if doel.pk != naar:
        raise DomainError("Er is intussen een nieuwere versie. Bekijk eerst dat verschil.")
    oud, nieuw = model_van(casus.modelversie_id), model_van(doel.pk)
    if tegen := bezwaren(casus, nieuw):
        raise GateClosed(tegen)
    for rij, erbij in _nieuwe_letters(casus, oud, nieuw):
        rij.letters = {**rij.letters, **erbij}
        rij.save()
    casus.modelversie = doel
    with met_reden(reden):
        casus.save(update_fields=["modelversie"])
    logboek.record(
        Gebeurtenis.CASUS_MODELVERSIE, casus, reden=reden, at=at,
        details={"van": oud.versie, "naar": nieuw.versie},
    )  # fmt: skip
    return casus


def paneel(viewer: Viewer, casus: Any) -> Paneel | None:
    """On the casus, for its owner, while the keten follows a newer version; one query."""
    if casus.eigenaar_id != viewer.deelname_id or casus.status not in OPEN:
        return None
    nu = Keten.objects.values_list("modelversie_id", flat=True).get(pk=casus.keten_id)
    if nu == casus.modelversie_id:
        return None
    return Paneel(
        titel="Nieuwe versie van het referentiemodel",
        tekst="Deze casus volgt nog de versie waarmee hij begon.",
        url=reverse("casus_modelversie", args=[casus.pk]),
        knop="Bekijk het verschil",
    )


def register() -> None:
    """Called from AppConfig.ready()."""
    casus_panels.register("modelversie", paneel)
