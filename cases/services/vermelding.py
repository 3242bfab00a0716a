"""People named with @ in a note: only who sees this casus and the note, and nobody learns who does not."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from cases.delen import Deler
from cases.models import Betrokkenheid, Casus, CasusPersoonsrecht, Notitie, Uitsluiting
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError
from partners.access.grants import geldig
from partners.access.roles import CASUSWERK, ORGANISATIEBREED
from partners.access.viewers import ogen_van
from partners.models import Deelname, Lidmaatschap, bevestigd_op, geldig_op

# The same for a name that does not exist and for somebody who may not see this casus.
ONBEKEND = (
    "Bij @ staat een naam die niet past bij iemand die deze casus ziet. Kies een naam uit de lijst."
)
# An @ in the middle of a word is an e-mail address.
_APENSTAART = re.compile(r"(?:^|(?<=[\s(,;]))@(?=\w)")


@dataclass(frozen=True, slots=True)
class Vermeldbaar:
    """A person for one organisation."""

    pk: UUID  # of the lidmaatschap
    medewerker_id: UUID
    deelname_id: UUID
    naam: str
    organisatie: str

    @property
    def voluit(self) -> str:
        return f"{self.naam} ({self.organisatie})"


def te_vermelden(casus: Casus) -> list[Vermeldbaar]:
    """Who sees this casus, by name; one query. A person with two functies at one organisation once."""
    vandaag = clock.today()
    named = CasusPersoonsrecht.objects.filter(
        geldig(),
        bevestigd_op(vandaag),
        content_object=casus,
        user=OuterRef("medewerker"),
        deelname=OuterRef("deelname"),
    )
    out = Uitsluiting.objects.in_kracht().filter(  # type: ignore[attr-defined]
        casus=casus, medewerker=OuterRef("medewerker")
    )
    met = Betrokkenheid.objects.filter(casus=casus, status=Betrokkenheid.Status.AANVAARD)
    rows = Lidmaatschap.objects.filter(
        Q(deelname__in=met.values("deelname")) | Q(deelname=casus.eigenaar_id),
        Q(functie__in=ORGANISATIEBREED) | Exists(named),
        ~Exists(out),
        geldig_op(vandaag),
        bevestigd_op(vandaag),
        geldig_op(vandaag, "deelname__"),
        functie__in=CASUSWERK,
        medewerker__is_active=True,
    ).select_related("medewerker", "deelname__organisatie")
    found = {
        (lid.medewerker_id, lid.deelname_id): Vermeldbaar(
            lid.pk, lid.medewerker_id, lid.deelname_id, lid.medewerker.naam,
            lid.deelname.organisatie.kort,
        )
        for lid in rows.order_by("medewerker__naam", "pk")
    }  # fmt: skip
    return list(found.values())


def genoemd(tekst: str, mensen: Sequence[Vermeldbaar]) -> set[Vermeldbaar]:
    """Everyone behind an @ in this text.

    Raises:
        DomainError: a name that is of nobody here.
    """
    namen = _namen(mensen)
    found = set()
    for plek in _APENSTAART.finditer(tekst):
        rest = tekst[plek.end() :].casefold()
        naam = next((n for n in namen if _begint(rest, n)), None)
        if naam is None:
            raise DomainError(ONBEKEND, veld="tekst")
        found.add(namen[naam])
    return found


def _namen(mensen: Iterable[Vermeldbaar]) -> dict[str, Vermeldbaar]:
    """By what may stand behind the @, the longest first; a name of two people asks for its organisation."""
    los: dict[str, list[Vermeldbaar]] = {}
    for wie in mensen:
        los.setdefault(wie.naam.casefold(), []).append(wie)
    keys = {wie.voluit.casefold(): wie for wie in mensen}
    keys |= {naam: wie[0] for naam, wie in los.items() if len(wie) == 1}
    return dict(sorted(keys.items(), key=lambda paar: -len(paar[0])))


def _begint(rest: str, naam: str) -> bool:
    einde = rest[len(naam) : len(naam) + 1]
    return rest.startswith(naam) and not (einde.isalnum() or einde == "-")


def met_keuze(tekst: str, keuze: UUID | None, mensen: Sequence[Vermeldbaar]) -> str:
    """The text with who was chosen from the list behind it, when not named in it already.

    Raises:
        DomainError: not somebody who sees this casus.
    """
    if keuze is None:
        return tekst
    wie = next((w for w in mensen if w.pk == keuze), None)
    if wie is None:
        raise DomainError(ONBEKEND, veld="vermeld")
    return tekst if wie in genoemd(tekst, mensen) else f"{tekst.rstrip()}\n@{wie.voluit}"


def require_leesbaar(casus: Casus, notitie: Notitie, wie: Iterable[Vermeldbaar]) -> None:
    """The convenant shows this note to the organisation of each of them.

    Raises:
        DomainError: not; in the same words as for a name that is of nobody.
    """
    ids = {w.deelname_id for w in wie} - {notitie.leverancier_id}
    for deelname in Deelname.objects.filter(pk__in=ids).select_related("organisatie", "keten"):
        if not Deler(ogen_van(deelname), casus).deling(notitie).tonen:
            raise DomainError(ONBEKEND, veld="tekst")
