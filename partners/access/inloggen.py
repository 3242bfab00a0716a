"""How people prove who they are: password, a second factor, or the login service of their organisation.

Who somebody is comes from here; what that person may do comes from an invitation only.
"""

import base64
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render

from ketenregie.foundation import clock, geheim, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.registries import sleutelbronnen
from partners.access import pogingen
from partners.models import Inlogdienst, Lidmaatschap, Medewerker, geldig_op
from partners.services import uitnodigen
from partners.services.sessies import begin_sessie, onthoud_sessie

TWEEDE = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
GEZIEN = "tweede_factor"
# What `amr` may say of a second factor (RFC 8176).
AMR = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "sc"})
CONTEXT = "mfa_authenticator|secret|"
OPVALLEND = 3  # wrong passwords in a row that its owner hears of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come by invitation only; refusals in the tone of the rest of the system."""

    error_messages: ClassVar[dict[str, str]] = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "De gebruikersnaam of het wachtwoord klopt niet.",
        "too_many_login_attempts": "Te veel pogingen. Wacht een paar minuten en probeer het opnieuw.",
        "account_inactive": "Dit account is niet actief. Vraag de beheerder van uw keten.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class TweedeFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor are encrypted; the last one stays when one is required."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Hier is een tweede stap verplicht. Voeg eerst een andere toe.",
        "incorrect_code": "Deze code klopt niet. Kijk of de klok van uw telefoon gelijk loopt.",
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(geheim.versleutel(text, context=CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return geheim.ontsleutel(base64.b64decode(encrypted_text), context=CONTEXT)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not settings.TWEEDE_FACTOR_VERPLICHT or authenticator.type not in TWEEDE:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=TWEEDE)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def get_totp_issuer(self) -> str:
        return "Ketenregie"

    def _get_site_name(self) -> str:
        return "Ketenregie"

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        n = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "Mijn sleutel" if n == 0 else f"Sleutel {n + 1}"


class InlogdienstAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Login services come from our own table, and let in who has an account or brings an invitation."""

    error_messages = DefaultSocialAccountAdapter.error_messages

    def list_apps(
        self, request: HttpRequest, provider: Any = None, client_id: Any = None
    ) -> list[SocialApp]:
        rows = Inlogdienst.objects.filter(actief=True).select_related("organisatie")
        if provider and provider != "openid_connect":
            try:
                rows = rows.filter(pk=UUID(str(provider)))
            except ValueError:
                return []
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=str(rij.pk),
                name=rij.naam,
                client_id=rij.client_id,
                secret=rij.geheim or "",
                settings={
                    "server_url": rij.issuer,
                    "oauth_pkce_enabled": True,
                    "fetch_userinfo": False,
                },
            )
            for rij in rows
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_requests_session(self) -> Any:
        session = super().get_requests_session()
        # A login service that does not answer must not keep a worker waiting, nor send us elsewhere.
        session.request = _met_grenzen(session.request)
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        dienst = Inlogdienst.objects.get(pk=sociallogin.account.provider)
        claims = sociallogin.account.extra_data.get("id_token", {})
        if not sociallogin.is_existing:
            self._met_uitnodiging(request, sociallogin, dienst, claims)
        elif not Lidmaatschap.objects.filter(
            geldig_op(clock.today()),
            medewerker=sociallogin.user,
            deelname__organisatie=dienst.organisatie,
        ).exists():
            raise _weiger(request, "U hebt geen functie (meer) bij deze organisatie.")
        amr = claims.get("amr") or []
        request.session[GEZIEN] = bool(
            dienst.tweede_factor and AMR & set(amr if isinstance(amr, list) else [amr])
        )

    def _met_uitnodiging(
        self, request: HttpRequest, sociallogin: Any, dienst: Inlogdienst, claims: dict[str, Any]
    ) -> None:
        """The first time: the invitation in this browser says who this person is here."""
        gevonden = uitnodigen.uit_sessie(request.session)
        if gevonden is None:
            raise _weiger(request, "Uw organisatie kent u, maar u bent hier nog niet uitgenodigd.")
        pk, code, rij = gevonden
        adres = str(claims.get("email") or "").lower()
        if rij.deelname.organisatie_id != dienst.organisatie_id or adres != rij.email:
            raise _weiger(
                request, "De uitnodiging is voor een ander adres of een andere organisatie."
            )
        try:
            mens = uitnodigen.aanvaard_nieuw(pk, code, username=_vrije_naam(adres), wachtwoord=None)
        except (DomainError, NotVisible) as fout:
            raise _weiger(
                request, "De uitnodiging werkt niet meer. Vraag de beheerder om een nieuwe."
            ) from fout
        uitnodigen.vergeet(request.session)
        sociallogin.connect(request, mens)


def _weiger(request: HttpRequest, zin: str) -> ImmediateHttpResponse:
    """The refusal to raise: the page that says why."""
    logboek.record(Gebeurtenis.AANMELDEN_MISLUKT, actie="E", uitkomst=logboek.GEWEIGERD)
    return ImmediateHttpResponse(
        render(request, "socialaccount/authentication_error.html", {"zin": zin}, status=403)
    )


def _vrije_naam(adres: str) -> str:
    """A user name from an address, free."""
    basis = (
        "".join(c for c in adres.split("@")[0] if c.isalnum() or c in "._-")[:70] or "medewerker"
    )
    bezet = set(
        Medewerker.objects.filter(username__istartswith=basis).values_list("username", flat=True)
    )
    return next(n for n in (basis, *(f"{basis}{i}" for i in range(2, 10_000))) if n not in bezet)


def _met_grenzen(aanroep: Any) -> Any:
    def request(methode: str, url: str, **opties: Any) -> Any:
        return aanroep(methode, url, **{"timeout": 10, **opties, "allow_redirects": False})

    return request


class OidcAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """As the package, and the signature of the id token is always checked, with an algorithm of ours."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        return jwtkit.verify_and_decode(  # type: ignore[no-any-return]
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )


