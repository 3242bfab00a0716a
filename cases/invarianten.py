"""What must always hold for casussen, checked by `manage.py verify` within one keten."""

from django.db import connection
from django.db.models import F, Q

from cases.models import OPEN, Betrokkenheid, Casus, CasusRecht, PlanVanAanpak
from cases.planinhoud import afwijkingen
from ketenregie.foundation.registries import checks
from partners.access.grants import Herkomst, geldig


def elke_open_casus_heeft_vervolg() -> list[str]:
    """Owner, next step and date; the owner still takes part in the keten."""
    rows = Casus.objects.filter(status__in=OPEN).filter(
        Q(volgende_stap="")
        | Q(volgende_datum__isnull=True)
        | Q(eigenaar__tot__lt=F("volgende_datum"))
    )
    return [f"casus {kenmerk} heeft geen eigenaar, stap of datum" for kenmerk in rows.values_list(
        "kenmerk", flat=True
    )]  # fmt: skip


def rechten_volgen_betrokkenheid() -> list[str]:
    """Every accepted betrokkenheid has its right, and no derived right stands without one."""
    accepted = set(
        Betrokkenheid.objects.meedoend().values_list(  # type: ignore[attr-defined]
            "casus_id", "deelname__group_id"
        )
    )
    derived = set(
        CasusRecht.objects.filter(
            geldig(), herkomst__in=[Herkomst.BETROKKENHEID, Herkomst.OVERLEG]
        ).values_list("content_object_id", "group_id")
    )
    return [
        f"casus {pk}: betrokkenheid zonder recht (groep {g})" for pk, g in accepted - derived
    ] + [f"casus {pk}: recht zonder betrokkenheid (groep {g})" for pk, g in derived - accepted]


def zicht_omvat_rechten() -> list[str]:
    """The net may be coarser than the rights, never finer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.kenmerk FROM cases_casus c JOIN cases_casusrecht r ON r.content_object_id = c.id "
            "JOIN partners_deelname d ON d.group_id = r.group_id "
            "WHERE (r.geldig_tot IS NULL OR r.geldig_tot > now()) AND NOT d.nummer = ANY(c.zicht) "
            "UNION SELECT c.kenmerk FROM cases_casus c JOIN partners_deelname d ON d.id = c.eigenaar_id "
            "WHERE NOT d.nummer = ANY(c.zicht)"
        )
        return [f"casus {kenmerk}: het tweede slot is strenger dan het recht"
                for (kenmerk,) in cursor.fetchall()]  # fmt: skip


def vastgestelde_plannen_kloppen() -> list[str]:
    """What was agreed still has the hashes of the day it was agreed."""
    rows = PlanVanAanpak.objects.filter(status=PlanVanAanpak.Status.VASTGESTELD).select_related(
        "casus"
    )
    return [
        f"plan {plan.casus.kenmerk} versie {plan.nummer} wijkt af: {', '.join(found)}"
        for plan in rows.iterator(chunk_size=200)
        if (found := afwijkingen(plan))
    ]


def register() -> None:
    """Hand the checks to `verify`; called from AppConfig.ready()."""
    checks.register("vervolg", elke_open_casus_heeft_vervolg)
    checks.register("rechten", rechten_volgen_betrokkenheid)
    checks.register("plannen", vastgestelde_plannen_kloppen)
    checks.register("zicht", zicht_omvat_rechten)
