"""From file to published version to Model in memory.

`model_van` is what the rest of the system uses: no query after the first call in a process, because a
published version never changes.
"""

from collections.abc import Hashable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db import transaction

from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.viewer import current_viewer

from .document import lees
from .lezer import ModelFout
from .models import Modelstatus, ModelVersie, controlegetal
from .normaal import Document, normaliseer
from .schema import Model

MODELLEN = Path(__file__).resolve().parent / "modellen"
_bevroren: dict[UUID, Model] = {}


class _StrikteLoader(yaml.SafeLoader):
    """YAML in which a key that occurs twice is a fault instead of a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        gezien: set[Hashable] = set()
        for sleutelnode, _waarde in node.value:
            sleutel = self.construct_object(sleutelnode, deep=True)
            if sleutel in gezien:
                regel = sleutelnode.start_mark.line + 1
                raise ModelFout([f"regel {regel}: '{sleutel}' komt twee keer voor."])
            gezien.add(sleutel)
        return super().construct_mapping(node, deep=deep)


def yaml_van_tekst(tekst: str) -> object:
    """What a YAML text says.

    Raises:
        ModelFout: no valid YAML, or a key occurs twice.
    """
    try:
        return yaml.load(tekst, Loader=_StrikteLoader)  # noqa: S506 - a SafeLoader underneath
    except yaml.YAMLError as fout:
        plek = getattr(fout, "problem_mark", None)
        regel = f"regel {plek.line + 1}" if plek else "bestand"
        raise ModelFout([f"{regel}: dit is geen geldige YAML."]) from fout


def document_van_tekst(tekst: str) -> Document:
    """A YAML text as document in normal form.

    Raises:
        ModelFout: no valid YAML, or a key occurs twice.
    """
    return normaliseer(yaml_van_tekst(tekst))


def bestanden() -> list[Path]:
    """The models that come with the product."""
    return sorted(MODELLEN.glob("*.yaml"))


def laad_bestand(path: Path | str) -> Model:
    """Parse and check a model file; `path` may be a bare name such as 'mensenhandel_nog_1'.

    Raises:
        ModelFout: with every fault.
    """
    return lees(document_van_tekst(_pad(path).read_text(encoding="utf-8")))


def _pad(path: Path | str) -> Path:
    return path if isinstance(path, Path) else MODELLEN / f"{path.removesuffix('.yaml')}.yaml"


@transaction.atomic
def bewaar_concept(inhoud: Mapping[str, Any], *, versie: ModelVersie | None = None) -> ModelVersie:
    """Store a document as concept, new or in place of `versie`; it must be valid as a whole.

    Raises:
        ModelFout: with every fault.
        DomainError: `versie` is published, or its sleutel and nummer belong to another version.
    """
    document = normaliseer(inhoud)
    model = lees(document)
    concept = versie or ModelVersie()
    if versie is not None:
        concept = ModelVersie.objects.select_for_update().get(pk=versie.pk)
        if concept.is_gepubliceerd:
            raise DomainError(
                "Deze versie is gepubliceerd en verandert niet meer. Maak een nieuwe."
            )
    bezet = ModelVersie.objects.filter(sleutel=model.sleutel, nummer=model.versie)
    if bezet.exclude(pk=concept.pk).exists():
        raise DomainError(f"Versie {model.versie} van '{model.sleutel}' bestaat al.")
    concept.sleutel, concept.nummer = model.sleutel, model.versie
    concept.naam, concept.thema = model.naam, model.thema
    concept.inhoud, concept.controlegetal = document, controlegetal(document)
    concept.save()
    return concept


@transaction.atomic
def publiceer(
    versie: ModelVersie, *, at: datetime | None = None, geldig_van: date | None = None
) -> ModelVersie:
    """Freeze a concept and end the validity of its predecessor the day before.

    Args:
        at: moment of the decision; now when absent.
        geldig_van: first day; the day of `at` when absent.
    Raises:
        DomainError: already published, or not later than the predecessor.
        ModelFout: the document no longer passes the rules.
    """
    at = at or clock.now()
    versie = ModelVersie.objects.select_for_update().get(pk=versie.pk)
    if versie.is_gepubliceerd:
        raise DomainError("Deze versie is al gepubliceerd.")
    lees(versie.inhoud)
    begin = geldig_van or clock.local_date(at)
    vorige = (
        ModelVersie.objects.select_for_update()
        .filter(sleutel=versie.sleutel, status=Modelstatus.GEPUBLICEERD)
        .order_by("-nummer")
        .first()
    )
    if vorige is not None:
        if vorige.nummer >= versie.nummer or (vorige.geldig_van and vorige.geldig_van >= begin):
            raise DomainError("Een nieuwe versie heeft een hoger nummer en gaat later in.")
        vorige.geldig_tot = begin - timedelta(days=1)
        vorige.save(update_fields=["geldig_tot"])
    viewer = current_viewer()
    versie.status = Modelstatus.GEPUBLICEERD
    versie.gepubliceerd_at = at
    versie.gepubliceerd_door_id = viewer.medewerker_id if viewer else None
    versie.geldig_van = begin
    versie.save()
    return versie


@transaction.atomic
def publiceer_bestand(
    path: Path | str, *, at: datetime | None = None, geldig_van: date | None = None
) -> ModelVersie:
    """Publish a model file; a second time with the same content gives the row that exists.

    Raises:
        DomainError: the sleutel and nummer exist with other content.
    """
    document = document_van_tekst(_pad(path).read_text(encoding="utf-8"))
    model = lees(document)
    bestaand = ModelVersie.objects.filter(sleutel=model.sleutel, nummer=model.versie).first()
    if bestaand is None:
        return publiceer(bewaar_concept(document), at=at, geldig_van=geldig_van)
    if bestaand.controlegetal != controlegetal(document):
        raise DomainError(f"{bestaand} bestaat al met een andere inhoud.")
    return (
        bestaand if bestaand.is_gepubliceerd else publiceer(bestaand, at=at, geldig_van=geldig_van)
    )


def model_van(versie_id: UUID) -> Model:
    """The Model of a version; one query the first time in a process, then none.

    A concept may still change and is read anew each time.
    """
    model = _bevroren.get(versie_id)
    if model is None:
        versie = ModelVersie.objects.get(pk=versie_id)
        model = lees(versie.inhoud)
        if versie.is_gepubliceerd:
            _bevroren[versie_id] = model
    return model
