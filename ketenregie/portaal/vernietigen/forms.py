"""Forms around keeping and destroying. Reasons name no people: they outlive what they are about."""

from django import forms

from ketenregie.foundation.bewaren.models import Bewaarplicht
from ketenregie.foundation.forms import DatumVeld, Formulier

GEEN_NAMEN = "Noem geen namen: dit blijft staan als de gegevens weg zijn."


class IntrekkenForm(Formulier):
    reden = forms.CharField(
        label="Waarom gaat het niet door?", max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=GEEN_NAMEN,
    )  # fmt: skip


class BewaarplichtForm(Formulier):
    """Why it must be kept, until when, and when somebody looks again."""

    grond = forms.ChoiceField(
        label="Waarom moet dit bewaard blijven?",
        choices=Bewaarplicht.Grond.choices,
        widget=forms.RadioSelect,
    )
    reden = forms.CharField(
        label="Welke wet of welke vordering?", max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=GEEN_NAMEN,
    )  # fmt: skip
    tot = DatumVeld(label="Bewaren tot en met")
    beoordelen_voor = DatumVeld(
        label="Opnieuw beoordelen voor", help_text="U krijgt hierover op tijd bericht."
    )


class BeoordeelForm(Formulier):
    """Does it hold?"""

    houdt_stand = forms.TypedChoiceField(
        label="Moet dit bewaard blijven?",
        choices=(("ja", "Ja"), ("nee", "Nee, het mag worden vernietigd")),
        coerce=lambda waarde: waarde == "ja",
        widget=forms.RadioSelect,
    )
    reden = forms.CharField(
        label="Toelichting",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=GEEN_NAMEN,
    )
    beoordelen_voor = DatumVeld(label="Opnieuw beoordelen voor", required=False)


class OpVerzoekForm(Formulier):
    """Which request it answers."""

    kenmerk = forms.CharField(
        label="Kenmerk van het privacyverzoek", required=False, max_length=9,
        help_text="Staat boven het verzoek. Laat leeg als het anders binnenkwam.",
    )  # fmt: skip


class HergebruikForm(Formulier):
    """One datum, for a special case."""

    reden = forms.CharField(
        label="Waarom is dit een bijzonder geval?", max_length=300,
        widget=forms.Textarea({"rows": 2}), help_text=GEEN_NAMEN,
    )  # fmt: skip
    tot = DatumVeld(label="Bewaren tot en met")


class AntwoordForm(Formulier):
    """The answer of the supplier."""

    akkoord = forms.TypedChoiceField(
        label="Mag dit gegeven langer worden bewaard?",
        choices=(("ja", "Ja"), ("nee", "Nee")),
        coerce=lambda waarde: waarde == "ja",
        widget=forms.RadioSelect,
    )
    antwoord = forms.CharField(
        label="Toelichting", required=False, max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=f"Verplicht als het niet mag. {GEEN_NAMEN}",
    )  # fmt: skip
