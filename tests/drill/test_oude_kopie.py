"""What two people destroyed does not come back with an older backup: the real commands, in a database beside."""

import json
import os
from pathlib import Path

import psycopg
import pytest

from ketenregie.foundation.kopie.server import met_naam
from tests.foundation.test_kopie import Opstelling, hier  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.drill]
WOORD = "KANARIEOUD"
# Numbers of what is gone, and reasons that somebody typed with what they did (R25).
BEWIJS = {
    "logboek_regel", "foundation_bericht", "foundation_effect", "foundation_taak",
    "foundation_vernietigd", "foundation_vernietigonderwerp",
    "foundation_historicalvernietigonderwerp", "evaluatie_feitzout",
}  # fmt: skip
MAAK = """
import json
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.demo.pad import Gids
from tests.factories.cases import maak_casus
from tests.factories.documenten import maak_document
from cases.models import Betrokkene, Casus
wie = Gids().viewer("apeldoorn.krt")
casus = maak_casus(wie, achternaam="KANARIEOUD", korte_inhoud="KANARIEOUD slaapt in de keuken.",
                   titel="Zaak KANARIEOUD")
maak_document(wie, casus, inhoud=b"KANARIEOUD vertelt")
blijft = maak_casus(wie, achternaam="Blijft", titel="Een andere zaak")
with acting_as(wie):
    ids = [casus.pk, casus.dossier_id, *Betrokkene.objects.filter(casus=casus).values_list("persoon", flat=True)]
print("UIT", json.dumps({"dossier": str(casus.dossier_id), "kenmerk": casus.kenmerk,
                         "blijft": blijft.kenmerk, "ids": [str(i) for i in ids]}))
"""
OP_LIJST = """
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.demo.pad import Gids
from ketenregie.portaal.vernietigen import lijsten
fg = Gids().viewer("zvh.fg")
with acting_as(fg):
    lijsten.vernietig_op_verzoek(fg, "{dossier}")
"""
BESLUIT = """
from ketenregie.foundation.bewaren.models import Vernietiglijst
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.demo.pad import Gids
from ketenregie.portaal.vernietigen import lijsten
regisseur, fg = Gids().viewer("zvh.procesregisseur"), Gids().viewer("zvh.fg")
with acting_as(regisseur):
    pk = Vernietiglijst.objects.get(grond="verzoek").pk
    lijsten.zet_klaar(regisseur, pk)
with acting_as(fg):
    lijsten.bevestig(fg, pk)
"""
WERK = """
from ketenregie.foundation import outbox
from ketenregie.foundation.taak import loper
from ketenregie.foundation.taak.models import Taak
for _ in range(3):
    outbox.relay()
    for pk, keten in Taak.objects.filter(soort="vernietigen", status="wacht").values_list("pk", "keten_id"):
        loper.voer_uit(pk, keten)
"""


def doe(hier: Opstelling, rol: str, code: str) -> str:  # noqa: F811
    done = hier.manage("shell", "-c", code, KETENREGIE_ROL=rol)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def waar_staat(naam: str, *woorden: str) -> set[str]:
    """Tables with one of the words in any column of any row, history included; also as bytes."""
    found = set()
    with psycopg.connect(met_naam(os.environ["DATABASE_KOPIE_URL"], naam), autocommit=True) as db:
        tabellen = db.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        ).fetchall()
        for (tabel,) in tabellen:
            for woord in woorden:
                zin = f'SELECT EXISTS (SELECT 1 FROM "{tabel}" t WHERE t::text ILIKE %s OR t::text ILIKE %s)'
                if db.execute(zin, [f"%{woord}%", f"%{woord.encode().hex()}%"]).fetchone()[0]:
                    found.add(tabel)
    return found


def bestanden(hier: Opstelling) -> list[Path]:  # noqa: F811
    return [p for p in (hier.map / "documenten").rglob("*") if p.is_file()]


def test_destroyed_stays_destroyed_after_restoring_the_backup_of_before(
    hier: Opstelling,  # noqa: F811
    tmp_path: Path,
) -> None:
    made = json.loads(doe(hier, "app", MAAK).split("UIT ", 1)[1])
    doe(hier, "werker", WERK)  # what making it set in motion
    oud = tmp_path / "oud.age"
    done = hier.manage("backup", oud)
    assert done.returncode == 0, done.stderr
    assert {"cases_persoon", "cases_situatie", "cases_historicalcasus"} <= waar_staat(
        hier.naam, WOORD
    )
    assert len(bestanden(hier)) == 1

    doe(hier, "app", OP_LIJST.format(**made))
    doe(hier, "werker", WERK)
    doe(hier, "app", BESLUIT)
    doe(hier, "werker", WERK)
    assert waar_staat(hier.naam, WOORD) <= {"logboek_regel"}
    assert bestanden(hier) == []

    journaal = hier.map / "vernietigd.jsonl"
    assert len(journaal.read_text().splitlines()) == 1
    done = hier.manage("restore", oud)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Opnieuw vernietigd: 1 onderwerpen" in done.stdout
    doe(hier, "werker", WERK)  # the files go with the outbox, as always

    assert waar_staat(hier.naam, WOORD) <= {"logboek_regel"}
    assert waar_staat(hier.naam, *made["ids"]) <= BEWIJS
    assert bestanden(hier) == []
    uit = tmp_path / "htcds.json"
    done = hier.manage("export_htcds", uit, "--voor", "Apeldoorn", KETENREGIE_ROL="werker")
    assert done.returncode == 0, done.stdout + done.stderr
    assert made["kenmerk"] not in uit.read_text() and WOORD not in uit.read_text()
    # What nobody destroyed is there.
    assert "cases_casus" in waar_staat(hier.naam, made["blijft"])
