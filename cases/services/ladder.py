"""Who hears of a termijn, and when: first who has to act, then who answers for it, then the procesregisseur.

Each step is a row with a unique key, written together with its message. So it is taken once: with two
beats at once, after days of downtime, and over a change of the clock (only local days count).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import OPEN, Betrokkenheid, Casus, Termijn, Trede
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import require_viewer
from partners.models import Deelname
from referentiemodel import termijnen
from referentiemodel.enums import Rasci

Nummer = Trede.Nummer
# Werkdagen after the last day (before it when negative) on which each step falls due.
WERKDAGEN = {Nummer.EIGENAAR: -2, Nummer.EINDVERANTWOORDELIJK: 1, Nummer.PROCESREGISSEUR: 4}
# Only the organisation itself knows of it (stapelafstemming.py): nobody above it is told.
ALLEEN_EERSTE = "stapeling:"
# Who is asked knows only the offer and hears of it in its own way (overdracht.herinner_overdrachten).
ZONDER_EERSTE = ("overdracht_antwoord",)
PER_KEER = 200
KOLOMMEN = "id, versie, casus_id, termijn_id, nummer, uiterlijk, deelname_id, created_at"


def beklim(*, at: datetime | None = None) -> int:
    """Take every step that is due in the running keten, in small transactions.

    Returns: how many steps were taken.
    """
    vandaag = clock.local_date(at or clock.now())
    done = 0
    for nummer, werkdagen in WERKDAGEN.items():
        grens = termijnen.grens(werkdagen, vandaag)
        while rijen := _volgende(nummer, grens):
            done += _neem(nummer, rijen)
            if len(rijen) < PER_KEER:
                break
    return done


def _volgende(nummer: Nummer, grens: date) -> list[Termijn]:
    genomen = Trede.objects.filter(
        termijn=OuterRef("pk"), uiterlijk=OuterRef("uiterlijk"), nummer=nummer
    )
    rijen = lopend().filter(~Exists(genomen), uiterlijk__lte=grens)
    if nummer == Nummer.EIGENAAR:
        rijen = rijen.exclude(sleutel__in=ZONDER_EERSTE)
    else:
        rijen = rijen.exclude(sleutel__startswith=ALLEEN_EERSTE)
    return list(rijen.select_related("casus", "deelname").order_by("uiterlijk", "pk")[:PER_KEER])


def lopend() -> "QuerySet[Termijn]":
    """Clocks that run: on an open casus, or a terugkoppeling, which outlives the casus (R15)."""
    return Termijn.objects.filter(
        Q(casus__status__in=OPEN) | Q(sleutel__startswith="terugkoppeling"),
        voldaan_at__isnull=True,
        gepauzeerd_op__isnull=True,
        casus__keten_id=require_viewer().keten_id,
    )


@transaction.atomic
def _neem(nummer: Nummer, rijen: Sequence[Termijn]) -> int:
    wie = dict(_wie(nummer, rijen))
    new = _schrijf(nummer, rijen, wie)
    for termijn in rijen:
        if (pk := new.get(termijn.pk)) is not None:
            logboek.record(
                Gebeurtenis.TERMIJN_HERINNERD, casus=termijn.casus_id,
                details={"termijn": str(termijn.pk), "trede": int(nummer)},
            )  # fmt: skip
            outbox.post("termijn.herinnerd", trede_id=pk)
    return len(new)


def _schrijf(nummer: Nummer, rijen: Iterable[Termijn], wie: dict[UUID, UUID]) -> dict[UUID, UUID]:
    """The steps that were not there yet: termijn -> key of the step."""
    nu = clock.now()
    values = [(uuid4(), t.casus_id, t.pk, int(nummer), t.uiterlijk, wie[t.pk], nu) for t in rijen]
    marks = ", ".join(["(%s, 1, %s, %s, %s, %s, %s, %s)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_trede ({KOLOMMEN}) VALUES {marks} ON CONFLICT "  # noqa: S608  (fixed names)
            "(termijn_id, uiterlijk, nummer) DO NOTHING RETURNING termijn_id, id",
            [x for row in values for x in row],
        )
        return dict(cursor.fetchall())


def _wie(nummer: Nummer, rijen: Sequence[Termijn]) -> Iterator[tuple[UUID, UUID]]:
    """(termijn, deelname that hears); one query at most."""
    if nummer == Nummer.EIGENAAR:
        yield from ((t.pk, t.deelname_id) for t in rijen)
        return
    if nummer == Nummer.PROCESREGISSEUR:
        regie = Deelname.objects.get(keten_id=require_viewer().keten_id, procesregie=True).pk
        yield from ((t.pk, regie) for t in rijen)
        return
    letters: dict[UUID, list[tuple[UUID, dict[str, str]]]] = {}
    for casus_id, deelname_id, tekens in (
        Betrokkenheid.objects.filter(
            casus_id__in={t.casus_id for t in rijen}, status=Betrokkenheid.Status.AANVAARD
        )
        .order_by("created_at", "pk")
        .values_list("casus_id", "deelname_id", "letters")
    ):
        letters.setdefault(casus_id, []).append((deelname_id, tekens))
    for t in rijen:
        yield t.pk, eindverantwoordelijk(t.casus, letters.get(t.casus_id, []))


def eindverantwoordelijk(casus: Casus, letters: Iterable[tuple[UUID, dict[str, str]]]) -> UUID:
    """Who holds A for what is going on; without one the regievoerder, else the owner."""
    for deelname_id, tekens in letters:
        if Rasci.A.value in tekens.get(casus.activiteit, ""):
            return deelname_id
    return casus.regievoerder_id or casus.eigenaar_id
