"""What leaves by mail, read at a real SMTP server: who gets it, when, how often, and nothing of a casus."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.models import Casus
from ketenregie.foundation import clock, outbox, post, postvak
from ketenregie.foundation.outbox.models import Bericht, Effect
from ketenregie.foundation.postvak.models import Postbericht
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from tests.conftest import database_role
from tests.factories.alarm import Wie, bezorg
from tests.factories.cases import maak_casus
from tests.factories.plan import deelname_van
from tests.mail.smtp import Smtpserver, smtpserver

pytestmark = pytest.mark.django_db
POLITIE = "politie.krt@ketenregie.example"
KANARIE = "KANARIE-titel"


@pytest.fixture
def smtp(settings: Any) -> Iterator[Smtpserver]:
    with smtpserver() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.poort
        yield server


@pytest.fixture
def uitnodiging(viewer: Wie) -> Casus:
    """Politie is invited to a casus of the procesregie."""
    from cases.services.betrokkenheid import nodig_uit, stel_voor

    zvh = viewer("zvh.procesregisseur")
    casus = maak_casus(zvh, titel=KANARIE)
    with acting_as(zvh):
        politie = deelname_van("politie.krt").pk
        nodig_uit(zvh, casus, [v for v in stel_voor(casus) if v.deelname.pk == politie])
    return casus


def kies(viewer: Viewer, soort: str, wijze: str) -> None:
    with acting_as(viewer):
        postvak.kies(viewer, {soort: wijze})


def van(viewer: Viewer) -> list[Postbericht]:
    with acting_as(viewer):
        return list(postvak.mijn(viewer))


def aan(smtp: Smtpserver, adres: str) -> list[str]:
    return [str(m["Subject"]) for wie, m in smtp.post if wie == adres]


def test_a_message_leaves_by_mail_with_a_link_and_lies_in_the_inbox(
    smtp: Smtpserver, viewer: Wie, uitnodiging: Casus, settings: Any
) -> None:
    bezorg("betrokkenheid.uitgenodigd")
    assert aan(smtp, POLITIE) == ["Er wacht een uitnodiging"]
    body = smtp.post[0][1].get_payload(decode=True)
    assert isinstance(body, bytes)
    tekst = body.decode()
    for woord in (KANARIE, "Plamen", "Dimitrov", "Apeldoorn", "uitbuiting"):
        assert woord not in smtp.post[0][1].as_string() + tekst
    (rij,) = van(viewer("politie.krt"))
    assert settings.ADRES + rij.pad in tekst
    assert (rij.titel, rij.soort) == ("Er wacht een uitnodiging", "samenwerken")
    assert rij.waarom.startswith("Uw organisatie is gevraagd")


def test_a_mail_server_that_refuses_gets_it_later_and_the_inbox_has_it_once(
    smtp: Smtpserver, viewer: Wie, uitnodiging: Casus
) -> None:
    smtp.weiger = True
    assert bezorg("betrokkenheid.uitgenodigd") == 0
    assert (smtp.post, van(viewer("politie.krt"))) == ([], [])
    smtp.weiger = False
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert bezorg("betrokkenheid.uitgenodigd") == 1
    assert len(aan(smtp, POLITIE)) == len(van(viewer("politie.krt"))) == 1


def test_sent_again_after_a_crash_it_is_the_same_mail(
    smtp: Smtpserver, viewer: Wie, uitnodiging: Casus
) -> None:
    bezorg("betrokkenheid.uitgenodigd")
    with database_role("werker"), als_werker():  # the commit was lost, the mail was not
        Effect.objects.all().delete()
        Postbericht.objects.all().delete()
        Bericht.objects.update(verzonden_at=None)
    bezorg("betrokkenheid.uitgenodigd")
    ids = [m["Message-ID"] for wie, m in smtp.post if wie == POLITIE]
    assert len(ids) == 2 and len(set(ids)) == 1
    assert len(van(viewer("politie.krt"))) == 1


def test_who_wants_no_mail_still_has_the_message(
    smtp: Smtpserver, viewer: Wie, uitnodiging: Casus
) -> None:
    politie = viewer("politie.krt")
    kies(politie, "samenwerken", "geen")
    bezorg("betrokkenheid.uitgenodigd")
    assert (aan(smtp, POLITIE), len(van(politie))) == ([], 1)


def _dagpost(at: datetime) -> int:
    with database_role("werker"), clock.frozen(at):
        done = post.dagpost()
        outbox.relay()
    return done


def test_the_mail_of_the_day_comes_once_after_half_past_seven_also_late(
    smtp: Smtpserver, viewer: Wie, uitnodiging: Casus
) -> None:
    politie = viewer("politie.krt")
    kies(politie, "samenwerken", "dagelijks")
    bezorg("betrokkenheid.uitgenodigd")
    assert aan(smtp, POLITIE) == []
    morgen = clock.start_of_day(clock.today() + timedelta(days=1))
    assert _dagpost(morgen + timedelta(hours=7)) == 0  # too early
    # Three days of downtime: then once, whatever runs again.
    later = morgen + timedelta(days=3, hours=9)
    assert _dagpost(later) == 1
    assert _dagpost(later + timedelta(minutes=15)) == 0
    assert aan(smtp, POLITIE) == ["Nieuwe berichten in Ketenregie"]
    assert _dagpost(later + timedelta(days=1)) == 0  # nothing new


def test_what_was_read_needs_no_mail_of_the_day(
    smtp: Smtpserver, viewer: Wie, uitnodiging: Casus
) -> None:
    politie = viewer("politie.krt")
    kies(politie, "samenwerken", "dagelijks")
    bezorg("betrokkenheid.uitgenodigd")
    with acting_as(politie):
        from ketenregie.portaal.berichten import zichtbaar

        (rij,) = postvak.mijn(politie)
        postvak.markeer(politie, rij.pk, "gelezen", zichtbaar=zichtbaar(politie))
    assert _dagpost(clock.now() + timedelta(days=2)) == 0


def test_an_alarm_comes_at_once_whatever_was_chosen(smtp: Smtpserver, viewer: Wie) -> None:
    politie = viewer("politie.krt")
    casus = maak_casus(viewer("zvh.procesregisseur"))
    with acting_as(politie):
        postvak.kies(politie, {"alarm": "geen"})
        postvak.demp(politie, casus.pk, aan=True)
    with database_role("werker"), acting_as(Viewer.voor_systeem(politie.keten_id, "proef")):
        wie = [post.Geadresseerde(POLITIE, politie.medewerker_id, politie.deelname_id)]
        post.stuur(wie, "Met spoed", "Kijk nu.", "/werk/", soort="alarm", casus_id=casus.pk)
        post.stuur(wie, "Gewoon", "Kijk.", "/werk/", soort="termijn", casus_id=casus.pk)
    assert aan(smtp, POLITIE) == ["Met spoed"]
    assert [(r.titel, r.gedempt) for r in van(politie)] == [("Gewoon", True), ("Met spoed", False)]
