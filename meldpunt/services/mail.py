"""A mail becomes a melding, or joins the one it answers. Once, however often it is offered."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.documenten import opslag
from ketenregie.foundation.documenten.keuring import Gekeurd, keur
from ketenregie.foundation.documenten.soorten import SOORTEN
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.geheim import blinde_index
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer, acting_as
from meldpunt.kenmerk import kenmerk_van
from meldpunt.mail.lezen import Bijlage, Gelezen, lees
from meldpunt.models import OPEN, Melding, Meldingmail
from meldpunt.services.document import bewaar
from meldpunt.services.registratie import eerste_vervolg
from meldpunt.services.vault import MelderInvoer, bewaar_melder
from partners.models import Deelname

Wat = Meldingmail.Wat
DOEL = "mail ontvangen"
KORT = (
    "Binnengekomen per e-mail. Lees het bericht en schrijf hier in het kort wat er aan de hand is."
)
KORT_ONLEESBAAR = (
    "Er kwam een e-mail binnen die het systeem niet kan lezen. Open het origineel bij ‘E-mail’."
)
KORT_TE_GROOT = (
    "Er kwam een e-mail binnen die te groot is om op te halen. Hij staat nog in de mailbox."
)
STAP = "E-mail lezen en samenvatten"
STAP_VERVOLG = "Nieuwe e-mail bij deze melding lezen"
STAP_AUTOMAAT = "Automatische e-mail: nakijken of dit een signaal is"
STAP_ONLEESBAAR = "Onleesbare e-mail: origineel openen"
STAP_TE_GROOT = "Te grote e-mail: in de mailbox bekijken"
STAP_GESLOTEN = "E-mail lezen: antwoord op de afgeronde melding {}"


@dataclass(frozen=True, slots=True)
class Ontvangst:
    """Where a mail went. `nieuw` is False when it had come in before."""

    melding_id: UUID
    mail_id: UUID
    nieuw: bool


def ontvang_mail(
    meldpunt: Deelname, ruw: bytes, *, te_groot: int = 0, at: datetime | None = None
) -> Ontvangst:
    """Take in one mail in a transaction of its own; after it returns the mail may leave the server.

    Args:
        meldpunt: the deelname whose mailbox it is.
        ruw: the whole mail, or only its headers when it is too large.
        te_groot: size in bytes of what stays on the server.
    """
    at = at or clock.now()
    gelezen = lees(ruw, authserv=settings.POSTBUS_AUTHSERV)
    sleutel = _inhoud_index(gelezen, ruw)
    viewer = Viewer.voor_systeem(meldpunt.keten_id, DOEL)
    with acting_as(viewer):
        if known := _bekend(meldpunt, sleutel):
            return known
    # Judging files takes seconds and a process of its own: before the transaction.
    goed, geweigerd = _keur(gelezen.bijlagen)
    with acting_as(viewer):
        try:
            with transaction.atomic():
                return _bewaar(meldpunt, ruw, gelezen, sleutel, goed, geweigerd, te_groot, at)
        except IntegrityError:
            # Another worker read the same mail at the same time.
            known = _bekend(meldpunt, sleutel)
            if known is None:
                raise
            return known


def _inhoud_index(gelezen: Gelezen, ruw: bytes) -> bytes:
    """The same mail twice, also when it travelled along another way; not two mails with one Message-ID."""
    if gelezen.onleesbaar:
        wat = sha256(ruw).hexdigest()
    else:
        delen = [
            gelezen.message_id, gelezen.datum, gelezen.adres.lower(), gelezen.onderwerp, gelezen.tekst,
            *(sha256(b.inhoud).hexdigest() for b in gelezen.bijlagen),
        ]  # fmt: skip
        wat = sha256("\0".join(delen).encode("utf-8", "replace")).hexdigest()
    return blinde_index(wat, context="mail")


def _bekend(meldpunt: Deelname, sleutel: bytes) -> Ontvangst | None:
    row = Meldingmail.objects.filter(eigenaar=meldpunt, inhoud_index=sleutel).first()
    return Ontvangst(row.melding_id, row.pk, nieuw=False) if row else None


def _keur(bijlagen: Sequence[Bijlage]) -> tuple[list[Gekeurd], list[str]]:
    """Files that may be kept, and a sentence for each that may not: those stay in the original."""
    goed: list[Gekeurd] = []
    geweigerd: list[str] = []
    for bijlage in bijlagen:
        try:
            goed.append(keur(SimpleUploadedFile(bijlage.naam or "bijlage", bijlage.inhoud)))
        except DomainError as fout:
            geweigerd.append(f"Niet bij de bestanden gezet: {fout.zin}"[:300])
        except Exception:  # a file that breaks its own checker
            geweigerd.append("Niet bij de bestanden gezet: een bijlage is niet te onderzoeken.")
    return goed, geweigerd


def _bewaar(
    meldpunt: Deelname,
    ruw: bytes,
    gelezen: Gelezen,
    sleutel: bytes,
    goed: Sequence[Gekeurd],
    geweigerd: Sequence[str],
    te_groot: int,
    at: datetime,
) -> Ontvangst:
    eerder, gesloten = _hoort_bij(meldpunt, gelezen)
    wat = _wat(gelezen, te_groot, vervolg=eerder is not None)
    melding = eerder or _nieuwe_melding(meldpunt, gelezen, sleutel, wat, gesloten, at)
    afzender = _index(gelezen.adres.lower(), "mailadres")
    mail = Meldingmail(
        id=uuid5(melding.pk, sleutel.hex()),
        melding=melding,
        eigenaar=meldpunt,
        wat=wat,
        ontvangen_at=at,
        created_at=at,
        inhoud_index=sleutel,
        message_index=_index(gelezen.message_id, "message-id"),
        afzender_index=afzender,
        andere_afzender=eerder is not None and _ander(eerder, afzender),
        afzender_bevestigd=gelezen.bevestigd,
        opmerkingen=[*gelezen.opmerkingen, *geweigerd],
    )
    mail.onderwerp = gelezen.onderwerp or None
    mail.tekst = gelezen.tekst or None
    mail.afzender = f"{gelezen.afzender} <{gelezen.adres}>".strip() if gelezen.adres else None
    mail.neem_op(
        Gekeurd(
            "bericht.eml", SOORTEN["eml"], io.BytesIO(ruw), len(ruw), sha256(ruw).hexdigest()
        )
    )  # fmt: skip
    try:
        _bestanden(melding, meldpunt, mail, goed, at)
        mail.save(force_insert=True)
    except BaseException:
        assert mail.opslag is not None
        opslag.verwijder(mail.opslag)
        raise
    if eerder is not None and wat == Wat.VERVOLG:
        melding.volgende_stap = STAP_VERVOLG
        melding.volgende_datum = clock.local_date(at)
        melding.save()
    logboek.record(
        Gebeurtenis.MAIL_ONTVANGEN, melding, actie="C", at=at, details={"mail": str(mail.pk)}
    )
    outbox.post("meldingmail.ontvangen", mail_id=mail.pk)
    return Ontvangst(melding.pk, mail.pk, nieuw=True)


def _index(waarde: str, soort: str) -> bytes | None:
    return blinde_index(waarde, context=soort) if waarde else None


def _wat(gelezen: Gelezen, te_groot: int, *, vervolg: bool) -> str:
    if te_groot:
        return Wat.TE_GROOT
    if gelezen.onleesbaar:
        return Wat.ONLEESBAAR
    if gelezen.automatisch:
        return Wat.AUTOMATISCH
    return Wat.VERVOLG if vervolg else Wat.EERSTE


def _hoort_bij(meldpunt: Deelname, gelezen: Gelezen) -> tuple[Melding | None, str]:
    """The open melding that this mail answers, locked; or the kenmerk of an ended one.

    By the mails it answers, else by a kenmerk in its subject. A stranger who guesses either adds a
    message and learns nothing.
    """
    keys = [_index(pk, "message-id") for pk in gelezen.verwijst_naar]
    own = Melding.objects.filter(eigenaar=meldpunt)
    found: Melding | None = None
    if keys:
        mail = (
            Meldingmail.objects.filter(eigenaar=meldpunt, message_index__in=keys)
            .order_by("-ontvangen_at")
            .first()
        )
        found = own.filter(pk=mail.melding_id).first() if mail else None
    if found is None and gelezen.kenmerken:
        found = own.filter(kenmerk__in=gelezen.kenmerken).order_by("-ontvangen_at").first()
    if found is None:
        return None, ""
    found = lock(own, found.pk)
    return (found, "") if found.status in OPEN else (None, found.kenmerk)


def _ander(melding: Melding, afzender: bytes | None) -> bool:
    """Whether this sender wrote nothing before with this melding."""
    before = Meldingmail.objects.filter(melding=melding).values_list("afzender_index", flat=True)
    return afzender not in {bytes(x) for x in before if x is not None}


def _nieuwe_melding(
    meldpunt: Deelname, gelezen: Gelezen, sleutel: bytes, wat: str, gesloten: str, at: datetime
) -> Melding:
    """A draft: the words of the mail stay out of it, as they say who wrote them."""
    pk = uuid5(meldpunt.pk, sleutel.hex())
    melding = Melding(
        id=pk,
        keten_id=meldpunt.keten_id,
        kenmerk=kenmerk_van(pk),
        eigenaar=meldpunt,
        soort=Melding.Soort.SIGNAAL,
        kanaal=Melding.Kanaal.EMAIL,
        korte_inhoud={Wat.ONLEESBAAR: KORT_ONLEESBAAR, Wat.TE_GROOT: KORT_TE_GROOT}.get(
            Wat(wat), KORT
        ),
        ontvangen_at=at,
        created_at=at,
    )
    eerste_vervolg(melding, at)
    melding.volgende_stap = {
        Wat.AUTOMATISCH: STAP_AUTOMAAT,
        Wat.ONLEESBAAR: STAP_ONLEESBAAR,
        Wat.TE_GROOT: STAP_TE_GROOT,
    }.get(Wat(wat), STAP_GESLOTEN.format(gesloten) if gesloten else STAP)
    melding.save(force_insert=True)
    if gelezen.adres or gelezen.afzender:
        bewaar_melder(melding, MelderInvoer(naam=gelezen.afzender, contact=gelezen.adres), at=at)
    logboek.record(Gebeurtenis.MELDING_GEREGISTREERD, melding, actie="C", at=at)
    outbox.post("melding.geregistreerd", melding_id=melding.pk)
    return melding


def _bestanden(
    melding: Melding, meldpunt: Deelname, mail: Meldingmail, goed: Sequence[Gekeurd], at: datetime
) -> None:
    """Attachments beside the files of the melding. They may say who wrote, so they stay at the meldpunt."""
    for n, bestand in enumerate(goed):
        try:
            bewaar(
                melding, meldpunt.pk, [bestand], noemt_melder=True,
                document_id=uuid5(mail.pk, str(n)), at=at,
            )  # fmt: skip
        except DomainError as fout:
            mail.opmerkingen.append(f"Niet bij de bestanden gezet: {fout.zin}"[:300])
