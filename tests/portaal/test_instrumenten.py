"""A keten makes versions of its own instruments: two people see them, and what was filled in keeps its words."""

from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.services.weging import leg_tweede_weging_vast
from cases.services.weging.instrumenten import kaarten
from ketenregie.foundation import outbox
from ketenregie.foundation.errors import (
    AccessDenied,
    DomainError,
    EditConflict,
    GateClosed,
    NotVisible,
)
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from meldpunt.models import Melding, Signalering
from meldpunt.services import leg_signalering_vast, vorm_dossier
from partners.instrumenten import Instrumentarium
from partners.models import Instrumentversie
from partners.services import instrumenten as dienst
from referentiemodel import instrumentbewerken as bewerken
from referentiemodel.instrumenten import instrument
from tests.conftest import database_role
from tests.factories.meldpunt import KORT, maak_melding
from tests.factories.overleg import casus_in_behandeling

pytestmark = pytest.mark.django_db
NOG = "mensenhandel-nog"
ANGST, LETSEL = "gedrag.angst", "uiterlijk_fysiek.letsel"
LVB_GELD = "tijd_en_geld.geld"
ANDERS = "Is bang, of schrikt snel"
NIEUW = "Kijkt steeds naar de telefoon"


def nieuwe_signalenlijst(inhoud):
    """One text changed, one signal taken out, one added."""
    inhoud = bewerken.zet(inhoud, {ANGST: ANDERS})
    inhoud = bewerken.haal_weg(inhoud, LETSEL)
    return bewerken.voeg_toe(inhoud, [NIEUW], categorie="gedrag")


def maak_klaar(als, sleutel="signalenlijst", bewerk=nieuwe_signalenlijst) -> Instrumentversie:
    with als("zvh.beheer") as beheer:
        rij = dienst.maak_concept(beheer, sleutel, pk=uuid4())
        dienst.wijzig(beheer, rij.pk, bewerk, toelichting="Gevraagd door het meldpunt.")
        return dienst.leg_voor(beheer, rij.pk)


def publiceer(als, *args, **kwargs) -> Instrumentversie:
    rij = maak_klaar(als, *args, **kwargs)
    with als("zvh.procesregisseur") as regie:
        return dienst.publiceer(regie, rij.pk)


# --- From concept to published -------------------------------------------------------------------------


def test_a_second_person_publishes_and_one_keten_alone_uses_it(als, viewer):
    rij = maak_klaar(als)
    with als("zvh.beheer") as beheer:
        assert "instrument.publiceren" in work_kinds
        assert not work_kinds.get("instrument.publiceren")(beheer)
        with pytest.raises(AccessDenied, match="iemand anders"):
            dienst.publiceer(beheer, rij.pk)
    for account in ("politie.krt", "vt.meldpunt", "nog.bestuurder"):
        with als(account) as wie, pytest.raises(AccessDenied):
            dienst.publiceer(wie, rij.pk)
    with als("elders.beheer") as elders:
        with pytest.raises((NotVisible, AccessDenied)):
            dienst.publiceer(elders, rij.pk)
        assert not Instrumentversie.objects.exists()
        assert Instrumentarium(elders.keten_id).geldig("ondermijning-elders") == {}
    with als("zvh.procesregisseur") as regie:
        werk = work_kinds.get("instrument.publiceren")(regie)
        assert [w.url for w in werk] == [reverse("instrument_verschil", args=[rij.pk])]
        oud = Instrumentarium(regie.keten_id).geldig(NOG)["signalenlijst"]
        done = dienst.publiceer(regie, rij.pk)
        nieuw = Instrumentarium(regie.keten_id).geldig(NOG)["signalenlijst"]
        assert (oud.versie, done.nummer, nieuw.versie) == (1, 2, 2)
        assert nieuw.signaal(ANGST).tekst == ANDERS and LETSEL not in nieuw
        assert [
            v.versie for v in Instrumentarium(regie.keten_id).versies("signalenlijst", NOG)
        ] == [2, 1]
    with database_role("werker"):
        outbox.relay()


