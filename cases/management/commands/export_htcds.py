"""Casussen in the Human Trafficking Case Data Standard, as one organisation may know them."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.delen import deler_van
from cases.models import Betrokkenheid
from cases.uitwisseling.basis import leg_vast
from cases.uitwisseling.htcds import ENTITEITEN, htcds_van
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from partners.models import Deelname
from referentiemodel.enums import CasusStatus

OPEN = (CasusStatus.AANGEMELD, CasusStatus.IN_BEHANDELING)


class Command(BaseCommand):
    help = (
        "Schrijft de casussen van een organisatie als HTCDS 2.0 (JSON), zonder namen, dagen en teksten. "
        "Alleen wat het convenant haar toont; elke casus staat daarna bij de verstrekkingen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", type=Path)
        parser.add_argument("--voor", required=True, help="korte naam van de organisatie")
        parser.add_argument("--keten", default="", help="sleutel van de keten, als er meer zijn")
        parser.add_argument("--casus", nargs="*", default=[], help="alleen deze kenmerken")
        parser.add_argument(
            "--identiteit", action="store_true", help="ook namen, dagen en teksten; vraagt --reden"
        )
        parser.add_argument("--reden", default="", help="waarvoor dit nodig is")

    def handle(self, *args: Any, **options: Any) -> None:
        if len(options["reden"].strip()) < 10 and options["identiteit"]:
            raise CommandError(
                "Een export met identiteit vraagt --reden met waarvoor dit nodig is."
            )
        deelname = _deelname(options["voor"], options["keten"])
        systeem = Viewer.voor_systeem(deelname.keten_id, "export_htcds")
        rows: dict[str, list[dict[str, Any]]] = {naam: [] for naam in ENTITEITEN}
        with logboek.verzoek(kanaal="commando", route="export_htcds"), acting_as(systeem):
            involved = (
                Betrokkenheid.objects.filter(
                    deelname=deelname, status="aanvaard", casus__status__in=OPEN
                )
                .select_related("casus__eigenaar__organisatie", "casus__modelversie", "deelname__organisatie")
                .order_by("casus__kenmerk")
            )  # fmt: skip
            if options["casus"]:
                involved = involved.filter(casus__kenmerk__in=options["casus"])
            for rij in involved:
                deler = deler_van(rij.casus, rij)
                for naam, found in htcds_van(deler, identiteit=options["identiteit"]).items():
                    rows[naam] += [r for r in found if r not in rows[naam]]
                leg_vast(
                    systeem, rij.casus, deelname.pk, "htcds",
                    reden=options["reden"].strip(), door="export_htcds",
                )  # fmt: skip
            _schrijf(options["bestand"], rows, options["identiteit"], deelname)
        self.stdout.write(f"{len(rows['cas'])} casussen geschreven.")


def _deelname(kort: str, keten: str) -> Deelname:
    with als_werker():
        found = Deelname.objects.filter(organisatie__kort__iexact=kort).select_related(
            "organisatie", "keten"
        )
        if keten:
            found = found.filter(keten__sleutel=keten)
        rows = [d for d in found if d.geldig(clock.today())]
    if len(rows) != 1:
        raise CommandError("Noem met --voor (en --keten) precies één organisatie.")
    return rows[0]


def _schrijf(
    path: Path, rows: dict[str, list[dict[str, Any]]], identiteit: bool, deelname: Deelname
) -> None:
    """For the owner of the file alone; with data of people it may not lie open."""
    text = json.dumps(
        {
            "standard": "HTCDS 2.0",
            "pseudonymised": not identiteit,
            "receiver": deelname.organisatie.naam,
            "created": clock.now().isoformat(timespec="seconds"),
            **rows,
        },
        ensure_ascii=False,
        indent=1,
    )
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text + "\n")
