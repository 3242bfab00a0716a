"""Refusals with a sentence fit for the user.

Every refusal that a person can meet is a `DomainError`; forms show `zin` beside the field `veld` or on
top, pages and API turn it into the right status (foundation/web.py, foundation/api.py).
"""

from collections.abc import Sequence
from typing import Any


class DomainError(Exception):
    """The request is understood and refused; `zin` says why in plain Dutch (B1, no personal data).

    Args:
        zin: one or more whole sentences, shown as they are.
        veld: name of the form or serializer field it concerns; None concerns the whole.
    """

    standaardzin = "Dit kan nu niet."

    def __init__(self, zin: str = "", *, veld: str | None = None) -> None:
        self.zin = zin or self.standaardzin
        self.veld = veld
        super().__init__(self.zin)


class AccessDenied(DomainError):
    """The viewer sees the object but may not do this: 403.

    Args:
        permission: value of the permission that was asked.
        regel: which rule refused; goes to the logboek and is shown with the refusal.
    """

    standaardzin = "U hebt hier geen recht op."

    def __init__(
        self, zin: str = "", *, permission: str = "", regel: str = "", veld: str | None = None
    ) -> None:
        super().__init__(zin, veld=veld)
        self.permission = permission
        self.regel = regel


class NotVisible(DomainError):
    """Outside the viewer's scope: 404 with the same bytes as for an id that does not exist."""

    standaardzin = "Deze pagina bestaat niet, of u hebt er geen toegang toe."


class DoelGevraagd(DomainError):
    """The viewer may see it, and must say first what for; the page at `url` asks."""

    standaardzin = "Vertel eerst waarvoor u dit opent."

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__()


class GateClosed(DomainError):
    """A step of the referentiemodel cannot be taken yet.

    Args:
        voorwaarden: every unmet condition, one Dutch sentence each.
    """

    standaardzin = "Deze stap kan nog niet."

    def __init__(self, voorwaarden: Sequence[str], zin: str = "") -> None:
        self.voorwaarden: list[str] = list(voorwaarden)
        super().__init__(zin or " ".join([self.standaardzin, *self.voorwaarden]))


class EditConflict(DomainError):
    """Someone else saved a newer version in between (HTTP 409 on pages, 412 in the API).

    Args:
        actueel: the row as it is now, so that the page can show both; never sent as it is.
    """

    standaardzin = "Iemand anders heeft dit intussen gewijzigd. Uw invoer staat er nog; vergelijk en bewaar opnieuw."

    def __init__(self, zin: str = "", *, actueel: Any = None) -> None:
        super().__init__(zin)
        self.actueel = actueel
