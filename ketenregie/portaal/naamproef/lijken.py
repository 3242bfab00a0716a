"""Other people who look like a known person: the ones that must not be called the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from ketenregie.portaal.naamproef.mensen import (
    GROEPEN,
    PLAATSEN,
    Mens,
    achternaam,
    dag,
    geschat,
    mens,
    telefoon,
    voornaam,
)
from ketenregie.portaal.naamproef.vervormen import tik

Lijkende = Callable[[random.Random, Mens], Mens | None]


def _nummer(kans: random.Random) -> str:
    return telefoon(kans) if kans.random() < 0.5 else ""


def _geboren(m: Mens) -> date:
    return m.geboortedatum or date(m.jaar_van or 1990, 6, 15)


def _andere_voornaam(kans: random.Random, m: Mens, geslacht: str) -> str:
    lijst = GROEPEN[m.groep].vrouw if geslacht == "vrouw" else GROEPEN[m.groep].man
    return kans.choice([naam for naam in lijst if naam not in m.voornaam.split()])


def broer_of_zus(kans: random.Random, m: Mens) -> Mens | None:
    """Same surname and home, often the same phone number, some years apart."""
    geslacht = kans.choice(("vrouw", "man"))
    verschil = kans.choice((-1, 1)) * timedelta(days=kans.randint(330, 2500))
    return replace(
        m,
        voornaam=_andere_voornaam(kans, m, geslacht),
        geslacht=geslacht,
        geboortedatum=_geboren(m) + verschil,
        telefoon=m.telefoon if kans.random() < 0.4 else _nummer(kans),
        jaar_van=None,
        jaar_tot=None,
    )


def tweeling(kans: random.Random, m: Mens) -> Mens | None:
    geslacht = kans.choice((m.geslacht, m.geslacht, "vrouw", "man"))
    return replace(
        m,
        voornaam=_andere_voornaam(kans, m, geslacht),
        geslacht=geslacht,
        telefoon=m.telefoon if kans.random() < 0.4 else _nummer(kans),
    )


def vader_of_zoon(kans: random.Random, m: Mens) -> Mens | None:
    """The whole name and the home are the same, a generation apart."""
    jaren = kans.randint(18, 40) * kans.choice((-1, 1))
    geboren = _geboren(m) + timedelta(days=jaren * 365 + kans.randint(0, 364))
    if not date(1930, 1, 1) < geboren < date(2024, 1, 1):
        return None
    eigen = m.telefoon if kans.random() < 0.3 else _nummer(kans)
    return replace(m, geboortedatum=geboren, jaar_van=None, jaar_tot=None, telefoon=eigen)


def naamgenoot(kans: random.Random, m: Mens) -> Mens | None:
    """The same name by chance, another birth date."""
    plaats = kans.choice((m.woonplaats, kans.choice(PLAATSEN)))
    return replace(
        m,
        geboortedatum=dag(kans),
        jaar_van=None,
        jaar_tot=None,
        woonplaats=plaats,
        telefoon=_nummer(kans),
    )


def naamgenoot_zelfde_jaar(kans: random.Random, m: Mens) -> Mens | None:
    """The same name and year of birth, another day in another month."""
    geboren = _geboren(m)
    ander = date(geboren.year, kans.randint(1, 12), kans.randint(1, 28))
    if (
        ander.month == geboren.month
        or ander.day == geboren.day
        or (ander.day, ander.month) == (1, 1)
    ):
        return None
    return replace(
        m, geboortedatum=ander, jaar_van=None, jaar_tot=None, telefoon=_nummer(kans),
        woonplaats=kans.choice((m.woonplaats, kans.choice(PLAATSEN))),
    )  # fmt: skip


def naamgenoot_leeftijd(kans: random.Random, m: Mens) -> Mens | None:
    """The same name; of this one only an age is known, some ten years off."""
    ver = m.geboortedatum and _geboren(m) + timedelta(
        days=365 * kans.choice((-9, -7, -6, 6, 7, 10))
    )
    nieuw = replace(m, geboortedatum=ver, telefoon=_nummer(kans), woonplaats=kans.choice(PLAATSEN))
    return geschat(kans, nieuw, ruim=2) if ver else None


def zelfde_dag_andere_achternaam(kans: random.Random, m: Mens) -> Mens | None:
    """First name and birth date agree, the surname does not."""
    tussen, achter = achternaam(kans, m.groep)
    if achter == m.achternaam or m.geboortedatum is None:
        return None
    return replace(m, tussenvoegsel=tussen, achternaam=achter, telefoon=_nummer(kans))


def buurnaam(kans: random.Random, m: Mens) -> Mens | None:
    """A name one letter away, born on another day."""
    ander = tik(kans, m.achternaam)
    if ander == m.achternaam:
        return None
    return replace(
        m,
        achternaam=ander,
        geboortedatum=dag(kans),
        jaar_van=None,
        jaar_tot=None,
        telefoon=_nummer(kans),
    )


def neef_of_nicht(kans: random.Random, m: Mens) -> Mens | None:
    """Named after the same grandparent: the whole name, a few years apart, another place."""
    verschil = kans.choice((-1, 1)) * timedelta(days=kans.randint(200, 1400))
    return replace(
        m, geboortedatum=_geboren(m) + verschil, jaar_van=None, jaar_tot=None,
        woonplaats=kans.choice(PLAATSEN), telefoon=_nummer(kans),
    )  # fmt: skip


def partner_zelfde_telefoon(kans: random.Random, m: Mens) -> Mens | None:
    """Shares a phone and a home, sometimes the surname."""
    if not m.telefoon:
        return None
    ander = mens(kans, m.nummer)
    if kans.random() < 0.5:
        ander = replace(ander, tussenvoegsel=m.tussenvoegsel, achternaam=m.achternaam)
    return replace(ander, telefoon=m.telefoon, woonplaats=m.woonplaats)


def zelfde_initiaal(kans: random.Random, m: Mens) -> Mens | None:
    """A sibling or namesake of whom only the initial is written, born on another day."""
    return replace(
        m, voornaam=f"{m.voornaam[0]}.", geboortedatum=dag(kans), jaar_van=None, jaar_tot=None,
        telefoon=_nummer(kans),
    )  # fmt: skip


def zelfde_dag(kans: random.Random, m: Mens) -> Mens | None:
    """Someone else of the same group, born on the same day."""
    tussen, achter = achternaam(kans, m.groep)
    eerste = voornaam(kans, m.groep, m.geslacht)
    if m.geboortedatum is None or eerste == m.voornaam or achter == m.achternaam:
        return None
    return replace(
        m, voornaam=eerste, tussenvoegsel=tussen, achternaam=achter, telefoon=_nummer(kans)
    )


LIJKENDEN: dict[str, Lijkende] = {
    f.__name__: f
    for f in (
        broer_of_zus, tweeling, vader_of_zoon, naamgenoot, naamgenoot_zelfde_jaar, naamgenoot_leeftijd,
        zelfde_dag_andere_achternaam, buurnaam, neef_of_nicht, partner_zelfde_telefoon,
        zelfde_initiaal, zelfde_dag,
    )
}  # fmt: skip


def lijkenden(kans: random.Random, mensen: list[Mens], aantal: int) -> list[tuple[str, Mens]]:
    """As many other people, an equal share of each kind, numbered after the ones they look like."""
    soorten = list(LIJKENDEN)
    gemaakt: list[tuple[str, Mens]] = []
    while len(gemaakt) < aantal:
        soort = soorten[len(gemaakt) % len(soorten)]
        if nieuw := LIJKENDEN[soort](kans, kans.choice(mensen)):
            gemaakt.append((soort, replace(nieuw, nummer=len(mensen) + len(gemaakt))))
    return gemaakt
