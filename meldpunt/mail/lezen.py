"""From the bytes of a mail to what it says. Never raises: what cannot be read says so of itself.

Nothing in a mail is believed: a header may be forged, a charset a lie and a structure broken. The text
comes out as plain text; nothing is fetched, and nothing of HTML is kept but its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

from meldpunt.mail.echtheid import bevestigd

MAX_TEKST, MAX_ONDERWERP, MAX_NAAM = 200_000, 300, 120
MAX_BIJLAGEN = 50
DIEPST = 20
KENMERK = re.compile(r"\b([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})\b", re.IGNORECASE)
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
VERSLEUTELD = {"application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
AFZENDER_AUTOMAAT = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|noreply|do-?not-?reply|bounces?)([+.-].*)?@",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bijlage:
    """A file in a mail, as it calls itself."""

    naam: str
    inhoud: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gelezen:
    """What a mail says.

    Args:
        onleesbaar: it could not be taken apart; only the bytes tell.
        automatisch: it says it was sent by a machine (holiday, bounce, list); nobody may answer it.
        opmerkingen: what the reader has to know of parts that are not here.
    """

    message_id: str = ""
    verwijst_naar: tuple[str, ...] = ()
    kenmerken: tuple[str, ...] = ()
    onderwerp: str = ""
    afzender: str = ""
    adres: str = ""
    datum: str = ""
    tekst: str = ""
    bijlagen: tuple[Bijlage, ...] = ()
    automatisch: bool = False
    onleesbaar: bool = False
    opmerkingen: tuple[str, ...] = ()
    # What the own mail server says of the sender; None when it says nothing.
    bevestigd: bool | None = None


def lees(ruw: bytes, *, authserv: str = "") -> Gelezen:
    """Take a mail apart.

    Args:
        authserv: name of the own mail server in Authentication-Results.
    """
    try:
        return _lees(ruw, authserv)
    except (
        Exception
    ):  # the parser of the library knows many ways to fail; the mail may not get lost
        return Gelezen(onleesbaar=True)


def _lees(ruw: bytes, authserv: str) -> Gelezen:
    if not ruw.strip():
        return Gelezen(onleesbaar=True)
    mail = message_from_bytes(ruw, policy=policy.compat32)
    if not any(_kop(mail, naam) for naam in ("From", "Subject", "Date", "Message-ID", "To")):
        return Gelezen(onleesbaar=True)
    delen = _Delen()
    delen.loop(mail)
    onderwerp = _regel(_kop(mail, "Subject"))[:MAX_ONDERWERP]
    naam, adres = _afzender(mail)
    ids = MESSAGE_ID.findall(_kop(mail, "Message-ID"))
    return Gelezen(
        message_id=ids[0] if ids else "",
        verwijst_naar=_verwijzingen(mail),
        kenmerken=tuple(f"{a}-{b}".upper() for a, b in KENMERK.findall(onderwerp)),
        onderwerp=onderwerp,
        afzender=naam,
        adres=adres,
        datum=_datum(mail),
        tekst=delen.tekst(),
        bijlagen=tuple(delen.bijlagen),
        automatisch=_automatisch(mail, adres),
        opmerkingen=tuple(dict.fromkeys(delen.opmerkingen)),
        bevestigd=bevestigd(mail, adres, authserv),
    )


# --- Headers -------------------------------------------------------------------------------------


def _kop(mail: Message, naam: str) -> str:
    """A header as text, whatever is in it; "" when it is absent."""
    waarde = mail.get(naam)
    if waarde is None:
        return ""
    ruw = str(waarde)
    try:
        delen = decode_header(ruw)
    except Exception:  # broken encoded words
        return schoon(ruw)
    return schoon(
        "".join(
            deel if isinstance(deel, str) else _tekens(deel, codering or "ascii")
            for deel, codering in delen
        )
    )


def _regel(tekst: str) -> str:
    """One line without control characters."""
    return " ".join(schoon(tekst).split())


def _afzender(mail: Message) -> tuple[str, str]:
    """Name and address of who says to have sent it."""
    for kop in ("From", "Reply-To", "Sender"):
        for naam, adres in getaddresses([_kop(mail, kop).replace("\n", " ")]):
            if "@" in adres:
                return _regel(naam)[:MAX_NAAM], _regel(adres)[:254]
    return _regel(_kop(mail, "From"))[:MAX_NAAM], ""


def _verwijzingen(mail: Message) -> tuple[str, ...]:
    """Ids of the mails this one answers, the nearest first."""
    nabij = MESSAGE_ID.findall(_kop(mail, "In-Reply-To"))
    verder = MESSAGE_ID.findall(_kop(mail, "References"))[::-1]
    return tuple(dict.fromkeys([*nabij, *verder]))[:20]


def _datum(mail: Message) -> str:
    try:
        return parsedate_to_datetime(_kop(mail, "Date")).isoformat()
    except Exception:  # not a date
        return ""


def _automatisch(mail: Message, adres: str) -> bool:
    """Holiday notices, bounces, receipts and lists. Source: RFC 3834, RFC 3462, RFC 2919."""
    soort = _kop(mail, "Auto-Submitted").split(";")[0].strip().lower()
    voorrang = _kop(mail, "Precedence").strip().lower()
    return (
        soort not in {"", "no"}
        or voorrang in {"bulk", "junk", "list", "auto_reply"}
        or bool(_kop(mail, "X-Autoreply") or _kop(mail, "X-Autorespond") or _kop(mail, "List-Id"))
        or _kop(mail, "Return-Path").strip() == "<>"
        or mail.get_content_type() in {"multipart/report", "message/disposition-notification"}
        or bool(AFZENDER_AUTOMAAT.match(adres))
    )


# --- Body ----------------------------------------------------------------------------------------


class _Delen:
    """Walks the parts: the text to read, the files, and what to say of the rest."""

    def __init__(self) -> None:
        self._plat: list[str] = []
        self._html: list[str] = []
        self.bijlagen: list[Bijlage] = []
        self.opmerkingen: list[str] = []

    def loop(self, mail: Message) -> None:
        for deel in _bladeren(mail):
            self._deel(deel)

    def tekst(self) -> str:
        """Plain text when there is any to read, else the words of the HTML."""
        plat = schoon("\n\n".join(self._plat)).strip()
        tekst = plat or schoon("\n\n".join(self._html)).strip()
        if len(tekst) > MAX_TEKST:
            self.opmerkingen.append("Het bericht is zo lang dat hier alleen het begin staat.")
        return tekst[:MAX_TEKST]

    def _deel(self, deel: Message) -> None:
        soort = deel.get_content_type()
        if soort in VERSLEUTELD:
            self.opmerkingen.append(
                "Dit bericht is versleuteld verstuurd en hier niet te lezen. Open het origineel."
            )
        if soort == "message/rfc822":
            self._voeg_toe(_naam(deel) or "doorgestuurd.eml", _binnenste(deel))
            return
        naam = _naam(deel)
        als_bestand = bool(naam) or deel.get_content_disposition() == "attachment"
        inhoud = _inhoud(deel)
        if soort in {"text/plain", "text/html", "text/enriched"} and not als_bestand:
            tekst = _tekens(inhoud, _charset(deel))
            (self._html if soort == "text/html" else self._plat).append(
                html_naar_tekst(tekst) if soort == "text/html" else tekst
            )
        elif soort.startswith(("message/", "multipart/")) and not als_bestand:
            # A status of another mail server, or parts whose marks are missing: read it as it stands.
            self._plat.append(_tekens(inhoud, "utf-8"))
        elif inhoud:
            if soort in TNEF or naam.lower() == "winmail.dat":
                self.opmerkingen.append(
                    "Een bijlage (winmail.dat) is alleen in Outlook te openen. Open het origineel."
                )
                return
            self._voeg_toe(naam or f"bijlage{len(self.bijlagen) + 1}{_extensie(soort)}", inhoud)

    def _voeg_toe(self, naam: str, inhoud: bytes) -> None:
        if len(self.bijlagen) >= MAX_BIJLAGEN:
            self.opmerkingen.append(
                f"Er zijn meer dan {MAX_BIJLAGEN} bijlagen. Open het origineel voor de rest."
            )
            return
        self.bijlagen.append(Bijlage(naam, inhoud))


def _bladeren(mail: Message, diepte: int = 0) -> Iterator[Message]:
    """The parts without parts, in order. A forwarded mail is one part: its own files stay in it."""
    if diepte > DIEPST:
        return
    onder = mail.get_payload()
    if (
        mail.get_content_type() != "message/rfc822"
        and isinstance(onder, list)
        and mail.is_multipart()
    ):
        for deel in onder:
            if isinstance(deel, Message):
                yield from _bladeren(deel, diepte + 1)
    else:
        yield mail


def _inhoud(deel: Message) -> bytes:
    inhoud: Any = deel.get_payload(decode=True)
    if isinstance(inhoud, bytes):
        return inhoud
    onder: Any = deel.get_payload()
    if isinstance(onder, list):
        return b"\n".join(bytes(m) for m in onder if isinstance(m, Message))
    return str(onder or "").encode("utf-8", "replace")


def _binnenste(deel: Message) -> bytes:
    onder: Any = deel.get_payload()
    if isinstance(onder, list) and onder and isinstance(onder[0], Message):
        try:
            return onder[0].as_bytes()
        except Exception:  # a header that cannot be written again
            return b""
    return _inhoud(deel)


def _naam(deel: Message) -> str:
    try:
        naam = deel.get_filename() or ""
    except Exception:  # broken parameters
        return ""
    try:
        naam = "".join(
            d if isinstance(d, str) else _tekens(d, c or "ascii") for d, c in decode_header(naam)
        )
    except Exception:  # broken encoded words
        naam = str(naam)
    # A name, never a path.
    return _regel(naam).replace("\\", "/").rpartition("/")[2][:MAX_NAAM]


def _charset(deel: Message) -> str:
    try:
        return str(deel.get_content_charset() or "utf-8")
    except Exception:  # broken parameters
        return "utf-8"


def _extensie(soort: str) -> str:
    return {
        "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "text/plain": ".txt",
    }.get(soort, ".dat")  # fmt: skip


def _tekens(inhoud: bytes, codering: str) -> str:
    """Bytes as text: as declared, else as is most likely; nothing is refused."""
    for poging in (codering, "utf-8", "cp1252"):
        if poging.lower() in {"utf-7", "unicode-escape", "raw-unicode-escape", "idna", "punycode"}:
            continue
        try:
            return inhoud.decode(poging)
        except (UnicodeError, LookupError, ValueError):
            continue
    return inhoud.decode("latin-1")


_STUUR = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def schoon(tekst: str) -> str:
    """Without what a database refuses or an eye cannot see: NUL, controls, lone surrogates, bidi."""
    tekst = tekst.replace("\r\n", "\n").replace("\r", "\n")
    if tekst.isascii():
        return _STUUR.sub("", tekst)
    return "".join(
        c for c in tekst if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cf"}
    )


class _Woorden(HTMLParser):
    """The words of a page; blocks become lines, links show where they go."""

    BLOK = frozenset("p div br tr li h1 h2 h3 h4 h5 h6 table ul ol blockquote hr pre".split())  # noqa: SIM905  a list of strings is three times as long
    WEG = frozenset({"script", "style", "head", "title", "noscript", "template", "svg", "object"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.uit: list[str] = []
        self._weg = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.WEG:
            self._weg += 1
        elif tag in self.BLOK:
            self.uit.append("\n")
        elif tag == "img" and (alt := dict(attrs).get("alt")):
            self.uit.append(f"[{alt}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.WEG:
            self._weg = max(0, self._weg - 1)
        elif tag in self.BLOK:
            self.uit.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._weg:
            self.uit.append(data)


def html_naar_tekst(html: str) -> str:
    """The words a reader of the page would see."""
    woorden = _Woorden()
    woorden.feed(html)
    woorden.close()
    regels = (" ".join(regel.split()) for regel in "".join(woorden.uit).split("\n"))
    tekst = re.sub(r"\n{3,}", "\n\n", "\n".join(regels)).strip()
    if not tekst and html.strip():  # a page that hides all its words in a head that never ends
        tekst = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    return tekst
