"""Login services of organisations: who says who somebody is. Set up by the platformbeheerder only."""

import ipaddress
from urllib.parse import urlsplit
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Inlogdienst, Organisatie


@transaction.atomic
def bewaar_inlogdienst(
    viewer: Viewer,
    organisatie_id: UUID,
    *,
    naam: str,
    issuer: str,
    client_id: str,
    geheim: str,
    tweede_factor: bool,
    actief: bool,
    versie: int | str | None = None,
) -> Inlogdienst:
    """Add or change the login service of an organisation.

    A ketenbeheerder cannot: whoever names the service decides who may be anyone, in every keten of the organisation.
    Another issuer or client knows people by other keys, so existing couplings end then.

    Args:
        geheim: "" keeps the one there is.
    Raises:
        AccessDenied: no platformbeheerder. DomainError: not over TLS, or no secret yet.
    """
    policy.require(viewer, Permission.PLATFORM_BEHEREN)
    organisatie = Organisatie.objects.filter(pk=organisatie_id).first()
    if organisatie is None:
        raise NotVisible
    issuer = issuer.strip().rstrip("/")
    if not _veilig(issuer):
        raise DomainError("Gebruik een adres dat begint met https.", veld="issuer")
    bestaand = Inlogdienst.objects.filter(organisatie=organisatie).first()
    rij = (
        lock(Inlogdienst, bestaand.pk, versie) if bestaand else Inlogdienst(organisatie=organisatie)
    )
    if not geheim and not rij.geheim_versleuteld:
        raise DomainError("Vul het geheim in dat bij de client-id hoort.", veld="geheim")
    if bestaand and (rij.issuer, rij.client_id) != (issuer, client_id.strip()):
        SocialAccount.objects.filter(provider=str(rij.pk)).delete()
    rij.naam, rij.issuer, rij.client_id = naam.strip(), issuer, client_id.strip()
    rij.tweede_factor, rij.actief = tweede_factor, actief
    if geheim:
        rij.geheim = geheim
    rij.save()
    logboek.record(Gebeurtenis.INLOGDIENST_GEWIJZIGD, rij, actie="U" if bestaand else "C")
    return rij


def _veilig(issuer: str) -> bool:
    """TLS, or the own machine in the demo and the tests."""
    delen = urlsplit(issuer)
    if delen.scheme == "https":
        return bool(delen.hostname)
    host = delen.hostname or ""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
    return bool(settings.DEMO and loopback)
