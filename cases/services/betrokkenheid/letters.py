"""The letters of an organisation per activiteit: what may stand together, and changing them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Betrokkenheid, Casus
from cases.services.eisen import require_tekst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Rasci
from referentiemodel.schema import Model

VOLGORDE = {letter.value: -letter.sterkte for letter in Rasci}


@dataclass(frozen=True, slots=True)
class Toets:
    """What a change of letters means for the casus; a person confirms the warnings.

    `neemt_over`: activiteiten whose A moves from another betrokkenheid (by its key).
    """

    waarschuwingen: tuple[str, ...] = ()
    neemt_over: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)


def schone_letters(model: Model, letters: Mapping[str, str]) -> dict[str, str]:
    """{activiteit: "RA"}: only activiteiten of the model, only RASCI, each letter once.

    Raises:
        DomainError: an activiteit that the model does not have, or another letter.
    """
    clean = {}
    for activiteit, typed in letters.items():
        naam = model.activiteit(activiteit)
        tekens = {t for t in typed.upper() if t not in " ,/+"}
        if wrong := sorted(tekens - set(Rasci.values)):
            raise DomainError(
                f"{naam}: ‘{''.join(wrong)}’ is geen rol. Gebruik R, A, S, C of I.", veld="letters"
            )
        if tekens:
            clean[activiteit] = "".join(sorted(tekens, key=VOLGORDE.__getitem__))
    return clean


def require_een_eindverantwoordelijke(
    model: Model, letters: Iterable[tuple[str, Mapping[str, str]]]
) -> None:
    """At most one A per activiteit over several organisations.

    Args:
        letters: (name of the organisation, its letters).
    Raises:
        DomainError: naming the activiteit and both organisations.
    """
    holds: dict[str, str] = {}
    for naam, per_activiteit in letters:
        for activiteit, tekens in per_activiteit.items():
            if Rasci.A not in tekens:
                continue
            if activiteit in holds:
                raise DomainError(
                    f"{model.activiteit(activiteit)}: {holds[activiteit]} en {naam} kunnen niet "
                    "allebei eindverantwoordelijk zijn.",
                    veld="letters",
                )
            holds[activiteit] = naam


def toets_letters(casus: Casus, betrokkenheid: Betrokkenheid, nieuw: Mapping[str, str]) -> Toets:
    """Compare with everyone who takes part or is invited; one query."""
    anderen = list(
        casus.betrokkenheden.lopend()  # type: ignore[attr-defined]
        .exclude(pk=betrokkenheid.pk)
        .select_related("deelname__organisatie")
    )
    eigen = betrokkenheid.deelname.organisatie.kort
    warnings: list[str] = []
    moves: dict[UUID, tuple[str, ...]] = {}
    for activiteit in casus.model.activiteiten:
        key, old = activiteit.sleutel, betrokkenheid.letters.get(activiteit.sleutel, "")
        new = nieuw.get(key, "")
        holders = [rij for rij in anderen if Rasci.A in rij.letters.get(key, "")]
        if Rasci.A in new and Rasci.A not in old:
            for rij in holders:
                moves[rij.pk] = (*moves.get(rij.pk, ()), key)
                warnings.append(
                    f"{activiteit}: eindverantwoordelijk wordt {eigen} in plaats van "
                    f"{rij.deelname.organisatie.kort}."
                )
        if Rasci.A in old and Rasci.A not in new and not holders:
            warnings.append(f"{activiteit}: daarna is niemand eindverantwoordelijk.")
        executed = any(Rasci.R in rij.letters.get(key, "") for rij in anderen)
        if Rasci.R in old and Rasci.R not in new and not executed:
            warnings.append(f"{activiteit}: daarna voert niemand uit.")
    return Toets(tuple(warnings), moves)


@transaction.atomic
def wijzig_letters(
    viewer: Viewer,
    pk: UUID,
    letters: Mapping[str, str],
    *,
    reden: str,
    bevestigd: bool = False,
    versie: int | None = None,
    at: datetime | None = None,
) -> Betrokkenheid:
    """Change the letters of an organisation in one casus; in force at once.

    An A that goes to this organisation leaves the other one in the same transaction.
    Args:
        bevestigd: a person read the warnings of `toets_letters` and goes on.
    Raises:
        AccessDenied: not the owner, and without A for the inbreng.
        DomainError: no reason, nothing changes, unknown letters, or warnings not confirmed.
        EditConflict: somebody changed it in between.
    """
    at = at or clock.now()
    found = Betrokkenheid.objects.filter(pk=pk).values_list("casus_id", flat=True).first()
    casus = lock(Casus, found) if found else None
    rij = lock(Betrokkenheid, pk, versie)
    assert casus is not None
    policy.require(viewer, Permission.LETTERS_WIJZIGEN, casus)
    if rij.status not in Betrokkenheid.LOPEND:
        raise DomainError("Deze organisatie doet niet (meer) mee.")
    clean = schone_letters(casus.model, letters)
    reden = require_tekst(reden, "reden", "Schrijf op waarom de rollen veranderen.")
    changed = sorted(
        a.sleutel
        for a in casus.model.activiteiten
        if set(clean.get(a.sleutel, "")) != set(rij.letters.get(a.sleutel, ""))
    )
    if not changed:
        raise DomainError("Er is niets gewijzigd.", veld="letters")
    toets = toets_letters(casus, rij, clean)
    if toets.waarschuwingen and not bevestigd:
        raise DomainError(
            " ".join(["Bevestig dat dit de bedoeling is.", *toets.waarschuwingen]), veld="bevestig"
        )
    with met_reden(reden):
        for other_pk, activiteiten in toets.neemt_over.items():
            _geef_a_af(other_pk, activiteiten, reden, at)
        rij.letters = clean
        rij.save()
    casus.vergeet_toegang()
    logboek.record(
        Gebeurtenis.ROLLEN_GEWIJZIGD, rij, reden=reden, at=at, details={"activiteiten": changed}
    )
    outbox.post("betrokkenheid.letters_gewijzigd", betrokkenheid_id=rij.pk)
    return rij


def _geef_a_af(pk: UUID, activiteiten: tuple[str, ...], reden: str, at: datetime) -> None:
    other = lock(Betrokkenheid, pk)
    left = {a: t.replace("A", "") if a in activiteiten else t for a, t in other.letters.items()}
    other.letters = {a: t for a, t in left.items() if t}
    other.save()
    logboek.record(
        Gebeurtenis.ROLLEN_GEWIJZIGD,
        other,
        reden=reden,
        at=at,
        details={"activiteiten": list(activiteiten)},
    )
    outbox.post("betrokkenheid.letters_gewijzigd", betrokkenheid_id=other.pk)