def test_a_published_version_never_changes_not_even_by_hand(als):
    rij = publiceer(als)
    with als("zvh.beheer"):
        for doe in (
            lambda: Instrumentversie.objects.filter(pk=rij.pk).update(toelichting="x"),
            lambda: Instrumentversie.objects.filter(pk=rij.pk).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                doe()


def test_the_database_itself_wants_two_people(als):
    rij = maak_klaar(als)
    with als("zvh.beheer"), pytest.raises(DatabaseError), transaction.atomic():
        Instrumentversie.objects.filter(pk=rij.pk).update(
            status="gepubliceerd", nummer=2, geldig_van="2026-01-01", gepubliceerd_at="2026-01-01T10:00Z",
            gepubliceerd_door_id=rij.voorgelegd_door_id,
        )  # fmt: skip


def test_what_is_unfinished_or_equal_is_not_put_forward(als):
    with als("zvh.beheer") as beheer:
        rij = dienst.maak_concept(beheer, "lvb", pk=uuid4())
        assert dienst.maak_concept(beheer, "lvb", pk=rij.pk) == rij
        with pytest.raises(GateClosed) as closed:
            dienst.leg_voor(beheer, rij.pk)
        assert len(closed.value.voorwaarden) == 2
        dienst.wijzig(
            beheer,
            rij.pk,
            lambda i: bewerken.voeg_toe(i, ["Vrije tijd"]),
            toelichting="Meer vragen.",
        )
        with pytest.raises(GateClosed, match="Vrije tijd"):
            dienst.leg_voor(beheer, rij.pk)
        with pytest.raises(EditConflict):
            dienst.wijzig(beheer, rij.pk, bewerken.leeg, versie=1)


# --- What was filled in --------------------------------------------------------------------------------


def test_a_melding_keeps_the_words_of_the_version_it_was_filled_in_with(als, viewer, client_als):
    vt = viewer("vt.meldpunt")
    eerder, leeg = maak_melding(vt, signalen=[ANGST, LETSEL]), maak_melding(vt)
    with acting_as(vt):
        leg_signalering_vast(vt, eerder, {"signalenlijst": [ANGST, LETSEL]})
    publiceer(als)
    client = client_als("vt.meldpunt")
    page = client.get(f"/meldpunt/{eerder.pk}/").content.decode()
    assert "Angstig of schrikachtig" in page and ANDERS not in page
    # Changing the melding later loses nothing that the new version no longer has.
    page = client.get(f"/meldpunt/{eerder.pk}/wijzig/").content.decode()
    assert page.count(" checked") >= 2 and ANDERS not in page
    velden = {"korte_inhoud": KORT, "soort": "melding", "kanaal": "telefoon"}
    posted = velden | {"melding_id": eerder.pk, "versie": eerder.versie,
                       "instrument_signalenlijst": [ANGST, LETSEL]}  # fmt: skip
    assert client.post(f"/meldpunt/{eerder.pk}/wijzig/", posted).status_code == 302
    # A melding without ticks gets the new version.
    nieuw = "gedrag.kijkt_steeds_naar_de_tel"
    posted = velden | {"melding_id": leeg.pk, "versie": leeg.versie,
                       "instrument_signalenlijst": [nieuw]}  # fmt: skip
    answer = client.post(f"/meldpunt/{leeg.pk}/wijzig/", posted)
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(vt):
        rijen = {s.melding_id: (s.instrument_versie, s.signalen) for s in Signalering.objects.all()}
        assert rijen == {eerder.pk: (1, [LETSEL, ANGST]), leeg.pk: (2, [nieuw])}
        leeg = Melding.objects.get(pk=leeg.pk)
        assert leeg.signalen == [nieuw]
        casus = vorm_dossier(vt, leeg, invite=[])
        assert NIEUW in casus.situaties.get().korte_inhoud
    assert NIEUW in client.get(f"/meldpunt/{leeg.pk}/").content.decode()


def test_a_weging_keeps_the_words_of_the_version_it_was_made_with(als, viewer):
    casus = casus_in_behandeling(viewer, "moviera.krt")
    publiceer(
        als,
        "wegingskader",
        lambda i: bewerken.zet(i, {"dwangmiddel.schuld": "Iemand heeft schuld"}),
    )
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        made = leg_tweede_weging_vast(
            zvh, casus, mensenhandel=True, zorg_nodig=True, urgentie="hoog", motivering="x",
            wegers=["Selma"], instrumenten={"wegingskader": ["dwangmiddel.schuld"]},
        )  # fmt: skip
    oud = {"wegingskader": {"versie": 1, "signalen": ["dwangmiddel.schuld"]}}
    with acting_as(zvh):
        assert made.instrumenten["wegingskader"]["versie"] == 2
        assert kaarten(casus, made.instrumenten)[0].groepen[0][1] == "Iemand heeft schuld"
        assert kaarten(casus, oud)[0].groepen[0][1] == "Een schuld die niet af te lossen is"


def test_a_list_out_of_use_is_offered_nowhere_and_what_was_filled_in_stays(als, viewer, client_als):
    vt, client = viewer("vt.meldpunt"), client_als("vt.meldpunt")
    melding, leeg = maak_melding(vt), maak_melding(vt)
    with acting_as(vt):
        leg_signalering_vast(vt, melding, {"lvb": [LVB_GELD]})
    publiceer(als, "lvb", lambda i: bewerken.zet(i, {"bij": "nergens"}))
    keten = viewer("vt.meldpunt").keten_id
    with als("vt.meldpunt"):
        assert "lvb" not in Instrumentarium(keten).geldig(
            NOG, "meldpunt", "weging", "tweede_weging"
        )
        assert Signalering.objects.get(melding=melding).signalen == [LVB_GELD]
    assert "instrument_lvb" not in client.get(f"/meldpunt/{leeg.pk}/wijzig/").content.decode()
    # Who filled it in before can still mend that.
    assert "instrument_lvb" in client.get(f"/meldpunt/{melding.pk}/wijzig/").content.decode()
    with acting_as(vt):
        leg_signalering_vast(vt, melding, {"lvb": [LVB_GELD, "tijd_en_geld.klok_en_agenda"]})
        assert len(Signalering.objects.get(melding=melding).signalen) == 2
    with als("zvh.beheer") as beheer, pytest.raises(DomainError):
        dienst.maak_nieuw(beheer, pk=uuid4(), naam="Lijst", uitleg="x", bron="x", bij="nergens")
    # And back again, by the same two people.
    publiceer(als, "lvb", lambda i: bewerken.zet(i, {"bij": "meldpunt"}))
    with als("vt.meldpunt"):
        assert "lvb" in Instrumentarium(keten).geldig(NOG, "meldpunt")


# --- The pages -----------------------------------------------------------------------------------------


def lijstvelden(rij: Instrumentversie, **anders):
    """Everything that the page posts."""
    inhoud = rij.inhoud
    velden = {n: inhoud[n] for n in ("naam", "uitleg", "bron")}
    velden |= {"versie": rij.versie, "toelichting": rij.toelichting}
    for c in inhoud["categorieen"]:
        velden[f"c-{c['sleutel']}"] = c["naam"]
        velden |= {f"p-{c['sleutel']}.{s['sleutel']}": s["tekst"] for s in c["signalen"]}
    return velden | anders


def test_the_whole_way_on_screen(als, client_als):
    beheer, regie = client_als("zvh.beheer"), client_als("zvh.procesregisseur")
    assert "Signalenlijst" in beheer.get("/beheer/instrumenten/").content.decode()
    assert (
        "Maak een nieuwe versie" in beheer.get("/beheer/instrumenten/lijst/lvb/").content.decode()
    )
    answer = beheer.post("/beheer/instrumenten/lijst/lvb/concept/", {"id": uuid4()})
    adres = answer["Location"]
    pk = UUID(adres.split("/")[-2])

    def nu():
        with als("zvh.beheer"):
            return Instrumentversie.objects.get(pk=pk)

    # One step: another text, two points more, a category, and one thing up.
    posted = lijstvelden(nu(), **{
        "p-tijd_en_geld.geld": "Heeft schulden", "erbij-sociaal": "Is vaak alleen\n\nPraat met niemand",
        "nieuwe_categorie": "Vrije tijd", "toelichting": "Gevraagd door het meldpunt.",
        "actie": "omhoog:tijd_en_geld.geld",
    })  # fmt: skip
    answer = beheer.post(adres, posted)
    assert (answer.status_code, answer["Location"]) == (302, f"{adres}#plek-tijd_en_geld.geld")
    geld, sociaal = nu().inhoud["categorieen"][1:3]
    assert geld["signalen"][0] == {"sleutel": "geld", "tekst": "Heeft schulden"}
    assert [s["tekst"] for s in sociaal["signalen"]][-2:] == ["Is vaak alleen", "Praat met niemand"]
    # Two people at once: the later one is told, and keeps what was typed.
    assert beheer.post(adres, posted | {"naam": "Anders"}).status_code == 409
    # A fault stands at its field and changes nothing.
    leeg = beheer.post(adres, lijstvelden(nu(), **{"p-tijd_en_geld.geld": ""}))
    assert 'href="#id_p-tijd_en_geld.geld"' in leeg.content.decode()
    page = beheer.post(adres, lijstvelden(nu(), **{"p-sociaal.overvraagd": "Score hoger dan 3"}))
    text = page.content.decode()
    assert page.status_code == 422 and "laat ‘Score’ weg" in text and "Score hoger dan 3" in text
    # Out of use: one choice on the same page, told in the difference.
    assert beheer.post(adres, lijstvelden(nu(), bij="nergens")).status_code == 302
    assert "Nergens meer (uit gebruik)" in beheer.get(f"{adres}verschil/").content.decode()
    assert beheer.post(adres, lijstvelden(nu(), bij="meldpunt")).status_code == 302
    # An empty category can go, with the rest as typed.
    weg = lijstvelden(nu(), actie="weg:vrije_tijd")
    assert beheer.post(adres, weg).status_code == 302
    assert len(nu().inhoud["categorieen"]) == 4
    assert "Heeft schulden" in beheer.get(f"{adres}voorbeeld/").content.decode()
    verschil = beheer.get(f"{adres}verschil/").content.decode()
    assert "Heeft moeite met geld of heeft veel schulden" in verschil and "Volgorde" in verschil
    assert beheer.post(f"{adres}verschil/", {"stap": "voorleggen"}).status_code == 302
    assert "Wacht op een tweede persoon" in beheer.get(f"{adres}verschil/").content.decode()
    assert beheer.post(f"{adres}verschil/", {"stap": "publiceren"}).status_code == 400
    assert "Nieuwe versie bekijken" in regie.get("/werk/").content.decode()
    assert regie.post(f"{adres}verschil/", {"stap": "publiceren"}).status_code == 302
    assert "Versie 2" in regie.get("/beheer/instrumenten/").content.decode()
    assert "Heeft schulden" in regie.get("/beheer/instrumenten/lijst/lvb/").content.decode()
    assert client_als("vt.meldpunt").get("/beheer/instrumenten/").status_code == 403
    assert client_als("elders.beheer").get(adres).status_code in {403, 404}


def test_a_saved_file_reads_back_and_a_bad_one_changes_nothing(als, client_als):
    beheer = client_als("zvh.beheer")
    tekst = beheer.get("/beheer/instrumenten/lijst/lvb/1.yaml").content.decode()
    with als("zvh.beheer") as wie:
        rij = dienst.maak_concept(wie, "lvb", pk=uuid4())
    adres = reverse("instrument_inlezen", args=[rij.pk])

    def lees_in(inhoud: str):
        with als("zvh.beheer"):
            versie = Instrumentversie.objects.get(pk=rij.pk).versie
        bestand = SimpleUploadedFile("lvb.yaml", inhoud.encode())
        return beheer.post(adres, {"bestand": bestand, "versie": versie})

    bom = "a: &a [x, x]\nb: &b [*a, *a]\nnaam: *b\ncategorieen: {}\n"
    for slecht in ("{", "- niets", "categorieen: {a: 3}", bom, tekst.replace("klok_en_agenda", "Klok"),
                   tekst.replace("Houdt post", "Score van post"), "a: 1\na: 2"):  # fmt: skip
        assert lees_in(slecht).status_code == 422, slecht
    with als("zvh.beheer"):
        assert Instrumentversie.objects.get(pk=rij.pk).inhoud == bewerken.inhoud_van(
            instrument("lvb", 1)
        )
    assert lees_in(tekst.replace("Houdt post", "Bewaart post")).status_code == 302
    with als("zvh.beheer"):
        rij.refresh_from_db()
        [anders] = bewerken.verschillen(dienst.basis_van(rij), rij.inhoud)
        assert (anders.soort, anders.nieuw) == ("gewijzigd", "Bewaart post en afspraken niet bij")


def test_another_keten_makes_its_first_instrument(client_als, als):
    beheer = client_als("elders.beheer")
    assert "Nog geen instrumenten" in beheer.get("/beheer/instrumenten/").content.decode()
    velden = {"rij_id": uuid4(), "naam": "Signalen bij panden", "uitleg": "Kruis aan wat u ziet.",
              "bron": "Eigen werkgroep", "bij": "meldpunt"}  # fmt: skip
    for _ in range(2):  # a double click makes one
        answer = beheer.post("/beheer/instrumenten/nieuw/", velden)
    assert answer.status_code == 302
    with als("elders.beheer"):
        assert Instrumentversie.objects.get().sleutel == "signalen_bij_panden"
    assert "Nog geen categorie" in beheer.get(answer["Location"]).content.decode()


# --- R17, and each keten what is made for its model ----------------------------------------------------


def test_each_keten_uses_what_is_made_for_its_model(viewer):
    nog = viewer("vt.meldpunt")
    with acting_as(nog):
        lijsten = Instrumentarium(nog.keten_id)
        assert list(lijsten.geldig(NOG, "meldpunt")) == ["lvb", "signalenlijst"]
        assert list(lijsten.geldig(NOG, "weging")) == ["risico_inventarisatie"]
        assert list(lijsten.geldig(NOG, "tweede_weging")) == ["wegingskader"]
        assert lijsten.geldig("ondermijning-elders") == {}


def test_a_list_that_counts_or_concludes_is_refused():
    inhoud = bewerken.inhoud_van(instrument("lvb", 1))
    for tekst in ("Totaalscore", "Waarschijnlijk slachtoffer", "Eindoordeel: ja"):
        assert bewerken.fouten(bewerken.voeg_toe(inhoud, [tekst], categorie="sociaal"))
    assert (
        bewerken.fouten(bewerken.voeg_toe(inhoud, ["Heeft een scooter"], categorie="sociaal")) == []
    )
