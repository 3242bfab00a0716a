"""THE allow-list: what a file may be. What is not here is refused, whatever it calls itself."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024
GEWOON, GELUID_EN_BEELD = 25 * MB, 100 * MB


@dataclass(frozen=True, slots=True)
class Soort:
    """One kind of file.

    Args:
        extensies: in lower case; the first is given to what we make ourselves.
        herkend: media types that libmagic may say of it.
        media_type: the one we send.
    """

    sleutel: str
    label: str
    extensies: tuple[str, ...]
    herkend: frozenset[str]
    media_type: str
    grens: int = GEWOON


def _soort(
    sleutel: str, label: str, extensies: str, media_type: str, ook: str = "", grens: int = GEWOON
) -> Soort:
    known = frozenset({media_type, *ook.split()})
    return Soort(sleutel, label, tuple(extensies.split()), known, media_type, grens)


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_ZIP = "application/zip application/octet-stream"
SOORTEN: dict[str, Soort] = {
    s.sleutel: s
    for s in (
        _soort("pdf", "PDF", "pdf", "application/pdf"),
        _soort("docx", "Word", "docx", _OOXML + "wordprocessingml.document", _ZIP),
        _soort("xlsx", "Excel", "xlsx", _OOXML + "spreadsheetml.sheet", _ZIP),
        _soort("odt", "ODT-tekst", "odt", _ODF + "text", _ZIP),
        _soort("ods", "ODS-rekenblad", "ods", _ODF + "spreadsheet", _ZIP),
        _soort("jpg", "Foto", "jpg jpeg", "image/jpeg"),
        _soort("png", "Afbeelding", "png", "image/png"),
        _soort("webp", "Afbeelding", "webp", "image/webp"),
        _soort("heic", "Foto", "heic heif", "image/heic", "image/heif"),
        _soort("txt", "Tekst", "txt", "text/plain", "application/octet-stream"),
        _soort(
            "eml",
            "E-mail",
            "eml",
            "message/rfc822",
            "text/plain text/html text/x-mail application/octet-stream",
        ),
        _soort("mp3", "Geluid", "mp3", "audio/mpeg", "application/octet-stream", GELUID_EN_BEELD),
        _soort("m4a", "Geluid", "m4a", "audio/mp4", "audio/x-m4a video/mp4", GELUID_EN_BEELD),
        _soort("mp4", "Video", "mp4", "video/mp4", "video/quicktime", GELUID_EN_BEELD),
    )
}
PER_EXTENSIE = {ext: soort for soort in SOORTEN.values() for ext in soort.extensies}
FOTOS = frozenset({"jpg", "png", "webp", "heic"})
GROOTSTE = max(soort.grens for soort in SOORTEN.values())
# Never inside another name or as an attachment of an e-mail.
GEVAARLIJK = frozenset({
    "exe", "com", "scr", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "wsf",
    "wsh", "hta", "msi", "msp", "dll", "cpl", "jar", "lnk", "reg", "iso", "img", "vhd", "vhdx",
    "docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "ppam", "odb", "sh", "py", "php", "html",
    "htm", "xhtml", "svg", "xml", "swf", "apk", "app",
})  # fmt: skip
UITLEG = "PDF, Word, Excel, ODT, ODS, JPG, PNG, WebP, HEIC, tekst, e-mail (.eml), MP3, M4A of MP4"


def toegestaan() -> str:
    """Value of the attribute `accept`: a help for people, no check."""
    return ",".join(f".{ext}" for ext in PER_EXTENSIE)


def leesbaar(grootte: int) -> str:
    """A size for people: "320 kB", "2,4 MB"."""
    if grootte < 1000:
        return f"{grootte} bytes"
    if grootte < MB:
        return f"{round(grootte / 1024)} kB"
    return f"{grootte / MB:.1f} MB".replace(".", ",")
