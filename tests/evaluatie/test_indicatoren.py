"""Each indicator against a slow count in plain Python, and the same figure on any later day."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from evaluatie.feiten.models import Feit
from evaluatie.indicatoren.definities import INDICATOREN, OP_SLEUTEL
from evaluatie.indicatoren.perioden import Periode, laatste
from evaluatie.indicatoren.tellen import TOTAAL, Telling, tel
from ketenregie.foundation import clock
from partners.models import Keten
from referentiemodel.loader import model_van
from tests.factories.cijfers import TOT, VAN, Traag, bewaar, feiten

LATER = datetime(2026, 1, 1, tzinfo=UTC)


class Terug(Exception):
    pass


DOEN = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(**DOEN, max_examples=12)
@given(rijen=feiten())
def test_sql_counts_what_plain_python_counts(als, rijen):
    _vergelijk(als, rijen)


@pytest.mark.drill
@settings(**DOEN, max_examples=1000)
@given(rijen=feiten())
def test_sql_counts_what_plain_python_counts_in_1_000_worlds(als, rijen):
    _vergelijk(als, rijen)


def _vergelijk(als, rijen):
    with als("zvh.beheer") as beheer:
        try:
            with transaction.atomic():
                bewaar(beheer.keten_id, rijen)
                traag = Traag(rijen, ["Apeldoorn", "Epe"])
                for indicator in INDICATOREN:
                    periode = Periode(VAN, TOT)
                    snel = tel(
                        beheer.keten_id, indicator, [periode], peil=LATER,
                        gemeenten=["Apeldoorn", "Epe"],
                    )[(periode, TOTAAL)]  # fmt: skip
                    wil = traag.tel(indicator.sleutel)
                    assert (snel.teller, snel.noemer) == (wil.teller, wil.noemer), indicator.sleutel
                    assert snel.waarde == pytest.approx(wil.waarde), indicator.sleutel
                    for u in indicator.uitsplitsingen:
                        cellen = tel(
                            beheer.keten_id, indicator, [periode], peil=LATER, uitsplitsing=u
                        )
                        assert sum(c.teller for c in cellen.values()) == wil.teller
                        assert sum(c.noemer for c in cellen.values()) == wil.noemer
                raise Terug
        except Terug:
            pass


def test_every_indicator_of_the_model_is_counted_and_no_other(als):
    with als("zvh.beheer") as beheer:
        model = model_van(Keten.objects.get(pk=beheer.keten_id).modelversie_id)
    assert {i.sleutel: i.nummer for i in model.indicatoren} == {
        i.sleutel: i.nummer for i in INDICATOREN
    }
    assert {i.sleutel: str(i.niveau) for i in INDICATOREN} == {
        i.sleutel: i.niveau for i in model.indicatoren
    }


def test_a_figure_is_the_same_on_any_later_day_also_after_a_correction(als):
    derde = Periode.kwartaal(2024, 3)
    with als("zvh.beheer") as beheer, clock.frozen(datetime(2025, 3, 1, tzinfo=UTC)):
        rij = {
            "soort": "melding", "dag": date(2024, 8, 1), "categorie": "melding", "uitkomst": "bekend",
            "gemeente": "Epe", "casus_sleutel": None, "onderwerp_sleutel": None, "einddag": None,
            "aantal": 1, "totaal": 14, "weg": False,
        }  # fmt: skip
        bewaar(beheer.keten_id, [rij])
        meldingen = OP_SLEUTEL["meldingen_per_vorm"]
        toen = tel(beheer.keten_id, meldingen, [derde])
        assert toen[(derde, TOTAAL)] == Telling(1, 0)
        feit = Feit.objects.get(soort="melding", dag=date(2024, 8, 1))
        feit.pk, feit.volg, feit.vervallen = None, 1, True
        feit.vastgelegd_at = clock.now()
        feit.save(force_insert=True)
        assert tel(beheer.keten_id, meldingen, [derde]) == toen
        assert tel(beheer.keten_id, meldingen, [derde], peil=LATER)[(derde, TOTAAL)].teller == 0


def test_only_whole_quarters_and_years_that_are_over_can_be_asked():
    with clock.frozen(datetime(2026, 1, 10, tzinfo=UTC)):
        assert [p.sleutel for p in laatste(2)] == ["2025-K2", "2025-K3"]
        assert [p.sleutel for p in laatste(1, jaren=True)] == ["2024"]
    with clock.frozen(datetime(2026, 1, 15, 12, tzinfo=UTC)):
        assert [p.sleutel for p in laatste(1)] == ["2025-K4"]
    for tekst in ("2025-K5", "2025-08", "", "2025-01-01", "'"):
        assert Periode.lees(tekst) is None
