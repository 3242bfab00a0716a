"""Conditions on the one who acts: a condition that fails refuses, whatever functie or letter says."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from ketenregie.foundation.viewer import Viewer, acting_as
from partners.access import policy
from partners.access.permissions import Permission

Wie = Callable[[str], Viewer]


@pytest.mark.parametrize(
    "permission",
    [Permission.MELDPUNT_WERKEN, Permission.DOSSIER_VORMEN, Permission.OVERLEG_PLANNEN],
)
def test_work_of_meldpunt_and_procesregie_is_for_that_deelname_only(
    viewer: Wie, permission: Permission
) -> None:
    politie = viewer("politie.krt")
    with acting_as(politie):
        assert not policy.may(politie, permission)


def test_the_meldpunt_works_at_the_meldpunt(viewer: Wie) -> None:
    vt = viewer("vt.krt")
    with acting_as(vt):
        assert policy.may(vt, Permission.MELDPUNT_WERKEN)
        assert not policy.may(vt, Permission.OVERLEG_PLANNEN)


def test_an_invitation_of_another_organisation_is_not_yours_to_answer(viewer: Wie) -> None:
    politie = viewer("politie.krt")
    with acting_as(politie):
        own = policy.may(politie, Permission.UITNODIGING_BEANTWOORDEN, van=politie.deelname_id)
        other = policy.may(politie, Permission.UITNODIGING_BEANTWOORDEN, van=uuid4())
        assert (own.allowed, other.allowed) == (True, False)
