"""Logging in and out is in the logboek, tasks find their viewer, work of the convenant is on Mijn werk;
imported from AppConfig.ready()."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from ketenregie.foundation import logboek
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.registries import (
    Postsoort,
    herstelstappen,
    postsoorten,
    viewer_builders,
)
from partners import convenantwerk, instrumentwerk, modelwerk, tasks  # noqa: F401  (tasks: handlers)
from partners.access import inloggen  # noqa: F401  (signals of logging in)
from partners.access.viewers import viewer_for_later
from partners.herstel import meld_herstel

viewer_builders.register("lidmaatschap", viewer_for_later)
herstelstappen.register("regel in elk logboek", meld_herstel)
convenantwerk.register()
postsoorten.register(
    "convenant",
    Postsoort("Convenant", "Uw functie adviseert, besluit of tekent.", ("convenant",)),
)
modelwerk.register()
instrumentwerk.register()


@receiver(user_logged_in)
def aangemeld(sender: Any, user: Any, request: Any = None, **_: Any) -> None:
    """With the ways that were used (password, mfa, socialaccount), as allauth calls them."""
    session = getattr(request, "session", {})
    hoe = [
        str(stap.get("method", "")) for stap in session.get("account_authentication_methods", [])
    ]
    details = {"medewerker": str(user.pk), "hoe": sorted(set(hoe))}
    logboek.record(Gebeurtenis.AANGEMELD, user, actie="E", details=details)


@receiver(user_login_failed)
def aanmelden_mislukt(sender: Any, **_: Any) -> None:
    """Without the name that was typed: people type passwords in the wrong field."""
    logboek.record(Gebeurtenis.AANMELDEN_MISLUKT, actie="E", uitkomst=logboek.GEWEIGERD)


@receiver(user_logged_out)
def afgemeld(sender: Any, user: Any = None, **_: Any) -> None:
    if user is not None:
        logboek.record(Gebeurtenis.AFGEMELD, user, actie="E", details={"medewerker": str(user.pk)})
