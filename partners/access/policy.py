"""THE authorization policy: `may()` answers with allowed, reason and rule; `require()` insists.

It knows no casus model: a casus is anything that can tell its `toegang_van(viewer)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ketenregie.foundation.errors import AccessDenied, NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN, Recht
from referentiemodel.enums import Functie, Rasci


@dataclass(frozen=True, slots=True)
class Ontsluiting:
    """A granted toegangsverzoek in force: one datum, or one category of one supplier, until a moment."""

    kenmerk: str
    categorie: str
    leverancier_id: UUID
    gegeven_id: UUID | None
    tot: datetime

    def past(self, gegeven_id: UUID, categorie: str, leverancier_id: UUID) -> bool:
        """Category and supplier must always agree: an id alone may stand for more than one datum."""
        return (
            categorie == self.categorie
            and leverancier_id == self.leverancier_id
            and self.gegeven_id in (None, gegeven_id)
        )


@dataclass(frozen=True, slots=True)
class Toegang:
    """How a viewer stands towards one casus, fetched right-first in one query.

    `letters` are those of the accepted betrokkenheid of the deelname, per activiteit; `herkomst` says
    which row lets the viewer see the casus. `ontsloten` are toegangsverzoeken in force, `noodknop_tot`
    is set while this person uses the noodknop; `alleen_noodknop`: nothing else lets the viewer in.
    `gast`: no party to the convenant, here for one overleg (R14).
    """

    zichtbaar: bool = False
    herkomst: str = ""
    eigenaar: bool = False
    open: bool = True
    letters: Mapping[str, frozenset[Rasci]] = field(default_factory=dict)
    ontsloten: tuple[Ontsluiting, ...] = ()
    noodknop_tot: datetime | None = None
    alleen_noodknop: bool = False
    gast: bool = False

    def sterkste(self, activiteiten: frozenset[str]) -> Rasci | None:
        """The strongest letter over some activiteiten; sharing looks at a whole hoofdstap."""
        alle = {letter for a in activiteiten for letter in self.letters.get(a, ())}
        return max(alle, key=lambda letter: letter.sterkte, default=None)


class CasusAchtig(Protocol):
    """What the policy needs to know of a casus."""

    keten_id: UUID

    def toegang_van(self, viewer: Viewer) -> Toegang: ...


@dataclass(frozen=True, slots=True)
class Besluit:
    """Answer of the policy: why it is allowed or refused, and by which rule."""

    allowed: bool
    reason: str
    regel: str
    zichtbaar: bool = True

    def __bool__(self) -> bool:
        return self.allowed


def may(
    viewer: Viewer,
    permission: Permission,
    casus: CasusAchtig | None = None,
    *,
    van: UUID | None = None,
    activiteit: str = "",
    letters: frozenset[Rasci] = frozenset(),
) -> Besluit:
    """Whether the viewer may do this now, with the reason in Dutch.

    Args:
        casus: the casus it happens on; its `toegang_van` costs one query, once per viewer.
        van: deelname that the thing belongs to, for actions on "one's own".
        activiteit, letters: for steps that the model describes, instead of those in the table.
    """
    recht = RECHTEN[permission]
    if viewer.is_systeem:
        return _nee(permission, "Een taak neemt geen besluiten namens mensen.")
    if viewer.functie not in recht.functies:
        return _nee(
            permission, f"Uw functie ({Functie(viewer.functie).label}) hoort hier niet bij."
        )
    if casus is not None:
        toegang = casus.toegang_van(viewer)
        if casus.keten_id != viewer.keten_id or not toegang.zichtbaar:
            return Besluit(False, "Niet zichtbaar.", "zicht", zichtbaar=False)
        if not toegang.open and not recht.bij_einde and permission != Permission.CASUS_ZIEN:
            return _nee(permission, "Deze casus heeft een einde; er verandert niets meer aan.")
    elif recht.op_casus:
        raise ValueError(f"{permission} wordt op een casus beoordeeld.")
    else:
        toegang = Toegang(zichtbaar=True)
    # A refusal is falsy, so `or` would pass over it.
    refused = _own_conditions(viewer, permission, recht, van)
    if refused is not None:
        return refused
    return _letters(
        permission, recht, toegang, activiteit or recht.activiteit, letters or recht.letters
    )


def require(
    viewer: Viewer,
    permission: Permission,
    casus: CasusAchtig | None = None,
    *,
    van: UUID | None = None,
    activiteit: str = "",
    letters: frozenset[Rasci] = frozenset(),
) -> Besluit:
    """As `may()`, but a refusal is an exception.

    Raises:
        NotVisible: the casus is outside the viewer's scope.
        AccessDenied: it is inside, and this is not for the viewer.
    """
    besluit = may(viewer, permission, casus, van=van, activiteit=activiteit, letters=letters)
    if not besluit.zichtbaar:
        raise NotVisible
    if not besluit.allowed:
        raise AccessDenied(besluit.reason, permission=permission, regel=besluit.regel)
    return besluit


def _nee(permission: Permission, reden: str) -> Besluit:
    return Besluit(False, reden, permission)


def _own_conditions(
    viewer: Viewer, permission: Permission, recht: Recht, van: UUID | None
) -> Besluit | None:
    """Conditions on the one who acts; None when all of them hold."""
    if recht.publiek and not viewer.publiek:
        return _nee(permission, "Dit besluit is aan een publieke deelnemer onder de WGS.")
    if recht.eigen and van != viewer.deelname_id:
        return _nee(permission, "Dit hoort bij een andere organisatie.")
    if recht.mandaat and recht.mandaat not in viewer.mandaten:
        return _nee(
            permission, "Hiervoor is een mandaat nodig; een collega met mandaat kan dit doen."
        )
    if recht.meldpunt and not viewer.meldpunt:
        return _nee(permission, "Dit is werk van het meldpunt.")
    if recht.procesregie and not viewer.procesregie:
        return _nee(permission, "Dit is werk van de procesregie.")
    if recht.soorten and viewer.partnersoort not in recht.soorten:
        wie = ", ".join(sorted(soort.label for soort in recht.soorten))
        return _nee(permission, f"Dit is alleen aan {wie}.")
    return None


def _letters(
    permission: Permission,
    recht: Recht,
    toegang: Toegang,
    activiteit: str,
    letters: frozenset[Rasci],
) -> Besluit:
    if recht.eigenaar and toegang.eigenaar:
        return Besluit(True, "Uw organisatie is eigenaar van deze casus.", "eigenaar")
    if not letters:
        if recht.eigenaar:
            return _nee(permission, "Alleen de eigenaar van de casus kan dit.")
        return Besluit(True, toegang.herkomst or "Hoort bij uw functie.", permission)
    held = toegang.letters.get(activiteit, frozenset()) & letters
    if held:
        letter = max(held, key=lambda x: x.sterkte)
        return Besluit(
            True, f"Uw organisatie heeft hier de rol {letter.label}.", f"{activiteit}:{letter}"
        )
    nodig = " of ".join(x.label for x in sorted(letters, key=lambda x: -x.sterkte))
    return _nee(permission, f"Hiervoor moet uw organisatie de rol {nodig} hebben.")
