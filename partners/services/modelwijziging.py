"""A next version of the referentiemodel, from concept to published: advice first, then a second party."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, GateClosed
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.registries import gates
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten, Modelwijziging
from partners.services import voorlegging
from referentiemodel.document import lees
from referentiemodel.loader import bewaar_concept, document_van_tekst, publiceer
from referentiemodel.models import ModelVersie
from referentiemodel.normaal import Document
from referentiemodel.verschil import verschillen

Status = Modelwijziging.Status


@transaction.atomic
def maak_concept(viewer: Viewer, *, pk: UUID, at: datetime | None = None) -> Modelwijziging:
    """A concept that begins as a copy of the version of the keten.

    Args:
        pk: key of the form; sent twice it makes one.
    Raises:
        AccessDenied: not for this functie.
        DomainError: a version is being prepared already.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MODEL_BEWERKEN)
    keten = (
        Keten.objects.select_for_update(of=("self",))
        .select_related("modelversie")
        .get(pk=viewer.keten_id)
    )
    rows = Modelwijziging.objects.filter(keten_id=viewer.keten_id)
    if known := rows.filter(pk=pk).first():
        return known
    if rows.filter(status__in=[Status.CONCEPT, Status.VOORGELEGD]).exists():
        raise DomainError(
            "Er is al een versie in voorbereiding. Werk daarin verder of trek die in."
        )
    basis = keten.modelversie
    hoogste = ModelVersie.objects.filter(sleutel=basis.sleutel).aggregate(n=Max("nummer"))["n"]
    nummer = (hoogste or 0) + 1
    versie = bewaar_concept({**basis.inhoud, "versie": nummer})
    wijziging = Modelwijziging(
        pk=pk, keten=keten, modelversie=versie, basis=basis, nummer=nummer, created_at=at
    )
    wijziging.save(force_insert=True)
    logboek.record(Gebeurtenis.MODEL_CONCEPT_GEMAAKT, wijziging, actie="C", at=at)
    return wijziging


def _concept(viewer: Viewer, pk: UUID, versie: int | None = None) -> Modelwijziging:
    """The concept, held, for who prepares it.

    Raises:
        NotVisible, AccessDenied: absent, or not for this functie.
        DomainError: no concept any more.
        EditConflict: a colleague was first.
    """
    policy.require(viewer, Permission.MODEL_BEWERKEN)
    wijziging = lock(Modelwijziging.objects.filter(keten_id=viewer.keten_id), pk, versie)
    if wijziging.status != Status.CONCEPT or wijziging.modelversie is None:
        raise DomainError(
            "Deze versie is geen concept meer. Neem haar eerst terug om iets te wijzigen."
            if wijziging.status == Status.VOORGELEGD
            else "Deze versie verandert niet meer. Maak een nieuw concept."
        )
    return wijziging


@transaction.atomic
def wijzig(
    viewer: Viewer,
    pk: UUID,
    bewerk: Callable[[Document], Document],
    *,
    versie: int | None = None,
    at: datetime | None = None,
) -> Modelwijziging:
    """Change the document; what makes it wrong as a whole is refused with every fault.

    Args:
        bewerk: a function of referentiemodel.bewerken.
    Raises:
        ModelFout: the changed document does not hold.
        EditConflict: a colleague was first.
    """
    wijziging = _concept(viewer, pk, versie)
    assert wijziging.modelversie is not None
    bewaar_concept(bewerk(wijziging.modelversie.inhoud), versie=wijziging.modelversie)
    wijziging.save()  # the save counter tells who looked at an older document
    logboek.record(Gebeurtenis.MODEL_GEWIJZIGD, wijziging, at=at)
    return wijziging


def importeer(viewer: Viewer, pk: UUID, tekst: str, *, versie: int | None = None) -> Modelwijziging:
    """Take the whole document from a file; sleutel and number stay those of the concept.

    Raises:
        ModelFout: with every fault and its place.
    """
    document = document_van_tekst(tekst)

    def bewerk(inhoud: Document) -> Document:
        return {**document, "sleutel": inhoud["sleutel"], "versie": inhoud["versie"]}

    return wijzig(viewer, pk, bewerk, versie=versie)


@transaction.atomic
def licht_toe(viewer: Viewer, pk: UUID, *, toelichting: str) -> Modelwijziging:
    """Why this version comes; who decides reads it."""
    wijziging = _concept(viewer, pk)
    wijziging.toelichting = toelichting.strip()
    wijziging.save()
    logboek.record(Gebeurtenis.MODEL_GEWIJZIGD, wijziging)
    return wijziging


