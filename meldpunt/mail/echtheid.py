"""What the own mail server found of the sender (SPF, DKIM, DMARC). Never raises.

Only a line that carries the name of the own server counts, and of those the topmost: that server takes
away lines of strangers that borrow its name (RFC 8601, 5). The system checks no signature itself.
"""

from __future__ import annotations

import re
from email.message import Message

_UITSLAG = re.compile(r"^\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_EIGEN = re.compile(r"\b(header\.from|header\.d|header\.i|smtp\.mailfrom)\s*=\s*\"?([^\s;\"()]+)", re.IGNORECASE)  # fmt: skip


def bevestigd(mail: Message, adres: str, authserv: str) -> bool | None:
    """Whether the own server vouches for the domain of this sender; None when it says nothing.

    Args:
        adres: the address in From.
        authserv: name of the own server in Authentication-Results; empty when it is not set up.
    """
    if not authserv or "@" not in adres:
        return None
    domein = adres.rpartition("@")[2].lower().strip(".")
    for kop in mail.get_all("Authentication-Results", []):
        tekst = " ".join(_zonder_uitleg(str(kop)).split())
        server, _, rest = tekst.partition(";")
        if server.split(" ")[0].lower() == authserv.lower():
            return any(_past(deel, domein) for deel in rest.split(";"))
    return None


def _zonder_uitleg(tekst: str) -> str:
    """Without what stands in brackets: that is for people, and may hold anything."""
    uit, diepte = [], 0
    for teken in tekst:
        if teken == "(":
            diepte += 1
        elif teken == ")":
            diepte = max(0, diepte - 1)
        elif not diepte:
            uit.append(teken)
    return "".join(uit)


def _past(deel: str, domein: str) -> bool:
    """A method that passed, for the domain in From itself: someone else's valid mail proves nothing."""
    match = _UITSLAG.match(deel)
    if match is None or match[2].lower() != "pass":
        return False
    eigen = {
        naam.lower(): waarde.rpartition("@")[2].lower().strip(".")
        for naam, waarde in _EIGEN.findall(deel)
    }
    if match[1].lower() == "dmarc":
        return eigen.get("header.from") == domein
    namen = ("smtp.mailfrom",) if match[1].lower() == "spf" else ("header.d", "header.i")
    return any(_zelfde(eigen.get(naam, ""), domein) for naam in namen)


def _zelfde(een: str, domein: str) -> bool:
    """Equal, or a subdomain of the domain in From."""
    return bool(een) and (een == domein or een.endswith("." + domein))
