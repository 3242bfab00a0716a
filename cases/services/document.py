"""Documents of a casus: adding, a new version, correcting the label, withdrawing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Count, Max, Sum

from cases.models import Casus, Document
from cases.services.bijdrage import controleer_grond
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.documenten import antwoord, opslag
from ketenregie.foundation.documenten.keuring import Gekeurd
from ketenregie.foundation.documenten.soorten import MB, leesbaar
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.policy import Besluit
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort

MAX_AANTAL, MAX_SAMEN = 500, 2000 * MB
LABEL = (
    "gegevenscategorie",
    "gegevenssoort",
    "grondslag",
    "voorwaarden",
    "wpg_artikel",
    "motivering",
)


def mag_toevoegen(viewer: Viewer, casus: Casus) -> Besluit:
    """Whether the viewer may add documents: a letter in the activiteit at hand or in the weging."""
    nu = policy.may(viewer, Permission.DOCUMENT_TOEVOEGEN, casus, activiteit=casus.activiteit)
    return (
        nu if nu or not nu.zichtbaar else policy.may(viewer, Permission.DOCUMENT_TOEVOEGEN, casus)
    )


def _eis(viewer: Viewer, casus: Casus) -> None:
    if not mag_toevoegen(viewer, casus):
        policy.require(viewer, Permission.DOCUMENT_TOEVOEGEN, casus)


@transaction.atomic
def voeg_documenten_toe(
    viewer: Viewer,
    casus: Casus,
    bestanden: Sequence[Gekeurd],
    *,
    omschrijving: str = "",
    document_id: UUID | None = None,
    at: datetime | None = None,
    **label: str,
) -> list[Document]:
    """Add files of one kind of datum in the name of the viewer's organisation.

    The row of the casus stays untouched, see `lever_bijdrage`.
    Args:
        omschrijving: what it is; the name of the file when empty.
        document_id: key of the form; sent twice it makes the documents once.
        label: any of `LABEL`.
    Raises:
        AccessDenied: no letter to bring something in.
        DomainError: label, number or size does not fit.
    """
    at = at or clock.now()
    _eis(viewer, casus)
    first = document_id or uuid4()
    keys = [first, *(uuid5(first, str(n)) for n in range(1, len(bestanden)))]
    known = list(Document.objects.filter(pk__in=keys, casus=casus))
    if known:
        if any(row.leverancier_id != viewer.eigen_id for row in known):
            raise NotVisible
        return known
    if not bestanden:
        raise DomainError("Kies een bestand.", veld="bestanden")
    velden = _label(viewer, **label)
    _past_erbij(casus, bestanden)
    rows = []
    for key, bestand in zip(keys, bestanden, strict=True):
        wat = omschrijving.strip() or bestand.naam.rpartition(".")[0]
        if len(bestanden) > 1 and omschrijving.strip():
            wat = f"{wat} ({bestand.naam})"
        rows.append(
            _maak(
                Document(id=key, reeks=key, casus=casus, omschrijving=wat[:200], **velden),
                viewer, bestand, Gebeurtenis.DOCUMENT_TOEGEVOEGD, at,
            )
        )  # fmt: skip
    return rows


@transaction.atomic
def nieuwe_versie(
    viewer: Viewer,
    pk: UUID,
    bestand: Gekeurd,
    *,
    reden: str,
    document_id: UUID | None = None,
    at: datetime | None = None,
) -> Document:
    """A newer file in place of a document of one's own organisation; the older one stays beneath it.

    Raises:
        NotVisible: no such document of this organisation.
        DomainError: no reason, or it was withdrawn.
    """
    at = at or clock.now()
    oud = _eigen(viewer, pk)
    mine = Document.objects.filter(leverancier_id=viewer.eigen_id)
    if document_id and (known := mine.filter(pk=document_id).first()):  # sent twice
        return known
    if not reden.strip():
        raise DomainError("Schrijf op wat er anders is.", veld="reden")
    _past_erbij(oud.casus, [bestand])
    hoogste = Document.objects.filter(reeks=oud.reeks).aggregate(n=Max("nummer"))["n"]
    nieuw = Document(
        id=document_id or uuid4(),
        reeks=oud.reeks,
        nummer=hoogste + 1,
        casus=oud.casus,
        omschrijving=oud.omschrijving,
        melding_id=oud.melding_id,
        **{naam: getattr(oud, naam) for naam in LABEL},
    )
    with met_reden(reden.strip()):
        return _maak(nieuw, viewer, bestand, Gebeurtenis.DOCUMENT_VERNIEUWD, at)


@transaction.atomic
def wijzig_label(
    viewer: Viewer,
    pk: UUID,
    *,
    reden: str,
    versie: int | str | None = None,
    omschrijving: str | None = None,
    at: datetime | None = None,
    **label: str,
) -> Document:
    """Correct what kind of datum it is; who may see it follows at once.

    Raises:
        NotVisible: no such document of this organisation.
        EditConflict: someone saved a newer version.
        DomainError: no reason, or the new label does not fit.
    """
    rij = _eigen(viewer, pk, versie)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit wijzigt.", veld="reden")
    nieuw = _label(viewer, **({n: getattr(rij, n) for n in LABEL} | label))
    if omschrijving is not None:
        if not omschrijving.strip():
            raise DomainError("Schrijf op wat dit is.", veld="omschrijving")
        nieuw["omschrijving"] = omschrijving.strip()[:200]
    changed = sorted(naam for naam, waarde in nieuw.items() if getattr(rij, naam) != waarde)
    if not changed:
        return rij
    for naam in changed:
        setattr(rij, naam, nieuw[naam])
    with met_reden(reden.strip()):
        rij.save()
    logboek.record(
        Gebeurtenis.DOCUMENT_LABEL_GEWIJZIGD, rij, reden=reden.strip(), at=at,
        details={"velden": changed},
    )  # fmt: skip
    return rij


@transaction.atomic
def trek_in(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Document:
    """Take a document of one's own organisation back: nobody else opens it any more.

    That it was there stays visible, with the reason. A file with a virus is destroyed.
    Raises:
        NotVisible: no such document of this organisation.
        DomainError: no reason.
    """
    at = at or clock.now()
    rij = _eigen(viewer, pk, ook_ingetrokken=True)
    if rij.ingetrokken_at:
        return rij
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit intrekt.", veld="reden")
    rij.ingetrokken_at, rij.intrek_reden = at, reden.strip()[:300]
    if rij.scan == Document.Scan.BESMET:
        rij.vernietig()
    with met_reden(reden.strip()):
        rij.save()
    logboek.record(Gebeurtenis.DOCUMENT_INGETROKKEN, rij, reden=reden.strip(), at=at)
    return rij


def neem_over(
    viewer: Viewer, casus: Casus, bron: Any, *, leverancier_id: UUID, melding_id: UUID,
    omschrijving: str, gegevenscategorie: str, grondslag: str, verwerkt_at: datetime, at: datetime,
) -> Document:  # fmt: skip
    """A copy of the file of a melding, as a document of the casus; part of the caller's transaction.

    The term of keeping goes on from where the melding began it.
    """
    row = Document(
        casus=casus, omschrijving=omschrijving[:200], melding_id=melding_id,
        leverancier_id=leverancier_id, gegevenscategorie=gegevenscategorie,
        gegevenssoort=Gegevenssoort.DYNAMISCH, grondslag=grondslag,
        verwerkt_at=verwerkt_at, created_at=at,
    )  # fmt: skip
    row.reeks = row.pk
    row.neem_over(bron)
    _bewaar(row)
    logboek.record(Gebeurtenis.DOCUMENT_TOEGEVOEGD, row, actie="C", doel=casus.doel, at=at,
                   details={"categorie": row.gegevenscategorie, "grondslag": row.grondslag})  # fmt: skip
    outbox.post("document.toegevoegd", document_id=row.pk)
    return row


def te_openen(document: Document, viewer: Viewer) -> None:
    """Refuse what this viewer may not open now, although it is shown.

    Raises:
        DomainError: withdrawn by someone else, in quarantine, infected or destroyed.
    """
    if document.ingetrokken_at and document.leverancier_id != viewer.deelname_id:
        raise DomainError("Dit document is ingetrokken.")
    antwoord.open_bestand(document)


def _maak(
    row: Document, viewer: Viewer, bestand: Gekeurd, gebeurtenis: Gebeurtenis, at: datetime
) -> Document:
    row.leverancier_id, row.verwerkt_at, row.created_at = viewer.eigen_id, at, at
    row.neem_op(bestand)
    _bewaar(row)
    logboek.record(
        gebeurtenis, row, actie="C", doel=row.casus.doel, at=at,
        details={"categorie": row.gegevenscategorie, "grondslag": row.grondslag},
    )  # fmt: skip
    outbox.post("document.toegevoegd", document_id=row.pk)
    return row


def _bewaar(row: Document) -> None:
    """The row after its file; when the row does not come, the file goes."""
    try:
        row.save(force_insert=True)
    except BaseException:
        assert row.opslag is not None
        opslag.verwijder(row.opslag)
        raise


def _eigen(
    viewer: Viewer, pk: UUID, versie: int | str | None = None, *, ook_ingetrokken: bool = False
) -> Document:
    """A document of the viewer's own organisation, locked."""
    rij = lock(Document.objects.filter(leverancier_id=viewer.eigen_id), pk, versie)
    _eis(viewer, rij.casus)
    if rij.ingetrokken_at and not ook_ingetrokken:
        raise DomainError("Dit document is ingetrokken; er verandert niets meer aan.")
    return rij


