"""People on their own name, and the mail that calls people to look."""

from uuid import uuid4

from django.core import mail

from cases.models import Betrokkenheid, Casus
from cases.services.betrokkenheid import (
    Voorstel,
    beantwoord,
    beeindig,
    letters_voor,
    nodig_uit,
    wijs_collega_aan,
)
from cases.tasks import mail_uitnodiging
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.werker import als_werker
from partners.models import Deelname, Lidmaatschap
from tests.factories.cases import doe_mee, maak_casus


def test_zorgcoordinator_sees_the_casus_once_a_colleague_assigns_her(viewer, client_als):
    eigenaar, moviera = viewer("apeldoorn.krt"), viewer("moviera.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, moviera)
    zorg = client_als("moviera.zorg")
    assert zorg.get(f"/casussen/{casus.pk}/").status_code == 404
    collega = Lidmaatschap.objects.get(medewerker__username="moviera.zorg")
    response = client_als("moviera.krt").post(
        f"/casussen/{casus.pk}/collegas/",
        {"collega-collega": str(collega.pk), "collega-taak": "uitvoering"},
    )
    assert response.status_code == 302
    assert zorg.get(f"/casussen/{casus.pk}/").status_code == 200
    assert casus.kenmerk in zorg.get("/casussen/").content.decode()


def test_she_loses_it_when_her_organisation_leaves(viewer, client_als):
    eigenaar, moviera = viewer("apeldoorn.krt"), viewer("moviera.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, moviera)
    collega = Lidmaatschap.objects.get(medewerker__username="moviera.zorg")
    with acting_as(moviera):
        wijs_collega_aan(moviera, Casus.objects.get(pk=casus.pk), collega.pk)
    with acting_as(eigenaar):
        rij = Betrokkenheid.objects.get(casus=casus, deelname_id=moviera.deelname_id)
        beeindig(eigenaar, rij.pk, reden="Hulp is overgedragen")
    assert client_als("moviera.zorg").get(f"/casussen/{casus.pk}/").status_code == 404


def test_behandelaar_who_accepts_works_on_his_own_name(viewer, client_als):
    eigenaar, kmar = viewer("apeldoorn.krt"), viewer("kmar.flex")
    casus = maak_casus(eigenaar)
    with acting_as(eigenaar):
        deelname = Deelname.objects.get(pk=kmar.deelname_id)
        letters = letters_voor(casus.model, deelname.partnersoort)
        rij = nodig_uit(eigenaar, casus, [Voorstel(deelname, "Reisgegevens", letters)])[0]
    with acting_as(kmar):
        beantwoord(kmar, rij.pk, aanvaard=True)
    assert client_als("kmar.flex").get(f"/casussen/{casus.pk}/").status_code == 200


def test_invitation_mail_calls_to_look_and_tells_nothing(viewer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ADRES = "https://ketenregie.example"
    eigenaar, politie = viewer("apeldoorn.krt"), viewer("politie.krt")
    casus = maak_casus(eigenaar, titel="KANARIE in de titel", achternaam="Kanarie")
    with acting_as(eigenaar):
        deelname = Deelname.objects.get(pk=politie.deelname_id)
        rij = nodig_uit(eigenaar, casus, [Voorstel(deelname, "Kern", {})])[0]
        with als_werker():
            mail_uitnodiging({"betrokkenheid_id": rij.pk}, None)
            mail_uitnodiging({"betrokkenheid_id": uuid4()}, None)
    assert [m.to for m in mail.outbox] == [["politie.krt@ketenregie.example"]]
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert f"https://ketenregie.example/casussen/uitnodigingen/{rij.pk}/" in text
    for secret in ("kanarie", casus.kenmerk.lower(), "apeldoorn", "dimitrov"):
        assert secret not in text.lower()
