"""A change keeps what was there, who changed it, for which organisation and why."""

from datetime import timedelta

import pytest

from ketenregie.foundation import clock, history
from ketenregie.foundation.errors import EditConflict, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from partners.models import Organisatie

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisatie(wereld) -> Organisatie:
    return Organisatie.objects.order_by("naam").first()


def last(obj: Organisatie):
    return obj.history.first()


def test_a_change_keeps_actor_organisation_and_reason(viewer, als, organisatie):
    who, at = viewer("zvh.beheer"), clock.now() + timedelta(days=1)
    before = organisatie.naam
    with als("zvh.beheer"), met_reden("Fusie"), clock.frozen(at):
        organisatie.naam = "Nieuwe naam"
        organisatie.save()
        now, earlier = organisatie.history.all()[:2]
    assert (now.naam, earlier.naam) == ("Nieuwe naam", before)
    assert (now.history_medewerker_id, now.history_deelname_id) == (
        who.medewerker_id,
        who.deelname_id,
    )
    assert (now.history_reden, now.history_date, now.history_type) == ("Fusie", at, "~")


def test_a_reason_holds_inside_its_block_only(als, organisatie):
    with als("zvh.beheer"):
        with met_reden("buiten"):
            with met_reden("binnen"):
                organisatie.save()
                assert last(organisatie).history_reden == "binnen"
            organisatie.save()
            assert last(organisatie).history_reden == "buiten"
        organisatie.save()
        assert last(organisatie).history_reden == ""


def test_a_save_raises_the_version_also_with_update_fields(als, organisatie):
    with als("zvh.beheer"):
        before = organisatie.versie
        organisatie.save()
        organisatie.save(update_fields=["naam"])
        assert Organisatie.objects.get(pk=organisatie.pk).versie == before + 2


def test_bulk_changes_keep_their_history_and_raise_the_version(viewer, als, wereld):
    who = viewer("zvh.beheer")
    with als("zvh.beheer"), met_reden("herindeling"):
        rows = list(Organisatie.objects.order_by("naam")[:3])
        versions = [row.versie for row in rows]
        for row in rows:
            row.naam += " (nieuw)"
        assert history.bulk_update(rows, Organisatie, ["naam"]) == 3
        for row, version in zip(rows, versions, strict=True):
            stored = Organisatie.objects.get(pk=row.pk)
            assert (stored.versie, stored.naam) == (version + 1, row.naam)
            line = last(row)
            assert (line.naam, line.versie) == (row.naam, version + 1)
            assert (line.history_reden, line.history_medewerker_id) == (
                "herindeling",
                who.medewerker_id,
            )
        assert history.bulk_update([], Organisatie, ["naam"]) == 0


def test_a_lock_refuses_a_stale_version_and_shows_the_present_row(als, organisatie):
    with als("zvh.beheer"):
        assert lock(Organisatie, organisatie.pk).pk == organisatie.pk
        assert lock(Organisatie, organisatie.pk, organisatie.versie) == organisatie
        stale = organisatie.versie
        organisatie.naam = "Nieuwer"
        organisatie.save()
        with pytest.raises(EditConflict) as conflict:
            lock(Organisatie, organisatie.pk, stale)
        assert conflict.value.actueel.naam == "Nieuwer"


def test_a_row_outside_the_source_is_not_visible(als, organisatie):
    with als("zvh.beheer"):
        for source, pk in ((Organisatie.objects.none(), organisatie.pk), (Organisatie, "geen-id")):
            with pytest.raises(NotVisible):
                lock(source, pk)
