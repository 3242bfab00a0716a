"""Files with a melding: adding and withdrawing, by the meldpunt and by who filed it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Count, Sum

from cases.models import Casus
from cases.services.bijdrage import GEEN_BIJDRAGE
from cases.services.document import neem_over
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.documenten import opslag
from ketenregie.foundation.documenten.keuring import Gekeurd
from ketenregie.foundation.documenten.soorten import MB, leesbaar
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melding, MeldingDocument
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Gegevenscategorie, Grondslag

MAX_AANTAL, MAX_SAMEN = 50, 500 * MB


@transaction.atomic
def voeg_bij_melding(
    viewer: Viewer,
    melding: Melding,
    bestanden: Sequence[Gekeurd],
    *,
    omschrijving: str = "",
    gegevenscategorie: str = Gegevenscategorie.UITBUITING,
    noemt_melder: bool = False,
    document_id: UUID | None = None,
    at: datetime | None = None,
) -> list[MeldingDocument]:
    """Add files to an open melding: of the meldpunt, or of who filed it.

    Args:
        noemt_melder: then it stays at the meldpunt and never goes to a casus (R19).
        document_id: key of the form; sent twice it makes the documents once.
    Raises:
        NotVisible: neither the meldpunt nor the filer.
        DomainError: the melding has ended, or number, size or category do not fit.
    """
    at = at or clock.now()
    if not bestanden:
        return []
    melding = _open(viewer, melding)
    return bewaar(
        melding, viewer.eigen_id, bestanden, omschrijving=omschrijving,
        gegevenscategorie=gegevenscategorie, noemt_melder=noemt_melder, document_id=document_id, at=at,
    )  # fmt: skip


def bewaar(
    melding: Melding,
    leverancier_id: UUID,
    bestanden: Sequence[Gekeurd],
    *,
    omschrijving: str = "",
    gegevenscategorie: str = Gegevenscategorie.UITBUITING,
    noemt_melder: bool = False,
    document_id: UUID | None = None,
    at: datetime,
) -> list[MeldingDocument]:
    """Store files with a melding whose right to have them is judged already; see `voeg_bij_melding`."""
    if gegevenscategorie not in Gegevenscategorie.values or gegevenscategorie in GEEN_BIJDRAGE:
        raise DomainError("Kies wat voor gegeven dit is.", veld="gegevenscategorie")
    first = document_id or uuid4()
    keys = [first, *(uuid5(first, str(n)) for n in range(1, len(bestanden)))]
    known = list(MeldingDocument.objects.filter(pk__in=keys, melding=melding))
    if known:
        return known
    _past_erbij(melding, bestanden)
    rows = []
    for key, bestand in zip(keys, bestanden, strict=True):
        row = MeldingDocument(
            id=key, melding=melding, leverancier_id=leverancier_id,
            eigenaar_id=melding.doorgestuurd_naar_id or melding.eigenaar_id,
            omschrijving=(omschrijving.strip() or bestand.naam.rpartition(".")[0])[:200],
            gegevenscategorie=gegevenscategorie, noemt_melder=noemt_melder,
            verwerkt_at=at, created_at=at,
        )  # fmt: skip
        row.neem_op(bestand)
        try:
            row.save(force_insert=True)
        except BaseException:
            assert row.opslag is not None
            opslag.verwijder(row.opslag)
            raise
        logboek.record(Gebeurtenis.DOCUMENT_TOEGEVOEGD, row, actie="C", at=at)
        outbox.post("meldingdocument.toegevoegd", document_id=row.pk)
        rows.append(row)
    return rows


@transaction.atomic
def trek_document_in(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> MeldingDocument:
    """Take a file of one's own organisation back while the melding is open; its content goes for good.

    Raises:
        NotVisible: no such file of this organisation.
        DomainError: no reason, or it is in a casus already.
    """
    at = at or clock.now()
    row = lock(MeldingDocument.objects.filter(leverancier_id=viewer.eigen_id), pk)
    _open(viewer, row.melding)
    if row.ingetrokken_at:
        return row
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit intrekt.", veld="reden")
    row.ingetrokken_at, row.intrek_reden = at, reden.strip()[:300]
    row.vernietig()
    with met_reden(reden.strip()):
        row.save()
    logboek.record(Gebeurtenis.DOCUMENT_INGETROKKEN, row, reden=reden.strip(), at=at)
    return row


@transaction.atomic
def geef_vrij(
    viewer: Viewer,
    pk: UUID,
    *,
    omschrijving: str,
    gegevenscategorie: str,
    at: datetime | None = None,
) -> MeldingDocument:
    """Someone looked: it does not say who reported. Then it may go to a casus, under its own category.

    With an open melding it goes along at dossiervorming; has the melding a casus, then at once. The name
    of the file may tell who sent it, so the description takes its place.
    Raises:
        AccessDenied: not the meldpunt.
        NotVisible: no such file of this meldpunt.
        DomainError: no description, a category that does not fit, or the file cannot go.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    row = lock(MeldingDocument.objects.filter(eigenaar_id=viewer.eigen_id), pk)
    melding = lock(Melding.objects.filter(eigenaar_id=viewer.deelname_id), row.melding_id)
    if not row.noemt_melder:
        return row
    if not omschrijving.strip():
        raise DomainError("Schrijf op wat het is, zonder wie het stuurde.", veld="omschrijving")
    if gegevenscategorie not in Gegevenscategorie.values or gegevenscategorie in GEEN_BIJDRAGE:
        raise DomainError("Kies wat voor gegeven dit is.", veld="gegevenscategorie")
    if bezwaar := Grondslag.WMO_VEILIG_THUIS.bezwaar(Gegevenscategorie(gegevenscategorie)):
        raise DomainError(bezwaar, veld="gegevenscategorie")
    if row.ingetrokken_at or not row.te_openen:
        raise DomainError("Dit bestand kan niet open, dus ook niet mee.")
    if not melding.is_open and melding.casus_id is None:
        raise DomainError("Deze melding heeft een einde zonder casus.")
    row.omschrijving = omschrijving.strip()[:200]
    row.naam = f"{row.omschrijving[:80]}.{row.naam.rpartition('.')[2]}"[:120]
    row.gegevenscategorie, row.noemt_melder = gegevenscategorie, False
    with met_reden("Vrijgegeven: er staat niet in wie het meldde"):
        row.save()
    logboek.record(Gebeurtenis.DOCUMENT_VRIJGEGEVEN, row, at=at)
    if melding.casus_id:
        casus = Casus.objects.haal(viewer, melding.casus_id)  # type: ignore[attr-defined]
        neem_documenten_mee(viewer, melding, casus, at=at, ids=[row.pk])
        row.refresh_from_db()
    return row


