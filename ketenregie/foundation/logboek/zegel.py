"""The seals: every line of the logboek ends up in a chain of hashes, so that a later change shows.

Sealing happens after the fact, once a minute, because a chain that each request must extend makes all
requests wait for each other. Only lines of transactions that ended can be sealed: the order is that of
the transaction and then of the line, and nothing can still appear below the oldest running one.
A seal covers the lines of one epoch after the previous seal up to and including its own last line;
after a restore a new epoch begins, because the numbers of transactions start again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import ClassVar

from django.db import connection, models

from ketenregie.foundation import clock
from ketenregie.foundation.rls import Werkerboek
from ketenregie.foundation.werker import als_werker

VORM = 1  # of the canonical text; a later form leaves the old one as it is
BEGIN = "0" * 64  # what the first seal follows
PER_ZEGEL = 20_000
_GETOOND = 20


class Zegel(models.Model):
    """One batch of lines and its hash; rows are added only, also by their owner (see logboek.sql)."""

    rls: ClassVar = Werkerboek("nummers van regels en hun hash, geen gegevens van mensen")

    volgnummer = models.BigIntegerField(primary_key=True)
    epoch = models.IntegerField()
    vorm = models.PositiveSmallIntegerField(default=VORM)
    van_transactie = models.BigIntegerField()
    van_id = models.BigIntegerField()
    tot_transactie = models.BigIntegerField()
    tot_id = models.BigIntegerField()
    aantal = models.PositiveIntegerField()
    vorige = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64)
    gezegeld_at = models.DateTimeField()

    class Meta:
        ordering = ("volgnummer",)

    def __str__(self) -> str:
        return f"zegel {self.volgnummer}"

    @property
    def einde(self) -> tuple[int, int]:
        """(transactie, id) of the last line."""
        return self.tot_transactie, self.tot_id

    def kop(self) -> str:
        """Every column except the hash itself, as one line of text."""
        return json.dumps(
            [self.vorm, self.volgnummer, self.epoch, self.van_transactie, self.van_id,
             self.tot_transactie, self.tot_id, self.aantal, self.vorige,
             self.gezegeld_at.astimezone(UTC).isoformat()]
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Regel:
    transactie: int
    id: int
    tekst: str

    @property
    def plek(self) -> tuple[int, int]:
        return self.transactie, self.id


def bereken(zegel: Zegel, teksten: Iterable[str]) -> str:
    """SHA-256 over the head of the seal and the canonical text of its lines, each ended by a newline."""
    digest = hashlib.sha256(zegel.kop().encode() + b"\n")
    for tekst in teksten:
        digest.update(tekst.encode() + b"\n")
    return digest.hexdigest()


def verzegel(
    *, horizon: int | None = None, per_zegel: int = PER_ZEGEL, hoogstens: int = 100
) -> int:
    """Seal what is new, at most `hoogstens` batches; safe to run twice and at the same time.

    Args:
        horizon: seal transactions below this number; the oldest running one when absent.
    Returns: how many lines were sealed.
    """
    totaal = 0
    for _ in range(hoogstens):
        zegel = _volgende(horizon, per_zegel)
        if zegel is None:
            break
        totaal += zegel.aantal
    return totaal


def nieuwe_epoch() -> int:
    """Begin a new epoch: after a restore, before the first new line. Role eigenaar.

    Returns: the number of the epoch. Tell the anchor too: `anker.meld_herstel`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('logboek_epoch')")
        return int(cursor.fetchone()[0])


def _volgende(horizon: int | None, per_zegel: int) -> Zegel | None:
    """One batch in one transaction; None when there is nothing or someone else is sealing."""
    with als_werker(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('logboek|zegel'))")
        if not cursor.fetchone()[0]:
            return None
        # In a statement of its own, before the lines are read: what ended by now is visible then.
        cursor.execute(
            "SELECT logboek_epoch_nu(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        )
        epoch_nu, oudste = cursor.fetchone()
        vorige = Zegel.objects.last()
        for epoch in range(vorige.epoch if vorige else 1, epoch_nu + 1):
            verder = vorige is not None and vorige.epoch == epoch
            regels = _regels(
                epoch,
                na=vorige.einde if verder and vorige else None,
                voor=(oudste if horizon is None else horizon) if epoch == epoch_nu else None,
                hoogstens=per_zegel,
            )
            if regels:
                return _zet(vorige, epoch, regels, clock.now())
    return None


def _zet(vorige: Zegel | None, epoch: int, regels: list[_Regel], at: datetime) -> Zegel:
    zegel = Zegel(
        volgnummer=vorige.volgnummer + 1 if vorige else 1,
        epoch=epoch,
        van_transactie=regels[0].transactie,
        van_id=regels[0].id,
        tot_transactie=regels[-1].transactie,
        tot_id=regels[-1].id,
        aantal=len(regels),
        vorige=vorige.hash if vorige else BEGIN,
        gezegeld_at=at,
    )
    zegel.hash = bereken(zegel, (regel.tekst for regel in regels))
    zegel.save(force_insert=True)
    return zegel


def _regels(
    epoch: int,
    *,
    na: tuple[int, int] | None = None,
    tot: tuple[int, int] | None = None,
    voor: int | None = None,
    hoogstens: int | None = None,
) -> list[_Regel]:
    """Canonical lines of one epoch in sealing order: after `na`, up to `tot`, below transaction `voor`."""
    if voor is not None:
        tot = (voor - 1, _MAX)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT transactie, id, regel FROM logboek_regels_canoniek(%s, %s, %s, %s, %s, %s)",
            [epoch, *(na or (-1, -1)), *(tot or (_MAX, _MAX)), hoogstens],
        )
        return [_Regel(*row) for row in cursor.fetchall()]


