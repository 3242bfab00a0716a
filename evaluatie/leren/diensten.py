"""The learning loop: record, propose, carry out, measure again. Closing is `borgen.rond_verbeterpunt_af`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from evaluatie.indicatoren import selectors
from evaluatie.models import Verbeterpunt, Verbetertraject
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Keten
from referentiemodel.loader import model_van
from referentiemodel.models import Modelstatus, ModelVersie
from referentiemodel.schema import Model


def model_voor(viewer: Viewer) -> Model:
    """The model of the keten now."""
    keten = Keten.objects.values_list("modelversie_id", flat=True).get(pk=viewer.keten_id)
    return model_van(keten)


@transaction.atomic
def leg_ketenpunt_vast(
    viewer: Viewer,
    *,
    niveau: str,
    categorie: str,
    tekst: str,
    eigenaar: UUID,
    datum: date,
    activiteit: str = "",
    verschijningsvormen: Sequence[str] = (),
    verbeterpunt_id: UUID | None = None,
    at: datetime | None = None,
) -> Verbeterpunt:
    """A verbeterpunt from the evaluation of the proces, the keten or the beleid.

    Args:
        niveau, categorie: of the lists of the model of the keten.
        verbeterpunt_id: key of the form; sent twice it makes one.
    Raises:
        AccessDenied: not the procesregie.
        DomainError: something is unknown, empty or past.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.VERBETERPUNT_VASTLEGGEN)
    pk = verbeterpunt_id or uuid4()
    known = Verbeterpunt.objects.filter(pk=pk, keten_id=viewer.keten_id).first()
    if known is not None:
        return known
    model = model_voor(viewer)
    if categorie not in model.waardelijst("verbeterpunt"):
        raise DomainError("Kies een categorie.", veld="categorie")
    if niveau not in model.waardelijst("evaluatieniveau"):
        raise DomainError("Kies een niveau.", veld="niveau")
    if not tekst.strip():
        raise DomainError("Schrijf op wat er beter moet.", veld="tekst")
    if datum < clock.local_date(at):
        raise DomainError("Kies een datum die nog moet komen.", veld="datum")
    if not Deelname.objects.filter(pk=eigenaar, keten_id=viewer.keten_id).exists():
        raise DomainError("Kies een organisatie uit de keten.", veld="eigenaar")
    punt = Verbeterpunt.objects.create(
        id=pk, keten_id=viewer.keten_id, categorie=categorie, tekst=tekst.strip(),
        eigenaar_id=eigenaar, datum=datum, vastgesteld_at=at, created_at=at,
    )  # fmt: skip
    _begin(punt, model, niveau, activiteit, verschijningsvormen, at)
    logboek.record(Gebeurtenis.VERBETERPUNT_VASTGELEGD, punt, actie="C", at=at)
    outbox.post("evaluatie.verbeterpunt_vastgelegd", deelname_id=eigenaar, verbeterpunt_id=punt.pk)
    return punt


def _begin(
    punt: Verbeterpunt,
    model: Model,
    niveau: str,
    activiteit: str,
    vormen: Sequence[str],
    at: datetime,
) -> Verbetertraject:
    if activiteit and not model.heeft_activiteit(activiteit):
        raise DomainError("Kies een activiteit uit de lijst.", veld="activiteit")
    lijst = model.waardelijst("verschijningsvorm")
    if any(vorm not in lijst for vorm in vormen):
        raise DomainError("Kies een vorm uit de lijst.", veld="verschijningsvormen")
    return Verbetertraject.objects.create(
        verbeterpunt=punt, keten_id=punt.keten_id, eigenaar_id=punt.eigenaar_id, niveau=niveau,
        activiteit=activiteit, verschijningsvormen=list(vormen), created_at=at,
    )  # fmt: skip


def begin_bij_casus(
    punt: Verbeterpunt,
    model: Model,
    *,
    activiteit: str = "",
    verschijningsvormen: Sequence[str] = (),
    at: datetime,
) -> Verbetertraject:
    """Where a lesson from a casusevaluatie matters; called while it is recorded."""
    return _begin(punt, model, "casus", activiteit, verschijningsvormen, at)


