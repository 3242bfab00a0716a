"""Whatever comes in is read or says that it cannot be; nothing of a mail can run or break anything."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meldpunt.mail.lezen import Gelezen, html_naar_tekst, lees
from tests.mail.brieven import WOORD, brieven

ALLE = brieven()
# What holds no words of the sender.
ZONDER_TEKST = {
    "leeg",
    "versleuteld",
    "kapotte_base64",
    "uuencode",
    "alleen_nullen",
    "geen_koppen",
    "diep",
}


def test_there_are_enough_kinds_of_mail():
    assert len(ALLE) >= 30


@pytest.mark.parametrize("naam", sorted(set(ALLE) - ZONDER_TEKST))
def test_the_words_of_a_mail_come_out(naam: str):
    gelezen = lees(ALLE[naam])

    assert not gelezen.onleesbaar
    assert WOORD in gelezen.tekst
    assert "<" not in gelezen.onderwerp


@pytest.mark.parametrize(
    ("naam", "onleesbaar"),
    [("geen_koppen", True), ("alleen_nullen", True), ("leeg", False), ("kapotte_base64", False)],
)
def test_what_cannot_be_taken_apart_says_so(naam: str, onleesbaar: bool):
    assert lees(ALLE[naam]).onleesbaar is onleesbaar


def test_a_page_becomes_words_and_nothing_of_it_is_fetched_or_run():
    tekst = lees(ALLE["html"]).tekst

    assert tekst.splitlines()[0] == WOORD
    for deel in ("alert", "color", "spion", "onclick", "titelbalk"):
        assert deel not in tekst
    assert "[foto]" in tekst
    assert "Tweede regel" in tekst


@pytest.mark.parametrize(
    ("naam", "stuk"),
    [
        ("latijn", "café, naïef"),
        ("verkeerde_charset", "café, naïef"),
        ("onbekende_charset", "café, naïef"),
        ("cp1252", "“zo” – €"),
    ],
)
def test_an_odd_charset_is_read_as_is_most_likely(naam: str, stuk: str):
    assert stuk in lees(ALLE[naam]).tekst


def test_headers_are_decoded_and_stay_one_line():
    gelezen = lees(ALLE["latijn"])

    assert (gelezen.onderwerp, gelezen.afzender) == ("Zorgen om Zoë én haar zusje", "Renée Müller")
    for naam, ruw in ALLE.items():
        gelezen = lees(ruw)
        for tekst in (gelezen.onderwerp, gelezen.afzender, gelezen.adres):
            assert "\n" not in tekst, naam
            assert "\x00" not in tekst, naam
        assert len(gelezen.onderwerp) <= 300


@pytest.mark.parametrize(
    ("naam", "namen"),
    [
        ("foto", ["IMG_2034.JPG"]),
        ("drie_bijlagen", ["a.txt", "b.jpg", "c.exe"]),
        ("pad_in_naam", ["passwd.txt"]),
        ("naam_gecodeerd", ["foto's één.txt"]),
        ("doorgestuurd", ["doorgestuurd.eml"]),
        ("winmail", []),
    ],
)
def test_attachments_come_out_by_a_name_that_is_no_path(naam: str, namen: list[str]):
    assert [b.naam for b in lees(ALLE[naam]).bijlagen] == namen


def test_what_is_not_here_is_told():
    assert "winmail" in lees(ALLE["winmail"]).opmerkingen[0]
    assert "versleuteld" in lees(ALLE["versleuteld"]).opmerkingen[0]


@pytest.mark.parametrize("naam", sorted(ALLE))
def test_only_machines_are_called_machines(naam: str):
    automaten = {"afwezig", "vakantie_oud", "bounce", "nieuwsbrief", "noreply"}

    assert lees(ALLE[naam]).automatisch is (naam in automaten)


# --- Anything at all --------------------------------------------------------------------------------

KOPPEN = st.sampled_from(
    ["From", "Subject", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "Date", "References",
     "Content-Disposition", "MIME-Version", "In-Reply-To", "Auto-Submitted"]
)  # fmt: skip
WAARDEN = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([
        b'multipart/mixed; boundary="b"', b"multipart/report", b"message/rfc822", b"text/html",
        b"base64", b"quoted-printable", b"x-uuencode", b"=?utf-8?B?4pyT?=", b"=?x?Q?=ZZ?=", b"<a@b>",
        b'attachment; filename="=?utf-8?Q?a=00?="', b"text/plain; charset=utf-7", b"K7QX-3MWD",
        b"attachment; filename*0*=utf-8''a; filename*1=b", b'text/plain; charset="\xff"',
    ]),
)  # fmt: skip
DELEN = st.lists(
    st.one_of(
        st.binary(max_size=120), st.sampled_from([b"--b", b"--b--", b"", b"<p>", b"=0A", b"&#0;"])
    ),
    max_size=12,
)


# The long ones only take time; each of them is read above.
KORTE = sorted(ruw for ruw in ALLE.values() if len(ruw) < 4_000)


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """Half a mail: headers that mean something with values that need not, and a body in pieces."""
    koppen = draw(st.lists(st.tuples(KOPPEN, WAARDEN), max_size=8))
    kop = b"".join(naam.encode() + b": " + waarde + b"\r\n" for naam, waarde in koppen)
    lijf = b"\r\n".join(draw(DELEN))
    if draw(st.booleans()):
        basis = draw(st.sampled_from(KORTE))
        plek = draw(st.integers(0, min(len(basis), 3000)))
        return basis[:plek] + lijf + basis[plek + draw(st.integers(0, 40)) :]
    return kop + b"\r\n" + lijf


def _houdt(ruw: bytes) -> None:
    gelezen = lees(ruw)
    assert isinstance(gelezen, Gelezen)
    alles = [gelezen.onderwerp, gelezen.afzender, gelezen.adres, gelezen.tekst, gelezen.message_id,
             gelezen.datum, *gelezen.verwijst_naar, *gelezen.kenmerken,
             *gelezen.opmerkingen, *(b.naam for b in gelezen.bijlagen)]  # fmt: skip
    for tekst in alles:
        tekst.encode()  # what a database takes
        assert "\x00" not in tekst
    assert "/" not in "".join(b.naam for b in gelezen.bijlagen)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(mails())
def test_no_bytes_break_the_reader(ruw: bytes):
    _houdt(ruw)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_no_page_breaks_the_words(html: str):
    assert "<script" not in html_naar_tekst(f"<script>{html}</script>ok")


@pytest.mark.drill
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(mails())
def test_ten_thousand_broken_mails_do_not_break_the_reader(ruw: bytes):
    _houdt(ruw)