def openstaand(wijziging: Modelwijziging) -> list[str]:
    """What must be there before the commission can advise, in Dutch; empty when complete."""
    found = []
    if wijziging.modelversie is None:
        return ["Het concept is er niet meer."]
    if not wijziging.toelichting.strip():
        found.append("Schrijf op waarom deze versie er komt.")
    if not verschillen(wijziging.basis.inhoud, wijziging.modelversie.inhoud):
        found.append("Het concept is nog gelijk aan de geldende versie.")
    model = lees(wijziging.modelversie.inhoud)
    found += [
        f"Voorwaarde ‘{poort.naam}’ heeft geen controle in het programma."
        for poort in model.poorten
        if poort.sleutel not in gates
    ]
    return found


@transaction.atomic
def leg_voor(
    viewer: Viewer, pk: UUID, *, effect: dict[str, Any], at: datetime | None = None
) -> Modelwijziging:
    """Ask the rechtmatigheidsadviescommissie for advice (R16); the document stands still from here.

    Args:
        effect: counts of open casussen, see cases.modelversie.effect_van.
    Raises:
        GateClosed: with everything that is still missing.
    """
    at = at or clock.now()
    wijziging = _concept(viewer, pk)
    if missing := openstaand(wijziging):
        raise GateClosed(missing)
    voorlegging.leg_neer(viewer, wijziging, at)
    wijziging.effect = effect
    wijziging.save()
    logboek.record(Gebeurtenis.MODEL_VOORGELEGD, wijziging, at=at)
    outbox.post("model.voorgelegd", modelwijziging_id=wijziging.pk)
    return wijziging


def _voorgelegd(viewer: Viewer, pk: UUID) -> Modelwijziging:
    return voorlegging.voorgelegde(Modelwijziging.objects.filter(keten_id=viewer.keten_id), pk)


@transaction.atomic
def adviseer(
    viewer: Viewer,
    pk: UUID,
    *,
    advies: str,
    datum: date,
    tekst: str,
    at: datetime | None = None,
) -> Modelwijziging:
    """Record the advice of the commission (R16).

    Raises:
        AccessDenied: the viewer put it forward.
        DomainError: not asked yet, dated wrongly, or without text.
    """
    policy.require(viewer, Permission.MODEL_ADVISEREN)
    wijziging = _voorgelegd(viewer, pk)
    voorlegging.schrijf_advies(viewer, wijziging, advies=advies, datum=datum, tekst=tekst, at=at)
    wijziging.save()
    logboek.record(Gebeurtenis.MODEL_ADVIES, wijziging, at=at, details={"advies": advies})
    outbox.post("model.geadviseerd", modelwijziging_id=wijziging.pk)
    return wijziging


@transaction.atomic
def stel_vast(
    viewer: Viewer, pk: UUID, *, motivering: str = "", at: datetime | None = None
) -> Modelwijziging:
    """Publish: new casussen begin on it from now on; running ones stay until they are moved.

    Raises:
        AccessDenied: the same person or organisation that put it forward.
        DomainError: no advice yet, or a negative advice without motivation.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MODEL_VASTSTELLEN)
    wijziging = _voorgelegd(viewer, pk)
    voorlegging.eis_vier_ogen_en_advies(viewer, wijziging, motivering)
    assert wijziging.modelversie is not None
    versie = publiceer(wijziging.modelversie, at=at)
    keten = Keten.objects.select_for_update().get(pk=viewer.keten_id)
    keten.modelversie = versie
    keten.save(update_fields=["modelversie"])
    wijziging.status = Status.GEPUBLICEERD
    voorlegging.schrijf_besluit(viewer, wijziging, motivering, at)
    wijziging.save()
    logboek.record(Gebeurtenis.MODEL_GEPUBLICEERD, wijziging, reden=motivering, at=at)
    outbox.post("model.gepubliceerd", modelwijziging_id=wijziging.pk)
    return wijziging


@transaction.atomic
def neem_terug(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> Modelwijziging:
    """Back to concept to change something; an advice already given lapses with it."""
    policy.require(viewer, Permission.MODEL_BEWERKEN)
    wijziging = _voorgelegd(viewer, pk)
    voorlegging.neem_op(wijziging, reden)
    wijziging.effect = {}
    wijziging.save()
    logboek.record(Gebeurtenis.MODEL_TERUGGENOMEN, wijziging, reden=reden, at=at)
    return wijziging


@transaction.atomic
def trek_in(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Modelwijziging:
    """Stop with a version that is being prepared; its document stays readable."""
    policy.require(viewer, Permission.MODEL_BEWERKEN)
    wijziging = lock(Modelwijziging.objects.filter(keten_id=viewer.keten_id), pk)
    if not wijziging.in_voorbereiding:
        raise DomainError("Alleen een versie in voorbereiding kan worden ingetrokken.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom u de versie intrekt.", veld="reden")
    wijziging.status = Status.INGETROKKEN
    wijziging.save()
    logboek.record(Gebeurtenis.MODEL_INGETROKKEN, wijziging, reden=reden, at=at)
    return wijziging