def _open(viewer: Viewer, pk: UUID) -> tuple[Verbeterpunt, Verbetertraject]:
    """The open verbeterpunt and its traject, held, for the owner.

    Raises:
        NotVisible: not of this keten.
        AccessDenied: another organisation owns it.
        DomainError: ended already.
    """
    policy.require(viewer, Permission.VERBETERPUNT_AFRONDEN)
    keten = Verbeterpunt.objects.filter(keten_id=viewer.keten_id)
    if keten.filter(pk=pk).exclude(eigenaar_id=viewer.eigen_id).exists():
        raise AccessDenied(
            "Dit verbeterpunt is van een andere organisatie.", regel="verbeterpunt:eigenaar"
        )
    punt = lock(keten, pk)
    if punt.status != Verbeterpunt.Status.OPEN:
        raise DomainError("Dit verbeterpunt is al afgerond.")
    traject, _ = Verbetertraject.objects.get_or_create(
        verbeterpunt=punt, defaults={"keten_id": punt.keten_id, "eigenaar_id": punt.eigenaar_id}
    )
    return punt, traject


@transaction.atomic
def doe_voorstel(
    viewer: Viewer,
    pk: UUID,
    *,
    voorstel: str,
    activiteit: str = "",
    verschijningsvormen: Sequence[str] = (),
    indicator: str = "",
    waarde: str = "",
    datum: date | None = None,
    vraagt_model: bool = False,
    at: datetime | None = None,
) -> Verbetertraject:
    """What should change, where it matters, and how the figure stands now.

    Args:
        vraagt_model: the referentiemodel has to change for it; the procesregie finds it as work. A
            proposal that is changed asks anew.

    Raises:
        DomainError: nothing proposed, unknown indicator, or a figure without its day.
    """
    at = at or clock.now()
    _punt, traject = _open(viewer, pk)
    model = model_voor(viewer)
    if not voorstel.strip():
        raise DomainError("Schrijf op wat u voorstelt.", veld="voorstel")
    if activiteit and not model.heeft_activiteit(activiteit):
        raise DomainError("Kies een activiteit uit de lijst.", veld="activiteit")
    if indicator:
        if indicator not in {i.sleutel for i in model.indicatoren}:
            raise DomainError("Kies een indicator uit de lijst.", veld="indicator")
        waarde, datum = _stand(viewer, model, indicator, waarde, datum, at)
    traject.voorstel, traject.voorstel_at = voorstel.strip(), at
    traject.activiteit, traject.verschijningsvormen = activiteit, list(verschijningsvormen)
    traject.indicator_sleutel = indicator
    traject.vraagt_model, traject.modelversie = vraagt_model, None
    traject.modelantwoord, traject.modelantwoord_at = "", None
    traject.voor_waarde = waarde.strip() if indicator else ""
    traject.voor_datum = datum if indicator else None
    traject.save()
    logboek.record(Gebeurtenis.VERBETERING_VOORGESTELD, traject, at=at)
    return traject


def _stand(
    viewer: Viewer,
    model: Model,
    indicator: str,
    waarde: str,
    datum: date | None,
    at: datetime,
    *,
    na: date | None = None,
) -> tuple[str, date]:
    """What was measured and when: as written, or else the last figure of the keten that is published.

    Args:
        na: a published figure counts only when its period ended after this day.
    """
    if waarde.strip():
        if datum is None:
            raise DomainError("Vul in op welke dag dit gemeten is.", veld="datum")
        if datum > clock.local_date(at):
            raise DomainError("Deze dag moet nog komen.", veld="datum")
        return waarde.strip(), datum
    cijfer = selectors.laatste_cijfer(viewer, model, indicator)
    if cijfer is None or (na and cijfer.periode.laatste_dag <= na):
        raise DomainError(
            "De keten heeft nog geen nieuw cijfer van deze indicator. Vul zelf in hoe hij staat.",
            veld="waarde",
        )
    return f"{cijfer.tekst} ({cijfer.periode.naam})", cijfer.periode.laatste_dag


