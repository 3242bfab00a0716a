"""Logging in and out is in the logboek, tasks find their viewer, work of the convenant is on Mijn werk;
imported from AppConfig.ready()."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from ketenregie.foundation import logboek
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.registries import herstelstappen, viewer_builders
from partners import convenantwerk, tasks  # noqa: F401  (tasks: handlers)
from partners.access.viewers import viewer_for_later
from partners.herstel import meld_herstel

viewer_builders.register("lidmaatschap", viewer_for_later)
herstelstappen.register("regel in elk logboek", meld_herstel)
convenantwerk.register()


@receiver(user_logged_in)
def aangemeld(sender: Any, user: Any, **_: Any) -> None:
    logboek.record(Gebeurtenis.AANGEMELD, user, actie="E", details={"medewerker": str(user.pk)})


@receiver(user_login_failed)
def aanmelden_mislukt(sender: Any, **_: Any) -> None:
    """Without the name that was typed: people type passwords in the wrong field."""
    logboek.record(Gebeurtenis.AANMELDEN_MISLUKT, actie="E", uitkomst=logboek.GEWEIGERD)
