"""Answering apart, talking together, and what comes out of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from evaluatie.anoniem import gevonden, namen_in
from evaluatie.leren.diensten import begin_bij_casus
from evaluatie.models import Antwoord, Bespreking, Evaluatieopdracht, Verbeterpunt
from evaluatie.models.gesprek import VRAGEN
from evaluatie.services.beschrijving import require_anoniem
from evaluatie.services.opdracht import eigen_rij, lock_als_begeleider, lock_met_casus
from ketenregie.foundation import clock, history, logboek, outbox
from ketenregie.foundation.errors import DomainError, GateClosed
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname

Status = Evaluatieopdracht.Status


@transaction.atomic
def geef_antwoord(
    viewer: Viewer,
    opdracht: Evaluatieopdracht,
    *,
    stappen: Mapping[str, Mapping[str, str]],
    at: datetime | None = None,
) -> list[Antwoord]:
    """The answers of one organisation, per hoofdstap; once, and apart from the others.

    Args:
        stappen: {hoofdstap: {"verloop": ..., "rol": ..., "bevoegdheden": ..., "goed": ..., "beter": ...}};
            hoofdstappen without any text are left out.
    Raises:
        AccessDenied: no letter in evalueren, or not asked.
        GateClosed: the opdracht is not accepted or the description not checked.
        DomainError: answered already, nothing written, or a text still names someone.
    """
    at = at or clock.now()
    opdracht = lock_met_casus(opdracht.pk)
    casus = opdracht.casus
    policy.require(viewer, Permission.EVALUATIE_BEANTWOORDEN, casus)
    rij = eigen_rij(viewer, opdracht)
    begeleider_id = _require_ready(opdracht)
    if rij.antwoord_at is not None:
        raise DomainError("Uw organisatie heeft al geantwoord.")
    if Bespreking.objects.filter(opdracht=opdracht).exists():
        raise DomainError("De gezamenlijke bespreking is al geopend; bespreek uw antwoord daar.")
    made = []
    for hoofdstap, teksten in stappen.items():
        opdracht.model.hoofdstap(hoofdstap)
        velden = {vraag: teksten.get(vraag, "").strip() for vraag in VRAGEN}
        if not any(velden.values()):
            continue
        require_anoniem("\n".join(velden.values()), casus)
        made.append(
            Antwoord.objects.create(
                opdracht=opdracht,
                begeleider_id=begeleider_id,
                deelname_id=viewer.eigen_id,
                hoofdstap=hoofdstap,
                gegeven_at=at,
                created_at=at,
                **velden,
            )
        )
    if not made:
        raise DomainError("Vul bij ten minste één hoofdstap iets in.")
    rij.antwoord_at = at
    rij.save()
    logboek.record(Gebeurtenis.ANTWOORD_GEGEVEN, rij, casus=casus, actie="C", at=at)
    outbox.post("evaluatie.antwoord_gegeven", opdracht_id=opdracht.pk)
    return made


def _require_ready(opdracht: Evaluatieopdracht) -> UUID:
    """The opdracht is accepted and its description checked by a person; gives who guides it."""
    unmet = []
    if opdracht.status != Status.AANVAARD:
        unmet.append("De procesbegeleider moet de opdracht eerst aannemen.")
    beschrijving = getattr(opdracht, "beschrijving", None)
    if beschrijving is None or not beschrijving.gecontroleerd:
        unmet.append("Een betrokken medewerker moet de anonieme beschrijving eerst controleren.")
    if unmet or opdracht.begeleider_id is None:
        raise GateClosed(unmet)
    return opdracht.begeleider_id


@transaction.atomic
def open_bespreking(
    viewer: Viewer, opdracht: Evaluatieopdracht, *, at: datetime | None = None
) -> Bespreking:
    """Lay all answers side by side; from now on everyone in the evaluation reads them.

    Raises:
        NotVisible: not the begeleider.
        GateClosed: not ready, or nobody answered yet.
    """
    at = at or clock.now()
    opdracht = lock_als_begeleider(viewer, opdracht.pk)
    _require_ready(opdracht)
    if Bespreking.objects.filter(opdracht=opdracht).exists():
        raise DomainError("De bespreking is al geopend.")
    antwoorden = list(opdracht.antwoorden.all())
    if not antwoorden:
        raise GateClosed(["Nog geen enkele organisatie heeft geantwoord."])
    for antwoord in antwoorden:
        antwoord.gedeeld = True
    history.bulk_update(antwoorden, Antwoord, ["gedeeld"])
    bespreking = Bespreking.objects.create(opdracht=opdracht, geopend_at=at, created_at=at)
    logboek.record(
        Gebeurtenis.BESPREKING_GEOPEND, bespreking, casus=opdracht.casus_id, actie="C", at=at
    )
    outbox.post("evaluatie.bespreking_geopend", opdracht_id=opdracht.pk)
    return bespreking


@transaction.atomic
def leg_bespreking_vast(
    viewer: Viewer, opdracht: Evaluatieopdracht, *, samenvatting: str, at: datetime | None = None
) -> Bespreking:
    """What the organisations concluded together.

    Raises:
        NotVisible: not the begeleider.
        DomainError: not opened, empty, or the text still names someone.
    """
    opdracht = lock_als_begeleider(viewer, opdracht.pk)
    bespreking = _opened(opdracht)
    if not samenvatting.strip():
        raise DomainError("Vat samen wat u bespraken.", veld="samenvatting")
    _require_geen_namen(opdracht, samenvatting, veld="samenvatting")
    bespreking.samenvatting = samenvatting.strip()
    bespreking.save()
    logboek.record(Gebeurtenis.BESPREKING_VASTGELEGD, bespreking, casus=opdracht.casus_id, at=at)
    return bespreking


def _opened(opdracht: Evaluatieopdracht) -> Bespreking:
    bespreking = Bespreking.objects.filter(opdracht=opdracht).first()
    if bespreking is None or opdracht.status != Status.AANVAARD:
        raise DomainError("Dit kan zolang de gezamenlijke bespreking open is.")
    return bespreking


def _require_geen_namen(opdracht: Evaluatieopdracht, tekst: str, *, veld: str) -> None:
    """The begeleider may not know the names, so the text is compared with their keyed hashes."""
    found = gevonden(tekst, []) + namen_in(tekst, opdracht.beschrijving.namen_index)
    if found:
        stukken = ", ".join(f"‘{stuk}’" for stuk in found)
        raise DomainError(
            f"Deze tekst moet anoniem zijn. Haal dit weg of schrijf het algemener: {stukken}.",
            veld=veld,
        )


@transaction.atomic
def leg_verbeterpunt_vast(
    viewer: Viewer,
    opdracht: Evaluatieopdracht,
    *,
    categorie: str,
    tekst: str,
    eigenaar: Deelname,
    datum: date,
    activiteit: str = "",
    verschijningsvormen: Sequence[str] = (),
    at: datetime | None = None,
) -> Verbeterpunt:
    """An improvement for the whole keten, with an owner and a date; it outlives the casus.

    Args:
        categorie: item of the model's list "verbeterpunt".
        activiteit, verschijningsvormen: where the lesson matters; it is shown there.
    Raises:
        NotVisible: not the begeleider.
        DomainError: not opened, unknown categorie, date passed, or the text still names someone.
    """
    at = at or clock.now()
    opdracht = lock_als_begeleider(viewer, opdracht.pk)
    _opened(opdracht)
    if categorie not in opdracht.model.waardelijst("verbeterpunt"):
        raise DomainError("Kies een categorie.", veld="categorie")
    if not tekst.strip():
        raise DomainError("Schrijf op wat er beter moet.", veld="tekst")
    if eigenaar.keten_id != opdracht.keten_id:
        raise DomainError("Kies een organisatie uit de keten.", veld="eigenaar")
    if datum < clock.local_date(at):
        raise DomainError("Kies een datum die nog moet komen.", veld="datum")
    _require_geen_namen(opdracht, tekst, veld="tekst")
    verbeterpunt = Verbeterpunt.objects.create(
        keten_id=opdracht.keten_id,
        opdracht=opdracht,
        categorie=categorie,
        tekst=tekst.strip(),
        eigenaar=eigenaar,
        datum=datum,
        vastgesteld_at=at,
        created_at=at,
    )
    begin_bij_casus(
        verbeterpunt, opdracht.model, activiteit=activiteit,
        verschijningsvormen=verschijningsvormen, at=at,
    )  # fmt: skip
    logboek.record(Gebeurtenis.VERBETERPUNT_VASTGELEGD, verbeterpunt, actie="C", at=at)
    outbox.post(
        "evaluatie.verbeterpunt_vastgelegd",
        deelname_id=eigenaar.pk,
        verbeterpunt_id=verbeterpunt.pk,
    )
    return verbeterpunt


@transaction.atomic
def rond_evaluatie_af(
    viewer: Viewer, opdracht: Evaluatieopdracht, *, at: datetime | None = None
) -> Evaluatieopdracht:
    """The begeleider closes the evaluation; the gate of the casus opens.

    Raises:
        NotVisible: not the begeleider.
        GateClosed: no bespreking, or no summary of it.
    """
    at = at or clock.now()
    opdracht = lock_als_begeleider(viewer, opdracht.pk)
    if opdracht.status != Status.AANVAARD:
        raise DomainError("Deze evaluatie loopt niet.")
    bespreking = Bespreking.objects.filter(opdracht=opdracht).first()
    if bespreking is None:
        raise GateClosed(["Open eerst de gezamenlijke bespreking."])
    if not bespreking.samenvatting:
        raise GateClosed(["Leg eerst de samenvatting van de bespreking vast."])
    opdracht.status, opdracht.einde_at = Status.AFGEROND, at
    opdracht.save()
    logboek.record(Gebeurtenis.EVALUATIE_AFGEROND, opdracht, at=at)
    outbox.post("evaluatie.afgerond", opdracht_id=opdracht.pk)
    return opdracht
