"""Koppelingen: partner systems of an organisation; who makes one never knows its secret."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from oauth2_provider.models import AbstractApplication, get_access_token_model

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.drf import SCOPES
from partners.access.permissions import Permission
from partners.access.validator import vingerafdruk
from partners.models import ApiClient, Deelname, geldig_op

OVERLAP = timedelta(days=7)


def van_de_eigen(viewer: Viewer) -> Q:
    """Koppelingen of the own organisation, also those with which it practises."""
    eigen = viewer.deelname_id
    return Q(deelname_id=eigen) | Q(deelname__keten__oefen_van=eigen)


def koppelingen_for(viewer: Viewer) -> Any:
    """Of the own organisation; of the whole keten for its beheerder."""
    policy.require(viewer, Permission.KOPPELINGEN_ZIEN)
    rows = ApiClient.objects.select_related("deelname__organisatie", "deelname__keten")
    if policy.may(viewer, Permission.KOPPELINGEN_BEHEREN):
        rows = rows.filter(deelname__keten_id=viewer.keten_id)
    else:
        rows = rows.filter(van_de_eigen(viewer))
    return rows.order_by("deelname__organisatie__naam", "pk")


def _haal(viewer: Viewer, pk: int, *, eigen: bool = False) -> ApiClient:
    """Held until the end of the transaction.

    Raises:
        NotVisible: not one this viewer may see, or not of the own organisation.
    """
    rows = koppelingen_for(viewer)
    if eigen:
        rows = rows.filter(van_de_eigen(viewer))
    found: ApiClient | None = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _regel(gebeurtenis: Gebeurtenis, client: ApiClient, at: datetime, **details: Any) -> None:
    logboek.record(gebeurtenis, client, at=at, details={"koppeling": client.pk, **details})


@transaction.atomic
def maak_koppeling(
    viewer: Viewer,
    *,
    naam: str,
    deelname: Deelname,
    scopes: Sequence[str],
    at: datetime | None = None,
) -> ApiClient:
    """A koppeling without a usable secret: the organisation itself makes one (`vernieuw_geheim`).

    Raises:
        DomainError: another keten, no name, or no or unknown scopes.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.KOPPELINGEN_BEHEREN)
    if not Deelname.objects.filter(
        geldig_op(clock.local_date(at)), pk=deelname.pk, keten_id=viewer.keten_id
    ).exists():
        raise DomainError("Kies een organisatie van deze keten.", veld="deelname")
    if not naam.strip():
        raise DomainError("Geef de koppeling een naam.", veld="naam")
    client = nieuwe_koppeling(naam.strip(), deelname, _scopes(scopes))
    _regel(Gebeurtenis.KOPPELING_GEMAAKT, client, at, scopes=client.scopes)
    return client


def nieuwe_koppeling(naam: str, deelname: Deelname, scopes: Sequence[str]) -> ApiClient:
    """The row itself. The caller asked whether it may."""
    return ApiClient.objects.create(
        client_id=f"k-{secrets.token_hex(8)}",
        client_secret=secrets.token_urlsafe(48),  # nobody has it
        name=naam[:255],
        client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
        authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
        deelname=deelname,
        scopes=list(scopes),
    )


@transaction.atomic
def wijzig_scopes(
    viewer: Viewer, pk: int, *, scopes: Sequence[str], at: datetime | None = None
) -> ApiClient:
    """Other rights; tokens that are out end now, so that less is less at once."""
    at = at or clock.now()
    policy.require(viewer, Permission.KOPPELINGEN_BEHEREN)
    client = _haal(viewer, pk)
    oud, client.scopes = client.scopes, _scopes(scopes)
    client.save(update_fields=["scopes"])
    trek_tokens_in(client)
    _regel(Gebeurtenis.KOPPELING_GEWIJZIGD, client, at, van=oud, naar=client.scopes)
    return client


@transaction.atomic
def vernieuw_geheim(
    viewer: Viewer, pk: int, *, direct: bool = False, at: datetime | None = None
) -> tuple[ApiClient, str]:
    """A new secret, shown this once; the old one counts along for a week.

    Args:
        direct: the old one may be known to others: it ends now, with every token.
    Raises:
        NotVisible: not a koppeling of the own organisation.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    client = _haal(viewer, pk, eigen=True)
    if client.beeindigd_at is not None:
        raise DomainError("Deze koppeling is beëindigd.")
    geheim = secrets.token_urlsafe(40)
    nieuw = client.geheim_sinds is None and not client.vorig_geheim
    loopt = client.vorig_geheim_tot is not None and client.vorig_geheim_tot > at
    if direct:
        client.vorig_geheim, client.vorig_geheim_tot = "", None
    elif not loopt:  # asked twice: what systems still use keeps its week
        client.vorig_geheim, client.vorig_geheim_tot = client.client_secret, at + OVERLAP
    client.client_secret, client.geheim_sinds = make_password(geheim), at
    client.save(update_fields=["vorig_geheim", "vorig_geheim_tot", "client_secret", "geheim_sinds"])
    if direct:
        trek_tokens_in(client)
    _regel(Gebeurtenis.KOPPELING_GEHEIM_VERNIEUWD, client, at, direct=direct, eerste=nieuw)
    return client, geheim


@transaction.atomic
def bind_certificaat(
    viewer: Viewer, pk: int, *, certificaat: str, at: datetime | None = None
) -> ApiClient:
    """Only calls with this client certificate count from now on; "" lets go.

    Raises:
        DomainError: not a SHA-256 fingerprint.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    client = _haal(viewer, pk, eigen=True)
    afdruk = vingerafdruk(certificaat)
    if certificaat.strip() and not afdruk:
        raise DomainError(
            "Een vingerafdruk is 64 tekens: cijfers en de letters a tot en met f.",
            veld="certificaat",
        )
    client.certificaat = afdruk
    client.save(update_fields=["certificaat"])
    _regel(Gebeurtenis.KOPPELING_GEWIJZIGD, client, at, certificaat=bool(afdruk))
    return client


@transaction.atomic
def beeindig_koppeling(
    viewer: Viewer, pk: int, *, reden: str, at: datetime | None = None
) -> ApiClient:
    """For good, and at once: by its organisation or by the beheerder of the keten."""
    at = at or clock.now()
    client = _haal(viewer, pk)
    if client.beeindigd_at is None:
        client.beeindigd_at = at
        client.save(update_fields=["beeindigd_at"])
        trek_tokens_in(client)
        logboek.record(
            Gebeurtenis.KOPPELING_BEEINDIGD, client, reden=reden.strip(), at=at,
            details={"koppeling": client.pk},
        )  # fmt: skip
    return client


def _scopes(scopes: Sequence[str]) -> list[str]:
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise DomainError(f"Deze rechten bestaan niet: {', '.join(unknown)}.", veld="scopes")
    if not scopes:
        raise DomainError("Kies ten minste één recht.", veld="scopes")
    return sorted(set(scopes))


def trek_tokens_in(client: ApiClient) -> None:
    """Every token that is out ends now."""
    get_access_token_model().objects.filter(application=client).delete()
