"""R14: an organisation that is no party comes to one overleg as derde, promises geheimhouding, and leaves."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from cases import gegevens
from cases.delen import Deler
from cases.models import Betrokkenheid, Casus
from cases.services.betrokkenheid import Voorstel, beantwoord, nodig_uit, stel_voor
from cases.services.overleg import nodig_uit_voor_overleg, sluit_overleg, stel_tafel_voor
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Partij
from partners.services.partijen import tree_uit
from tests.factories.overleg import casus_in_behandeling, maak_overleg


@pytest.fixture
def uitgenodigd(viewer):
    """KMar never signed and is asked for one overleg."""
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    kmar, zvh = viewer("kmar.flex"), viewer("zvh.procesregisseur")
    with acting_as(Viewer.voor_systeem(kmar.keten_id, "proef")):
        rijen = Partij.objects.filter(deelname_id=kmar.deelname_id)
        assert rijen.update(getekend_op=None, getekend_door="") == 1
    with acting_as(zvh):
        nodig_uit_voor_overleg(zvh, overleg, casus, [kmar.deelname_id])
    with acting_as(kmar):
        rij = Betrokkenheid.objects.get(casus=casus.pk, deelname_id=kmar.deelname_id)
    return casus, overleg, rij


def _ziet(wie, casus):
    with acting_as(wie):
        fresh = Casus.objects.haal(wie, casus.pk)
        return gegevens.situaties(fresh, Deler(wie, fresh))


def test_it_sees_the_casus_only_after_its_promise_and_until_the_overleg_is_over(
    viewer, uitgenodigd
):
    casus, overleg, rij = uitgenodigd
    kmar, zvh = viewer("kmar.flex"), viewer("zvh.procesregisseur")
    assert rij.eindigt_at == overleg.eindigt_at
    assert rij.waarom.startswith("Geen partij: alleen voor dit overleg.")
    with acting_as(kmar):
        with pytest.raises(NotVisible):
            Casus.objects.haal(kmar, casus.pk)
        with pytest.raises(DomainError) as fout:
            beantwoord(kmar, rij.pk, aanvaard=True)
        assert fout.value.veld == "verklaring"
        done = beantwoord(kmar, rij.pk, aanvaard=True, verklaring=True)
        assert (done.verklaring_at, done.verklaring_door_id) == (
            done.beantwoord_at,
            kmar.medewerker_id,
        )
        assert Casus.objects.visible_to(kmar).get() == casus
    # The deelregels say what, as for anybody with its letters; not "verborgen, geen partij".
    assert len(_ziet(kmar, casus)) == 1
    with acting_as(zvh):
        sluit_overleg(zvh, overleg)
    with acting_as(kmar):
        assert not Casus.objects.visible_to(kmar).exists()
        with pytest.raises(NotVisible):
            Casus.objects.haal(kmar, casus.pk)


def test_a_derde_is_proposed_for_the_table_but_never_for_the_casus_itself(viewer, uitgenodigd):
    casus, _, _ = uitgenodigd
    andere = casus_in_behandeling(viewer, voornaam="Elena")
    kmar, zvh = viewer("kmar.flex"), viewer("zvh.procesregisseur")
    with acting_as(zvh):
        assert kmar.deelname_id not in {v.deelname.pk for v in stel_voor(andere)}
        [stoel] = [s for s in stel_tafel_voor(andere) if s.deelname.pk == kmar.deelname_id]
        assert (stoel.incidenteel, stoel.aangeraden) == (True, False)
        with pytest.raises(DomainError, match="alleen voor een overleg"):
            nodig_uit(zvh, andere, [Voorstel(stoel.deelname, "Handig.", stoel.letters)])


def test_who_withdrew_is_no_derde(viewer, als):
    casus = casus_in_behandeling(viewer)
    maak_overleg(viewer, casus)
    kmar, zvh = viewer("kmar.flex"), viewer("zvh.procesregisseur")
    with als("zvh.beheer") as beheer:
        partij = Partij.objects.get(deelname_id=kmar.deelname_id, convenant__status="vastgesteld")
        tree_uit(beheer, partij.pk, reden="Wil niet meer.")
    with acting_as(zvh):
        assert kmar.deelname_id not in {s.deelname.pk for s in stel_tafel_voor(casus)}


def test_the_database_keeps_a_derde_to_its_overleg(viewer, uitgenodigd):
    """By hand, as the app role: no promise without an end, and the end stays where it was put."""
    casus, _, rij = uitgenodigd
    kmar = viewer("kmar.flex")
    mine = Betrokkenheid.objects.filter(pk=rij.pk)
    with acting_as(kmar):
        with pytest.raises(ProgrammingError), transaction.atomic():
            mine.update(status="aanvaard", eindigt_at=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(status="aanvaard", verklaring_at=rij.uitgenodigd_at)
        # Accepted past the service, without a promise: a right of the database, and nothing to see.
        mine.update(status="aanvaard")
        assert not Casus.objects.visible_to(kmar).exists()
        with pytest.raises(NotVisible):
            Casus.objects.haal(kmar, casus.pk)


def test_the_page_asks_the_promise_of_a_derde_and_of_nobody_else(viewer, client_als, uitgenodigd):
    casus, overleg, rij = uitgenodigd
    blad = f"/casussen/uitnodigingen/{rij.pk}/"
    client = client_als("kmar.flex")
    assert "Wij houden geheim" in client.get(blad).content.decode()
    refused = client.post(blad, {"antwoord": "ja"})
    assert refused.status_code == 422
    assert "Bevestig dat uw organisatie geheim houdt" in refused.content.decode()
    assert client.post(blad, {"antwoord": "ja", "verklaring": "on"}).status_code == 302
    assert client.get(f"/casussen/{casus.pk}/").status_code == 200
    # The FG, looking with its eyes, sees the same: the rules decide, not "no party".
    zicht = f"/casussen/{casus.pk}/zicht/{viewer('kmar.flex').deelname_id}/"
    page = client_als("zvh.fg").post(zicht, {"reden": "Controle"}).content.decode()
    assert ">Tonen<" in page
    assert "geen partij" not in page
    om, zvh = viewer("om.krt"), viewer("zvh.procesregisseur")
    with acting_as(zvh):
        nodig_uit_voor_overleg(zvh, overleg, casus, [om.deelname_id])
    with acting_as(om):
        ander = Betrokkenheid.objects.get(casus=casus.pk, deelname_id=om.deelname_id)
    page = client_als("om.krt").get(f"/casussen/uitnodigingen/{ander.pk}/").content.decode()
    assert "Wij houden geheim" not in page
