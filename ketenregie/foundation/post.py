"""Telling people: in their inbox, and by mail as they want it. Content stays behind the login.

The one place through which the system speaks to people, so that what was mailed also lies in the inbox.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import NamedTuple
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from ketenregie.foundation import clock, outbox, postvak
from ketenregie.foundation.eenmaal import neem_slot
from ketenregie.foundation.postvak.models import Gedempt, Postbericht
from ketenregie.foundation.registries import postsoorten
from ketenregie.foundation.viewer import require_viewer
from ketenregie.foundation.werker import als_werker

DAGPOST_VANAF = time(7, 30)
Mail = Postbericht.Mail


class Geadresseerde(NamedTuple):
    """A person, for whom they act, and the address; without an account only the address."""

    email: str
    medewerker_id: UUID | None = None
    deelname_id: UUID | None = None


def stuur(
    aan: Iterable[Geadresseerde | str],
    onderwerp: str,
    zin: str,
    pad: str,
    *,
    soort: str = "",
    waarom: str = "",
    casus_id: UUID | None = None,
    eenmaal: UUID | None = None,
    sjabloon: str = "emails/bericht.txt",
) -> int:
    """Tell each of them to look: one row in the inbox, one mail per address as they chose.

    Nobody sees who else got it. A mail sent again after a crash has the same Message-ID, and the
    mailbox of the receiver keeps one.

    Args:
        aan: a bare address is that of the accounts that have it, whoever they act for.
        zin: what to do, without names, places or a kenmerk.
        pad: address within the system; opening it needs a login and a right.
        soort: key in `postsoorten`; that of the outbox message in hand when absent.
        waarom: why they get it; that of the kind when absent.
        casus_id: set when it is about a casus the receiver must be able to see to hear of it. Who
            loses that right sees nothing of the message; who muted the casus is not disturbed.
        eenmaal: what the mail is about, when not one outbox message.
        sjabloon: another text around it, for who has no account yet.
    Returns: how many mails went out.
    """
    bericht = outbox.huidig()
    soort = soort or postvak.soort_van(bericht.soort if bericht else "")
    kind = postsoorten[soort]
    people = _met_account(list(aan))
    ids = {g.medewerker_id for g in people if g.medewerker_id}
    keuzes = {} if kind.verplicht else postvak.keuzes_van(ids, soort)
    stil = _gedempt(ids, casus_id) if casus_id and not kind.verplicht else set()
    rijen: list[Postbericht] = []
    direct: set[str] = set()
    for g in people:
        wijze, gedempt = kind.standaard, False
        if g.medewerker_id is not None:
            wijze = keuzes.get(g.medewerker_id, wijze)
            gedempt = (g.medewerker_id, g.deelname_id) in stil
            rijen.append(
                Postbericht(
                    keten_id=bericht.keten_id if bericht else require_viewer().keten_id,
                    medewerker_id=g.medewerker_id,
                    deelname_id=g.deelname_id,
                    soort=soort,
                    titel=onderwerp,
                    zin=zin,
                    waarom=waarom or kind.waarom,
                    pad=pad,
                    casus_id=casus_id,
                    bron_id=bericht.pk if bericht else None,
                    gedempt=gedempt,
                    mail=Mail.GEEN if gedempt or not g.email else wijze,
                    gemaild_at=clock.now() if wijze == Mail.DIRECT and not gedempt else None,
                )
            )
        if g.email and wijze == Mail.DIRECT and not gedempt:
            direct.add(g.email)
    Postbericht.objects.bulk_create(rijen)
    body = render_to_string(sjabloon, {"zin": zin, "link": settings.ADRES + pad})
    bron = eenmaal or (bericht.pk if bericht else None)
    return sum(_mail(adres, onderwerp, body, bron, pad) for adres in sorted(direct))


def _met_account(aan: list[Geadresseerde | str]) -> list[Geadresseerde]:
    gevonden = {g for g in aan if isinstance(g, Geadresseerde)}
    kaal = {g for g in aan if isinstance(g, str) and g}
    if kaal:
        accounts = get_user_model().objects.filter(email__in=kaal, is_active=True)
        gevonden |= {Geadresseerde(*rij) for rij in accounts.values_list("email", "pk")}
        gevonden |= {Geadresseerde(adres) for adres in kaal - {g.email for g in gevonden}}
    return sorted(gevonden, key=str)


def _gedempt(ids: set[UUID], casus_id: UUID) -> set[tuple[UUID, UUID | None]]:
    rijen = Gedempt.objects.filter(medewerker_id__in=ids, casus_id=casus_id)
    return set(rijen.values_list("medewerker_id", "deelname_id"))


def _mail(adres: str, onderwerp: str, body: str, bron: UUID | None, pad: str) -> int:
    headers = {}
    if bron is not None:
        headers["Message-ID"] = f"<{uuid5(bron, f'{adres} {onderwerp} {pad}')}@ketenregie>"
    return EmailMessage(onderwerp, body, to=[adres], headers=headers).send()


def dagpost() -> int:
    """Once a day from half past seven: one mail to who has unread messages that wait for it.

    Late when the system was away, never twice, and the mail says nothing but that there is something.
    Returns: for how many people.
    """
    nu = clock.now()
    if nu.astimezone(clock.AMSTERDAM).time() < DAGPOST_VANAF:
        return 0
    with als_werker():
        if not neem_slot("dagpost", clock.local_date(nu).isoformat()):
            return 0
        rijen = Postbericht.objects.filter(mail=Mail.DAGELIJKS, gemaild_at=None)
        wie = dict(
            rijen.filter(gelezen_at=None).order_by().values_list("medewerker_id", "keten_id")
        )
        rijen.update(gemaild_at=nu)
        for medewerker_id, keten_id in wie.items():
            outbox.post("post.dagpost", keten_id=keten_id, medewerker_id=medewerker_id)
    return len(wie)


def verstuur_dagpost(medewerker_id: UUID, bron: UUID) -> None:
    """The mail of one person; run by the outbox."""
    persoon = get_user_model().objects.filter(pk=medewerker_id, is_active=True).first()
    if persoon is not None and persoon.email:  # type: ignore[attr-defined]
        pad = "/berichten/"
        body = render_to_string(
            "emails/bericht.txt",
            {"zin": "Er zijn nieuwe berichten voor u.", "link": settings.ADRES + pad},
        )
        _mail(persoon.email, "Nieuwe berichten in Ketenregie", body, bron, pad)  # type: ignore[attr-defined]
