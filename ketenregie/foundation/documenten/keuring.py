"""From a received upload to a file that may be kept, or a sentence that says what to do instead."""

from __future__ import annotations

import io
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any

import magic

from ketenregie.foundation.documenten import inhoud, namen, zandbak
from ketenregie.foundation.documenten.soorten import FOTOS, SOORTEN, Soort, leesbaar
from ketenregie.foundation.errors import DomainError

GESTRIPT = "De plaats, het toestel en andere verborgen gegevens zijn uit de foto gehaald."
OMGEZET = "De foto is omgezet van HEIC naar JPG."
_KOP = 4096  # bytes that libmagic looks at
FORMAAT = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
_FOTO_FOUT = {
    "te_veel_pixels": "‘{naam}’ is te groot: een foto heeft hooguit 50 megapixel.",
    "te_groot": "‘{naam}’ is te groot om te lezen. Maak de foto kleiner.",
}
_PDF_FOUT = {
    "wachtwoord": "‘{naam}’ heeft een wachtwoord. Haal dat eraf; hier is het bestand versleuteld bewaard.",
    "programma": "In ‘{naam}’ zit een programma (JavaScript). Druk het opnieuw af als PDF.",
    "bijlage": "In ‘{naam}’ zitten andere bestanden. Voeg die apart toe en druk dit opnieuw af als PDF.",
}


@dataclass(frozen=True, slots=True)
class Gekeurd:
    """A file that may be kept; nothing of it is stored yet.

    Args:
        sha256: of what was received, also when a photo was drawn anew, so that a supplier can prove
            which file it handed in.
    """

    naam: str
    soort: Soort
    inhoud: IO[bytes]
    grootte: int
    sha256: str
    opmerking: str = ""


def keur(upload: Any, *, veld: str = "bestanden") -> Gekeurd:
    """Check one upload by name, size and content.

    Args:
        upload: a Django UploadedFile (`ontvangst.Ontvangen`) or anything with `name`, `size` and `read`.
    Raises:
        DomainError: at `veld`, with the name of the file and what to do.
    """
    try:
        return _keur(upload)
    except DomainError as fout:
        raise DomainError(fout.zin, veld=veld) from fout


def _keur(upload: Any) -> Gekeurd:
    naam = namen.schoon(upload.name or "")
    soort = namen.soort_van(naam)
    if upload.size > soort.grens or getattr(upload, "te_groot", False):
        raise DomainError(
            f"‘{naam}’ is groter dan {leesbaar(soort.grens)}. Maak het kleiner of deel het op."
        )
    if not upload.size:
        raise DomainError(f"‘{naam}’ is leeg.")
    bron: IO[bytes] = upload.file if hasattr(upload, "file") else upload
    bron.seek(0)
    _past(naam, soort, bron.read(_KOP))
    bron.seek(0)
    digest = getattr(upload, "sha256", "") or _hash(bron)
    bron.seek(0)
    if soort.sleutel in FOTOS:
        return _foto(naam, soort, bron.read(), digest)
    if soort.sleutel == "pdf":
        _pdf(naam, bron)
    else:
        inhoud.CONTROLES[soort.sleutel](naam, bron)
    bron.seek(0)
    return Gekeurd(naam, soort, bron, upload.size, digest)


def _past(naam: str, soort: Soort, kop: bytes) -> None:
    """What libmagic says must fit the name."""
    if magic.from_buffer(kop, mime=True) not in soort.herkend:
        raise DomainError(
            f"De inhoud van ‘{naam}’ past niet bij de naam. Bewaar het opnieuw vanuit het programma "
            f"waarmee het is gemaakt."
        )


def _foto(naam: str, soort: Soort, data: bytes, digest: str) -> Gekeurd:
    try:
        answer, made = zandbak.werk("foto", data, formaat=FORMAAT[soort.sleutel])
    except zandbak.Onleesbaar as fout:
        zin = _FOTO_FOUT.get(fout.reden, "‘{naam}’ is niet te lezen als foto of afbeelding.")
        raise DomainError(zin.format(naam=naam)) from fout
    remarks = [GESTRIPT] if answer["verborgen"] else []
    if soort.sleutel == "heic":
        soort = SOORTEN["jpg"]
        naam = namen.met_extensie(naam, soort)
        remarks.append(OMGEZET)
    return Gekeurd(naam, soort, io.BytesIO(made), len(made), digest, " ".join(remarks))


def _pdf(naam: str, bron: IO[bytes]) -> None:
    data = bron.read()
    inhoud.alleen_pdf(naam, data)
    try:
        zandbak.werk("pdf", data)
    except zandbak.Onleesbaar as fout:
        zin = _PDF_FOUT.get(fout.reden, "‘{naam}’ is beschadigd of geen gewone PDF.")
        raise DomainError(zin.format(naam=naam)) from fout


def _hash(bron: IO[bytes]) -> str:
    digest = sha256()
    while part := bron.read(64 * 1024):
        digest.update(part)
    return digest.hexdigest()
