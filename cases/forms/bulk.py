"""What is asked once for several casussen, and the next step of one."""

from typing import Any

from django import forms
from django.utils import timezone

from cases.models import Casusoverleg, CasusPersoonsrecht
from ketenregie.foundation import clock
from ketenregie.foundation.forms import DatumVeld, Formulier
from ketenregie.foundation.viewer import Viewer
from partners.access.roles import CASUSWERK
from partners.models import Lidmaatschap, geldig_op

KIES = ("", "Kies")


class VervolgForm(Formulier):
    """Another next step, another day, or both."""

    stap = forms.CharField(
        label="Volgende stap",
        required=False,
        max_length=200,
        help_text="Leeg: dit blijft zoals het is. Noem geen namen.",
    )
    uiterlijk = DatumVeld(label="Uiterlijk", required=False, help_text="Leeg: de dag blijft.")
    reden = forms.CharField(
        label="Waarom verandert dit?", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Viewer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("stap") and not data.get("uiterlijk"):
            self.add_error("stap", "Vul een volgende stap of een andere dag in.")
        return data


class CollegaForm(Formulier):
    """A colleague of one's own organisation, and what for."""

    collega = forms.ChoiceField(label="Collega")
    taak = forms.ChoiceField(label="Waarvoor", choices=CasusPersoonsrecht.Taak.choices)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Lidmaatschap.objects.filter(
            geldig_op(clock.today()),
            deelname_id=viewer.eigen_id,
            functie__in=CASUSWERK,
            medewerker__is_active=True,
        ).select_related("medewerker")
        self.fields["collega"].choices = [KIES] + [  # type: ignore[attr-defined]
            (str(lid.pk), f"{lid.medewerker.naam}, {lid.get_functie_display().lower()}")
            for lid in sorted(rows, key=lambda lid: lid.medewerker.naam)
        ]


class AgendaForm(Formulier):
    """A meeting that is still to come."""

    overleg = forms.ChoiceField(label="Casusoverleg")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Casusoverleg.objects.filter(
            organisator_id=viewer.eigen_id,
            status=Casusoverleg.Status.GEPLAND,
            begint_at__gt=clock.now(),
        ).order_by("begint_at")[:50]
        self.fields["overleg"].choices = [KIES] + [  # type: ignore[attr-defined]
            (
                str(o.pk),
                f"{timezone.localtime(o.begint_at):%-d-%-m-%Y %H:%M} {o.locatie}".strip(),
            )
            for o in rows
        ]
