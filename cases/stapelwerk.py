"""Stapeling on Mijn werk: asked after each measure or table that comes on top."""

from uuid import UUID

from django.urls import reverse

from cases.models import Casus, Gremium, Interventie, Termijn, op_zichtbare_casus
from cases.services.stapelafstemming import STAPELING, vraag_afstemming
from cases.termijnwerk import VELDEN
from ketenregie.foundation import clock, outbox
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.permissions import Permission as P
from partners.access.roles import RECHTEN


@outbox.handler("interventie.vastgelegd", naam="cases.stapeling_na_interventie")
def na_interventie(ids: dict[str, UUID], bericht: Bericht) -> None:
    """A measure for a person may be one too many."""
    rij = Interventie.objects.filter(pk=ids["interventie_id"], betrokkene__isnull=False).first()
    if rij is not None:
        vraag_afstemming(Casus.objects.get(pk=rij.casus_id), at=clock.now())


@outbox.handler("gremium.vastgelegd", naam="cases.stapeling_na_gremium")
def na_gremium(ids: dict[str, UUID], bericht: Bericht) -> None:
    """So may another table."""
    rij = Gremium.objects.filter(pk=ids["gremium_id"]).first()
    if rij is not None:
        vraag_afstemming(Casus.objects.get(pk=rij.casus_id), at=clock.now())


def stapeling(viewer: Viewer) -> list[Werkbron]:
    """Casussen in which this organisation sees a pile that nobody agreed on yet."""
    if viewer.functie not in RECHTEN[P.TERMIJN_BEHEREN].functies:
        return []

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Stapeling afstemmen",
            "Er loopt veel tegelijk voor één persoon; spreek af wie wat doet",
            rij["kenmerk"],
            reverse("casus_uitvoering", args=[rij["casus"]]),
            datum(rij["voor"]),
            soort="stapeling",
            knop="Stem af",
        )

    rijen = Termijn.objects.filter(
        op_zichtbare_casus(viewer),
        sleutel__startswith=f"{STAPELING}:",
        deelname_id=viewer.eigen_id,
        voldaan_at__isnull=True,
        gepauzeerd_op__isnull=True,
    )
    return [Werkbron(rijen, VELDEN, per_rij(bouw), dag="uiterlijk")]


def register() -> None:
    """Hand the kind to Mijn werk; from AppConfig.ready()."""
    work_kinds.register("stapeling", Werksoort(stapeling))
