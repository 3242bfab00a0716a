"""Proces, keten and beleid: recorded by the procesregie, read by the keten, small numbers left out."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cases.models import Termijn
from evaluatie import niveaudiensten as dienst
from evaluatie import prioriteit
from evaluatie.beleid import plateaus
from evaluatie.keten import beeld
from evaluatie.leren.diensten import model_voor
from evaluatie.models import Procesevaluatie, Uitspraak
from evaluatie.proces import cijfers
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError

REGIE = "zvh.procesregisseur"


def dag(dagen=0):
    return clock.today() - timedelta(days=dagen)


def test_only_the_procesregie_records_and_every_keten_keeps_its_own(als):
    for account in ("politie.krt", "riec.begeleider", "nog.bestuurder", "ggd.preventie"):
        with als(account) as wie, pytest.raises(AccessDenied):
            dienst.weeg_af(wie, niveau="keten", waarom="Wij vinden van wel.")
    with als(REGIE) as regie:
        for fout in ({"niveau": "x"}, {"waarom": " "}):
            with pytest.raises(DomainError):
                dienst.weeg_af(regie, **({"niveau": "keten", "waarom": "Nieuw team."} | fout))
        dienst.weeg_af(regie, niveau="keten", waarom="Nieuw team.")
    with als("nog.bestuurder") as bestuurder:
        assert [a.waarom for a in prioriteit.afwegingen(bestuurder)] == ["Nieuw team."]
    with als("elders.krt") as elders:
        assert prioriteit.afwegingen(elders) == []


def test_variabelen_show_what_moved_with_their_sub_classification(als):
    def meet(regie, dagen, teken, **anders):
        rij = {"score": teken, "soort": "intensiteit.vrijblijvend", "toelichting": ""} | anders
        return dienst.meet_keten(
            regie, titel=f"Meting {dagen}", datum=dag(dagen), scores={"intensiteit": rij},
            meting_id=uuid4(),
        )  # fmt: skip

    with als(REGIE) as regie:
        meting = meet(regie, 200, "min")
        assert dienst.meet_keten(
            regie, titel="Dubbel", datum=dag(), scores={}, meting_id=meting.pk
        ) == meting  # fmt: skip
        meet(regie, 10, "plusmin", soort="intensiteit.gecoordineerd")
        for fout in (
            {"score": "top"},
            {"soort": "regie.iets"},
            {"soort": "informatiedelen.statisch"},
        ):
            with pytest.raises(DomainError):
                meet(regie, 5, "plus", **fout)
        with pytest.raises(DomainError):
            meet(regie, -3, "plus")
        with pytest.raises(DomainError):
            meet(regie, 5, "")
    with als("moviera.krt") as moviera:
        koppen, rijen = beeld.variabelen(moviera, model_voor(moviera))
        found = {r.naam: r for r in rijen}
        assert [k for k, _ in koppen] == ["Meting 200", "Meting 10"] and len(rijen) == 9
        assert found["Intensiteit"].beweging == "beter"
        assert [s.soort for s in found["Intensiteit"].scores] == ["Vrijblijvend", "Gecoördineerd"]
        assert found["Regie"].scores == (None, None)


def test_goals_have_a_status_per_source_and_statements_total_per_theme(als):
    with als(REGIE) as regie:
        oordelen = {
            ("ketendoel", "voorlichting"): "uitgevoerd",
            ("succesfactor", "daders.nazorg_dader"): "nodig",
            ("ketendoel", "afstemming"): "",
        }
        bron = dienst.voeg_bron_toe(
            regie, soort="document", naam="Regiovisie", datum=dag(100), oordelen=oordelen
        )
        with pytest.raises(DomainError):
            dienst.voeg_bron_toe(
                regie, soort="document", naam="Fout", datum=dag(),
                oordelen={("ketendoel", "bestaat_niet"): "nodig"},
            )  # fmt: skip
        for soort, thema in (("claim", "regie"), ("concern", "regie"), ("concern", "mandaat")):
            dienst.voeg_uitspraak_toe(
                regie, bron=bron.pk, thema=thema, soort=soort, tekst=f"Over {thema}."
            )
        with pytest.raises(DomainError):
            dienst.voeg_uitspraak_toe(
                regie, bron=uuid4(), thema="regie", soort="claim", tekst="Zonder bron."
            )
    with als("nog.bestuurder") as bestuurder:
        model = model_voor(bestuurder)
        _bronnen, groepen = beeld.doelen(bestuurder, model)
        rijen = {r.naam: r for _, groep in groepen for r in groep}
        assert (rijen["Voorlichting"].uitgevoerd, rijen["Daders: krijgen nazorg"].nodig) == (1, 1)
        _soorten, per_thema, totalen, gevonden = beeld.uitspraken(bestuurder, model, thema="regie")
        assert totalen == (1, 2, 0) and len(gevonden) == 2
        assert {r.sleutel: r.aantallen for r in per_thema} == {
            "regie": (1, 1, 0), "mandaat": (0, 1, 0),
        }  # fmt: skip
    with als("elders.krt"):
        assert not Uitspraak.objects.exists()


def test_a_gemeente_reaches_a_plateau_when_every_indicator_of_it_is_met(als):
    with als(REGIE) as regie:
        model = model_voor(regie)
        samen = next(d for d in plateaus.onderdelen(model) if d.sleutel == "samenwerking")
        een = [o.sleutel for o in samen.onder if plateaus.plateau_van(o) == 1]
        twee = [o.sleutel for o in samen.onder if plateaus.plateau_van(o) == 2]

        def stand():
            gevonden = {g.naam: g for g in plateaus.standen_for(regie, model)}
            nummer = [d.sleutel for d in plateaus.onderdelen(model)].index("samenwerking")
            return gevonden["Epe"].standen[nummer]

        def toets(document, dagen, scores):
            dienst.toets_beleid(
                regie, gemeente="Epe", document=document, datum=dag(dagen), scores=scores
            )

        toets("Veiligheidsplan", 300, dict.fromkeys(een[:-1], "ja") | {een[-1]: "deels"})
        assert (stand().plateau, stand().gehaald) == (0, len(een) - 1)
        toets("Beleidsplan", 200, {een[-1]: "ja"} | dict.fromkeys(twee, "ja"))
        assert (stand().plateau, stand().tekst) == (2, "Plateau 2")
        # A newer version of the same document replaces what the older one said.
        toets("beleidsplan", 10, dict.fromkeys(twee, "nee"))
        assert stand().plateau == 0
        for fout in ({"gemeente": "Parijs"}, {"scores": {"x": "ja"}}, {"datum": dag(-2)}):
            velden = {"gemeente": "Epe", "document": "Plan", "datum": dag(), "scores": {}}
            with pytest.raises(DomainError):
                dienst.toets_beleid(regie, **(velden | fout))


def test_where_the_proces_stuck_is_frozen_without_small_numbers(als, casus):
    with als(REGIE) as regie:
        Termijn.objects.filter(casus=casus).delete()
        for nummer in range(12):
            Termijn.objects.create(
                casus=casus, sleutel=f"proef:{nummer}", naam="Proeftermijn",
                deelname_id=regie.deelname_id, gestart_at=clock.now() - timedelta(days=20),
                uiterlijk=dag(10), voldaan_at=None if nummer < 2
                else clock.now() - timedelta(days=15 if nummer < 7 else 6),
            )  # fmt: skip
        (rij,) = cijfers.termijnen_in(regie, dag(30), dag())
        assert (rij.aantal, rij.op_tijd, rij.te_laat, rij.open_te_laat) == (12, 5, 5, 2)
        assert (rij.stroef, rij.dagen_te_laat) == (58, 4.0)
        assert cijfers.termijnen_in(regie, dag(90), dag(60)) == []
        dienst.leg_proces_vast(
            regie,
            van=dag(30),
            tot=dag(),
            rijen=[rij],
            bevindingen="Te druk.",
            conclusie="Meer tijd.",
        )
    with als("nog.bestuurder"):
        # Two open is too small to show, and so are the parts that would give it away.
        assert Procesevaluatie.objects.get().cijfers == [
            ["proef", "Proeftermijn", 12, None, None, None]
        ]
    assert cijfers.afgeschermd(cijfers.Rij("a", "A", 3, 3, 0, 0, None))[2:] == [None] * 4
    assert cijfers.afgeschermd(cijfers.Rij("a", "A", 11, 6, 5, 0, 1.0))[2:] == [11, 6, 5, 0]


def test_the_entry_says_what_speaks_for_each_level(als):
    with als(REGIE) as regie:
        found = {n.sleutel: n for n in prioriteit.niveaus(regie, model_voor(regie))}
        assert list(found) == ["casus", "proces", "keten", "beleid"]
        assert "Dit niveau is nog niet geëvalueerd." in found["keten"].redenen
        assert sum(n.voorstel for n in found.values()) == 1


def test_pages_of_every_level(als, client_als, casus):
    regie = client_als(REGIE)
    for url in ("", "casussen/", "proces/", "keten/", "keten/meting/", "keten/bron/",
                "keten/uitspraak/", "beleid/", "beleid/epe/", "lessen/"):  # fmt: skip
        assert regie.get(f"/evaluatie/{url}").status_code == 200, url
        assert client_als("elders.krt").get(f"/evaluatie/{url}").status_code in {200, 403, 404}
    vandaag = clock.today()
    tekst = f"{vandaag.day}-{vandaag.month}-{vandaag.year}"
    fout = regie.post("/evaluatie/keten/meting/", {"titel": "Zonder score", "datum": tekst})
    assert fout.status_code == 422 and "Zonder score" in fout.content.decode()
    goed = {"titel": "Najaar", "datum": tekst, "regie-score": "plus"}
    assert regie.post("/evaluatie/keten/meting/", goed).status_code == 302
    bron = {
        "soort": "gesprek",
        "naam": "Gespreksronde",
        "datum": tekst,
        "ketendoel-afstemming": "nodig",
    }
    assert regie.post("/evaluatie/keten/bron/", bron).status_code == 302
    toets = {"document": "Plan", "datum": tekst, "beleidsmatige_basis.basis_ingebed": "ja"}
    assert regie.post("/evaluatie/beleid/epe/", toets).status_code == 302
    keuze = {"niveau": "keten", "waarom": "Het team is nieuw."}
    assert regie.post("/evaluatie/", keuze).status_code == 302
    bestuurder = client_als("nog.bestuurder")
    assert "Najaar" in bestuurder.get("/evaluatie/keten/").content.decode()
    assert bestuurder.post("/evaluatie/", keuze).status_code == 403
    blad = bestuurder.get("/evaluatie/proces/").content.decode()
    assert casus.kenmerk not in blad and "Periode kiezen" not in blad
    assert client_als("ggd.preventie").get("/evaluatie/").status_code == 403
