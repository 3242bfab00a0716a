"""What rooms on the right hand down: filled in `AppConfig.ready()`, read by rooms on the left.

A room never imports a room on its right; it reads the registry that such a room fills.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from ketenregie.foundation.viewer import Viewer

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things in order of registration; a name has one owner."""

    def __init__(self, naam: str) -> None:
        self.naam = naam
        self._items: dict[str, T] = {}

    def register(self, key: str, value: T) -> T:
        """Add `value` under `key`; registering the same value again does nothing.

        Raises:
            ValueError: another value already has this key.
        """
        if key in self._items and self._items[key] != value:
            raise ValueError(f"{self.naam}: '{key}' is al geregistreerd.")
        self._items[key] = value
        return value

    def get(self, key: str) -> T | None:
        """The value under `key`, or None."""
        return self._items.get(key)

    def items(self) -> ItemsView[str, T]:
        return self._items.items()

    def keys(self) -> list[str]:
        return list(self._items)

    def values(self) -> list[T]:
        return list(self._items.values())

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def __len__(self) -> int:
        return len(self._items)


@dataclass(frozen=True, slots=True)
class Werk:
    """One line of Mijn werk: what to do, why, by when.

    `uiterlijk` is a local day; `wacht_op` names who is to move first ("" means you); `soort` is the key
    under which the provider registered; `knop` is the text of the link to `url`; `naam` is the colleague
    who has it ("" while it is nobody's in particular).
    """

    wat: str
    waarom: str
    casus_kenmerk: str
    url: str
    uiterlijk: date | None
    wacht_op: str = ""
    soort: str = ""
    knop: str = "Open"
    naam: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation; shown when the viewer has `permission` ("" = every viewer)."""

    label: str
    url_name: str
    permission: str = ""
    groep: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class Filterlijst:
    """A list whose filters can be saved: the name of its address and of the filters that stand in it.

    `kolommen` are the columns that may be chosen, (key, label) in order; `standaard` those at first.
    """

    url_name: str
    filters: frozenset[str]
    kolommen: tuple[tuple[str, str], ...] = ()
    standaard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paneel:
    """A small card on the overview of a casus: what it is about, and the way to a page of another room.

    `regels` are lines with their own address, under the text.
    """

    titel: str
    tekst: str
    url: str
    knop: str
    regels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Handler:
    """A consumer of one kind of outbox message; `naam` is the key of its effect and must not change."""

    soort: str
    naam: str
    functie: Callable[..., None]


@dataclass(frozen=True, slots=True)
class Risico:
    """Something open that stands still or is nobody's: what is wrong, and where to mend it."""

    soort: str
    wat: str
    waarom: str
    pk: UUID
    kenmerk: str
    wie: str
    sinds: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Postsoort:
    """A kind of message to people.

    Args:
        label: for the page with preferences.
        waarom: why somebody gets it, when the sender gives no better reason.
        voor: first parts of the names of outbox messages ("overdracht" of "overdracht.verstuurd").
        standaard: direct, dagelijks or geen.
        verplicht: always at once, also of a casus that is muted.
    """

    label: str
    waarom: str
    voor: tuple[str, ...] = ()
    standaard: str = "direct"
    verplicht: bool = False


@dataclass(frozen=True, slots=True)
class ConceptForm:
    """A form that keeps drafts; `url(form_id, object_id)` is the page that continues one."""

    label: str
    url: Callable[[UUID, UUID | None], str]


# sleutel of a gate -> checker(casus): every unmet condition as a Dutch sentence, [] when open
gates: Registry[Callable[[Any], list[str]]] = Registry("gates")
# soort -> open work of a viewer: a Werksoort (foundation/werk.py), asked together with the others, or a
# function of its own, which costs its own queries
work_kinds: Registry[Callable[[Viewer], list[Werk]]] = Registry("work_kinds")
# soort -> provider(viewer, casus): entries for the tijdlijn
timeline_kinds: Registry[Callable[..., Any]] = Registry("timeline_kinds")
# sleutel -> provider(viewer, casus): a panel on the overview of the casus, or None
casus_panels: Registry[Callable[..., Paneel | None]] = Registry("casus_panels")
# naam of the handler -> Handler; fill it through `outbox.handler`
outbox_handlers: Registry[Handler] = Registry("outbox_handlers")
# room -> provider(viewer): what threatens to disappear
risicos: Registry[Callable[[Viewer], list[Risico]]] = Registry("risicos")
# sleutel -> a kind of message to people (foundation/postvak)
postsoorten: Registry[Postsoort] = Registry("postsoorten")
# sleutel of a form -> how its drafts are shown and continued
concept_forms: Registry[ConceptForm] = Registry("concept_forms")
# "lidmaatschap" -> builder(lidmaatschap_id, medewerker_id): the viewer with the rights of now, for a
# task that starts later than it was asked for; the medewerker may be a vervanger. Raises AccessDenied
# when that person may no longer act with this lidmaatschap.
viewer_builders: Registry[Callable[[UUID, UUID], Viewer]] = Registry("viewer_builders")
# naam -> check within one keten, run by `manage.py verify`: every broken invariant as a Dutch sentence
checks: Registry[Callable[[], list[str]]] = Registry("checks")
# naam -> check over all ketens at once (the seals of the logboek), run once by `manage.py verify`
algemene_checks: Registry[Callable[[], list[str]]] = Registry("algemene_checks")
# naam -> step on a restored database before it serves people, as role eigenaar; returns what it did in Dutch
herstelstappen: Registry[Callable[[], str]] = Registry("herstelstappen")
# room -> definer function that names every stored file of its rows; what none names is cleaned up
bestandsbronnen: Registry[str] = Registry("bestandsbronnen")
# naam -> seals what else is encrypted (not in a column of its own) under the current master key, a batch at a
# time; returns how many, 0 when done (foundation/sleutelbeheer.py)
sleutelbronnen: Registry[Callable[[], int]] = Registry("sleutelbronnen")
# room -> takes a granted request to destroy data: (id of the source, kenmerk of the privacyverzoek, deelname
# that supplied them, ids of the data); runs as a task of the keten, more than once at most by its own key
vernietigverzoeken: Registry[Callable[[UUID, str, UUID, tuple[UUID, ...]], None]] = Registry(
    "vernietigverzoeken"
)
# sleutel of a list -> its address and filters, for saved filters (foundation/filters)
filterlijsten: Registry[Filterlijst] = Registry("filterlijsten")
navigation: list[NavItem] = []
