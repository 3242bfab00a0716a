"""Invitations: how a person gets an account, a functie, or a new password. There is no other way in."""

import hmac
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.geheim import blinde_index
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import TOEZICHT
from partners.models import Deelname, Keten, Lidmaatschap, Mandaat, Medewerker, Uitnodiging
from partners.models.keten import geldig_op
from partners.services.hercertificatie import bevestig
from partners.services.sessies import beeindig_sessies
from referentiemodel.enums import Functie, Mandaatsoort

GELDIG_DAGEN = 7
GELDIG_HERSTEL_UREN = 24


def code_van(uitnodiging: Uitnodiging) -> str:
    """The secret part of the link: 26 characters (130 bits), computed and never stored."""
    zaad = f"{uitnodiging.pk}|{uitnodiging.verstuurd}|{uitnodiging.verloopt_at.isoformat()}"
    return b32encode(blinde_index(zaad, context="uitnodiging")).decode()[:26].lower()


SESSIE = "uitnodiging"


def onthoud(session: Any, pk: UUID, code: str) -> None:
    """Keep the secret in the session, so that no further address carries it."""
    session[SESSIE] = [str(pk), code]


def vergeet(session: Any) -> None:
    session.pop(SESSIE, None)


def uit_sessie(session: Any) -> tuple[UUID, str, Uitnodiging] | None:
    """The invitation that this browser is accepting."""
    pk, code = session.get(SESSIE) or ("", "")
    if not pk:
        return None
    found = open_uitnodiging(UUID(pk), code)
    return (UUID(pk), code, found) if found else None


def open_uitnodiging(pk: UUID, code: str) -> Uitnodiging | None:
    """The invitation behind a link; None when it does not exist, is wrong, used, or over."""
    rij = (
        Uitnodiging.objects.select_related("deelname__organisatie", "deelname__keten", "medewerker")
        .filter(pk=pk)
        .first()
    )
    goed = hmac.compare_digest(code_van(rij) if rij else "", code)
    if rij is None or not goed or not rij.open_op(clock.now()):
        return None
    in_kracht = rij.deelname.geldig(clock.today()) and rij.deelname.keten.actief
    return rij if in_kracht else None


