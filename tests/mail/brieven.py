"""Mails as they come in at a meldpunt, invented: tidy ones, sloppy ones, broken ones and hostile ones."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from PIL import Image

AFZENDER = "Wilma Groothedde <wilma.groothedde@voorbeeld.example>"
WOORD = "Kanariegeel huis aan de Zandweg"  # stands in every text, to find it back


def brief(
    onderwerp: str = "Zorgen over een meisje",
    tekst: str = WOORD,
    *,
    van: str = AFZENDER,
    ident: str = "<een@voorbeeld.example>",
    **koppen: str,
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = van, "meldpunt@keten.example", onderwerp
    mail["Date"] = format_datetime(datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    if ident:
        mail["Message-ID"] = ident
    for naam, waarde in koppen.items():
        mail[naam.replace("_", "-")] = waarde
    mail.set_content(tekst)
    return mail


def foto() -> bytes:
    uit = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(uit, "JPEG")
    return uit.getvalue()


def _met(
    mail: EmailMessage, naam: str, inhoud: bytes, soort: str = "application/octet-stream"
) -> bytes:
    hoofd, _, onder = soort.partition("/")
    mail.add_attachment(inhoud, maintype=hoofd, subtype=onder, filename=naam)
    return bytes(mail)


def _zip() -> bytes:
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("nullen.txt", b"0" * 5_000_000)
    return uit.getvalue()


def _html(html: str, **meer: str) -> bytes:
    mail = brief(**meer)
    mail.set_content(html, subtype="html")
    return bytes(mail)


def _alternatief() -> bytes:
    mail = brief()
    mail.add_alternative(f"<p>{WOORD} <b>in opmaak</b></p>", subtype="html")
    return bytes(mail)


def _doorgestuurd() -> bytes:
    mail = brief(
        "Fwd: kijk eens", f"Kijk eens wat ik kreeg. {WOORD}", ident="<fwd@voorbeeld.example>"
    )
    mail.add_attachment(brief("Binnenste", "Tekst van een ander", ident="<binnen@x.example>"))
    return bytes(mail)


def _ruw(*regels: str | bytes) -> bytes:
    return b"\r\n".join(r if isinstance(r, bytes) else r.encode() for r in regels)


def _diep() -> bytes:
    kop = _ruw("From: a@b.example", "Subject: diep", "MIME-Version: 1.0")
    lagen = b"".join(
        b'\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d' % (n, n)
        for n in range(400)
    )
    return kop + lagen + b"\r\n\r\n" + WOORD.encode()


def _bounce() -> bytes:
    return _ruw(
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>", "To: meldpunt@keten.example",
        "Return-Path: <>", "Subject: Undelivered Mail Returned to Sender",
        "Message-ID: <bounce1@mx.example>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"', "",
        "--r", "Content-Type: text/plain", "", WOORD, "--r",
        "Content-Type: message/delivery-status", "", "Final-Recipient: rfc822; x@y.example",
        "Action: failed", "--r--", "",
    )  # fmt: skip


def brieven() -> dict[str, bytes]:
    """Name -> bytes; each with a Message-ID of its own unless that is the point."""
    n = iter(range(1000))

    def eigen(**meer: str) -> EmailMessage:
        return brief(ident=f"<brief{next(n)}@voorbeeld.example>", **meer)

    latijn = _ruw(
        "From: =?iso-8859-1?Q?Ren=E9e_M=FCller?= <renee@voorbeeld.example>",
        "Subject: =?utf-8?B?" + base64.b64encode("Zorgen om Zoë én haar zusje".encode()).decode() + "?=",
        "Message-ID: <latijn@voorbeeld.example>", "Content-Type: text/plain; charset=iso-8859-1",
        "Content-Transfer-Encoding: 8bit", "", f"{WOORD}, café, naïef".encode("latin-1"),
    )  # fmt: skip
    return {
        "gewoon": bytes(eigen()),
        "leeg": bytes(eigen(tekst="")),
        "zonder_onderwerp": bytes(eigen(onderwerp="")),
        "alternatief": _alternatief(),
        "html": _html(
            f"<html><head><title>titelbalk</title><style>p{{color:red}}</style></head><body><script>alert(1)"
            f"</script><p onclick=x()>{WOORD}</p><img src=http://spion.example/p.gif alt=foto>"
            "<div>Tweede regel</div></body></html>",
            ident="<html@voorbeeld.example>",
        ),
        "html_kapot": _html(f"<p>{WOORD}<div><b>open <a href='", ident="<kapot@voorbeeld.example>"),
        "html_alles_in_kop": _html(f"<head><p>{WOORD}</p>", ident="<kop@voorbeeld.example>"),
        "latijn": latijn,
        "verkeerde_charset": latijn.replace(b"charset=iso-8859-1", b"charset=utf-8").replace(
            b"<latijn@", b"<verkeerd@"
        ),
        "onbekende_charset": latijn.replace(b"charset=iso-8859-1", b"charset=klingon-1").replace(
            b"<latijn@", b"<klingon@"
        ),
        "cp1252": _ruw(
            "From: x@y.example", "Subject: aanhalingstekens", "Message-ID: <cp@voorbeeld.example>",
            "Content-Type: text/plain; charset=windows-1252", "",
            f"{WOORD} “zo” – €".encode("cp1252"),
        ),
        "utf16": _ruw(
            "From: x@y.example", "Subject: utf16", "Message-ID: <u16@voorbeeld.example>",
            'Content-Type: text/plain; charset="utf-16"', "Content-Transfer-Encoding: base64", "",
            base64.b64encode(WOORD.encode("utf-16")),
        ),
        "foto": _met(eigen(), "IMG_2034.JPG", foto(), "image/jpeg"),
        "drie_bijlagen": _met(
            _als_mail(_met(_als_mail(_met(eigen(), "a.txt", b"een", "text/plain")), "b.jpg", foto(), "image/jpeg")),
            "c.exe", b"MZ\x90\x00" * 30,
        ),
        "namaak_pdf": _met(eigen(), "verslag.pdf", b"MZ\x90 geen pdf", "application/pdf"),
        "zip": _met(eigen(), "alles.zip", _zip(), "application/zip"),
        "macro": _met(eigen(), "brief.docm", _zip()),
        "pad_in_naam": _met(eigen(), "../../etc/passwd.txt", b"tekst in een bestand", "text/plain"),
        "naam_gecodeerd": _ruw(
            "From: x@y.example", "Subject: bijlage", "Message-ID: <naam@voorbeeld.example>",
            'Content-Type: multipart/mixed; boundary="g"', "", "--g", "Content-Type: text/plain", "",
            WOORD, "--g", "Content-Type: text/plain",
            "Content-Disposition: attachment; filename*=utf-8''foto%27s%20%C3%A9%C3%A9n.txt", "",
            "inhoud", "--g--", "",
        ),
        "winmail": _met(eigen(), "winmail.dat", b"\x78\x9f\x3e\x22" + b"x" * 200, "application/ms-tnef"),
        "doorgestuurd": _doorgestuurd(),
        "versleuteld": _ruw(
            "From: x@y.example", "Subject: geheim", "Message-ID: <pgp@voorbeeld.example>",
            'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="e"', "",
            "--e", "Content-Type: application/pgp-encrypted", "", "Version: 1", "--e",
            'Content-Type: application/octet-stream; name="encrypted.asc"', "",
            "-----BEGIN PGP MESSAGE-----", "--e--", "",
        ),
        "afwezig": bytes(eigen(onderwerp="Afwezig: Re: uw bericht", Auto_Submitted="auto-replied")),
        "vakantie_oud": bytes(eigen(onderwerp="Ik ben met vakantie", Precedence="auto_reply")),
        "bounce": _bounce(),
        "nieuwsbrief": bytes(eigen(onderwerp="Nieuws van de wijk", List_Id="<nieuws.example>")),
        "noreply": bytes(eigen(van="Formulier <no-reply@voorbeeld.example>")),
        "kapotte_mime": _ruw(
            "From: x@y.example", "Subject: kapot", "Message-ID: <mime@voorbeeld.example>",
            'Content-Type: multipart/mixed; boundary="nooit"', "", WOORD, "--anders", "einde",
        ),
        "kapotte_base64": _ruw(
            "From: x@y.example", "Subject: b64", "Message-ID: <b64@voorbeeld.example>",
            "Content-Type: text/plain", "Content-Transfer-Encoding: base64", "", "dit is geen base64 !!!",
        ),
        "geen_koppen": WOORD.encode(),
        "alleen_nullen": b"\x00" * 500,
        "nullen_in_tekst": _ruw(
            "From: x@y.example", "Subject: nul\x00len", "Message-ID: <nul@voorbeeld.example>", "",
            f"{WOORD}\x00\x01\x02 \u202eomgekeerd".encode(),
        ),
        "diep": _diep(),
        "lange_kop": _ruw("From: x@y.example", "Subject: " + "lang " * 20_000,
                          "Message-ID: <lang@voorbeeld.example>", "", WOORD),
        "vervalste_afzender": _ruw(
            "From: Meldpunt <meldpunt@keten.example>", "From: x@y.example",
            "Reply-To: dief@elders.example", "Subject: dubbel", "Message-ID: <vals@voorbeeld.example>",
            "", WOORD,
        ),
        "kop_injectie": _ruw(
            "From: =?utf-8?Q?Jan=0D=0ABcc:_x@y.example?= <jan@voorbeeld.example>", "Subject: injectie",
            "Message-ID: <injectie@voorbeeld.example>", "", WOORD,
        ),
        "zonder_id": bytes(brief(ident="")),
        "zonder_afzender": _ruw("Subject: wie ben ik", "Message-ID: <wie@voorbeeld.example>", "", WOORD),
        "uuencode": _ruw(
            "From: x@y.example", "Subject: uu", "Message-ID: <uu@voorbeeld.example>",
            "Content-Type: text/plain", "Content-Transfer-Encoding: x-uuencode", "",
            "begin 644 a.txt", "#0V%T", "`", "end",
        ),
        "surrogaat": _ruw(
            "From: x@y.example", b"Subject: =?utf-8?B?7aCA?= \xff\xfe", "Message-ID: <sur@voorbeeld.example>",
            "", WOORD,
        ),
    }  # fmt: skip


def _als_mail(ruw: bytes) -> EmailMessage:
    from email import message_from_bytes, policy

    return message_from_bytes(ruw, policy=policy.default)  # type: ignore[return-value]


def groot(mb: int) -> bytes:
    """A mail with a video of so many megabytes."""
    return _met(
        brief(ident=f"<groot{mb}@voorbeeld.example>"), "film.mp4", b"\x00" * (mb * 1024 * 1024)
    )
