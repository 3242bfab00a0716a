"""Documents of a casus as frozen views: the newest version a viewer may see, older ones beneath it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from uuid import UUID

from cases.delen import Deler
from cases.models import Casus, Document
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.sharing import Afgeschermd, Verklaard
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort, Grondslag

SCAN_VARIANT = {"schoon": "ok", "besmet": "danger", "wacht": "warn", "niet_gescand": "neutral"}


@dataclass(frozen=True, slots=True)
class DocumentBeeld(Verklaard):
    """One version of a document, for who may see it."""

    id: UUID
    omschrijving: str
    naam: str
    soort: str
    grootte: str
    bytes: int
    media_type: str
    sha256: str
    nummer: int
    leverancier: str
    categorie: str
    gegevenssoort: str
    grondslag: str
    voorwaarden: str
    opmerking: str
    datum: str
    scan: str
    scan_tekst: str
    scan_variant: str
    ingetrokken: str
    intrek_reden: str
    te_openen: bool
    heeft_voorbeeld: bool
    eigen: bool
    eerder: tuple["DocumentBeeld", ...] = ()


def beeld_van(row: Document, deler: Deler) -> DocumentBeeld:
    """One row; only for what the sharing rules show."""
    eigen = row.leverancier_id == deler.viewer.deelname_id
    ingetrokken = row.ingetrokken_at is not None
    te_openen = row.te_openen and (eigen or not ingetrokken)
    return DocumentBeeld(
        id=row.pk,
        omschrijving=row.omschrijving,
        naam=row.naam,
        soort=row.bestandssoort.label,
        grootte=row.grootte_tekst,
        bytes=row.grootte,
        media_type=row.bestandssoort.media_type,
        sha256=row.sha256,
        nummer=row.nummer,
        leverancier=deler.leverancier(row),
        categorie=Gegevenscategorie(row.gegevenscategorie).label,
        gegevenssoort=Gegevenssoort(row.gegevenssoort).label,
        grondslag=Grondslag(row.grondslag).label,
        voorwaarden=row.voorwaarden,
        opmerking=row.opmerking,
        datum=f"{clock.local_date(row.created_at):%-d-%-m-%Y}",
        scan=row.scan,
        scan_tekst=row.get_scan_display(),
        scan_variant=SCAN_VARIANT[row.scan],
        ingetrokken=f"{clock.local_date(row.ingetrokken_at):%-d-%-m-%Y}" if row.ingetrokken_at else "",
        intrek_reden=row.intrek_reden,
        te_openen=te_openen,
        heeft_voorbeeld=te_openen and row.voorbeeld is not None,
        eigen=eigen,
    )  # fmt: skip


def documenten(casus: Casus, deler: Deler) -> list[DocumentBeeld | Afgeschermd]:
    """Newest first, one line per document; one query.

    Whoever may not see the newest version gets the newest they may see, so that nothing tells there
    is another. Is every version they may know of withheld, then the line is Afgeschermd.
    """
    per_reeks: dict[UUID, list[Document]] = defaultdict(list)
    for row in Document.objects.filter(casus=casus).order_by("-verwerkt_at", "-nummer", "pk"):
        per_reeks[row.reeks].append(row)
    lines: list[DocumentBeeld | Afgeschermd] = []
    for rows in per_reeks.values():
        rows.sort(key=lambda row: -row.nummer)
        seen = deler.toon(rows, lambda row: beeld_van(row, deler))
        shown = [item for item in seen if isinstance(item, DocumentBeeld)]
        if shown:
            lines.append(replace(shown[0], eerder=tuple(shown[1:])))
        elif seen:
            lines.append(seen[0])
    return lines


def haal(viewer: Viewer, casus: Casus, deler: Deler, pk: UUID) -> tuple[Document, str]:
    """One document that the sharing rules show to this viewer, and the rule that does.

    Raises:
        NotVisible: absent, of another casus, withheld or hidden.
    """
    row = Document.objects.filter(pk=pk, casus=casus).first()
    if row is None:
        raise NotVisible
    deling = deler.deling(row)
    if not deling.tonen:
        raise NotVisible
    return row, deling.regel
