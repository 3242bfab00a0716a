"""Load the outlines of the gemeenten, so that the map of the figures is a real one."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluatie.indicatoren.models import Gebied
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Keten
from referentiemodel.loader import model_van

MAX_BYTES = 20_000_000


class Command(BaseCommand):
    help = "Leest de grenzen van gemeenten uit een GeoJSON-bestand; vervangt de kaart die er was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", type=Path)
        parser.add_argument("--keten", default="", help="sleutel van de keten")
        parser.add_argument("--bron", default="CBS, Kadaster (CC BY 4.0)", help="wie het maakte")

    def handle(self, *args: Any, **options: Any) -> None:
        vlakken = lees(options["bestand"])
        ketens = Keten.objects.all()
        if options["keten"]:
            ketens = ketens.filter(sleutel=options["keten"])
        gevonden = 0
        for keten in ketens:
            lijst = model_van(keten.modelversie_id).waardelijsten.get("gemeente")
            namen = {naam for _, naam in lijst.keuzes()} if lijst else set()
            eigen = {naam: vlak for naam, vlak in vlakken.items() if naam in namen}
            if not eigen:
                continue
            with acting_as(Viewer.voor_systeem(keten.pk, "beheer")):
                Gebied.objects.filter(keten=keten).delete()
                for naam, (code, ringen) in eigen.items():
                    Gebied.objects.create(
                        keten=keten, naam=naam, code=code, ringen=ringen, bron=options["bron"][:120]
                    )
            gevonden += 1
            ontbreekt = sorted(namen - eigen.keys())
            rest = f"; zonder grens: {', '.join(ontbreekt)}" if ontbreekt else ""
            self.stdout.write(f"{keten}: {len(eigen)} gemeenten{rest}")
        if not gevonden:
            raise CommandError("Geen gemeente uit dit bestand hoort bij een keten.")


def lees(pad: Path) -> dict[str, tuple[str, list[list[list[float]]]]]:
    """Name -> (code, rings) of each feature that has a name and a surface.

    Raises:
        CommandError: not a GeoJSON file with gemeenten.
    """
    try:
        if pad.stat().st_size > MAX_BYTES:
            raise CommandError("Dit bestand is te groot voor een kaart van gemeenten.")
        inhoud = json.loads(pad.read_text())
        features = inhoud["features"]
    except (OSError, ValueError, KeyError, TypeError) as fout:
        raise CommandError(f"Dit is geen GeoJSON-bestand: {type(fout).__name__}.") from fout
    out = {}
    for feature in features:
        eigenschappen = feature.get("properties") or {}
        naam = (
            eigenschappen.get("naam") or eigenschappen.get("statnaam") or eigenschappen.get("name")
        )
        vorm = feature.get("geometry") or {}
        delen = _delen(vorm)
        if not naam or delen is None:
            continue
        try:
            ringen = [[[float(p[0]), float(p[1])] for p in ring] for deel in delen for ring in deel]
        except (KeyError, TypeError, ValueError, IndexError) as fout:
            raise CommandError(f"De grens van {naam} is niet te lezen.") from fout
        if any(len(ring) < 4 for ring in ringen) or not ringen:
            raise CommandError(f"De grens van {naam} is niet te lezen.")
        out[str(naam)] = (str(eigenschappen.get("code", ""))[:10], ringen)
    return out


def _delen(vorm: dict[str, Any]) -> list[Any] | None:
    """The polygons of a surface; None for anything else."""
    if vorm.get("type") == "Polygon":
        return [vorm.get("coordinates")]
    return list(vorm.get("coordinates") or []) if vorm.get("type") == "MultiPolygon" else None
