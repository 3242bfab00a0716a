"""What beat and a worker do with termijnen, in a process of its own, until it is killed.

python -m tests.drill.herinneraar            # the ladder and the relay, on DATABASE_WERKER_URL
python -m tests.drill.herinneraar klaarzetten 10000
"""

from __future__ import annotations

import sys
import time

import django

WIE = "politie.krt"


def loop() -> None:
    """Never ends: a server that is away is tried again."""
    from django.db import connection

    from cases.services.ladder import beklim
    from cases.tasks import per_keten
    from ketenregie.foundation import outbox

    while True:
        try:
            per_keten("proef", beklim)
            outbox.relay(limit=100)
        except Exception:  # whatever is wrong with the database, the next round tries
            connection.close()
            time.sleep(0.2)


def zet_klaar(aantal: int) -> None:
    """A casus with so many termijnen of politie, each due for its first step."""
    from cases.models import Termijn
    from ketenregie.foundation import clock
    from ketenregie.foundation.outbox.models import Bericht
    from ketenregie.foundation.viewer import Viewer, acting_as
    from ketenregie.foundation.werker import als_werker
    from ketenregie.portaal.demo.keten import laad_ketens
    from partners.access.viewers import viewer_of
    from partners.models import Lidmaatschap
    from tests.factories.cases import doe_mee, maak_casus

    laad_ketens()

    def viewer(username: str) -> Viewer:
        rijen = Lidmaatschap.objects.select_related(
            "medewerker", "deelname__organisatie", "deelname__keten"
        )
        return viewer_of(rijen.get(medewerker__username=username))

    zvh, politie = viewer("zvh.procesregisseur"), viewer(WIE)
    casus = maak_casus(zvh)
    doe_mee(zvh, casus, politie)
    dag = clock.add_werkdagen(clock.today(), 1)
    with acting_as(Viewer.voor_systeem(zvh.keten_id, "proef")):
        Termijn.objects.bulk_create(
            Termijn(
                casus=casus,
                sleutel=f"proef:{n}",
                naam="Proef",
                deelname_id=politie.deelname_id,
                uiterlijk=dag,
            )
            for n in range(aantal)
        )
    with als_werker():
        Bericht.objects.all().delete()  # the invitation itself


if __name__ == "__main__":
    django.setup()
    if sys.argv[1:2] == ["klaarzetten"]:
        zet_klaar(int(sys.argv[2]))
    else:
        loop()
