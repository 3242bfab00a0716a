"""The matcher before invented people whose truth is known: short form of `manage.py matching_rapport`."""

import random

import pytest

from cases.models import Persoon
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.naamproef import meten
from ketenregie.portaal.naamproef.lijken import LIJKENDEN, lijkenden
from ketenregie.portaal.naamproef.mensen import bevolking
from ketenregie.portaal.naamproef.vervormen import VERVORMINGEN, dubbelen


def test_known_persons_are_found_and_others_are_not_called_the_same(viewer):
    meldpunt = viewer("vt.meldpunt")

    uitkomst = meten.meet(meldpunt, zaad=11, personen=800, dubbel=204, lijkend=144)

    assert uitkomst.vinden >= meten.DOEL_VINDEN, meten.tabel(uitkomst)
    assert uitkomst.waarschijnlijk >= meten.DOEL_WAARSCHIJNLIJK, meten.tabel(uitkomst)
    assert {len(uitkomst.dubbelen), len(uitkomst.lijkenden)} == {
        len(VERVORMINGEN),
        len(LIJKENDEN),
    }
    with acting_as(meldpunt):
        assert not Persoon.objects.exists()


@pytest.mark.drill
def test_the_aims_hold_for_people_it_was_never_tuned_on(viewer):
    for zaad in (31, 32, 33):
        uitkomst = meten.meet(
            viewer("vt.meldpunt"), zaad=zaad, personen=10_000, dubbel=1_020, lijkend=1_020
        )
        assert uitkomst.vinden >= meten.DOEL_VINDEN, meten.tabel(uitkomst)
        assert uitkomst.waarschijnlijk >= meten.DOEL_WAARSCHIJNLIJK, meten.tabel(uitkomst)


def test_the_same_seed_makes_the_same_people():
    een, ander = random.Random(5), random.Random(5)

    assert bevolking(een, 50) == bevolking(ander, 50)


def test_every_corruption_changes_something_and_every_look_alike_is_someone_else():
    kans = random.Random(3)
    mensen = bevolking(kans, 300)

    for _, m in dubbelen(kans, mensen, 170):
        bron = mensen[m.nummer]
        wat = (m.voornaam, m.tussenvoegsel, m.achternaam, m.geboortedatum, m.jaar_van)
        assert wat != (
            bron.voornaam,
            bron.tussenvoegsel,
            bron.achternaam,
            bron.geboortedatum,
            bron.jaar_van,
        )
    assert {m.nummer for _, m in lijkenden(kans, mensen, 120)} == set(range(300, 420))
