"""A task that starts later runs with the rights of that later moment."""

from datetime import timedelta
from uuid import uuid4

import pytest

from ketenregie.foundation import clock, taak
from ketenregie.foundation.errors import AccessDenied
from ketenregie.foundation.taak import Resultaat, loper
from ketenregie.foundation.viewer import acting_as
from partners.access.viewers import viewer_for_later
from partners.models import Lidmaatschap

pytestmark = pytest.mark.django_db


def test_the_viewer_is_who_asked(viewer):
    who = viewer("politie.krt")
    assert viewer_for_later(who.lidmaatschap_id, who.medewerker_id) == who


def test_someone_elses_an_ended_or_an_unknown_lidmaatschap_is_refused(viewer, as_role):
    who, other = viewer("politie.krt"), viewer("om.krt")
    for pair in (
        (other.lidmaatschap_id, who.medewerker_id),
        (who.lidmaatschap_id, other.medewerker_id),
        (uuid4(), who.medewerker_id),
        (who.lidmaatschap_id, uuid4()),
    ):
        with pytest.raises(AccessDenied):
            viewer_for_later(*pair)
    with as_role("werker"):
        Lidmaatschap.objects.filter(pk=who.lidmaatschap_id).update(
            tot=clock.today() - timedelta(days=1)
        )
    with pytest.raises(AccessDenied):
        viewer_for_later(who.lidmaatschap_id, who.medewerker_id)


def test_a_task_of_a_real_person_reaches_its_end(viewer, monkeypatch):
    monkeypatch.setattr(taak, "stuur", lambda name, **ids: True)
    monkeypatch.setattr(taak.uitvoerders, "_items", {})
    taak.uitvoerder("proef")(lambda job, who: Resultaat("naam.txt", who.naam.encode()))
    who = viewer("moviera.krt")
    with acting_as(who):
        found = taak.start("proef", viewer=who, titel="Proef")
    loper.voer_uit(found.pk, found.keten_id)
    with acting_as(who):
        assert taak.haal_resultaat(found.pk)[1].decode() == who.naam
