"""Put invented people into the database, ask the meldpunt's own matcher, and count what it says."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from uuid import UUID, uuid5

from django.db import connection, transaction

from cases.models import Dossier, Persoon
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.naamproef.lijken import lijkenden
from ketenregie.portaal.naamproef.mensen import Mens, bevolking
from ketenregie.portaal.naamproef.vervormen import dubbelen
from meldpunt import matching

DOEL_VINDEN, DOEL_WAARSCHIJNLIJK = 0.97, 0.95
_RUIMTE = UUID("7f3d1f0e-5a0b-4d55-9b38-9d6f6a1f7c11")


@dataclass
class Tel:
    """Outcomes of one kind of question."""

    gevraagd: int = 0
    eerste: int = 0
    top_drie: int = 0
    waarschijnlijk_goed: int = 0
    waarschijnlijk_fout: int = 0
    missers: list[tuple[Mens, Mens]] = field(default_factory=list)
    valse: list[tuple[Mens, Mens]] = field(default_factory=list)


@dataclass
class Uitkomst:
    """Per kind of corruption, and per kind of look-alike."""

    dubbelen: dict[str, Tel]
    lijkenden: dict[str, Tel]

    @property
    def vinden(self) -> float:
        """Share of duplicates whose person is among the first three suggestions."""
        return _deel(som(self.dubbelen, "top_drie"), som(self.dubbelen, "gevraagd"))

    @property
    def waarschijnlijk(self) -> float:
        """Share of suggestions called likely that are the same person, over all questions."""
        goed = som(self.dubbelen, "waarschijnlijk_goed")
        fout = sum(som(t, "waarschijnlijk_fout") for t in (self.dubbelen, self.lijkenden))
        return _deel(goed, goed + fout)

    @property
    def waarschijnlijk_gevonden(self) -> float:
        """Share of duplicates that are called likely."""
        return _deel(som(self.dubbelen, "waarschijnlijk_goed"), som(self.dubbelen, "gevraagd"))


def som(tellen: dict[str, Tel], naam: str) -> int:
    return sum(getattr(t, naam) for t in tellen.values())


def _deel(deel: int, geheel: int) -> float:
    return deel / geheel if geheel else 1.0


class Terug(Exception):
    """Ends the transaction: nothing of the proof stays."""


def meet(
    viewer: Viewer,
    *,
    zaad: int,
    personen: int,
    dubbel: int,
    lijkend: int,
    zeg: Callable[[str], None] = lambda _: None,
) -> Uitkomst:
    """Ask the matcher about duplicates and look-alikes among `personen` people; the database stays as it was.

    As many other look-alikes stand in the database, so that a duplicate has to be told apart from them;
    the ones that are asked about do not.
    """
    kans = random.Random(zaad)  # noqa: S311  (invented people, no secrets)
    mensen = bevolking(kans, personen)
    vragen = dubbelen(kans, mensen, dubbel)
    erbij = [m for _, m in lijkenden(kans, mensen, lijkend)]
    anderen = lijkenden(kans, mensen, lijkend)
    allen = {m.nummer: m for m in [*mensen, *erbij]}
    uitkomst = Uitkomst({}, {})
    try:
        with acting_as(viewer), transaction.atomic():
            zeg(f"{len(allen)} personen klaarzetten")
            with connection.cursor() as cursor:
                # What waits to enter a text index is read from begin to end by every search; here
                # no vacuum comes along.
                cursor.execute("SET LOCAL gin_pending_list_limit = '64kB'; SET LOCAL jit = off")
            wie = _zet_klaar(viewer, allen.values())
            zeg(f"{len(vragen)} dubbelen zoeken")
            for soort, m in vragen:
                _dubbel(uitkomst.dubbelen.setdefault(soort, Tel()), m, _zoek(viewer, m, wie), allen)
            zeg(f"{len(anderen)} lijkende personen zoeken")
            for soort, m in anderen:
                tel = uitkomst.lijkenden.setdefault(soort, Tel())
                _lijkend(tel, replace(m, nummer=-1), _zoek(viewer, m, wie), allen)
            raise Terug
    except Terug:
        return uitkomst


def _zet_klaar(viewer: Viewer, mensen: Iterable[Mens]) -> dict[UUID, int]:
    """A dossier and a persoon for each, as dossiervorming would write them; dossier -> number."""
    dossiers, personen, wie = [], [], {}
    for m in mensen:
        dossier = Dossier(
            id=uuid5(_RUIMTE, str(m.nummer)),
            keten_id=viewer.keten_id,
            eigenaar_id=viewer.eigen_id,
        )
        dossiers.append(dossier)
        velden = asdict(m)
        for naam in ("nummer", "groep", "jaar_van", "jaar_tot"):
            del velden[naam]
        van, tot = _jaren(m)
        personen.append(
            Persoon(dossier=dossier, geboortejaar_van=van, geboortejaar_tot=tot, **velden)
        )
        wie[dossier.pk] = m.nummer
    Dossier.objects.bulk_create(dossiers, batch_size=1000)
    Persoon.objects.bulk_create(personen, batch_size=1000)
    return wie


def _jaren(m: Mens) -> tuple[int | None, int | None]:
    if m.geboortedatum:
        return m.geboortedatum.year, m.geboortedatum.year
    return m.jaar_van, m.jaar_tot


def beeld(m: Mens) -> matching.Beeld:
    """What the matcher is told."""
    van, tot = _jaren(m)
    return matching.Beeld(
        voornaam=m.voornaam, tussenvoegsel=m.tussenvoegsel, achternaam=m.achternaam,
        geboortedatum=m.geboortedatum, jaar_van=van, jaar_tot=tot, geslacht=m.geslacht,
        woonplaats=m.woonplaats, telefoon=m.telefoon,
    )  # fmt: skip


def _zoek(viewer: Viewer, m: Mens, wie: dict[UUID, int]) -> list[tuple[int, matching.Match]]:
    """Suggestions among the people of the proof, best first, as the desk shows them."""
    found = matching.suggesties(viewer, beeld(m))
    return [(wie[x.dossier_id], x) for x in found if x.dossier_id in wie]


def _dubbel(
    tel: Tel, m: Mens, found: list[tuple[int, matching.Match]], allen: dict[int, Mens]
) -> None:
    nummers = [nummer for nummer, _ in found]
    tel.gevraagd += 1
    tel.eerste += nummers[:1] == [m.nummer]
    tel.top_drie += m.nummer in nummers[:3]
    if m.nummer not in nummers[:3]:
        tel.missers.append((m, allen[m.nummer]))
    _likely(tel, m, found, allen)


def _lijkend(
    tel: Tel, m: Mens, found: list[tuple[int, matching.Match]], allen: dict[int, Mens]
) -> None:
    tel.gevraagd += 1
    _likely(tel, m, found, allen)


def _likely(
    tel: Tel, m: Mens, found: list[tuple[int, matching.Match]], allen: dict[int, Mens]
) -> None:
    for nummer, match in found:
        if match.sterkte == matching.WAARSCHIJNLIJK:
            if nummer == m.nummer:
                tel.waarschijnlijk_goed += 1
            else:
                tel.waarschijnlijk_fout += 1
                tel.valse.append((m, allen[nummer]))


def tabel(uitkomst: Uitkomst) -> str:
    """The outcome as tables for docs/matching.md."""
    regels = [
        "| vervorming | gevraagd | eerste | top drie | waarschijnlijk |", "|-|-:|-:|-:|-:|"
    ]  # fmt: skip
    for soort, t in sorted(uitkomst.dubbelen.items()):
        deel = [_deel(x, t.gevraagd) for x in (t.eerste, t.top_drie, t.waarschijnlijk_goed)]
        regels.append(f"| {_woord(soort)} | {t.gevraagd} | " + " | ".join(map(_pct, deel)) + " |")
    regels += [
        "", "| lijkt op een ander | gevraagd | ten onrechte waarschijnlijk |", "|-|-:|-:|"
    ]  # fmt: skip
    for soort, t in sorted(uitkomst.lijkenden.items()):
        regels.append(f"| {_woord(soort)} | {t.gevraagd} | {t.waarschijnlijk_fout} |")
    return "\n".join(regels)


def _woord(soort: str) -> str:
    return soort.replace("_", " ")


def _pct(deel: float) -> str:
    return f"{deel * 100:.1f} %".replace(".", ",")


def voorbeelden(tellen: dict[str, Tel], veld: str, hoogstens: int = 3) -> list[str]:
    """Some of what went wrong per kind, to learn from; invented people only."""
    regels = []
    for soort, t in sorted(tellen.items()):
        rows = getattr(t, veld)
        for m, ander in rows[:hoogstens]:
            regels.append(f"{soort} ({len(rows)}): {_kort(m)}  <->  {_kort(ander)}")
    return regels


def _kort(m: Mens) -> str:
    geboren = str(m.geboortedatum or f"{m.jaar_van}-{m.jaar_tot}")
    return f"{m.voornaam}|{m.tussenvoegsel}|{m.achternaam} {geboren} {m.woonplaats} {m.telefoon}"
