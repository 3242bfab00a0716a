"""Files of a visitor, from choosing them to handing them in with the melding.

Until then they lie in the store of the documents under a key that only the visitor's browser holds, and no
row names them: who leaves, leaves bytes that nobody can read, and the night clears them up.
"""

import hmac
import io
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.utils.translation import get_language, gettext

from ketenregie.foundation import geheim
from ketenregie.foundation.documenten import opslag
from ketenregie.foundation.documenten.keuring import Gekeurd, keur
from ketenregie.foundation.documenten.soorten import MB, SOORTEN
from ketenregie.foundation.errors import DomainError
from meldpunt.models import Melding, MeldingDocument
from meldpunt.publiek.concept import Concept
from referentiemodel.enums import Gegevenscategorie

HOOGSTENS, GRENS, SAMEN = 5, 10 * MB, 25 * MB
# One request: everything at once, and the rest of the form.
MAX_BYTES = SAMEN + MB


@dataclass(frozen=True, slots=True)
class Bijlage:
    """A file on its way, as the answers of this visitor remember it."""

    id: str
    opslag: str
    naam: str
    soort: str
    grootte: int
    sha256: str
    opmerking: str = ""


def bijlagen(concept: Concept) -> list[Bijlage]:
    return [Bijlage(**x) for x in concept.bestanden]


def voeg_toe(concept: Concept, uploads: list[Any]) -> list[str]:
    """Check and keep what was chosen; the concept is saved by the caller.

    Returns: per refused file why, in the language of the page.
    """
    wrong = []
    for upload in uploads:
        fout = _past_niet(concept, upload)
        if not fout:
            try:
                gekeurd = keur(upload)
            except DomainError as error:
                fout = _in_taal(error, upload.name or "")
        if fout:
            wrong.append(fout)
            continue
        bewaar(concept, gekeurd)
    return wrong


def _past_niet(concept: Concept, upload: Any) -> str:
    naam, aanwezig = str(upload.name or "")[:80], bijlagen(concept)
    if len(aanwezig) >= HOOGSTENS:
        return gettext("‘%(naam)s’ is er een te veel: u kunt 5 bestanden meesturen.") % {
            "naam": naam
        }
    if upload.size > GRENS or sum(b.grootte for b in aanwezig) + upload.size > SAMEN:
        return gettext(
            "‘%(naam)s’ is te groot. Een bestand is hooguit 10 MB, alles samen 25 MB."
        ) % {"naam": naam}
    return ""


def _in_taal(fout: DomainError, naam: str) -> str:
    """The sentences about files are Dutch; elsewhere one sentence covers them."""
    if (get_language() or "nl").startswith("nl"):
        return fout.zin
    return gettext("‘%(naam)s’ kunnen wij niet aannemen. Stuur een foto, PDF of tekst.") % {
        "naam": naam[:80]
    }


def bewaar(concept: Concept, gekeurd: Gekeurd) -> None:
    """Keep a checked file on its way; the concept is saved by the caller."""
    pk = str(uuid4())
    gekeurd.inhoud.seek(0)
    plaats = opslag.schrijf(
        gekeurd.inhoud, sleutel=_sleutel(concept.token, pk), context=_context(pk)
    )
    made = Bijlage(
        pk, str(plaats), gekeurd.naam, gekeurd.soort.sleutel, gekeurd.grootte, gekeurd.sha256,
        gekeurd.opmerking,
    )  # fmt: skip
    concept.bestanden.append(asdict(made))


def haal_weg(concept: Concept, welke: str = "") -> None:
    """Forget one file, or all; the concept is saved by the caller."""
    for bijlage in bijlagen(concept):
        if welke in {"", bijlage.id}:
            opslag.verwijder(UUID(bijlage.opslag))
    concept.bestanden = [x for x in concept.bestanden if welke and x["id"] != welke]


def documenten(concept: Concept, melding: Melding) -> list[MeldingDocument]:
    """The rows to hand in, with their files under keys of their own; not saved.

    Raises:
        DomainError: a file is gone, because the visitor took too long.
    """
    rows: list[MeldingDocument] = []
    try:
        for bijlage in bijlagen(concept):
            rows.append(_document(concept, bijlage, melding))
    except geheim.GeheimError as error:
        vergeet(rows)
        raise DomainError(
            gettext("Uw bestanden zijn er niet meer. Voeg ze opnieuw toe, of verstuur zonder.")
        ) from error
    return rows


def _document(concept: Concept, bijlage: Bijlage, melding: Melding) -> MeldingDocument:
    blocks = opslag.lees(
        UUID(bijlage.opslag),
        sleutel=_sleutel(concept.token, bijlage.id),
        context=_context(bijlage.id),
    )
    row = MeldingDocument(
        # Sent twice it is the same document.
        id=uuid5(melding.pk, bijlage.id),
        melding_id=melding.pk,
        omschrijving=bijlage.naam.rpartition(".")[0][:200] or bijlage.naam,
        gegevenscategorie=Gegevenscategorie.UITBUITING,
        # What is in it nobody looked at yet: it stays at the meldpunt until someone says otherwise (R19).
        noemt_melder=True,
        verwerkt_at=melding.ontvangen_at,
        created_at=melding.created_at,
    )
    soort = SOORTEN[bijlage.soort]
    row.neem_op(
        Gekeurd(
            bijlage.naam, soort, io.BytesIO(b"".join(blocks)), bijlage.grootte, bijlage.sha256,
            bijlage.opmerking,
        )
    )  # fmt: skip
    return row


def vergeet(rows: list[MeldingDocument]) -> None:
    """Files of rows that did not come into the database after all."""
    for row in rows:
        if row.opslag is not None:
            opslag.verwijder(row.opslag)


def _sleutel(token: bytes, pk: str) -> bytes:
    return hmac.new(token, b"ketenregie melden bestand " + pk.encode(), sha256).digest()


def _context(pk: str) -> str:
    return geheim.context_of("meldpunt_publiekconcept", "bestand", pk)
