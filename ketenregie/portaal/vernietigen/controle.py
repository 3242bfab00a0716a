"""What `manage.py verify` asks of retention, within one keten."""

from datetime import timedelta

from ketenregie.foundation import clock
from ketenregie.foundation.bewaren.journaal import bestand
from ketenregie.foundation.bewaren.models import Vernietigd
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.viewer import require_viewer
from ketenregie.portaal.vernietigen.termijnen import kandidaten
from partners.models import Keten


def niets_over_de_termijn() -> list[str]:
    """Nothing is past its last day without a bewaarplicht, consent to keep it, or a place on a list."""
    keten = Keten.objects.get(pk=require_viewer().keten_id)
    gisteren = clock.today() - timedelta(days=1)
    found = [
        f"{k.object_type} {k.kenmerk or k.object_id} is over de bewaartermijn ({k.uiterlijk})"
        for k in kandidaten(keten, gisteren)
    ]
    half = Vernietigd.objects.filter(klaar_at=None).values_list("pk", flat=True)
    found += [f"vernietiging {pk} is begonnen en niet afgerond" for pk in half]
    return found + _journaal(keten)


def _journaal(keten: Keten) -> list[str]:
    """Every destruction is in the journal, or a restored backup brings it back."""
    ids = [str(pk) for pk in Vernietigd.objects.values_list("pk", flat=True)]
    if not ids:
        return []
    try:
        pad = bestand()
    except DomainError as fout:
        return [fout.zin]
    tekst = pad.read_text() if pad.exists() else ""
    return [
        f"vernietiging {pk} staat niet in het journaal ({pad})" for pk in ids if pk not in tekst
    ]
