"""The encryption of a stored file: a known answer, and every way to tamper with it."""

import io
import os

import pytest

from ketenregie.foundation.documenten import formaat, opslag
from ketenregie.foundation.documenten.ontvangst import Kluisje
from ketenregie.foundation.geheim import GeheimError

SLEUTEL, PLAATS = bytes(range(32)), "cases_document|opslag|1"


def dicht(inhoud: bytes, *, sleutel: bytes = SLEUTEL, plaats: str = PLAATS) -> bytes:
    stream = formaat.versleutel(
        io.BytesIO(inhoud), sleutel=sleutel, context=plaats, voorvoegsel=b"1234567"
    )
    return b"".join(stream)


def opened(data: bytes, *, sleutel: bytes = SLEUTEL, plaats: str = PLAATS) -> bytes:
    return b"".join(formaat.ontsleutel(io.BytesIO(data), sleutel=sleutel, context=plaats))


def test_known_answer_of_the_file_format():
    assert (
        dicht(b"Fenna").hex() == "4b52423131323334353637a61ddabb634fea2e2dd38ab51b29c42ce82676f7fc"
    )
    assert (
        opened(bytes.fromhex("4b52423131323334353637a61ddabb634fea2e2dd38ab51b29c42ce82676f7fc"))
        == b"Fenna"
    )


@pytest.mark.parametrize("lengte", [0, 1, 65535, 65536, 65537, 200_000, 131_072])
def test_any_length_comes_back_as_it_was(lengte):
    inhoud = os.urandom(lengte)
    sealed = dicht(inhoud)
    assert opened(sealed) == inhoud
    assert len(sealed) == 11 + lengte + 16 * max(1, -(-lengte // 65536))


def test_changed_swapped_cut_off_or_misplaced_does_not_open():
    sealed = dicht(bytes(200_000))
    head, block = sealed[:11], 65536 + 16
    blocks = [sealed[11 + i * block : 11 + (i + 1) * block] for i in range(4)]
    wrong = [
        sealed[:-1],
        sealed + b"x",
        head + blocks[1] + blocks[0] + blocks[2] + blocks[3],
        head + blocks[0] + blocks[1] + blocks[2],  # the end is missing
        head + blocks[0],
        head,
        sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:],
        b"KRB1" + b"7654321" + sealed[11:],
        b"",
    ]
    for data in wrong:
        with pytest.raises(GeheimError):
            opened(data)
    with pytest.raises(GeheimError):
        opened(sealed, sleutel=bytes(32))
    with pytest.raises(GeheimError):
        opened(sealed, plaats="cases_document|opslag|2")


def test_nothing_readable_lies_in_the_storage(opslagmap):
    naam = opslag.schrijf(io.BytesIO(b"KANARIE" * 50_000), sleutel=SLEUTEL, context=PLAATS)
    (path,) = (p for p in opslagmap.rglob("*") if p.is_file())
    assert b"KANARIE" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.name == naam.hex
    assert b"".join(opslag.lees(naam, sleutel=SLEUTEL, context=PLAATS)) == b"KANARIE" * 50_000
    opslag.verwijder(naam)
    with pytest.raises(GeheimError):
        opslag.lees(naam, sleutel=SLEUTEL, context=PLAATS)


def test_an_upload_in_transit_is_encrypted_and_readable_at_any_place():
    inhoud = os.urandom(100_000)
    box = Kluisje()
    for begin in range(0, len(inhoud), 7001):
        box.write(inhoud[begin : begin + 7001])
    on_disk = os.pread(box._file.fileno(), 100_000, 0)
    assert len(on_disk) == 100_000 and on_disk != inhoud and inhoud[:64] not in on_disk
    for place, length in ((0, 10), (5, 33), (16, 16), (99_990, 50), (7001, 5000)):
        box.seek(place)
        assert box.read(length) == inhoud[place : place + length]
    box.seek(0)
    with pytest.raises(OSError):
        box.write(b"opnieuw")
