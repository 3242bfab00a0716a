"""The child of zandbak.py: one order on standard input, one answer on standard output. Runs by itself.

It imports nothing of ours and takes its own limits before it reads a byte.
"""

import io
import json
import resource
import sys
import warnings
from typing import Any

GEHEUGEN = 1536 * 1024 * 1024
PIXELS = 50_000_000  # a camera of 50 megapixels; a bomb has a thousand million
VOORBEELD = 1240  # pixels wide or high


class Geweigerd(Exception):
    pass


def grenzen() -> None:
    for kind, limit in (
        (resource.RLIMIT_AS, GEHEUGEN),
        (resource.RLIMIT_CPU, 25),
        (resource.RLIMIT_FSIZE, 0),  # writes no file
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (limit, limit))


def beeld_openen(inhoud: bytes, formaat: str) -> tuple[Any, bool]:
    from PIL import Image, ImageOps  # noqa: PLC0415  after the limits

    Image.MAX_IMAGE_PIXELS = None  # counted by hand, before anything is unpacked
    if formaat == "HEIF":
        import pi_heif  # noqa: PLC0415  after the limits

        pi_heif.register_heif_opener()
    try:
        image: Any = Image.open(io.BytesIO(inhoud), formats=[formaat])
    except Exception as error:
        raise Geweigerd("geen_beeld") from error
    if image.width * image.height > PIXELS:
        raise Geweigerd("te_veel_pixels")
    hidden = bool(image.getexif()) or any(
        key in image.info for key in ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop")
    )
    try:
        image.load()
        image = ImageOps.exif_transpose(image)
    except Exception as error:
        raise Geweigerd("geen_beeld") from error
    return image, hidden


def kleuren(image: Any, alfa: bool) -> Any:
    """In sRGB, with transparency only where the format has it."""
    from PIL import ImageCms  # noqa: PLC0415  after the limits

    has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    wanted = "RGBA" if alfa and has_alpha else "L" if image.mode in {"1", "L"} else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    if has_alpha and wanted == "RGB":
        from PIL import Image  # noqa: PLC0415  after the limits

        white = Image.new("RGB", image.size, "white")
        layer = image.convert("RGBA")
        white.paste(layer, mask=layer.getchannel("A"))
        return white
    return image.convert(wanted)


def bewaren(image: Any, formaat: str, **opties: Any) -> bytes:
    """Nothing but pixels: what was in `info` does not come along."""
    image.info = {}
    out = io.BytesIO()
    image.save(out, formaat, **opties)
    return out.getvalue()


def foto(inhoud: bytes, opdracht: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The same picture drawn anew: no place, camera or hidden rest; a HEIC becomes a JPEG."""
    image, hidden = beeld_openen(inhoud, opdracht["formaat"])
    target = {"PNG": "PNG", "WEBP": "WEBP"}.get(opdracht["formaat"], "JPEG")
    options = {"JPEG": {"quality": 92}, "WEBP": {"quality": 92}, "PNG": {}}[target]
    made = bewaren(kleuren(image, alfa=target != "JPEG"), target, **options)
    return {"verborgen": hidden, "breed": image.width, "hoog": image.height}, made


def foto_voorbeeld(inhoud: bytes, opdracht: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    image, _ = beeld_openen(inhoud, opdracht["formaat"])
    image = kleuren(image, alfa=False)
    image.thumbnail((VOORBEELD, VOORBEELD))
    return {"breed": image.width, "hoog": image.height}, bewaren(image, "JPEG", quality=82)


def _pdf(inhoud: bytes) -> Any:
    import pypdfium2  # noqa: PLC0415  after the limits

    try:
        return pypdfium2.PdfDocument(inhoud)
    except pypdfium2.PdfiumError as error:
        raise Geweigerd("wachtwoord" if "assword" in str(error) else "geen_pdf") from error


def pdf(inhoud: bytes, opdracht: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Whether it opens, and whether there is something in it that runs or another file."""
    import pypdfium2.raw as raw  # noqa: PLC0415  after the limits

    document = _pdf(inhoud)
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise Geweigerd("programma")
    if raw.FPDFDoc_GetAttachmentCount(document) > 0:
        raise Geweigerd("bijlage")
    return {"bladzijden": len(document)}, b""


def pdf_voorbeeld(inhoud: bytes, opdracht: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The first page as a picture."""
    document = _pdf(inhoud)
    if len(document) == 0:
        raise Geweigerd("geen_pdf")
    page = document[0]
    largest = max(page.get_size())
    image = page.render(scale=min(VOORBEELD / max(largest, 1), 3)).to_pil()
    answer = {"breed": image.width, "hoog": image.height, "bladzijden": len(document)}
    return answer, bewaren(image.convert("RGB"), "JPEG", quality=82)


WERK = {f.__name__: f for f in (foto, foto_voorbeeld, pdf, pdf_voorbeeld)}


def main() -> int:
    grenzen()
    warnings.simplefilter("ignore")
    opdracht = json.loads(sys.stdin.buffer.readline())
    inhoud = sys.stdin.buffer.read()
    try:
        answer, made = WERK[opdracht["soort"]](inhoud, opdracht)
    except Geweigerd as error:
        answer, made = {"fout": str(error)}, b""
    except MemoryError:
        answer, made = {"fout": "te_groot"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + made)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
