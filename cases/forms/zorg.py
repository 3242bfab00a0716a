"""Forms of needs and of contact in the nazorg."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.interventie import PersoonKeuze
from cases.forms.plan import DeelnameKeuze, VersieForm
from cases.models import Nazorgcontact, Zorgbehoefte
from ketenregie.foundation.forms import DatumVeld
from partners.models import Deelname
from referentiemodel.schema import Model


class BehoefteForm(VersieForm):
    betrokkene = PersoonKeuze(label="Voor wie?")
    soort = forms.ChoiceField(label="Wat voor hulp of steun?", widget=forms.RadioSelect)
    omschrijving = forms.CharField(
        label="Wat is nodig?",
        max_length=300,
        help_text="Zoals het nu is. Verandert het, dan past u het aan; wat er stond blijft te lezen.",
    )

    def __init__(
        self, *args: Any, model: Model, personen: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["betrokkene"].vul(personen, "Kies een persoon")  # type: ignore[attr-defined]
        self.fields["soort"].choices = model.waardelijst("nazorgvraag").keuzes()  # type: ignore[attr-defined]


class BehoefteWijzigenForm(VersieForm):
    omschrijving = forms.CharField(label="Wat is nodig?", max_length=300)
    stand = forms.ChoiceField(label="Hoe staat het ervoor?", widget=forms.RadioSelect)
    uitvoerder = DeelnameKeuze(label="Welke organisatie geeft deze hulp?", required=False)

    def __init__(
        self,
        *args: Any,
        standen: Sequence[Zorgbehoefte.Stand],
        deelnames: Sequence[Deelname],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stand"].choices = [(s.value, s.label) for s in standen]  # type: ignore[attr-defined]
        self.fields["uitvoerder"].vul(deelnames)  # type: ignore[attr-defined]


class ContactForm(VersieForm):
    dag = DatumVeld(label="Wanneer was het contact?", verleden=True)
    wijze = forms.ChoiceField(
        label="Hoe?", choices=Nazorgcontact.Wijze.choices, widget=forms.RadioSelect
    )
    beeld = forms.ChoiceField(
        label="Hoe gaat het?", choices=Nazorgcontact.Beeld.choices, widget=forms.RadioSelect
    )
    notitie = forms.CharField(
        label="Wat is belangrijk voor later?",
        required=False,
        help_text="Bij terugval: wat er nu nodig is.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_controle = forms.BooleanField(label="Dit was de terugvalcheck", required=False)
    volgende = DatumVeld(label="Wanneer kijkt u weer of het goed gaat?", required=False)
