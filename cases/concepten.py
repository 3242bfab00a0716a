"""Drafts of the forms of a casus: what someone typed comes back after logging out or a crash.

The key of a draft follows from who writes what about which record, so the same page finds it again. What
the form makes has a key of its own inside the form, kept with the draft: a double click makes one record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.urls import reverse

from ketenregie.foundation import concept
from ketenregie.foundation.registries import ConceptForm, concept_forms
from ketenregie.foundation.viewer import Viewer

# Any fixed UUID; it keeps these keys apart from others made from the same ids.
_RUIMTE = UUID("6f1c3f1e-0d5b-4a53-9b8e-5f6a7f0f9a11")


@dataclass(frozen=True, slots=True)
class Draad:
    """Where autosave of one form goes, and what it has."""

    form: str
    pk: UUID
    url: str
    versie: int = 0
    bewaard_om: datetime | None = None

    def weg(self) -> None:
        """Sent: the draft is done."""
        concept.verwijder(self.pk)


def sleutel(viewer: Viewer, form: str, *waarover: UUID | str) -> UUID:
    return uuid5(
        _RUIMTE, "|".join(map(str, (viewer.medewerker_id, viewer.deelname_id, form, *waarover)))
    )


def open_draad(
    viewer: Viewer, form: str, object_id: UUID, *waarover: UUID | str, in_: forms.BaseForm | None
) -> Draad:
    """The thread of a form; one query.

    Args:
        object_id: what the draft is listed under (a casus, an overleg).
        waarover: tells drafts of one kind and object apart.
        in_: a form that is not sent: it gets what was typed before.
    """
    pk = sleutel(viewer, form, object_id, *waarover)
    url = f"{reverse('concept_bewaren', args=[form, pk])}?object={object_id}"
    draft = concept.laad(form, pk) if viewer.medewerker_id else None
    if draft is None:
        return Draad(form, pk, url)
    if in_ is not None and not in_.is_bound:
        vul(in_, draft.data)
    return Draad(form, pk, url, draft.versie, draft.bewaard_om)


def hang_aan(
    viewer: Viewer,
    naam: str,
    object_id: UUID,
    formulieren: Mapping[str, forms.BaseForm],
    *waarover: UUID | str,
) -> None:
    """Give each form of a page its thread as `form.draad`; one query per form."""
    for sleutel_, form in formulieren.items():
        form.draad = open_draad(  # type: ignore[attr-defined]
            viewer, naam, object_id, *waarover, sleutel_, in_=form
        )


def vul(form: forms.BaseForm, data: Any) -> None:
    """Put what was typed in a form as its first values."""
    for naam, veld in form.fields.items():
        html = form.add_prefix(naam)
        if html in data or veld.widget.value_omitted_from_data(data, {}, html) is False:
            form.initial[naam] = veld.widget.value_from_datadict(data, {}, html)


# name of a form -> what it is called in the list of drafts, and the page that continues it
FORMULIEREN = {
    "plan": ("Tekst in een plan van aanpak", "casus_plan"),
    "plan_actie": ("Actie in een plan van aanpak", "casus_plan"),
    "plan_doel": ("Doel in een plan van aanpak", "casus_plan"),
    "plan_instemming": ("Antwoord op een plan van aanpak", "casus_plan"),
    "weging": ("Weging", "casus_weging"),
    "overleg": ("Casusoverleg", "overleg"),
    "tafelnotitie": ("Tekst die een ander aan tafel voor was", "overleg"),
    "overleg_nieuw": ("Casusoverleg plannen", ""),
}


def _adres(route: str, object_id: UUID | None) -> str:
    return reverse(route, args=[object_id]) if route and object_id else reverse("overleg_nieuw")


def register() -> None:
    """Hand the forms to the drafts; called from AppConfig.ready()."""
    for naam, (label, route) in FORMULIEREN.items():
        concept_forms.register(
            naam,
            ConceptForm(label, lambda _pk, object_id, route=route: _adres(route, object_id)),  # type: ignore[misc]
        )
