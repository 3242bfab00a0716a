"""Measure the budgets on this machine and this database; JSON to stdout, exit 1 when one is not met."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.meting import cijfers, koppelvlak, lijsten, paginas
from partners.access.viewers import viewer_of
from partners.models import Lidmaatschap

SETTINGS = ("server_version", "shared_buffers", "work_mem", "effective_cache_size", "jit",
            "random_page_cost", "fsync", "synchronous_commit")  # fmt: skip


class Command(BaseCommand):
    help = "Meet de budgetten; JSON op stdout, en 1 als er een niet is gehaald."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--casussen", type=int, default=0, help="weiger als er minder casussen zijn dan dit"
        )
        parser.add_argument("--rondes", type=int, default=15, help="metingen per variant")
        parser.add_argument(
            "--alleen", nargs="*", default=[], help="onderdelen, bijvoorbeeld: casuslijst mijn_werk"
        )

        parser.add_argument(
            "--eerder",
            help="JSON van een eerdere meting met minder personen; de matches mogen tot 2 keer zo lang duren",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Meten schrijft ook; dat gebeurt alleen in de demo.")
        url, begin = os.environ["DATABASE_KOPIE_URL"], time.monotonic()
        # The role of backups reads everything: the other side of every comparison.
        with psycopg.connect(url, autocommit=True) as kaal:
            uitkomst = self._meet(kaal, options)
        if options["eerder"] and "matches" in uitkomst:
            eerder = json.loads(Path(options["eerder"]).read_text())["matches"]
            uitkomst["matches"] |= paginas.groei(eerder, uitkomst["matches"])
        uitkomst["duur_s"] = round(time.monotonic() - begin)
        gemist = [naam for naam, goed in _oordelen(uitkomst) if not goed]
        uitkomst["niet_gehaald"] = gemist
        self.stdout.write(json.dumps(uitkomst, indent=1, ensure_ascii=False, default=str))
        if gemist:
            sys.exit(1)

    def _meet(self, kaal: psycopg.Connection[Any], options: dict[str, Any]) -> dict[str, Any]:
        casussen = _aantal(kaal, "cases_casus")
        if casussen < options["casussen"]:
            raise CommandError(
                f"Hier staan {casussen} casussen. Maak er eerst meer: "
                f"manage.py generate --casussen {options['casussen']}"
            )
        wie = {naam: _viewer(username) for naam, username in lijsten.WIE.items()}
        wie["meldpunt"] = _viewer("vt.meldpunt")
        rondes = options["rondes"]
        delen: dict[str, Callable[[], Any]] = {
            "casuslijst": lambda: lijsten.casuslijst(kaal, wie, rondes),
            "mijn_werk": lambda: lijsten.mijn_werk(kaal, wie, rondes),
            "meldpunt": lambda: lijsten.meldpunt(kaal, wie, rondes),
            "casuspagina": lambda: paginas.casuspagina(kaal, rondes),
            "plan_pdf": lambda: paginas.plan(kaal, wie["groot"], min(rondes, 7)),
            "koppelvlak": lambda: koppelvlak.koppelvlak(rondes),
            "schrijven": lambda: paginas.schrijven(kaal, wie["groot"], rondes * 4),
            "indicatoren": lambda: cijfers.indicatoren(kaal, wie["groot"], min(rondes, 5)),
            "matches": lambda: paginas.matches(kaal, wie["meldpunt"], rondes * 2),
        }
        uitkomst: dict[str, Any] = {
            "gemeten_at": clock.now().isoformat(timespec="seconds"),
            "machine": _machine(kaal),
            "omvang": {
                tabel: _aantal(kaal, tabel)
                for tabel in ("cases_casus", "cases_betrokkenheid", "cases_casusrecht",
                              "cases_persoon", "cases_actie", "meldpunt_melding")
            },
        }  # fmt: skip
        for naam, meet in delen.items():
            if options["alleen"] and naam not in options["alleen"]:
                continue
            self.stderr.write(f"{naam} ...")
            uitkomst[naam] = meet()
        return uitkomst


def _viewer(username: str) -> Viewer:
    return viewer_of(
        Lidmaatschap.objects.select_related(
            "medewerker", "deelname__organisatie", "deelname__keten", "namens_deelnemer"
        ).get(medewerker__username=username)
    )


def _aantal(kaal: psycopg.Connection[Any], tabel: str) -> int:
    rij = kaal.execute(f'SELECT count(*) FROM "{tabel}"').fetchone()  # type: ignore[arg-type]  # noqa: S608  (fixed names)
    return int(rij[0]) if rij else 0


def _machine(kaal: psycopg.Connection[Any]) -> dict[str, Any]:
    """What the figures depend on."""
    waarden = {naam: kaal.execute(f"SHOW {naam}").fetchone() for naam in SETTINGS}  # type: ignore[arg-type]
    return {
        "kernen": os.cpu_count(),
        "belasting": os.getloadavg()[0],
        "postgresql": {naam: rij[0] if rij else "" for naam, rij in waarden.items()},
    }


def _oordelen(boom: Any, pad: str = "") -> list[tuple[str, bool]]:
    """Every verdict in the outcome with where it stands."""
    if not isinstance(boom, dict):
        return []
    if "gehaald" in boom:
        return [(pad, boom["gehaald"])]
    return [
        x
        for naam, onder in boom.items()
        for x in _oordelen(onder, f"{pad}/{naam}" if pad else naam)
    ]
