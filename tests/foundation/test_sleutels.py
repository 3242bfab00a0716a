"""The master key changes while people work; nothing is lost, doubled or left behind."""

import base64
import hmac
import re
from io import StringIO
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.management import CommandError, call_command
from django.db import models

from ketenregie.foundation import concept, geheim, rls, sleutelbeheer
from ketenregie.foundation.geheim import GeheimError
from ketenregie.foundation.viewer import acting_as
from ketenregie.gegevensmap import BASE_DIR
from partners.access.inloggen import TweedeFactorAdapter
from partners.models import Inlogdienst, Medewerker, Organisatie
from tests.conftest import database_role

OUD, NIEUW = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
# Bytes that are looked up or hashed, or sealed with a key that is not ours: these are not rotated.
GEEN_HOOFDSLEUTEL = {
    "meldpunt_melder.code_hash",
    "privacy_privacyverzoek.code_hash",
    "meldpunt_mail.inhoud_index",
    "meldpunt_mail.message_index",
    "meldpunt_mail.afzender_index",
}


@pytest.fixture
def gevuld(wereld, viewer, settings):
    """A draft, a secret with history and a second factor, under key v1."""
    settings.KETENREGIE_SLEUTEL = OUD
    vt = viewer("vt.meldpunt")
    sleutel = uuid4()
    with acting_as(vt):
        concept.bewaar("melding", sleutel, {"kort": "Özlem belt terug"})
    with acting_as(viewer("platform.beheer")):
        dienst = Inlogdienst(organisatie=Organisatie.objects.first(), naam="x", issuer="https://x", client_id="c")  # fmt: skip
        dienst.geheim = "s3cr3t"
        dienst.save(force_insert=True)
    mens = Medewerker.objects.get(username="vt.meldpunt")
    factor = Authenticator.objects.create(
        user=mens, type="totp", data={"secret": TweedeFactorAdapter().encrypt("JBSWY3DP")}
    )
    return vt, sleutel, dienst, factor


def roteer(**opties) -> str:
    uit = StringIO()
    with database_role("eigenaar"):
        call_command("sleutels", "roteren", stdout=uit, **opties)
    return uit.getvalue()


def leesbaar(gevuld) -> None:
    vt, sleutel, dienst, factor = gevuld
    with acting_as(vt):
        assert concept.laad("melding", sleutel).data["kort"] == "Özlem belt terug"
    dienst.refresh_from_db()
    factor.refresh_from_db()
    assert dienst.geheim == "s3cr3t"
    assert TweedeFactorAdapter().decrypt(factor.data["secret"]) == "JBSWY3DP"


def test_rotation_moves_everything_and_the_old_key_can_go(gevuld, settings):
    settings.KETENREGIE_SLEUTEL = f"v2:{NIEUW},v1:{OUD}"
    leesbaar(gevuld)
    aantal_history = gevuld[2].history.count()
    uit = roteer()
    assert "v1: 0 waarden, leeg" in uit
    assert gevuld[2].history.count() == aantal_history, "sealing again is no change"
    settings.KETENREGIE_SLEUTEL = f"v2:{NIEUW}"
    leesbaar(gevuld)
    assert "0 waarden omgezet" in roteer(), "a second run has nothing to do"


def test_broken_off_rotation_goes_on_where_it_was(gevuld, settings, monkeypatch):
    settings.KETENREGIE_SLEUTEL = f"v2:{NIEUW},v1:{OUD}"
    keren = []

    def stuk(wat, n, totaal):
        keren.append(wat)
        raise KeyboardInterrupt

    with database_role("eigenaar"), pytest.raises(KeyboardInterrupt):
        sleutelbeheer.roteer(groep=1, voortgang=stuk)
    leesbaar(gevuld)
    with database_role("eigenaar"):
        tussen = sleutelbeheer.stand()
    assert tussen[2] >= 1
    assert tussen[1] >= 1, "half way, both keys are in use"
    roteer()
    with database_role("eigenaar"):
        assert set(sleutelbeheer.stand()) == {2}