def kunnen_mee(melding: Melding) -> list[MeldingDocument]:
    """Files that may go along to a casus."""
    rows = MeldingDocument.objects.filter(
        melding=melding, noemt_melder=False, ingetrokken_at__isnull=True, document_id__isnull=True,
        opslag__isnull=False,
    )  # fmt: skip
    return list(rows.exclude(scan=MeldingDocument.Scan.BESMET))


def neem_documenten_mee(
    viewer: Viewer,
    melding: Melding,
    casus: Casus,
    *,
    at: datetime,
    ids: Sequence[UUID] | None = None,
) -> None:
    """Copy the chosen files into the casus; part of dossiervorming's transaction.

    The supplier is the meldpunt, as with the situatie: another name would name the source. What the
    grondslag of the meldpunt cannot carry stays where it is.
    """
    assert melding.eigenaar_id is not None
    for row in kunnen_mee(melding):
        categorie = Gegevenscategorie(row.gegevenscategorie)
        if (ids is not None and row.pk not in ids) or Grondslag.WMO_VEILIG_THUIS.bezwaar(categorie):
            continue
        made = neem_over(
            viewer, casus, row, leverancier_id=melding.eigenaar_id, melding_id=melding.pk,
            omschrijving=row.omschrijving, gegevenscategorie=categorie,
            grondslag=Grondslag.WMO_VEILIG_THUIS, verwerkt_at=row.verwerkt_at, at=at,
        )  # fmt: skip
        row.document_id = made.pk
        row.save()


def _open(viewer: Viewer, melding: Melding) -> Melding:
    """The melding, locked, for the meldpunt or for who filed it."""
    rows = Melding.objects
    mine = (
        rows.visible_to(viewer)  # type: ignore[attr-defined]
        if policy.may(viewer, Permission.MELDPUNT_WERKEN)
        else rows.ingediend_door(viewer)  # type: ignore[attr-defined]
    )
    if not mine.filter(pk=melding.pk).exists():
        raise NotVisible
    found = lock(Melding, melding.pk)
    if not found.is_open:
        raise DomainError("Deze melding heeft een einde; er verandert niets meer aan.")
    return found


def _past_erbij(melding: Melding, bestanden: Sequence[Gekeurd]) -> None:
    found = MeldingDocument.objects.filter(melding=melding).aggregate(
        aantal=Count("pk"), samen=Sum("grootte")
    )
    samen = (found["samen"] or 0) + sum(b.grootte for b in bestanden)
    if found["aantal"] + len(bestanden) > MAX_AANTAL or samen > MAX_SAMEN:
        raise DomainError(
            f"Bij een melding horen hooguit {MAX_AANTAL} bestanden van samen {leesbaar(MAX_SAMEN)}.",
            veld="bestanden",
        )
