"""Every table says what becomes of it when the person it may be about is destroyed."""

from ketenregie.foundation.bewaren import regels
from ketenregie.portaal.vernietigen.regels import LOSSE_IDS


def test_every_table_says_how_it_is_destroyed_or_why_it_stays() -> None:
    assert regels.ongeregeld() == []


def test_an_id_without_a_foreign_key_goes_along_or_says_nothing_by_itself() -> None:
    los = {f"{m._meta.label}.{k}" for m in regels.modellen() for k in regels.losse_ids(m)}
    assert los == LOSSE_IDS


def test_no_rule_is_for_a_table_that_is_gone() -> None:
    assert set(regels.regels.keys()) <= {m._meta.label for m in regels.modellen()}