def test_without_the_old_key_rotation_says_so_and_spoils_nothing(gevuld, settings):
    settings.KETENREGIE_SLEUTEL = f"v2:{NIEUW}"
    with database_role("eigenaar"), pytest.raises((GeheimError, CommandError)):
        sleutelbeheer.roteer()
    settings.KETENREGIE_SLEUTEL = f"v2:{NIEUW},v1:{OUD}"
    leesbaar(gevuld)


def test_every_column_of_bytes_is_rotated_or_says_why_not():
    binair = {
        f"{m._meta.db_table}.{f.column}"
        for m in rls.own_models()
        for f in m._meta.concrete_fields
        if isinstance(f, models.BinaryField) and not hasattr(m, "instance_type")
    }
    geroteerd = {f"{k.tabel}.{k.kolom}" for k in sleutelbeheer.kolommen()}
    assert {b for b in binair if b not in geroteerd} <= GEEN_HOOFDSLEUTEL | {
        b for b in binair if b.endswith(sleutelbeheer.INDEXEN)
    }
    assert {"foundation_concept.inhoud", "meldpunt_melder.naam_versleuteld"} <= geroteerd


def test_a_new_key_has_the_next_number(settings):
    settings.KETENREGIE_SLEUTEL = f"v2:{NIEUW},v1:{OUD}"
    uit = StringIO()
    call_command("sleutels", "nieuw", stdout=uit, stderr=StringIO())
    assert uit.getvalue().startswith("v3:")
    assert len(base64.b64decode(uit.getvalue().strip().removeprefix("v3:"))) == 32
    assert geheim.versies() == [2, 1]


# --- Inventory and known answers --------------------------------------------------------------------


def test_every_place_in_the_code_that_does_cryptography_stands_in_the_inventory():
    zoek = re.compile(r"^\s*(?:import|from) (?:hmac|secrets|cryptography|jwt)\b", re.MULTILINE)
    kamers = (
        "cases",
        "evaluatie",
        "ketenregie",
        "meldpunt",
        "partners",
        "preventie",
        "referentiemodel",
    )
    found = {
        p.relative_to(BASE_DIR).as_posix()
        for kamer in kamers
        for p in (BASE_DIR / kamer).rglob("*.py")
        if zoek.search(p.read_text("utf-8"))
    }
    tekst = (BASE_DIR / "docs/sleutels.md").read_text("utf-8")
    missing = [p for p in sorted(found) if p.removeprefix("ketenregie/") not in tekst]
    assert not missing, missing


def test_hkdf_known_answer():
    """RFC 5869, test case 1."""
    okm = HKDF(
        algorithm=hashes.SHA256(), length=42, salt=bytes(range(13)), info=bytes(range(0xF0, 0xFA))
    ).derive(bytes([0x0B]) * 22)
    assert okm.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )


def test_hmac_known_answer():
    """RFC 4231, test case 2."""
    digest = hmac.new(b"Jefe", b"what do ya want for nothing?", "sha256").hexdigest()
    assert digest == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


@pytest.mark.parametrize(
    ("moment", "code"), [(59, 287082), (1111111109, 81804), (20000000000, 353130)]
)
def test_totp_known_answer(moment, code):
    """RFC 6238, appendix B, the last six digits."""
    geheim_ = base64.b32encode(b"12345678901234567890").decode()
    assert hotp_value(geheim_, moment // 30) == code


def test_blind_index_known_answer(settings):
    """Ours: key 01..01; a change would lose every receipt and every open invitation."""
    settings.KETENREGIE_SLEUTEL = OUD
    met_nieuw = geheim.blinde_index("abc", context="proef")
    settings.KETENREGIE_SLEUTEL = f"v2:{NIEUW},v1:{OUD}"
    assert geheim.blinde_index("abc", context="proef") == met_nieuw, "rotation keeps the index"
