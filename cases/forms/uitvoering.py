"""Forms of the uitvoering: acties, interventies, nazorg, bedenktijd and the flag."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.interventie import PersoonKeuze
from cases.forms.plan import DeelnameKeuze, VersieForm
from cases.models import Actie, Bedenktijd, Nazorg, StrafrechtelijkOnderzoek
from ketenregie.foundation.forms import DatumVeld
from partners.models import Deelname

NAAST = {"data-naast-elkaar": ""}


def _gebied(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": 3})
    )


class ActieBijwerkenForm(VersieForm):
    status = forms.ChoiceField(
        label="Hoe staat het ervoor?", choices=Actie.Status.choices, widget=forms.RadioSelect
    )
    resultaat = _gebied(
        "Wat is het resultaat?",
        "Nodig als de actie is gedaan of vervalt. Zorgdetail is voor zorgpartners, en andersom.",
    )


class NazorgForm(VersieForm):
    betrokkene = PersoonKeuze(label="Voor wie?", required=False)
    vraag = forms.CharField(
        label="Welke zorg is nodig?",
        max_length=300,
        help_text="Bijvoorbeeld: behandeling van trauma, een veilige plek.",
    )
    deelname = DeelnameKeuze(label="Aan welke organisatie vraagt u dit?")

    def __init__(
        self,
        *args: Any,
        deelnames: Sequence[Deelname],
        personen: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deelname"].vul(deelnames)  # type: ignore[attr-defined]
        self.fields["betrokkene"].vul(personen, "Niet één persoon")  # type: ignore[attr-defined]


class NazorgAntwoordForm(VersieForm):
    antwoord = forms.ChoiceField(
        label="Neemt uw organisatie dit op zich?",
        choices=[("ja", "Ja, wij bieden deze zorg"), ("nee", "Nee, dit kunnen wij niet bieden")],
        widget=forms.RadioSelect,
    )
    reden = forms.CharField(
        label="Toelichting",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nodig als u het niet doet.",
    )


class NazorgVoortgangForm(VersieForm):
    status = forms.ChoiceField(label="Hoe staat het ervoor?", widget=forms.RadioSelect)
    terugvalcheck = DatumVeld(
        label="Wanneer kijkt u of het nog goed gaat?", required=False, help_text="Terugvalcheck."
    )

    def __init__(self, *args: Any, volgende: Sequence[Nazorg.Status], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [(s.value, s.label) for s in volgende]  # type: ignore[attr-defined]


class BedenktijdForm(VersieForm):
    betrokkene = PersoonKeuze(label="Welk slachtoffer?")
    start = DatumVeld(label="Begint op")
    dublin = forms.BooleanField(
        label="Er loopt een Dublinprocedure (dan duurt de bedenktijd 30 dagen)", required=False
    )

    def __init__(self, *args: Any, personen: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["betrokkene"].vul(personen, "Kies een slachtoffer")  # type: ignore[attr-defined]


class BedenktijdEindeForm(VersieForm):
    status = forms.ChoiceField(
        label="Hoe eindigde de bedenktijd?",
        choices=[
            (s.value, s.label)
            for s in Bedenktijd.Status
            if s not in {Bedenktijd.Status.AANGEBODEN, Bedenktijd.Status.LOPEND}
        ]
        + [("lopend", "Loopt door bij een andere organisatie")],
        widget=forms.RadioSelect,
    )
    overgedragen_aan = forms.CharField(label="Overgedragen aan", required=False, max_length=120)


class OnderzoekForm(VersieForm):
    vlag = forms.ChoiceField(
        label="Is er een strafrechtelijk onderzoek?",
        choices=StrafrechtelijkOnderzoek.Vlag.choices,
        widget=forms.RadioSelect(attrs=NAAST),
    )
    vrijgegeven = forms.BooleanField(
        label="Andere organisaties mogen dit antwoord zien",
        required=False,
        help_text="Zij zien alleen dit ene woord. Zonder vrijgave zien zij niets.",
    )
