"""THE policy: every outcome for functie x letter x action, and one answer whoever asks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from cases.models import Casus
from cases.models import casus as casusmodule
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.policy import Toegang
from partners.access.roles import RECHTEN, Recht
from referentiemodel.enums import Functie, Mandaatsoort, Rasci
from tests.access.test_matrix import ZIET
from tests.access.wereld import Wereld, kijker, open_wereld

KETEN, DEELNAME = UUID(int=1), UUID(int=2)


@dataclass
class Nep:
    """A casus that answers how the viewer stands towards it."""

    toegang: Toegang
    keten_id: UUID = KETEN

    def toegang_van(self, viewer: Viewer) -> Toegang:
        return self.toegang


def wie(functie: Functie, **extra: Any) -> Viewer:
    return Viewer(keten_id=KETEN, deelname_id=DEELNAME, nummer=1, functie=functie, **extra)


def soort(recht: Recht) -> dict[str, str]:
    """A kind of partner that the right is for."""
    return {"partnersoort": next(iter(recht.soorten), "")}


ALLES = {
    "publiek": True,
    "meldpunt": True,
    "procesregie": True,
    "mandaten": frozenset(Mandaatsoort.values),
}


def zou_mogen(
    permission: Permission, functie: Functie, letter: Rasci | None, eigenaar: bool
) -> bool:
    """What docs/rechten.md tells, written once more without the code of the policy."""
    recht = RECHTEN[permission]
    if functie not in recht.functies:
        return False
    if not recht.letters and not recht.eigenaar:
        return True
    return (recht.eigenaar and eigenaar) or letter in recht.letters


@pytest.mark.parametrize("permission", Permission)
def test_table_functie_x_letter_x_owner(permission: Permission) -> None:
    recht = RECHTEN[permission]
    for functie, letter, eigenaar in product(Functie, (None, *Rasci), (False, True)):
        held = {recht.activiteit: frozenset({letter})} if letter and recht.activiteit else {}
        casus = Nep(Toegang(True, "", eigenaar, True, held)) if recht.op_casus else None
        besluit = policy.may(wie(functie, **ALLES, **soort(recht)), permission, casus, van=DEELNAME)
        assert besluit.allowed == zou_mogen(permission, functie, letter, eigenaar), (
            functie,
            letter,
        )
        assert besluit.reason and besluit.regel, "elk antwoord zegt waarom en volgens welke regel"


@pytest.mark.parametrize("permission", Permission)
def test_each_condition_alone_refuses(permission: Permission) -> None:
    """Everything right but one thing."""
    recht = RECHTEN[permission]
    functie = next(f for f in Functie if f in recht.functies)
    held = {recht.activiteit: recht.letters} if recht.activiteit else {}
    toegang = Toegang(True, "", True, True, held)
    casus = Nep(toegang) if recht.op_casus else None
    v = wie(functie, **ALLES, **soort(recht))

    def mag(viewer: Viewer, casus: Nep | None = casus, van: UUID = DEELNAME) -> bool:
        return policy.may(viewer, permission, casus, van=van).allowed

    assert mag(v)
    assert mag(replace(v, publiek=False)) == (not recht.publiek)
    assert mag(replace(v, meldpunt=False)) == (not recht.meldpunt)
    assert mag(replace(v, procesregie=False)) == (not recht.procesregie)
    assert mag(replace(v, mandaten=frozenset())) == (not recht.mandaat)
    assert mag(replace(v, partnersoort="")) == (not recht.soorten)
    assert mag(v, van=uuid4()) == (not recht.eigen)
    assert not mag(Viewer.voor_systeem(KETEN, "proef"))
    if casus is not None:
        assert not mag(v, Nep(Toegang()))
        assert not mag(v, Nep(toegang, keten_id=uuid4()))
        ended = mag(v, Nep(replace(toegang, open=False)))
        assert ended == (recht.bij_einde or permission == Permission.CASUS_ZIEN)
        if recht.letters and not recht.eigenaar:
            elsewhere = {"een_andere_activiteit": frozenset(Rasci)}
            assert not mag(v, Nep(replace(toegang, letters=elsewhere)))


def test_a_mandaat_is_not_replaced_by_another() -> None:
    """Consent with a plan asks the mandaat of that kind; being a colleague or having another is not enough."""
    for permission, recht in RECHTEN.items():
        if not recht.mandaat:
            continue
        other = frozenset(Mandaatsoort.values) - {recht.mandaat}
        held = {recht.activiteit: recht.letters}
        for functie in recht.functies:
            v = wie(functie, **(ALLES | {"mandaten": other}))
            refused = policy.may(v, permission, Nep(Toegang(True, "", True, True, held)))
            assert not refused
            assert "mandaat" in refused.reason


# --- one answer, whoever asks ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


@pytest.mark.django_db
@pytest.mark.parametrize("veel", [0, 20_000])
def test_the_long_list_shows_the_same_casussen_with_few_and_with_many_rights(
    w: Wereld, monkeypatch: pytest.MonkeyPatch, veel: int
) -> None:
    monkeypatch.setattr(casusmodule, "VEEL_RECHTEN", veel)
    aantallen = set()
    for naam in ZIET:
        viewer = kijker(naam)
        with acting_as(viewer):
            seen = set(Casus.objects.visible_to(viewer).values_list("pk", flat=True))
            listed = list(Casus.objects.lijst_van(viewer).values_list("pk", flat=True))
        assert sorted(listed) == sorted(seen), naam
        aantallen.add(len(seen))
    assert len(aantallen) > 2, "nobody differs: the test proves nothing"


@pytest.mark.django_db
def test_list_detail_and_policy_agree_for_every_account_and_casus(w: Wereld) -> None:
    system = Viewer.voor_systeem(w.casus.keten_id, "proef")
    with acting_as(system):
        keys = list(Casus.objects.values_list("pk", flat=True))
    keys += [w.elders.pk, uuid4()]
    seen = 0
    for naam in ZIET:
        viewer = kijker(naam)
        with acting_as(viewer):
            for pk in keys:
                listed = Casus.objects.visible_to(viewer).filter(pk=pk).exists()
                casus = Casus(
                    pk=pk, keten_id=w.elders.keten_id if pk == w.elders.pk else w.casus.keten_id
                )
                allowed = policy.may(viewer, Permission.CASUS_ZIEN, casus).allowed
                try:
                    fetched = Casus.objects.haal(viewer, pk).pk == pk
                except policy.NotVisible:
                    fetched = False
                assert listed == fetched == allowed, (naam, pk)
                seen += listed
    assert seen > 10
