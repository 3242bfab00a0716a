"""Ways round the rules that once were open, each tried as it was found."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.models import Casus, CasusPersoonsrecht, Noodknop, Toestemming
from cases.models.casus import toegang_tot
from cases.services.betrokkenheid import beeindig_verlopen, wijs_collega_aan
from cases.services.toegang import beoordeel_noodknop, gebruik_noodknop
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.toegang import regels_voor
from partners.models import Convenant, Lidmaatschap
from partners.services.hercertificatie import beeindig_lidmaatschap, bevestig_lidmaatschappen
from tests.conftest import database_role
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.toegang import opstelling

REDEN = "Het slachtoffer is vannacht gezien bij de verdachte."


def sql(statement: str, *params: Any) -> int:
    """Rows touched by a statement past all code of ours; 0 when the database refuses."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, params)
            return int(cursor.rowcount)
    except DatabaseError:
        return 0


def lid(username: str) -> Lidmaatschap:
    return Lidmaatschap.objects.get(medewerker__username=username)


# --- the noodknop is judged by somebody else --------------------------------------------------------


def test_nobody_judges_the_noodknop_of_the_person_behind_a_vervanging(viewer) -> None:
    o = opstelling(viewer)
    nla, fg = viewer("nla.krt"), viewer("zvh.fg")
    with acting_as(nla):
        gebruik_noodknop(nla, kenmerk=o.casus.kenmerk, reden=REDEN)
        gebruik = Noodknop.objects.get()
    # Who pressed stands in for the FG; and an FG who pressed is replaced by a colleague.
    for wie in (
        replace(fg, medewerker_id=nla.medewerker_id, namens_id=fg.medewerker_id),
        replace(fg, medewerker_id=uuid4(), namens_id=nla.medewerker_id),
    ):
        with acting_as(wie):
            with pytest.raises(DomainError, match="eigen gebruik"):
                beoordeel_noodknop(wie, gebruik.pk, oordeel="terecht", notitie="Prima.")
            assert sql(
                "UPDATE cases_noodknop SET oordeel = 'terecht', oordeel_notitie = 'x', "
                "beoordeeld_at = now(), beoordeeld_door_id = %s",
                uuid4(),
            ) == 0  # fmt: skip
    with acting_as(fg):
        assert beoordeel_noodknop(fg, gebruik.pk, oordeel="terecht", notitie="Prima.").oordeel


def test_the_limit_of_the_noodknop_does_not_depend_on_who_reads_the_logboek(
    viewer, client_als
) -> None:
    o, client = opstelling(viewer), client_als("nla.krt")
    for _ in range(5):
        client.post("/noodknop/", {"kenmerk": "ZZZZ-ZZZZ", "reden": REDEN})
    with database_role("eigenaar"):
        sql("ALTER POLICY app_lees ON logboek_regel USING (false)")
    goed = client.post("/noodknop/", {"kenmerk": o.casus.kenmerk, "reden": REDEN})
    assert (goed.status_code, "te vaak" in goed.content.decode()) == (422, True)
    other = client_als("berkelland.krt").post(
        "/noodknop/", {"kenmerk": "ZZZZ-ZZZZ", "reden": REDEN}
    )
    assert "te vaak" not in other.content.decode()


# --- who watches stays --------------------------------------------------------------------------------


def test_a_teamlid_has_no_say_about_the_fg_of_its_organisation(viewer, client_als) -> None:
    teamlid, fg = viewer("zvh.procesregisseur"), lid("zvh.fg")
    client, url = client_als("zvh.procesregisseur"), f"/toegang/bevestigen/{fg.pk}/beeindig/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"reden": "Lastig"}).status_code == 404
    with acting_as(teamlid):
        with pytest.raises(AccessDenied, match="ketenbeheerder"):
            beeindig_lidmaatschap(teamlid, fg.pk, reden="Lastig")
        with pytest.raises(AccessDenied):
            bevestig_lidmaatschappen(teamlid, [fg.pk])
        (regel,) = [r for r in regels_voor(teamlid) if r.sleutel == f"lid:{fg.pk}"]
        assert (regel.mag, regel.beeindig_url) == (False, "")
    with acting_as(viewer("zvh.beheer")) as beheer:
        assert beeindig_lidmaatschap(beheer, fg.pk, reden="Uit dienst").tot < clock.today()


# --- a casus changes hands by its owner only -----------------------------------------------------------


