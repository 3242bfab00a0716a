"""Reading the mailbox over IMAP. A mail leaves the inbox only after it is in the database for sure."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from ketenregie.foundation import clock, outbox
from ketenregie.foundation.documenten.soorten import MB
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from meldpunt.models import Poststand
from meldpunt.services import mail as service
from partners.models import Deelname

logger = logging.getLogger(__name__)
WACHT = 30  # seconds
HOOGSTENS = 100  # mails in one turn; the rest waits for the next minute
GROOTST = 100 * MB
GEDAAN = "KetenregieGelezen"
LEES_FOUTEN = (OSError, imaplib.IMAP4.error, ssl.SSLError, EOFError)


class PostbusError(Exception):
    """The server said no."""


def meldpunt_van_postbus() -> Deelname:
    """The deelname whose mailbox this is.

    Raises:
        DomainError: no keten, or not one, fits the settings.
    """
    with als_werker():
        found = Deelname.objects.filter(
            meldpunt=True, keten__actief=True, keten__oefen_van=None
        ).select_related("keten")
        if settings.POSTBUS_KETEN:
            found = found.filter(keten__sleutel=settings.POSTBUS_KETEN)
        rows = list(found[:2])
    if len(rows) != 1:
        raise DomainError(
            "Zet POSTBUS_KETEN op de sleutel van de keten waarvoor de mailbox is."
        )  # fmt: skip
    return rows[0]


def lees_postbus() -> int:
    """One turn: everything in the folder becomes a melding or joins one.

    Returns: how many new mails came in. A mailbox that cannot be read is noted, not raised.
    """
    meldpunt = meldpunt_van_postbus()
    nieuw = 0
    try:
        with postbus() as server:
            nieuw, gemist = _ronde(meldpunt, server)
    except (*LEES_FOUTEN, PostbusError) as error:
        # Only the kind: what a server says may hold addresses.
        logger.warning("postbus niet gelezen: %s", type(error).__name__)  # no content
        noteer(meldpunt, fout=type(error).__name__)  # no content
        return nieuw
    noteer(meldpunt, fout="Verwerken" if gemist else "")
    return nieuw


def _ronde(meldpunt: Deelname, server: imaplib.IMAP4) -> tuple[int, int]:
    nieuw = gemist = 0
    for uid in te_lezen(server)[:HOOGSTENS]:
        ruw, te_groot = haal(server, uid)
        if ruw is None:  # someone took it away meanwhile
            continue
        try:
            ontvangen = service.ontvang_mail(meldpunt, ruw, te_groot=te_groot)
        except Exception as error:  # one mail may not hold up the others; it stays in the folder
            logger.error("mail niet verwerkt: %s", type(error).__name__)  # no content
            gemist += 1
            continue
        nieuw += ontvangen.nieuw
        klaar(server, uid, laat_staan=bool(te_groot))
    return nieuw, gemist


# --- The server ----------------------------------------------------------------------------------


@contextmanager
def postbus() -> Iterator[imaplib.IMAP4]:
    """Logged in, with the folder open.

    Raises:
        PostbusError: refused. OSError and others: not reached.
    """
    server = _verbind()
    try:
        _goed(server.login(settings.POSTBUS_GEBRUIKER, settings.POSTBUS_WACHTWOORD))
        server.create(_naam(settings.POSTBUS_VERWERKT))  # there already: then it says no
        _goed(server.select(_naam(settings.POSTBUS_MAP)))
        yield server
    finally:
        try:
            server.logout()
        except LEES_FOUTEN:
            server.shutdown()


def _verbind() -> imaplib.IMAP4:
    host, poort = settings.POSTBUS_HOST, settings.POSTBUS_POORT
    if settings.POSTBUS_TLS == "tls":
        return imaplib.IMAP4_SSL(
            host, poort, ssl_context=ssl.create_default_context(), timeout=WACHT
        )
    if settings.POSTBUS_TLS not in {"starttls", "geen"}:
        raise PostbusError("POSTBUS_TLS")
    if settings.POSTBUS_TLS == "geen" and host not in {"127.0.0.1", "localhost", "::1"}:
        raise PostbusError("POSTBUS_TLS")
    server = imaplib.IMAP4(host, poort, timeout=WACHT)
    if settings.POSTBUS_TLS == "starttls":
        _goed(server.starttls(ssl.create_default_context()))
    return server


def _naam(map_: str) -> str:
    return '"' + map_.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _goed(antwoord: tuple[str, Any]) -> Any:
    if antwoord[0] != "OK":
        raise PostbusError
    return antwoord[1]


def te_lezen(server: imaplib.IMAP4) -> list[str]:
    """Keys of what is not done yet, oldest first; "seen" by a person does not count as done."""
    found = _goed(server.uid("SEARCH", "UNDELETED", "UNKEYWORD", GEDAAN))
    return [uid.decode() for uid in (found[0] or b"").split()]


def haal(server: imaplib.IMAP4, uid: str) -> tuple[bytes | None, int]:
    """The mail and 0, or only its headers and its size when it is too large."""
    answer = b" ".join(x for x in _goed(server.uid("FETCH", uid, "(RFC822.SIZE)")) if x)
    match = re.search(rb"RFC822\.SIZE (\d+)", answer)
    if match is None:
        return None, 0
    size = int(match[1])
    wat = "BODY.PEEK[HEADER]" if size > GROOTST else "BODY.PEEK[]"
    for deel in _goed(server.uid("FETCH", uid, f"({wat})")):
        if isinstance(deel, tuple):
            return bytes(deel[1]), size if size > GROOTST else 0
    return None, 0


def _kan(server: imaplib.IMAP4) -> set[str]:
    """What the server can do; many say so only after the login."""
    return {
        woord.upper()
        for deel in _goed(server.capability())
        for woord in (deel or b"").decode("ascii", "replace").split()
    }


def klaar(server: imaplib.IMAP4, uid: str, *, laat_staan: bool = False) -> None:
    """Mark, then move. Whatever of it fails: the mail is known, and offered again it changes nothing."""
    merk = f"({GEDAAN})" if laat_staan else f"({GEDAAN} \\Seen)"
    _goed(server.uid("STORE", uid, "+FLAGS.SILENT", merk))
    if laat_staan:
        return
    doel = _naam(settings.POSTBUS_VERWERKT)
    kan = _kan(server)
    if "MOVE" in kan:
        _goed(server.uid("MOVE", uid, doel))
        return
    _goed(server.uid("COPY", uid, doel))
    _goed(server.uid("STORE", uid, "+FLAGS.SILENT", "(\\Deleted)"))
    if "UIDPLUS" in kan:
        _goed(server.uid("EXPUNGE", uid))


# --- How it goes ---------------------------------------------------------------------------------


def noteer(meldpunt: Deelname, *, fout: str) -> None:
    """Keep whether the mailbox can be read; the change to "no" calls beheer once."""
    now = clock.now()
    with acting_as(Viewer.voor_systeem(meldpunt.keten_id, service.DOEL)):
        stand, _ = Poststand.objects.select_for_update().get_or_create(eigenaar=meldpunt)
        if fout and not stand.fout:
            stand.fout_at = now
            outbox.post("postbus.stuk", deelname=meldpunt.pk)
        if not fout:
            stand.fout_at, stand.gelukt_at = None, now
        stand.fout = fout[:60]
        stand.save()
