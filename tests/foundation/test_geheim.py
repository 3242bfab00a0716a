"""What is sealed opens only in its own place, with its own key."""

import base64
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import ImproperlyConfigured

from ketenregie.foundation import geheim
from ketenregie.foundation.geheim import GeheimError, VersleuteldVeld

KNOWN = "0101299bf52339e1ed61b3ff68d566a7149efe54a281bf1d32a153340c5f4a80221f93fddf31d3451a41b686ef"
CONTEXT = "meldpunt_melder|naam|7d0f6f9e-2a55-4a0e-9a0c-0f6a0b1f4f5e"


def encoded(byte: int) -> str:
    return base64.b64encode(bytes([byte]) * 32).decode()


@pytest.fixture(autouse=True)
def master_key(settings):
    settings.KETENREGIE_SLEUTEL = encoded(1)


def test_aes_256_gcm_known_answer():
    """Test case 14 of the GCM specification: zero key, zero nonce, zero block."""
    sealed = AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), None)
    assert sealed.hex() == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"


def test_a_value_sealed_earlier_still_opens():
    """Known answer of our own format: key 01..01, so a change of format or derivation is noticed."""
    sealed = bytes.fromhex(KNOWN)
    assert geheim.ontsleutel(sealed, context=CONTEXT) == "Özlem de Groot"


def test_text_and_bytes_come_back():
    assert (
        geheim.ontsleutel(geheim.versleutel("naïef", context="a|b|c"), context="a|b|c") == "naïef"
    )
    raw = bytes(range(256))
    assert geheim.ontsleutel_bytes(geheim.versleutel(raw, context="x"), context="x") == raw


def test_the_same_text_never_gives_the_same_bytes():
    assert len({geheim.versleutel("x", context="c") for _ in range(50)}) == 50


def test_another_row_changed_bytes_or_another_key_do_not_open(settings):
    sealed = geheim.versleutel("geheim", context=CONTEXT)
    with pytest.raises(GeheimError):
        geheim.ontsleutel(sealed, context=CONTEXT + "0")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(GeheimError):
            geheim.ontsleutel(bytes(changed), context=CONTEXT)
    settings.KETENREGIE_SLEUTEL = encoded(2)
    with pytest.raises(GeheimError):
        geheim.ontsleutel(sealed, context=CONTEXT)


def test_rotation_reads_the_old_and_writes_the_new(settings):
    old = geheim.versleutel("blijft leesbaar", context="c")
    index = geheim.blinde_index("123")
    settings.KETENREGIE_SLEUTEL = f"v2:{encoded(2)},v1:{encoded(1)}"
    assert geheim.ontsleutel(old, context="c") == "blijft leesbaar"
    new = geheim.herversleutel(old, context="c")
    assert (geheim.versie_van(old), geheim.versie_van(new)) == (1, 2)
    assert geheim.herversleutel(new, context="c") == new
    assert geheim.blinde_index("123") == index
    settings.KETENREGIE_SLEUTEL = f"v2:{encoded(2)}"
    assert geheim.ontsleutel(new, context="c") == "blijft leesbaar"
    with pytest.raises(GeheimError):
        geheim.ontsleutel(old, context="c")


def test_a_dossier_key_opens_its_dossier_and_nothing_else():
    stored = geheim.maak_sleutel(context="dossier|sleutel|1")
    key = geheim.open_sleutel(stored, context="dossier|sleutel|1")
    other = geheim.open_sleutel(geheim.maak_sleutel(context="x"), context="x")
    sealed = geheim.versleutel("tekst", context="c", sleutel=key)
    assert geheim.ontsleutel(sealed, context="c", sleutel=key) == "tekst"
    for wrong in (other, None):
        with pytest.raises(GeheimError):
            geheim.ontsleutel(sealed, context="c", sleutel=wrong)


def test_blind_index_is_stable_and_tells_kinds_apart(settings):
    assert geheim.blinde_index("999990019") == geheim.blinde_index("999990019")
    assert geheim.blinde_index("1", context="bsn") != geheim.blinde_index("1", context="code")
    before = geheim.blinde_index("1")
    settings.KETENREGIE_SLEUTEL = encoded(9)
    assert geheim.blinde_index("1") != before


@pytest.mark.parametrize("value", ["kort", encoded(1)[:-4], "v1:###", "v0:" + encoded(1)])
def test_an_unusable_master_key_stops_the_start(settings, value):
    settings.KETENREGIE_SLEUTEL = value
    with pytest.raises(ImproperlyConfigured):
        geheim.check()


class Rij:
    """Stands for a model row: a table name, an id and a column of bytes."""

    class _meta:
        db_table = "meldpunt_melder"

    naam_versleuteld: bytes | None = None
    naam = VersleuteldVeld("naam_versleuteld")

    def __init__(self, pk: int) -> None:
        self.id = UUID(int=pk)


def test_an_encrypted_field_reads_as_text_and_is_tied_to_its_row():
    row, other = Rij(1), Rij(2)
    assert row.naam is None
    row.naam = "Jansen"
    assert row.naam == "Jansen"
    assert b"Jansen" not in (row.naam_versleuteld or b"")
    other.naam_versleuteld = row.naam_versleuteld
    with pytest.raises(GeheimError):
        _ = other.naam
    row.naam = None
    assert row.naam_versleuteld is None
