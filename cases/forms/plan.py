"""Forms of the plan van aanpak."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from cases.models import Instemming, PlanVanAanpak
from ketenregie.foundation.forms import DatumVeld, Formulier
from partners.models import Deelname
from referentiemodel.enums import Domein


def _gebied(label: str, rows: int = 4, hint: str = "", verplicht: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=verplicht,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class VersieForm(Formulier):
    """Carries the version that the writer was looking at, and the key of what it makes."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sleutel = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"sleutel": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def inhoud(self) -> dict[str, Any]:
        """What was filled in, without the two carriers."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"versie", "sleutel"}}


class DeelnameKeuze(forms.ChoiceField):
    """An organisation that takes part; the cleaned value is its Deelname."""

    def vul(self, deelnames: Sequence[Deelname]) -> None:
        self._deelnames = {str(d.pk): d for d in deelnames}
        self.choices = [("", "Kies een organisatie")] + [
            (pk, d.organisatie.naam) for pk, d in self._deelnames.items()
        ]

    def clean(self, value: Any) -> Any:
        return self._deelnames.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Deelname) else str(value or "")


class KernForm(VersieForm):
    samenvatting = _gebied(
        "In het kort",
        4,
        "Twee of drie zinnen voor wie dit plan voor het eerst leest. Zonder namen.",
    )


class VoorstelForm(VersieForm):
    voorstel_inhoud = _gebied("Voorstel op inhoud")
    voorstel_proces = _gebied("Voorstel op proces")
    voorstel_rollen = _gebied("Voorstel op rollen")


class MonitoringForm(VersieForm):
    regievoerder = DeelnameKeuze(
        label="Wie voert de regie?", required=False, help_text="Eén organisatie die doet mee."
    )
    evaluatiedatum = DatumVeld(label="Wanneer evalueert u het plan?", required=False)
    monitoring = _gebied(
        "Monitorings- en regieafspraken",
        5,
        "Wie houdt wat in de gaten, hoe vaak, en wie hoort het?",
    )

    def __init__(self, *args: Any, deelnames: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regievoerder"].vul(deelnames)  # type: ignore[attr-defined]


class DoelForm(VersieForm):
    doel = forms.CharField(label="Doel", max_length=300, help_text="Wat moet er bereikt zijn?")
    resultaat = forms.CharField(
        label="Resultaat", max_length=300, help_text="Waaraan zien we dat het is bereikt?"
    )
    uiterlijk = DatumVeld(label="Uiterlijk", required=False)


class ActieForm(VersieForm):
    omschrijving = forms.CharField(label="Wat gebeurt er?", max_length=300)
    deelname = DeelnameKeuze(label="Welke organisatie doet dit?")
    rol = forms.CharField(
        label="In welke rol?", max_length=80, help_text="Bijvoorbeeld: zorgcoördinator, leerplicht."
    )
    voor_wie = forms.CharField(
        label="Voor welke functie of persoon daar?",
        max_length=120,
        required=False,
        help_text="Alleen als het uitmaakt wie. Wie de actie aanneemt, blijkt bij de uitvoering.",
    )
    domein = forms.ChoiceField(
        label="Domein",
        choices=Domein.choices,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    uiterlijk = DatumVeld(label="Uiterlijk")

    def __init__(self, *args: Any, deelnames: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deelname"].vul(deelnames)  # type: ignore[attr-defined]


class TerInstemmingForm(VersieForm):
    instemmen_voor = DatumVeld(label="Wanneer wilt u uiterlijk antwoord?")


class InstemmingForm(VersieForm):
    oordeel = forms.ChoiceField(
        label="Wat antwoordt uw organisatie?",
        choices=Instemming.Oordeel.choices,
        widget=forms.RadioSelect,
    )
    toelichting = _gebied("Toelichting", 3, "Nodig bij een opmerking of een bezwaar.")


class RedenForm(VersieForm):
    reden = _gebied("Waarom", 3, verplicht=True)


class VaststellenForm(VersieForm):
    toelichting = _gebied("Waarom stelt u het plan toch vast?", 3)

    def __init__(self, *args: Any, reden_nodig: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reden_nodig:
            del self.fields["toelichting"]


def begin(plan: PlanVanAanpak, form: type[VersieForm]) -> dict[str, Any]:
    """Initial values of a block from the plan itself."""
    names = [n for n in form.base_fields if n not in {"versie", "sleutel"}]
    return {n: getattr(plan, n) for n in names} | {"versie": plan.versie, "sleutel": UUID(int=0)}