@transaction.atomic
def beantwoord_modelvraag(
    viewer: Viewer,
    pk: UUID,
    *,
    modelversie: UUID | None,
    toelichting: str,
    at: datetime | None = None,
) -> Verbetertraject:
    """The procesregie says in which published version a proposal stands, or why the model stays as it is.

    Raises:
        NotVisible: not of this keten.
        DomainError: nothing is asked, it was answered, or neither a version nor a reason is given.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MODEL_BEWERKEN)
    # The traject is held, not the verbeterpunt: that is its owner's.
    traject = modelvragen(viewer).select_for_update(of=("self",)).filter(verbeterpunt=pk).first()
    if traject is None:
        if not Verbeterpunt.objects.filter(pk=pk, keten_id=viewer.keten_id).exists():
            raise NotVisible
        raise DomainError("Dit verbeterpunt vraagt nu niet om een ander referentiemodel.")
    versie = versies_van(viewer).filter(pk=modelversie).first() if modelversie else None
    if modelversie and versie is None:
        raise DomainError("Kies een versie uit de lijst.", veld="modelversie")
    if versie is None and not toelichting.strip():
        raise DomainError("Schrijf op waarom het model niet verandert.", veld="toelichting")
    traject.modelversie, traject.modelantwoord_at = versie, at
    traject.modelantwoord = toelichting.strip() or f"Verwerkt in {versie}."
    traject.save()
    logboek.record(Gebeurtenis.VERBETERING_MODEL_BEANTWOORD, traject, at=at)
    return traject


def modelvragen(viewer: Viewer) -> QuerySet[Verbetertraject]:
    """Open proposals of the keten that wait for a change of the referentiemodel."""
    return Verbetertraject.objects.filter(
        keten_id=viewer.keten_id,
        vraagt_model=True,
        modelantwoord_at__isnull=True,
        doorgevoerd_at__isnull=True,
        verbeterpunt__status=Verbeterpunt.Status.OPEN,
    )


@transaction.atomic
def voer_door(
    viewer: Viewer,
    pk: UUID,
    *,
    doorvoering: str,
    modelversie: UUID | None = None,
    at: datetime | None = None,
) -> Verbetertraject:
    """What was changed, and in which published version of the referentiemodel if it changed that.

    Raises:
        DomainError: no proposal yet, nothing written, or a version that is not of this keten.
    """
    at = at or clock.now()
    _punt, traject = _open(viewer, pk)
    if traject.voorstel_at is None:
        raise DomainError("Leg eerst het voorstel vast.")
    if not doorvoering.strip():
        raise DomainError("Schrijf op wat er is veranderd.", veld="doorvoering")
    if modelversie and not versies_van(viewer).filter(pk=modelversie).exists():
        raise DomainError("Kies een versie uit de lijst.", veld="modelversie")
    traject.doorvoering, traject.doorgevoerd_at = doorvoering.strip(), at
    traject.modelversie_id = modelversie
    traject.save()
    logboek.record(Gebeurtenis.VERBETERING_DOORGEVOERD, traject, at=at)
    return traject


def versies_van(viewer: Viewer) -> Any:
    """Published versions of the model of the keten, newest first."""
    sleutel = Keten.objects.values_list("modelversie__sleutel", flat=True).get(pk=viewer.keten_id)
    rows = ModelVersie.objects.filter(sleutel=sleutel, status=Modelstatus.GEPUBLICEERD)
    return rows.defer("inhoud").order_by("-nummer")


@transaction.atomic
def meet_na(
    viewer: Viewer, pk: UUID, *, waarde: str, datum: date | None, at: datetime | None = None
) -> Verbetertraject:
    """How the same indicator stands after the change.

    Raises:
        DomainError: no indicator chosen, not carried out yet, or measured before the first time.
    """
    at = at or clock.now()
    _punt, traject = _open(viewer, pk)
    if not traject.indicator_sleutel or traject.voor_datum is None:
        raise DomainError("Bij het voorstel is geen indicator gekozen.")
    if traject.doorgevoerd_at is None:
        raise DomainError("Leg eerst vast wat er is veranderd.")
    waarde, datum = _stand(
        viewer, model_voor(viewer), traject.indicator_sleutel, waarde, datum, at,
        na=traject.voor_datum,
    )  # fmt: skip
    if datum < traject.voor_datum:
        raise DomainError("De meting achteraf ligt voor die vooraf.", veld="datum")
    traject.na_waarde, traject.na_datum = waarde.strip(), datum
    traject.save()
    logboek.record(Gebeurtenis.VERBETERING_GEMETEN, traject, at=at)
    return traject