@transaction.atomic
def nodig_uit(
    viewer: Viewer,
    *,
    deelname_id: UUID,
    naam: str,
    email: str,
    functie: str,
    namens_deelnemer_id: UUID | None = None,
    mandaten: Sequence[str] = (),
    mandaatgever: str = "",
    uitnodiging_id: UUID | None = None,
    at: datetime | None = None,
) -> Uitnodiging:
    """Invite a person to act for an organisation with one functie; the link goes by mail.

    Args:
        uitnodiging_id: key of the form; sent twice it makes one.
    Raises:
        AccessDenied: not a ketenbeheerder.
        DomainError: another keten's organisation, a functie that does not fit, a mandaat without who gave it,
            or the same invitation is open already.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.BEHEREN)
    mine = Uitnodiging.objects.filter(deelname__keten_id=viewer.keten_id)
    if uitnodiging_id and (known := mine.filter(pk=uitnodiging_id).first()):
        return known
    deelname = _deelname(viewer, deelname_id, at, "deelname")
    if functie not in Functie.values or functie == Functie.PLATFORMBEHEERDER:
        raise DomainError("Kies een functie.", veld="functie")
    namens = (
        _deelname(viewer, namens_deelnemer_id, at, "namens_deelnemer")
        if namens_deelnemer_id
        else None
    )
    require_mandaten(functie, mandaten, mandaatgever)
    email = email.strip().lower()
    if Medewerker.objects.filter(pk__in=viewer.personen, email__iexact=email).exists():
        raise DomainError(
            "U kunt uzelf geen functie geven. Vraag een andere beheerder.", veld="email"
        )
    if mine.filter(
        email=email, functie=functie, deelname=deelname, gebruikt_at=None, ingetrokken_at=None
    ).exists():
        raise DomainError(
            "Voor dit adres ligt al zo'n uitnodiging klaar. Verstuur die opnieuw of trek die in.",
            veld="email",
        )
    rij = Uitnodiging(
        id=uitnodiging_id or uuid4(),
        deelname=deelname,
        naam=naam.strip(),
        email=email,
        functie=functie,
        namens_deelnemer=namens,
        mandaten=list(mandaten),
        mandaatgever=mandaatgever.strip(),
        verloopt_at=at + timedelta(days=GELDIG_DAGEN),
        created_at=at,
    )
    rij.save(force_insert=True)
    _verstuurd(rij, Gebeurtenis.UITNODIGING_ACCOUNT_VERSTUURD, at)
    return rij


@transaction.atomic
def stuur_herstel(
    viewer: Viewer, medewerker_id: UUID, *, at: datetime | None = None
) -> Uitnodiging:
    """Send a link with which a person of the keten chooses a new password; the second factor stays.

    Raises:
        NotVisible: nobody of this keten. DomainError: the account has no address or is closed.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.BEHEREN)
    lid = (
        Lidmaatschap.objects.filter(deelname__keten_id=viewer.keten_id, medewerker_id=medewerker_id)
        .filter(geldig_op(clock.local_date(at)))
        .select_related("medewerker", "deelname")
        .first()
    )
    if lid is None:
        raise NotVisible
    require_geen_platform(medewerker_id)
    mens = lid.medewerker
    if not mens.is_active or not mens.email:
        raise DomainError("Dit account is gesloten of heeft geen e-mailadres.")
    open_rijen = Uitnodiging.objects.filter(
        medewerker=mens, soort=Uitnodiging.Soort.HERSTEL, gebruikt_at=None, ingetrokken_at=None
    )
    for oud in open_rijen.filter(deelname__keten_id=viewer.keten_id):
        oud.ingetrokken_at = at
        oud.save()
    rij = Uitnodiging.objects.create(
        soort=Uitnodiging.Soort.HERSTEL,
        deelname=lid.deelname,
        medewerker=mens,
        naam=mens.naam,
        email=mens.email,
        functie=lid.functie,
        verloopt_at=at + timedelta(hours=GELDIG_HERSTEL_UREN),
        created_at=at,
    )
    _verstuurd(rij, Gebeurtenis.WACHTWOORD_HERSTEL_VERSTUURD, at)
    return rij


