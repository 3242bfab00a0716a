"""The whole run of `manage.py generate`: refuse, draw, fill, put the keys back. One transaction of the caller."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection

from evaluatie.feiten.bronnen import BRONNEN, herbereken
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.keten import laad_ketens
from ketenregie.portaal.synthetisch.opzet import bereid_voor, maak_casussen, maak_namen
from ketenregie.portaal.synthetisch.vullen import zonder_bewaking
from ketenregie.portaal.synthetisch.wereld import BLOK, TABELLEN, Stap, stappen
from partners.models import Keten
from referentiemodel.loader import model_van

KETENS = frozenset({"mensenhandel-nog", "jonge-aanwas-elders"})
GROOTSTE = 10_000_000
AL_GROOT = 1_000  # casussen: more than the demo and its visitors make by hand


class Voortgang:
    """Says where a run is and how long it will take, to whoever listens."""

    def __init__(self, zeg: Callable[[str], object]) -> None:
        self.zeg = zeg
        self.begin = time.monotonic()
        self.totaal = self.gedaan = 0.0

    def meld(self, tekst: str) -> None:
        nu = time.monotonic() - self.begin
        nog = ""
        if 0 < self.gedaan < self.totaal:
            nog = f", nog ongeveer {_duur(nu / self.gedaan * (self.totaal - self.gedaan))}"
        self.zeg(f"[{_duur(nu)}] {tekst}{nog}")


def bouw(aantal: int, zaad: int, *, buiten_de_demo: bool, zeg: Callable[[str], object]) -> None:
    """Make the world; run inside a transaction as eigenaar, VACUUM afterwards.

    Raises:
        DomainError: not a place for invented data, or a large world is there already.
    """
    if not 1 <= aantal <= GROOTSTE:
        raise DomainError(f"Kies een aantal van 1 tot {GROOTSTE}.")
    voortgang = Voortgang(zeg)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] != "eigenaar":
            raise DomainError("Dit neemt sleutels van tabellen en draait daarom als rol eigenaar.")
        # The policy of eigenaar lets it see rows only while it says that it migrates.
        cursor.execute(
            "SELECT set_config('app.migratie', 'aan', true), set_config('work_mem', '256MB', true), "
            "set_config('maintenance_work_mem', '512MB', true), "
            "set_config('synchronous_commit', 'off', true)"
        )
        weiger(cursor, buiten_de_demo=buiten_de_demo)
    keten = laad_ketens()
    model = model_van(keten.modelversie_id)
    opzet = bereid_voor(keten, aantal, zaad, clock.today())
    voortgang.meld("namen en getallen")
    maak_namen()
    maak_casussen(
        opzet,
        {a.sleutel: a.naam for a in model.activiteiten},
        [sleutel for sleutel, _ in model.waardelijst("verschijningsvorm").keuzes()],
        [naam for _, naam in model.waardelijst("gemeente").keuzes()],
    )
    with zonder_bewaking(TABELLEN) as terug:
        _vul([*stappen(opzet)], aantal, voortgang)
        _zet_terug(terug, voortgang)
    for bron in BRONNEN:
        voortgang.meld(f"feiten van {bron}: {herbereken(bron)} rijen")
    with acting_as(Viewer.voor_systeem(keten.pk, "proefwereld")):
        logboek.record(
            logboek.Gebeurtenis.VERZOEK,
            actie="E",
            details={"opdracht": "generate", "casussen": aantal, "zaad": zaad},
        )


def weiger(cursor: Any, *, buiten_de_demo: bool) -> None:
    """Never among real data, and one large world a database."""
    if Keten.objects.filter(oefen_van=None).exclude(sleutel__in=KETENS).exists():
        raise DomainError("Hier staat een keten die niet van de demo is; daar komt niets bij.")
    cursor.execute(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM cases_casus LIMIT %s) c), "
        "EXISTS (SELECT 1 FROM meldpunt_melding)",
        [AL_GROOT + 1],
    )
    casussen, meldingen = cursor.fetchone()
    if not settings.DEMO and (casussen or meldingen or not buiten_de_demo):
        raise DomainError(
            "Alleen in de demo. Op een andere, lege database kan het met --buiten-de-demo."
        )
    if casussen > AL_GROOT:
        raise DomainError(
            "Er staat al een grote wereld. Begin opnieuw met `make demo-reset`, of in een andere map "
            "(KETENREGIE_DATA)."
        )


def _vul(alle: list[Stap], aantal: int, voortgang: Voortgang) -> None:
    # Putting keys and indexes back takes about two thirds of the time that filling takes.
    voortgang.totaal = len(alle) * aantal / 0.6
    for nr, stap in enumerate(alle, start=1):
        begin, rijen = time.monotonic(), 0
        for van in range(0, aantal, BLOK):
            tot = min(van + BLOK, aantal)
            rijen += stap.doe(van, tot)
            voortgang.gedaan += tot - van
            if tot < aantal:
                voortgang.meld(f"{nr}/{len(alle)} {stap.naam}: casus {tot} van {aantal}")
        duur = time.monotonic() - begin
        voortgang.meld(f"{nr}/{len(alle)} {stap.naam}: {rijen} rijen in {duur:.0f} s")


def _zet_terug(opdrachten: list[str], voortgang: Voortgang) -> None:
    per_stuk = (voortgang.totaal - voortgang.gedaan) / max(1, len(opdrachten))
    for nr, opdracht in enumerate(opdrachten, start=1):
        with connection.cursor() as cursor:
            cursor.execute(opdracht)
        voortgang.gedaan += per_stuk
        if nr % 25 == 0 or nr == len(opdrachten):
            voortgang.meld(f"sleutels en indexen: {nr} van {len(opdrachten)}")


def _duur(seconden: float) -> str:
    return f"{int(seconden) // 60}:{int(seconden) % 60:02d}"
