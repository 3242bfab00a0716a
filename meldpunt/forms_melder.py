"""Talking with the melder, and what partners want to ask them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ketenregie.foundation.forms import DatumVeld, Formulier
from meldpunt.forms_velden import gebiedveld
from meldpunt.models import Melderbericht

WEGEN = [
    (Melderbericht.Weg.PAGINA, "Op de terugkeerpagina: de melder leest het met de code"),
    (Melderbericht.Weg.TELEFOON, "Wij bellen de melder"),
]


class MeldervraagForm(Formulier):
    """What the meldpunt asks the melder."""

    prefix = "meldervraag"

    tekst = gebiedveld(
        "Wat wilt u de melder vragen?", 3, "Schrijf niets over anderen: u weet niet wie dit leest."
    )
    weg = forms.ChoiceField(
        label="Hoe vraagt u het?",
        choices=WEGEN,
        initial=Melderbericht.Weg.PAGINA,
        widget=forms.RadioSelect,
    )
    uiterlijk = DatumVeld(label="Uiterlijk", required=False, help_text="Leeg: over twee werkdagen.")
    bericht_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, heeft_code: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not heeft_code:
            self.fields["weg"].choices = WEGEN[1:]  # type: ignore[attr-defined]
            self.fields["weg"].initial = Melderbericht.Weg.TELEFOON


class GesprekForm(Formulier):
    """How a call with the melder went."""

    prefix = "gesprek"

    bereikt = forms.ChoiceField(
        label="Hebt u de melder gesproken?",
        choices=[("ja", "Ja"), ("nee", "Nee, niet bereikt")],
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    tekst = gebiedveld("Wat zei de melder?", 3, "Blijft bij het meldpunt.", required=False)


class HoorvraagForm(Formulier):
    """What a partner wants to know from the melder."""

    vraag = gebiedveld(
        "Wat wilt u van de melder weten?",
        4,
        "Het meldpunt vraagt het de melder. U leest het antwoord als bijdrage, zonder wie het zei.",
    )
    hoorvraag_id = forms.UUIDField(widget=forms.HiddenInput, required=False)


class StelAanMelderForm(Formulier):
    """The question of a partner, in words for the melder."""

    prefix = "stel"

    melding = forms.ChoiceField(label="Aan de melder van", widget=forms.RadioSelect)
    tekst = gebiedveld(
        "Wat vraagt u de melder?", 3, "Haal weg waaruit de melder iets over de casus kan opmaken."
    )
    weg = forms.ChoiceField(
        label="Hoe vraagt u het?",
        choices=WEGEN,
        initial=Melderbericht.Weg.PAGINA,
        widget=forms.RadioSelect,
    )
    uiterlijk = DatumVeld(label="Uiterlijk", required=False, help_text="Leeg: over twee werkdagen.")

    def __init__(self, *args: Any, meldingen: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["melding"].choices = meldingen  # type: ignore[attr-defined]


class KanNietForm(Formulier):
    """Why a melder is not asked."""

    prefix = "kanniet"

    reden = forms.CharField(
        label="Waarom kan het niet?",
        max_length=300,
        help_text="Wie het vroeg, leest dit. Noem de melder niet.",
    )