def _label(viewer: Viewer, **label: str) -> dict[str, Any]:
    """Checked values of the label."""
    velden = {naam: str(label.get(naam, "")).strip() for naam in LABEL}
    velden["gegevenssoort"] = velden["gegevenssoort"] or Gegevenssoort.DYNAMISCH
    if velden["gegevenssoort"] not in Gegevenssoort.values:
        raise DomainError(
            "Kies of het gegeven statisch, dynamisch of exceptioneel is.", veld="gegevenssoort"
        )
    categorie, _ = controleer_grond(
        viewer, velden["gegevenscategorie"], velden["grondslag"],
        motivering=velden["motivering"], wpg_artikel=velden["wpg_artikel"],
    )  # fmt: skip
    if categorie != Gegevenscategorie.POLITIEGEGEVENS_8_13:
        velden["wpg_artikel"] = ""
    return velden


def _past_erbij(casus: Casus, bestanden: Sequence[Gekeurd]) -> None:
    """Refuse what makes a casus too large. What the viewer may not see counts too, but is not told."""
    found = Document.objects.filter(casus=casus, opslag__isnull=False).aggregate(
        aantal=Count("pk"), samen=Sum("grootte")
    )
    samen = (found["samen"] or 0) + sum(b.grootte for b in bestanden)
    if found["aantal"] + len(bestanden) > MAX_AANTAL or samen > MAX_SAMEN:
        raise DomainError(
            f"Bij een casus horen hooguit {MAX_AANTAL} bestanden van samen {leesbaar(MAX_SAMEN)}. "
            "Trek eerst iets in, of vraag beheer.",
            veld="bestanden",
        )
