"""What must always hold for evaluations, checked by `manage.py verify` within one keten."""

from evaluatie.feiten.bronnen import feiten_kloppen
from evaluatie.models import Casusbeschrijving, Evaluatieopdracht
from evaluatie.services.opdracht import was_betrokken
from ketenregie.foundation.registries import algemene_checks, checks

LOPEND = (Evaluatieopdracht.Status.VOORGESTELD, Evaluatieopdracht.Status.AANVAARD)


def begeleider_was_niet_betrokken() -> list[str]:
    """A begeleider is neutral, also when it was invited to the casus afterwards."""
    rows = Evaluatieopdracht.objects.filter(
        status__in=LOPEND, begeleider__isnull=False
    ).select_related("casus", "begeleider")
    return [
        f"casus {o.casus.kenmerk}: de procesbegeleider was betrokken bij de casus"
        for o in rows
        if o.begeleider and was_betrokken(o.casus, o.begeleider)
    ]


def afgeronde_evaluatie_had_gecontroleerde_beschrijving() -> list[str]:
    """Nobody evaluated on a text that no person had checked."""
    rows = Casusbeschrijving.objects.filter(
        opdracht__status=Evaluatieopdracht.Status.AFGEROND, gecontroleerd=False
    ).values_list("casus__kenmerk", flat=True)
    return [f"casus {k}: geëvalueerd op een ongecontroleerde beschrijving" for k in rows]


def register() -> None:
    """Called from AppConfig.ready()."""
    for check in (
        begeleider_was_niet_betrokken,
        afgeronde_evaluatie_had_gecontroleerde_beschrijving,
    ):
        checks.register(f"evaluatie.{check.__name__}", check)
    algemene_checks.register("evaluatie.feiten_kloppen", feiten_kloppen)
