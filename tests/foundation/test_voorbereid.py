"""A query that is kept answers as the one that is put together anew, and refuses what would grow old."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from cases.models import Casus
from cases.models.casus import toegang_tot, toegangen
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.voorbereid import Voorbereid
from partners.access.policy import Toegang
from tests.factories.plan import maak_casus

pytestmark = pytest.mark.django_db
WIE = ("zvh.procesregisseur", "politie.krt", "moviera.krt", "om.krt", "zvh.fg", "elders.krt")


def test_every_kind_of_viewer_gets_the_answer_of_the_query_made_anew(viewer: Any) -> None:
    een, twee = maak_casus(viewer), maak_casus(viewer)
    seen = set()
    mensen = [viewer(naam) for naam in WIE]
    mensen.append(replace(mensen[1], namens_id=mensen[3].medewerker_id))
    for wie in mensen:
        with acting_as(wie):
            for casus in (een, twee):
                answer = toegang_tot(wie, casus.pk)
                assert answer == toegangen(wie, Q(pk=casus.pk)).get(casus.pk, Toegang())
                seen.add(answer.zichtbaar)
    assert seen == {True, False}


def test_it_knows_what_time_it_is(viewer: Any) -> None:
    """The moment is filled in anew: a right that began just now did not exist three years ago."""
    casus = maak_casus(viewer)
    wie = viewer("zvh.procesregisseur")
    with acting_as(wie):
        assert toegang_tot(wie, casus.pk).zichtbaar
        with clock.frozen(clock.now() - timedelta(days=1100)):
            assert not toegang_tot(wie, casus.pk).zichtbaar


def test_it_is_one_query(viewer: Any) -> None:
    casus = maak_casus(viewer)
    wie = viewer("politie.krt")
    with acting_as(wie):
        toegang_tot(wie, casus.pk)
    with acting_as(wie), CaptureQueriesContext(connection) as asked:
        toegang_tot(wie, casus.pk)
    assert len(asked) == 1


def test_a_value_worked_out_from_the_moment_is_refused(viewer: Any) -> None:
    wie = viewer("politie.krt")
    oud = Voorbereid(
        lambda v, pk: Casus.objects.filter(
            pk=pk, created_at__gt=clock.now() - timedelta(days=30)
        ).values_list("pk")
    )
    with acting_as(wie), pytest.raises(RuntimeError, match="afgeleide"):
        oud.rijen(wie, wie.eigen_id)
