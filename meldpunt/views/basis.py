"""Shared by the pages of the meldpunt."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.forms import MultipleChoiceField
from django.http import HttpRequest

from ketenregie.foundation import concept
from ketenregie.foundation.concept import Geladen
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.viewer import Viewer
from meldpunt import selectors
from meldpunt.forms import MeldingForm
from meldpunt.models import Melding
from meldpunt.services import voeg_bij_melding
from partners.models import Keten, Medewerker
from referentiemodel.loader import model_van
from referentiemodel.schema import Model


def namen_van(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of colleagues by id; one query, none when there is nobody."""
    wanted = {pk for pk in ids if pk}
    if not wanted:
        return {}
    return dict(Medewerker.objects.filter(pk__in=wanted).values_list("pk", "naam"))


def model_van_keten(viewer: Viewer) -> Model:
    return model_van(Keten.objects.values_list("modelversie_id", flat=True).get(pk=viewer.keten_id))


def gemeenten_van(model: Model) -> list[str]:
    """Gemeenten to choose from; another may be typed."""
    if "gemeente" not in model.waardelijsten:
        return []
    return [naam for _, naam in model.waardelijst("gemeente").keuzes()]


@dataclass(frozen=True, slots=True)
class Formulierdraad:
    """A form with the key it has from the moment it is shown, and the draft under that key."""

    form_id: UUID
    form: MeldingForm
    draft: Geladen | None


def met_concept(
    request: HttpRequest,
    naam: str,
    klasse: type[MeldingForm],
    viewer: Viewer,
    eerste: dict[str, Any],
) -> Formulierdraad:
    """The form for this request: posted, continued from a draft (`?concept=`), or new."""
    model = model_van_keten(viewer)
    extra: dict[str, Any] = {
        "model": model,
        "deelnames": selectors.mogelijke_zorgcoordinatoren(viewer),
    }
    if request.method == "POST":
        form = klasse(request.POST, request.FILES, **extra)
        pk = _uuid(request.POST.get("melding_id", ""))
        return Formulierdraad(pk, form, concept.laad(naam, pk))
    given = request.GET.get("concept", "")
    pk = _uuid(given) if given else uuid4()
    draft = concept.laad(naam, pk) if given else None
    form = klasse(initial=eerste | {"melding_id": pk}, **extra)
    if draft:
        for field, bound in form.fields.items():
            if field in draft.data:
                many = isinstance(bound, MultipleChoiceField)
                form.initial[field] = draft.data.getlist(field) if many else draft.data[field]
    return Formulierdraad(pk, form, draft)


def bewaar_bestanden(viewer: Viewer, melding: Melding, form: MeldingForm) -> None:
    """Files that came with the form of a new melding; the key of the form makes them count once."""
    voeg_bij_melding(
        viewer,
        melding,
        form.cleaned_data.get("bestanden", []),
        noemt_melder=form.cleaned_data.get("bestanden_melder", False),
        document_id=uuid5(melding.pk, "bestanden"),
    )


def tekst_uit(request: HttpRequest, naam: str, hoogstens: int = 300) -> str:
    """A short text of a form without a Form; what no database takes is left out."""
    return request.POST.get(naam, "").replace("\0", "").strip()[:hoogstens]


def _uuid(tekst: str) -> UUID:
    try:
        return UUID(tekst)
    except ValueError as fout:
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.") from fout