@transaction.atomic
def verstuur_opnieuw(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Uitnodiging:
    """A new link with a new term; the earlier one no longer works."""
    at = at or clock.now()
    rij = _open(viewer, pk)
    rij.verstuurd += 1
    rij.verloopt_at = at + timedelta(days=GELDIG_DAGEN)
    rij.save()
    _verstuurd(rij, Gebeurtenis.UITNODIGING_ACCOUNT_VERSTUURD, at)
    return rij


@transaction.atomic
def trek_in(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Uitnodiging:
    """The link no longer works."""
    at = at or clock.now()
    rij = _open(viewer, pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u de uitnodiging intrekt.", veld="reden")
    rij.ingetrokken_at = at
    with met_reden(reden.strip()):
        rij.save()
    logboek.record(Gebeurtenis.UITNODIGING_ACCOUNT_INGETROKKEN, rij, reden=reden.strip(), at=at)
    return rij


def _open(viewer: Viewer, pk: UUID) -> Uitnodiging:
    policy.require(viewer, Permission.BEHEREN)
    rij = lock(Uitnodiging.objects.filter(deelname__keten_id=viewer.keten_id), pk)
    if rij.gebruikt_at is not None or rij.ingetrokken_at is not None:
        raise DomainError("Deze uitnodiging is al gebruikt of ingetrokken.")
    return rij


def _verstuurd(rij: Uitnodiging, gebeurtenis: Gebeurtenis, at: datetime) -> None:
    logboek.record(
        gebeurtenis,
        rij,
        actie="C",
        at=at,
        details={"deelname": str(rij.deelname_id), "functie": rij.functie},
    )
    outbox.post("account.uitgenodigd", uitnodiging_id=rij.pk)


def _deelname(viewer: Viewer, pk: UUID, at: datetime, veld: str) -> Deelname:
    found = Deelname.objects.filter(
        geldig_op(clock.local_date(at)), keten_id=viewer.keten_id, pk=pk
    ).first()
    if found is None:
        raise DomainError("Kies een organisatie van deze keten.", veld=veld)
    return found


def require_geen_platform(medewerker_id: UUID) -> None:
    """Who manages one keten gets no hold on who manages all of them. Raises AccessDenied."""
    if Lidmaatschap.objects.filter(
        geldig_op(clock.today()), medewerker_id=medewerker_id, functie=Functie.PLATFORMBEHEERDER
    ).exists():
        raise AccessDenied(
            "Deze medewerker is platformbeheerder. Dit account wijzigt een andere platformbeheerder.",
            permission=Permission.BEHEREN,
            regel="platform",
        )


def require_mandaten(functie: str, mandaten: Sequence[str], mandaatgever: str) -> None:
    """A mandaat belongs to a functie that decides in casussen, and names who gave it."""
    if not mandaten:
        return
    if not set(mandaten) <= set(Mandaatsoort.values):
        raise DomainError("Kies een mandaat uit de lijst.", veld="mandaten")
    if not Functie(functie).met_casusinhoud:
        raise DomainError("Bij deze functie hoort geen mandaat.", veld="mandaten")
    if not mandaatgever.strip():
        raise DomainError("Vul in wie het mandaat gaf.", veld="mandaatgever")


@transaction.atomic
def aanvaard_nieuw(
    pk: UUID, code: str, *, username: str, wachtwoord: str | None, at: datetime | None = None
) -> Medewerker:
    """Make the account of an invited person, with the functie of the invitation.

    Args:
        wachtwoord: None for who logs in at the own organisation (Inlogdienst).
    Raises:
        NotVisible: the link does not work (any more).
        DomainError: the name is taken, or the password is too weak.
    """
    at = at or clock.now()
    rij = _voor_aanvaarden(pk, code, Uitnodiging.Soort.FUNCTIE)
    username = username.strip().lower()
    mens = Medewerker(username=username, naam=rij.naam, email=rij.email, created_at=at)
    with acting_as(_genodigde(rij)):
        if Medewerker.objects.filter(username__iexact=username).exists():
            raise DomainError(
                "Deze gebruikersnaam is al in gebruik. Kies een andere.", veld="username"
            )
        _zet_wachtwoord(mens, wachtwoord)
        mens.save(force_insert=True)
    _verbind(rij, mens, at)
    return mens


@transaction.atomic
def aanvaard_bestaand(
    pk: UUID, code: str, medewerker: Medewerker, *, at: datetime | None = None
) -> Medewerker:
    """Give somebody who has an account the functie of the invitation.

    Raises:
        NotVisible: the link does not work (any more).
        DomainError: the invitation was sent to another address, or the functie is there already.
    """
    at = at or clock.now()
    rij = _voor_aanvaarden(pk, code, Uitnodiging.Soort.FUNCTIE)
    if medewerker.email.strip().lower() != rij.email:
        raise DomainError(
            "Deze uitnodiging is naar een ander e-mailadres gestuurd dan dat van uw account."
        )
    _verbind(rij, medewerker, at)
    return medewerker


@transaction.atomic
def herstel_wachtwoord(
    pk: UUID, code: str, *, wachtwoord: str, at: datetime | None = None
) -> Medewerker:
    """A new password for an existing account; every session of it ends.

    Raises:
        NotVisible: the link does not work (any more). DomainError: the password is too weak.
    """
    at = at or clock.now()
    rij = _voor_aanvaarden(pk, code, Uitnodiging.Soort.HERSTEL)
    mens = rij.medewerker
    if mens is None or not mens.is_active:
        raise NotVisible
    with acting_as(replace(_genodigde(rij), medewerker_id=mens.pk)):
        _zet_wachtwoord(mens, wachtwoord)
        mens.save(update_fields=["password"])
        beeindig_sessies([mens.pk])
        rij.gebruikt_at = at
        rij.save()
        logboek.record(Gebeurtenis.WACHTWOORD_HERSTELD, mens, at=at)
    return mens


def _voor_aanvaarden(pk: UUID, code: str, soort: str) -> Uitnodiging:
    found = open_uitnodiging(pk, code)
    if found is None or found.soort != soort:
        raise NotVisible
    with acting_as(_genodigde(found)):
        rij = lock(Uitnodiging.objects.select_related("deelname__keten"), pk)
        # Somebody may have been first, with the same link.
        if not rij.open_op(clock.now()):
            raise NotVisible
    return rij


def _genodigde(rij: Uitnodiging) -> Viewer:
    """Who accepts: of this keten, without a functie and so without any right."""
    return Viewer(
        keten_id=rij.deelname.keten_id,
        deelname_id=rij.deelname_id,
        nummer=rij.deelname.nummer,
        medewerker_id=rij.medewerker_id,
        naam=rij.naam,
    )


def _zet_wachtwoord(mens: Medewerker, wachtwoord: str | None) -> None:
    if wachtwoord is not None:
        try:
            validate_password(wachtwoord, mens)
        except ValidationError as fout:
            raise DomainError(" ".join(fout.messages), veld="wachtwoord") from fout
    mens.set_password(wachtwoord)


def _require_gescheiden(rij: Uitnodiging, mens: Medewerker, vandaag: date) -> None:
    """Who manages or watches over a keten does no casework in it, and the other way round."""
    functies = {
        Functie(f)
        for f in Lidmaatschap.objects.filter(
            geldig_op(vandaag), medewerker=mens, deelname__keten_id=rij.deelname.keten_id
        ).values_list("functie", flat=True)
    }
    nieuw = Functie(rij.functie)
    casuswerk = nieuw.met_casusinhoud or any(f.met_casusinhoud for f in functies)
    if casuswerk and (nieuw in TOEZICHT or functies & TOEZICHT):
        raise DomainError(
            "Beheer en toezicht gaan niet samen met casuswerk in dezelfde keten. Vraag de beheerder om een andere functie."
        )


def _verbind(rij: Uitnodiging, mens: Medewerker, at: datetime) -> None:
    """The functie and mandaten of the invitation become those of a person."""
    vandaag = clock.local_date(at)
    with acting_as(replace(_genodigde(rij), medewerker_id=mens.pk)):
        if Lidmaatschap.objects.filter(
            geldig_op(vandaag), medewerker=mens, deelname_id=rij.deelname_id, functie=rij.functie
        ).exists():
            raise DomainError("U hebt deze functie al.")
        _require_gescheiden(rij, mens, vandaag)
        lid = Lidmaatschap(
            medewerker=mens,
            deelname_id=rij.deelname_id,
            functie=rij.functie,
            namens_deelnemer_id=rij.namens_deelnemer_id,
            van=vandaag,
            created_at=at,
        )
        maanden = Keten.objects.values_list("hercertificatie_maanden", flat=True)
        bevestig(lid, vandaag, maanden.get(pk=rij.deelname.keten_id))
        lid.save(force_insert=True)
        for soort in rij.mandaten:
            Mandaat.objects.create(
                lidmaatschap=lid,
                soort=soort,
                mandaatgever=rij.mandaatgever,
                van=vandaag,
                created_at=at,
            )
        rij.gebruikt_at, rij.medewerker = at, mens
        rij.save()
        logboek.record(
            Gebeurtenis.UITNODIGING_ACCOUNT_AANVAARD,
            lid,
            actie="C",
            at=at,
            details={"medewerker": str(mens.pk), "functie": lid.functie},
        )
