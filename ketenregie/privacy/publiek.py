"""The public pages of the privacy desk and the database: the functions of publiek.sql, as role publiek."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ketenregie.foundation import clock
from ketenregie.foundation.geheim import blinde_index
from ketenregie.privacy.models import Privacybericht, Privacyverzoek
from ketenregie.privacy.termijnen import Soort
from ketenregie.privacy.verzoek import nieuw_verzoek
from meldpunt.publiek.code import ALFABET, LENGTE, hash_van
from meldpunt.publiek.deur import als_json, rijen, vraag

# What who asks may know of how far it is; the same whether or not there is anything about them.
STANDEN = {
    Privacyverzoek.Status.ONTVANGEN: _("Wij hebben uw verzoek ontvangen."),
    Privacyverzoek.Status.IDENTITEIT: _("Wij moeten nog nagaan of u het zelf bent."),
    Privacyverzoek.Status.BEHANDELING: _("Wij behandelen uw verzoek."),
    Privacyverzoek.Status.BESLOTEN: _("Er is een besluit. U krijgt een brief."),
    Privacyverzoek.Status.BUITEN: _(
        "Wij behandelen uw verzoek niet verder. U leest hieronder waarom."
    ),
}


@dataclass(frozen=True, slots=True)
class Bericht:
    """One line of the talk."""

    eigen: bool
    tekst: str
    op: datetime


@dataclass(frozen=True, slots=True)
class Stand:
    """What a code opens."""

    soort: str
    stand: str
    open: bool
    ontvangen: datetime
    uiterlijk: date
    berichten: tuple[Bericht, ...]


def code_van(sleutel: UUID) -> str:
    """The receipt that goes with a form: 130 bits that nobody can derive without our key.

    It follows from the key of the form, so that a double click shows the same receipt.
    """
    getal = int.from_bytes(blinde_index(str(sleutel), context="code van een privacyverzoek"))
    return "".join(ALFABET[(getal >> 5 * i) & 31] for i in range(LENGTE))


def _id_van(sleutel: UUID) -> UUID:
    """Not the key of the form itself: who knows the request must not find its receipt."""
    return UUID(bytes=blinde_index(str(sleutel), context="privacyverzoek")[:16], version=4)


def dien_in(keten_id: UUID, sleutel: UUID, antwoorden: dict[str, Any]) -> str:
    """Keep the request and give its receipt code. Nothing is looked up about anybody."""
    at = clock.now()
    code = code_van(sleutel)
    verzoek, termijnen = nieuw_verzoek(keten_id, _id_van(sleutel), antwoorden, at)
    verzoek.code_hash = hash_van(code)
    vraag(
        "privacyverzoek_dien_in", als_json(verzoek), [als_json(t) for t in termijnen], keten_id, at
    )
    return code


def stand(code_hash: bytes) -> Stand | None:
    """None for an unknown code."""
    found = rijen("privacyverzoek_terug", code_hash)
    if not found:
        return None
    status, soort, _keten, ontvangen, uiterlijk = found[0][:5]
    return Stand(
        soort=Soort(soort).kort,
        stand=str(STANDEN[Privacyverzoek.Status(status)]),
        open=status in Privacyverzoek.OPEN,
        ontvangen=ontvangen,
        uiterlijk=uiterlijk,
        berichten=tuple(
            Bericht(
                van == Privacybericht.Soort.AANVRAGER,
                Privacybericht(id=pk, tekst_versleuteld=bytes(tekst)).tekst or "",
                op,
            )
            for *_, pk, van, tekst, op in found
            if pk is not None
        ),
    )


def antwoord(code_hash: bytes, sleutel: UUID, tekst: str) -> bool:
    """Add what who asks says; sealed before it goes to the database."""
    bericht = Privacybericht(id=sleutel)
    bericht.tekst = tekst.strip()
    return bool(
        vraag(
            "privacyverzoek_antwoord", code_hash, sleutel, bytes(bericht.tekst_versleuteld),
            clock.now(),
        )[0]
    )  # fmt: skip
