"""The registration that the invented region kept before it had the system, and figures of others.

Everything is made up; chance is seeded, so that each demo world shows the same.
"""

import random
from datetime import date, timedelta
from decimal import Decimal

from evaluatie.inlezen.services import Rij, eerste_eigen_dag, lees_in
from evaluatie.rapporten.extern import leg_vast
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.demo.keten import ARBEID, CRIM, GEMEENTEN, ORGAAN, SEKS

GROOT = {"Apeldoorn": 9, "Doetinchem": 6, "Zutphen": 5, "Harderwijk": 5, "Winterswijk": 3}
VORMEN = ((SEKS,),) * 5 + ((ARBEID,),) * 4 + ((CRIM,),) * 3 + ((ARBEID, CRIM),) + ((),)


def vertel_historie(beheer: Viewer, vandaag: date) -> None:
    """Two and a half years of meldingen up to the first one in the system."""
    grens = eerste_eigen_dag(beheer.keten_id) or vandaag
    begin = date(vandaag.year - 2, 1, 1)
    kans = random.Random(21)  # noqa: S311 (an invented world)
    rijen, dag = [], begin
    while dag < grens:
        jaren = (dag - begin).days / 365
        if clock.is_werkdag(dag) and kans.random() < 0.7 + 0.1 * jaren:
            rijen.append(_rij(kans, dag, grens))
        dag += timedelta(days=1)
    lees_in(beheer, naam="Registratie meldpunt van voor het systeem (verzonnen)", rijen=rijen)
    for onderwerp, waarde, bron in (
        ("Meldingen van mogelijke slachtoffers in de provincie", 186, "comensha"),
        ("Onderzoeken naar mensenhandel in de eenheid", 41, "politie"),
        ("Meldingen van arbeidsuitbuiting in de regio", 63, "nla"),
    ):
        leg_vast(
            beheer,
            onderwerp=f"{onderwerp} (verzonnen)",
            jaar=vandaag.year - 1,
            waarde=Decimal(waarde),
            eenheid="meldingen" if bron != "politie" else "onderzoeken",
            bron=bron,
            peildatum=date(vandaag.year, 3, 1),
            vindplaats="Verzonnen jaarbericht, alleen voor de demo",
        )


def _rij(kans: random.Random, dag: date, grens: date) -> Rij:
    plaatsen = [naam for naam in GEMEENTEN for _ in range(GROOT.get(naam, 1))]
    vormen = kans.choice(VORMEN) if kans.random() > 0.01 else (ORGAAN,)
    gegevens = {
        "melding": dag, "gemeente": kans.choice(plaatsen), "vormen": vormen,
        "anoniem": kans.random() < 0.22,
    }  # fmt: skip
    if kans.random() < 0.3:
        return Rij(**gegevens)  # type: ignore[arg-type]
    dossier = clock.add_werkdagen(dag, 1 if kans.random() < 0.82 else kans.randint(2, 6))
    weging = clock.add_werkdagen(dossier, kans.randint(1, 6))
    mensenhandel = kans.random() < 0.68
    overleg = weging + timedelta(days=kans.randint(5, 24)) if mensenhandel else None
    plan = overleg + timedelta(days=kans.randint(3, 36)) if overleg else None
    einde = (plan or weging) + timedelta(days=kans.randint(40, 200) if plan else 1)
    if einde >= grens:
        return Rij(**gegevens, dossier=dossier, weging=weging, mensenhandel=mensenhandel)  # type: ignore[arg-type]
    return Rij(
        **gegevens, dossier=dossier, weging=weging, mensenhandel=mensenhandel, overleg=overleg,  # type: ignore[arg-type]
        plan=plan, einde=einde, gestopt=kans.random() < 0.7 if mensenhandel else None,
    )  # fmt: skip
