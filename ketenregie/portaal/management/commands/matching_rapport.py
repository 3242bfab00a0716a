"""How well the meldpunt recognises a person: found, called likely, and wrongly called likely."""

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ketenregie.portaal.naamproef import meten
from partners.access.viewers import viewer_of
from partners.models import Lidmaatschap


class Command(BaseCommand):
    help = (
        "Meet het herkennen van personen met verzonnen mensen waarvan de waarheid bekend is. "
        "Er blijft niets van staan; 1 als een doel niet is gehaald."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2026, help="zelfde zaad, zelfde mensen")
        parser.add_argument("--personen", type=int, default=10_000)
        parser.add_argument("--dubbelen", type=int, default=3_000)
        parser.add_argument("--lijkenden", type=int, default=3_000)
        parser.add_argument(
            "--voorbeelden", type=int, default=0, help="toon zoveel fouten per soort"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Deze meting schrijft even; dat gebeurt alleen in de demo.")
        begin = time.monotonic()
        viewer = viewer_of(
            Lidmaatschap.objects.select_related(
                "medewerker", "deelname__organisatie", "deelname__keten", "namens_deelnemer"
            ).get(medewerker__username="vt.meldpunt")
        )
        uitkomst = meten.meet(
            viewer,
            zaad=options["seed"],
            personen=options["personen"],
            dubbel=options["dubbelen"],
            lijkend=options["lijkenden"],
            zeg=self.stderr.write,
        )
        self.stdout.write(meten.tabel(uitkomst))
        self.stdout.write(
            f"\ntop drie {uitkomst.vinden:.4f} (doel {meten.DOEL_VINDEN}), "
            f"juist onder ‘waarschijnlijk’ {uitkomst.waarschijnlijk:.4f} "
            f"(doel {meten.DOEL_WAARSCHIJNLIJK}), "
            f"dubbelen die ‘waarschijnlijk’ heten {uitkomst.waarschijnlijk_gevonden:.4f}"
        )
        if options["voorbeelden"]:
            for kop, tellen, veld in (
                ("Niet in de top drie", uitkomst.dubbelen, "missers"),
                ("Ten onrechte waarschijnlijk", uitkomst.dubbelen, "valse"),
                ("Ten onrechte waarschijnlijk", uitkomst.lijkenden, "valse"),
            ):
                self.stdout.write(f"\n{kop}")
                for regel in meten.voorbeelden(tellen, veld, options["voorbeelden"]):
                    self.stdout.write(f"  {regel}")
        self.stderr.write(f"{time.monotonic() - begin:.0f} s")
        gehaald = (
            uitkomst.vinden >= meten.DOEL_VINDEN
            and uitkomst.waarschijnlijk >= meten.DOEL_WAARSCHIJNLIJK
        )
        if not gehaald:
            sys.exit(1)
