"""From a Termijn and a start to a last day, in local days of Europe/Amsterdam."""

from datetime import date, datetime, timedelta

from ketenregie.foundation import clock

from .enums import Eenheid
from .schema import Termijn


def uiterlijk(termijn: Termijn, start: date | datetime) -> date:
    """The last day on which the termijn is still met.

    The day of the event itself does not count. Calendar terms do not shift over a weekend.

    Args:
        start: local day of the event, or its timezone-aware moment.
    """
    if termijn.eenheid == Eenheid.UREN:
        if not isinstance(start, datetime):
            raise TypeError("Een termijn in uren heeft een moment nodig.")
        return clock.local_date(start + timedelta(hours=termijn.aantal))
    dag = clock.local_date(start) if isinstance(start, datetime) else start
    if termijn.eenheid == Eenheid.WERKDAGEN:
        return clock.add_werkdagen(dag, termijn.aantal)
    if termijn.eenheid == Eenheid.MAANDEN:
        return clock.add_maanden(dag, termijn.aantal)
    return dag + timedelta(days=termijn.aantal)


def rest(eenheid: Eenheid | str, uiterste_dag: date, op: date) -> int:
    """How much of a running termijn is left at the end of the day `op`: werkdagen, or else days."""
    if Eenheid(eenheid) == Eenheid.WERKDAGEN:
        return clock.werkdagen_tussen(op, uiterste_dag)
    return (uiterste_dag - op).days


def verder(eenheid: Eenheid | str, dag: date, aantal: int) -> date:
    """The day `aantal` werkdagen or days after `dag`; a termijn that goes on, or gets more time."""
    if not aantal:
        return dag
    if Eenheid(eenheid) == Eenheid.WERKDAGEN:
        return clock.add_werkdagen(dag, aantal)
    return dag + timedelta(days=aantal)


def grens(werkdagen: int, vandaag: date) -> date:
    """The last uiterste dag for which the day that many werkdagen later (earlier when negative) is here."""
    dag = vandaag + timedelta(days=max(0, -werkdagen) * 5 + 14)
    while clock.add_werkdagen(dag, werkdagen) > vandaag:
        dag -= timedelta(days=1)
    return dag


def stand(uiterste_dag: date, *, op: date | None = None) -> str:
    """The distance in words: 'nog 3 werkdagen', 'vandaag', '1 werkdag te laat'.

    On a free day with no werkdag in between, days are counted instead.
    """
    vandaag = op or clock.today()
    if uiterste_dag == vandaag:
        return "vandaag"
    if uiterste_dag > vandaag:
        return f"nog {_afstand(vandaag, uiterste_dag)}"
    return f"{_afstand(uiterste_dag, vandaag)} te laat"


def _afstand(van: date, tot: date) -> str:
    werkdagen = clock.werkdagen_tussen(van, tot)
    if werkdagen:
        return f"{werkdagen} {'werkdag' if werkdagen == 1 else 'werkdagen'}"
    dagen = (tot - van).days
    return f"{dagen} {'dag' if dagen == 1 else 'dagen'}"
