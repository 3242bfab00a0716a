"""A large registration is read by a task: the page does not wait, and all rows or none come in."""

from django.urls import reverse

from evaluatie.indicatoren.selectors import model_voor
from evaluatie.inlezen import lezen, services
from ketenregie.foundation import taak
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.taak import Resultaat
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

# Up to this many rows the page itself reads them.
DIRECT = 500
SOORT = "inlezen"


def vraag_inlezen(viewer: Viewer, *, naam: str, inhoud: str, koppeling: dict[str, int]) -> Taak:
    """Put it in the queue; the text is kept encrypted until it is read."""
    policy.require(viewer, Permission.CIJFERS_BEHEREN)
    return taak.start(
        SOORT,
        viewer=viewer,
        titel="Registratie inlezen",
        invoer={"naam": naam, "inhoud": inhoud, "koppeling": koppeling},
    )


def lees_in(opdracht: Taak, viewer: Viewer) -> Resultaat:
    """As on the page; the text of the file goes as soon as it is read.

    Raises:
        DomainError: a row that does not fit any more.
    """
    invoer = opdracht.lees_invoer()
    tabel = lezen.lees_tabel(invoer["inhoud"])
    opdracht.meld(0, len(tabel.rijen))
    rijen, fouten = lezen.vertaal(tabel, invoer["koppeling"], model_voor(viewer))
    if fouten:
        raise DomainError("Een rij past niet meer. Lees het bestand opnieuw in.")
    services.lees_in(viewer, naam=invoer["naam"], rijen=rijen)
    opdracht.bewaar_invoer({})
    return Resultaat(url=reverse("inlezen"))