def test_nobody_takes_or_gives_away_the_casus_of_another(viewer) -> None:
    eigenaar, politie = viewer("apeldoorn.krt"), viewer("politie.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, politie)
    zvh = viewer("zvh.procesregisseur").deelname_id
    neem = "UPDATE cases_casus SET eigenaar_id = %s WHERE id = %s"
    with acting_as(politie):
        assert Casus.objects.filter(pk=casus.pk).exists()
        for naar in (politie.deelname_id, zvh, viewer("moviera.krt").deelname_id):
            assert sql(neem, naar, casus.pk) == 0
        assert sql("UPDATE cases_casus SET eigenaar_id = %s, hoofdstap = 'analyse' WHERE id = %s",
                   politie.deelname_id, casus.pk) == 0  # fmt: skip
        assert sql("UPDATE cases_dossier SET eigenaar_id = %s", politie.deelname_id) == 0
        assert sql("UPDATE cases_casus SET titel = titel WHERE id = %s", casus.pk) == 1
    with acting_as(eigenaar):
        assert sql(neem, zvh, casus.pk) == 1


# --- a convenant is changed by who has a part in making it ---------------------------------------------


@pytest.mark.parametrize(
    ("username", "mag"),
    [("politie.krt", 0), ("moviera.zorg", 0), ("zvh.procesregisseur", 1), ("nog.bestuurder", 1),
     ("elders.krt", 0)],
)  # fmt: skip
def test_who_changes_a_convenant(viewer, username, mag) -> None:
    keten = viewer("politie.krt").keten_id
    with acting_as(viewer(username)):
        pk = Convenant.objects.filter(keten_id=keten, status="vastgesteld").values("pk")[:1]
        assert pk.count() == (username != "elders.krt")
        assert sql("UPDATE partners_convenant SET tot = tot WHERE keten_id = %s", keten) == mag


def test_no_toestemming_under_a_casus_that_one_does_not_see(viewer) -> None:
    casus = maak_casus(viewer("apeldoorn.krt"))
    with (
        acting_as(viewer("politie.krt")) as politie,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        Toestemming.objects.create(
                casus_id=casus.pk, leverancier_id=politie.deelname_id, datum_soort="x",
                datum_id=uuid4(), gegeven_op=clock.today(), wijze="schriftelijk",
            )  # fmt: skip


# --- what ended by itself -------------------------------------------------------------------------------


def test_the_second_lock_follows_a_right_that_ended_by_itself(viewer) -> None:
    o, nla = opstelling(viewer), viewer("nla.krt")
    with acting_as(nla):
        gebruik_noodknop(nla, kenmerk=o.casus.kenmerk, reden=REDEN)
    # As time would: the row does not change, so no trigger goes off.
    with database_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL app.migratie = 'aan'")
        cursor.execute("ALTER TABLE cases_casuspersoonsrecht DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE cases_casuspersoonsrecht SET geldig_tot = now() - interval '1 second' "
            "WHERE herkomst = 'noodknop'"
        )
        cursor.execute("ALTER TABLE cases_casuspersoonsrecht ENABLE TRIGGER USER")
        cursor.execute("SET LOCAL app.migratie = ''")
    with acting_as(nla):
        assert not toegang_tot(nla, o.casus.pk).zichtbaar  # the policy at once
        assert Casus.objects.filter(pk=o.casus.pk).exists()  # the net is wider for a few minutes
    with acting_as(Viewer.voor_systeem(nla.keten_id, "proef")):
        beeindig_verlopen()
    with acting_as(nla):
        assert not Casus.objects.filter(pk=o.casus.pk).exists()
    with acting_as(o.politie):
        assert Casus.objects.filter(pk=o.casus.pk).exists()


def test_a_right_on_name_keeps_its_history(viewer) -> None:
    eigenaar, moviera = viewer("apeldoorn.krt"), viewer("moviera.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, moviera)
    with acting_as(moviera):
        recht = wijs_collega_aan(moviera, casus, lid("moviera.zorg").pk)
        with met_reden("Andere taak"):
            CasusPersoonsrecht.objects.filter(pk=recht.pk).update(geldig_tot=clock.now())
        rows = recht.history.order_by("history_id")
        assert [(r.history_type, r.geldig_tot is None, r.history_reden) for r in rows] == [
            ("+", True, ""), ("~", False, "Andere taak"),
        ]  # fmt: skip
        assert {r.history_medewerker_id for r in rows} == {moviera.medewerker_id}
    with acting_as(viewer("politie.krt")):
        assert not CasusPersoonsrecht.history.filter(id=recht.pk).exists()


# --- reading changes nothing ------------------------------------------------------------------------------


@pytest.mark.parametrize("methode", ["head", "post"])
def test_only_who_gets_the_paper_has_received_it(client_als, methode) -> None:
    client = client_als("moviera.krt")
    for adres in (
        reverse("casus_plan_pdf", args=[uuid4(), 1]),
        reverse("verstrekking_document", args=[uuid4(), uuid4()]),
        reverse("verstrekking_bestand", args=[uuid4(), uuid4(), "csv"]),
    ):
        assert getattr(client, methode)(adres).status_code == 405
