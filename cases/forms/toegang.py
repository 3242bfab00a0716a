"""Forms for access beyond the convenant."""

from typing import Any
from uuid import uuid4

from django import forms

from cases.models import Noodknop
from cases.services.toegang.verzoek import laatste_dag
from ketenregie.foundation.forms import DatumVeld, Formulier
from referentiemodel.enums import Doel

# What a partner may want to see a casus for; the others belong to the desk of the FG or to beheer.
DOELEN = (
    Doel.SLACHTOFFER_IN_VEILIGHEID,
    Doel.COMPLEXE_CASUISTIEK,
    Doel.ZORGCOORDINATIE,
    Doel.DADERAANPAK,
    Doel.NAZORG,
)


class ToegangsverzoekForm(Formulier):
    """What for, and whether this one datum or all of its kind is asked."""

    sleutel = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    omvang = forms.ChoiceField(
        label="Wat vraagt u?",
        widget=forms.RadioSelect,
        initial="een",
        help_text="Vraag niet meer dan u nodig hebt.",
    )
    doel = forms.ChoiceField(label="Waarvoor?", choices=[(d.value, d.label) for d in DOELEN])
    motivering = forms.CharField(
        label="Waarom hebt u dit nodig?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="De organisatie die beslist, leest dit. Noem geen namen.",
    )

    def __init__(self, *args: Any, soort: str, leverancier: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["omvang"].choices = [  # type: ignore[attr-defined]
            ("een", "Alleen dit ene gegeven"),
            ("alles", f"Alles van {leverancier} van de soort {soort.lower()} in deze casus"),
        ]


class BesluitForm(Formulier):
    """Grant until a day, or refuse with a reason."""

    besluit = forms.ChoiceField(
        label="Geeft u toegang?",
        choices=[("ja", "Ja, tot en met de dag hieronder"), ("nee", "Nee")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies ja of nee."},
    )
    tot = DatumVeld(label="Tot en met", required=False, help_text="")
    reden = forms.CharField(
        label="Toelichting",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nodig als u geen toegang geeft. Wie het vroeg, leest dit.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uiterst = laatste_dag()
        self.fields["tot"].initial = uiterst
        self.fields["tot"].help_text = f"Uiterlijk {uiterst:%-d-%-m-%Y}."


class IntrekkenForm(Formulier):
    """Why an access ends earlier."""

    prefix = "intrekken"

    reden = forms.CharField(
        label="Waarom trekt u het in?", required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, verplicht: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reden"].required = verplicht


class NoodknopForm(Formulier):
    """Why it cannot wait."""

    reden = forms.CharField(
        label="Waarom kan dit niet wachten?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="De functionaris gegevensbescherming en de eigenaar van de casus lezen dit. "
        "Noem geen namen.",
    )


class NoodknopKenmerkForm(NoodknopForm):
    """The same for a casus that one does not see: its exact kenmerk."""

    kenmerk = forms.CharField(
        label="Kenmerk van de casus",
        max_length=20,
        help_text="Acht tekens, bijvoorbeeld K7QX-3MWD. Een collega kan het u voorlezen.",
    )
    field_order = ["kenmerk", "reden"]


class OordeelForm(Formulier):
    """What the FG thinks of one use."""

    oordeel = forms.ChoiceField(
        label="Uw oordeel",
        choices=Noodknop.Oordeel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies terecht of onterecht."},
    )
    notitie = forms.CharField(
        label="Waarop rust uw oordeel?", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ZichtForm(Formulier):
    """Whose eyes; for the FG also why."""

    reden = forms.CharField(
        label="Waarom kijkt u dit na?", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
