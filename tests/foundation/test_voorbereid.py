"""A query that is kept answers as the one that is put together anew, and refuses what would grow old."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from cases.models import Casus
from cases.models.casus import toegang_tot, toegangen
from ketenregie.foundation import clock
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.voorbereid import Voorbereid, VoorbereideSql, _sql
from partners.access.policy import Toegang
from partners.models import Medewerker, lidmaatschappen_van
from partners.models.medewerker import _lidmaatschappen
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


def test_objects_come_with_what_was_selected_along_for_whom_and_on_the_day_that_is_asked(
    viewer: Any,
) -> None:
    vandaag = clock.today()
    for naam in ("zvh.procesregisseur", "moviera.zorg"):
        wie = Medewerker.objects.get(pk=viewer(naam).medewerker_id)
        with CaptureQueriesContext(connection) as asked:
            (mine,) = lidmaatschappen_van(wie, vandaag)
            seen = (mine.medewerker, mine.deelname.organisatie.naam, mine.deelname.keten.naam)
        assert len(asked) == 1
        anew = _lidmaatschappen(wie.pk, vandaag).get()
        assert (mine, mine.is_publiek, mine.mandaten_eigen) == (
            anew, anew.is_publiek, anew.mandaten_eigen
        )  # fmt: skip
        assert seen == (wie, anew.deelname.organisatie.naam, anew.deelname.keten.naam)
        assert lidmaatschappen_van(wie, mine.van - timedelta(days=1)) == []


def test_sql_for_a_list_is_that_of_the_query_made_anew_for_somebody_else(
    viewer: Any,
) -> None:
    """Kinds of work, asked by one person and then by a stranger of the same kind."""
    eerste = viewer("politie.krt")
    vreemd = {n: uuid4() for n in ("deelname_id", "medewerker_id", "lidmaatschap_id")}
    wie = replace(eerste, nummer=999, group_id=999, **vreemd)
    for soort in list(work_kinds.values())[::6]:
        with acting_as(eerste), clock.frozen(clock.now()):
            try:
                soort.vraag.sql(eerste)
                anew = _sql(soort.vraag.maak(wie))[:2]
            except EmptyResultSet:
                continue
            assert soort.vraag.sql(wie) == anew


def test_sql_with_a_value_worked_out_from_the_day_is_made_each_time(viewer: Any) -> None:
    wie = viewer("politie.krt")
    oud = VoorbereideSql(
        lambda v: Casus.objects.filter(
            volgende_datum__lt=clock.today() - timedelta(days=30)
        ).values_list("pk")
    )
    with acting_as(wie):
        first = oud.sql(wie)
        with clock.frozen(clock.now() + timedelta(days=3)):
            later = oud.sql(wie)
    assert first[0] == later[0]
    assert first[1] != later[1]