_MAX = 2**63 - 1


# --- Proof --------------------------------------------------------------------------------------


def controle() -> list[str]:
    """Every sealed line that was changed, removed, inserted or moved, and every break of the chain.

    Each finding is a Dutch sentence; reads the whole logboek. What the database alone cannot tell (all
    seals made anew, or the last ones removed with their lines) is for `anker.controle`.
    """
    with als_werker():
        zegels = list(Zegel.objects.order_by("volgnummer"))
        found = [*_keten(zegels), *_inhoud(zegels), *_buiten(zegels)]
    if len(found) > _GETOOND:
        found = [*found[:_GETOOND], f"en nog {len(found) - _GETOOND} gebreken in de zegels"]
    return found


def _keten(zegels: list[Zegel]) -> Iterator[str]:
    if not zegels:
        return
    if zegels[0].volgnummer != 1 or zegels[0].vorige != BEGIN:
        yield f"de keten begint bij zegel {zegels[0].volgnummer} en niet bij het eerste zegel"
    for eerder, later in pairwise(zegels):
        if later.volgnummer != eerder.volgnummer + 1 or later.vorige != eerder.hash:
            yield f"zegel {later.volgnummer} sluit niet aan op zegel {eerder.volgnummer}"
        elif (later.epoch, later.einde) <= (eerder.epoch, eerder.einde):
            yield f"zegel {later.volgnummer} staat niet in de goede volgorde"


def _inhoud(zegels: list[Zegel]) -> Iterator[str]:
    """Compare each seal with the lines that now stand in its range; lines are fetched per group."""
    begin: tuple[int, int] | None = None
    epoch: int | None = None
    for groep in _groepen(zegels):
        if groep[0].epoch != epoch:
            begin, epoch = None, groep[0].epoch
        # A little more than expected, so that inserted lines are seen and a forged range stays small.
        ruim = sum(z.aantal for z in groep) + 1000
        regels = _regels(epoch, na=begin, tot=groep[-1].einde, hoogstens=ruim)
        plek = 0
        for zegel in groep:
            start = plek
            while plek < len(regels) and regels[plek].plek <= zegel.einde:
                plek += 1
            eigen = regels[start:plek]
            if len(eigen) != zegel.aantal:
                yield (
                    f"zegel {zegel.volgnummer} hoort bij {zegel.aantal} regels "
                    f"(vanaf {zegel.van_id}) en er staan er {len(eigen)}"
                )
            elif bereken(zegel, (regel.tekst for regel in eigen)) != zegel.hash:
                yield (
                    f"zegel {zegel.volgnummer} klopt niet: een van de {zegel.aantal} regels "
                    f"vanaf {zegel.van_id} is veranderd"
                )
        begin = groep[-1].einde


def _groepen(zegels: list[Zegel], regels: int = 50_000) -> Iterator[list[Zegel]]:
    """Consecutive seals of one epoch, together about as many lines as fit in memory."""
    groep: list[Zegel] = []
    for zegel in zegels:
        if groep and (
            groep[0].epoch != zegel.epoch or sum(z.aantal for z in groep) + zegel.aantal > regels
        ):
            yield groep
            groep = []
        groep.append(zegel)
    if groep:
        yield groep


def _buiten(zegels: list[Zegel]) -> Iterator[str]:
    """Lines where no seal will ever reach: of an epoch that is over, or of a transaction to come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, hoogste FROM logboek_epochs()")
        hoogste = dict(cursor.fetchall())
        # After that, so that it is above every transaction with a line we saw.
        cursor.execute("SELECT logboek_epoch_nu(), pg_current_xact_id()::text::bigint")
        epoch_nu, mijn = cursor.fetchone()
    laatste = zegels[-1].epoch if zegels else 0
    einde = {zegel.epoch: zegel.einde for zegel in zegels}
    for epoch, transactie in sorted(hoogste.items()):
        if epoch > epoch_nu or (epoch == epoch_nu and transactie > mijn):
            yield f"er staan regels in een toekomst die er nog niet is (epoch {epoch})"
        elif epoch < laatste and _regels(epoch, na=einde.get(epoch), hoogstens=1):
            yield f"er staan regels van epoch {epoch} buiten de zegels"