def _oidc(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view.adapter_view(OidcAdapter(request, provider_id))(request)  # type: ignore[no-any-return]
    except SocialApp.DoesNotExist:
        return HttpResponseNotFound()


def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the login service of an organisation, by a page of our own in between.

    A browser that may send forms to us alone (form-action) does not follow a redirect of a form either.
    """
    response = _oidc(OAuth2LoginView, request, provider_id)
    adres = response.headers.get("Location", "")
    if not urlsplit(adres).netloc:
        return response
    verder = render(request, "socialaccount/verder.html", {"adres": adres})
    verder.headers["Refresh"] = f"0; url={adres}"
    return verder


def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from it."""
    return _oidc(OAuth2CallbackView, request, provider_id)


# --- What follows from logging in and from a change of factors -------------------------------------


@receiver(user_logged_in)
def begin(sender: Any, user: Any, request: Any = None, **_: Any) -> None:
    if request is None:
        return
    begin_sessie(request.session)
    onthoud_sessie(request, user)
    if (keer := pogingen.vergeet(user.username)) >= OPVALLEND:
        zin = (
            f"Sinds u de vorige keer inlogde, is {keer} keer geprobeerd met uw naam in te loggen. Was u dat "
            "niet? Wijzig uw wachtwoord en meld het bij de beheerder van uw keten."
        )
        messages.warning(request, zin, fail_silently=True)


@receiver(user_login_failed)
def tel_mislukt(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    pogingen.tel(str(credentials.get("username") or credentials.get("login") or ""))


def toonde_tweede_factor(request: Any) -> bool:
    """Whether this session showed a second factor; asked of the database once per session.

    Whoever has one has shown it: allauth lets nobody through without, and setting one up takes using it.
    """
    if request.session.get(GEZIEN):
        return True
    if Authenticator.objects.filter(user=request.user, type__in=TWEEDE).exists():
        request.session[GEZIEN] = True
        return True
    return False


@receiver(authenticator_added)
@receiver(authenticator_removed)
@receiver(authenticator_reset)
def factor_gewijzigd(sender: Any, user: Any, **_: Any) -> None:
    logboek.record(Gebeurtenis.TWEEDE_FACTOR_GEWIJZIGD, user)


@receiver(password_changed)
def wachtwoord_gewijzigd(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Other sessions end by themselves: the hash in them no longer fits."""
    logboek.record(Gebeurtenis.WACHTWOORD_GEWIJZIGD, user)


def herversleutel_factoren(hoeveel: int = 200) -> int:
    """Secrets of second factors under the current master key; how many were done, 0 when none is left."""
    gedaan = 0
    for rij in Authenticator.objects.filter(type__in=["totp", "recovery_codes"]).iterator():
        nieuw = dict(rij.data)
        for naam in ("secret", "seed"):
            if isinstance(nieuw.get(naam), str):
                oud = base64.b64decode(nieuw[naam])
                nieuw[naam] = base64.b64encode(geheim.herversleutel(oud, context=CONTEXT)).decode()
        if nieuw != rij.data:
            # Only when nobody changed it meanwhile.
            gedaan += Authenticator.objects.filter(pk=rij.pk, data=rij.data).update(data=nieuw)
        if gedaan >= hoeveel:
            break
    return gedaan


sleutelbronnen.register("tweede factor", herversleutel_factoren)
