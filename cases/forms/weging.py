"""Both wegingen, the doeltoets and the doorlaatverbod. No kwalificatie is filled in beforehand (R17)."""

from typing import Any
from uuid import uuid4

from django import forms

from cases.forms.bijdrage import KIES, grondslagkeuzes
from cases.models import Casus, EersteWeging
from cases.services.weging import ANALYSEVELDEN, heeft_doorlaatverbod, thema
from cases.services.weging.instrumenten import TWEEDE, WEGING, instrumenten_bij
from ketenregie.foundation.forms import Formulier, JaNeeOnbekendVeld
from partners.instrumentveld import VOOR, instrumentveld
from referentiemodel.enums import Grondslag, Urgentie

NAAST = {"data-naast-elkaar": ""}
UITKOMSTEN = ("wel_zorg", "wel_geen_zorg", "geen_zorg", "geen_geen_zorg")


def regels(tekst: str) -> list[str]:
    """Names, one per line."""
    return [regel.strip() for regel in tekst.splitlines() if regel.strip()]


class _Wegers(forms.CharField):
    """A text area with one name per line; the cleaned value is a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Wie hebben gewogen?")
        kwargs.setdefault("help_text", "Eén naam per regel, met de organisatie.")
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return regels(super().clean("\n".join(value) if isinstance(value, list) else value))


class _MetInstrumenten(Formulier):
    """A field of ticks per instrument in force; what is ticked is kept with the version."""

    def _instrumenten(self, casus: Casus, *bij: str) -> None:
        self._lijsten = instrumenten_bij(casus, *bij)
        for sleutel, lijst in self._lijsten.items():
            self.fields[VOOR + sleutel] = instrumentveld(lijst)

    @property
    def gewoon(self) -> list[Any]:
        """The other fields, in order."""
        return [veld for veld in self if not veld.name.startswith(VOOR)]

    @property
    def instrumentvelden(self) -> list[Any]:
        """For the template, each with its list."""
        return [
            {"veld": self[VOOR + sleutel], "naam": lijst.naam, "versie": lijst.versie}
            for sleutel, lijst in self._lijsten.items()
        ]

    def voor_dienst(self) -> dict[str, Any]:
        """Cleaned values as the service takes them: the ticks together."""
        data = dict(self.cleaned_data)
        data["instrumenten"] = {sleutel: data.pop(VOOR + sleutel) for sleutel in self._lijsten}
        return data


class VoorbereidingForm(Formulier):
    """The facts of the 1e weging."""

    prefix = "voorbereiden"

    actueel = JaNeeOnbekendVeld(label="Is het slachtoffer nog in de situatie?")
    acuut = JaNeeOnbekendVeld(label="Is het acuut volgens de melder?")
    veiligheid = forms.ChoiceField(
        label="Is het slachtoffer veilig?",
        choices=EersteWeging.Veiligheid.choices,
        widget=forms.RadioSelect(attrs=NAAST),
    )
    doorlaatverbod = JaNeeOnbekendVeld(
        label="Geldt het doorlaatverbod?",
        help_text="Ja alarmeert politie, Openbaar Ministerie en Arbeidsinspectie meteen. Bewijs komt daarna.",
    )
    motivering = forms.CharField(
        label="Wat weten we?", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, casus: Casus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not heeft_doorlaatverbod(casus):
            del self.fields["doorlaatverbod"]


class WeegForm(VoorbereidingForm, _MetInstrumenten):
    """The facts, the kwalificatie and why."""

    prefix = "wegen"

    kwalificatie = forms.ChoiceField(label="Kwalificatie", widget=forms.RadioSelect)
    wegers = _Wegers()
    reden = forms.CharField(label="Waarom weegt u opnieuw?", max_length=300)

    def __init__(self, *args: Any, casus: Casus, opnieuw: bool, **kwargs: Any) -> None:
        super().__init__(*args, casus=casus, **kwargs)
        self.fields["kwalificatie"].choices = [  # type: ignore[attr-defined]
            (EersteWeging.Kwalificatie.WEL.value, casus.model.thema),
            (EersteWeging.Kwalificatie.GEEN.value, f"Geen {thema(casus)}"),
        ]
        motivering = self.fields["motivering"]
        motivering.label, motivering.required = "Motivering", True
        motivering.help_text = (
            "Waarop berust de kwalificatie? Een signalenlijst concludeert niet: u weegt."
        )
        motivering.error_messages["required"] = "Vul ‘Motivering’ in."
        motivering.widget.attrs["aria-required"] = "true"
        if not opnieuw:
            del self.fields["reden"]
        order = [n for n in self.fields if n not in {"motivering", "wegers", "reden", "versie"}]
        self.order_fields([*order, "motivering", "wegers", "reden", "versie"])
        self._instrumenten(casus, WEGING)


class DoeltoetsForm(Formulier):
    """Whether the casus fits the doel, and whether to take it in behandeling at once."""

    prefix = "doeltoets"

    past = forms.TypedChoiceField(
        label="Past deze casus bij het doel van de samenwerking?",
        help_text="Problemen op meer dan één leefgebied en meer dan één organisatie nodig.",
        choices=[("ja", "Ja"), ("nee", "Nee")],
        coerce=lambda waarde: waarde == "ja",
        widget=forms.RadioSelect(attrs=NAAST),
    )
    motivering = forms.CharField(label="Motivering", widget=forms.Textarea(attrs={"rows": 3}))
    in_behandeling = forms.BooleanField(label="Neem de casus meteen in behandeling", required=False)

    def __init__(self, *args: Any, kan_in_behandeling: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kan_in_behandeling:
            del self.fields["in_behandeling"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("past") is False and data.get("in_behandeling"):
            self.add_error("in_behandeling", "Een casus die niet past, kan niet in behandeling.")
        return data


class BewijsmiddelForm(Formulier):
    """One piece of evidence for a doorlaatverbod."""

    prefix = "bewijs"

    soort = forms.ChoiceField(label="Soort bewijsmiddel")
    omschrijving = forms.CharField(
        label="Wat laat het zien?", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    grondslag = forms.ChoiceField(label="Op welke grondslag deelt u dit?")
    bewijsmiddel_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, casus: Casus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        soorten = casus.model.waardelijst("bewijsmiddel").keuzes()
        self.fields["soort"].choices = [KIES, *soorten]  # type: ignore[attr-defined]
        self.fields["grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]
        self.fields["bewijsmiddel_id"].initial = uuid4


class DoorlaatverbodForm(Formulier):
    """The decision: which bewijsmiddelen, and why."""

    prefix = "doorlaatverbod"

    bewijsmiddelen = forms.TypedMultipleChoiceField(
        label="Waarop rust het besluit?",
        help_text="Kies ten minste twee verschillende bewijsmiddelen.",
        coerce=str,
        widget=forms.CheckboxSelectMultiple,
    )
    motivering = forms.CharField(
        label="Motivering",
        help_text="Grote zekerheid: er is geen andere uitleg mogelijk.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, keuzes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bewijsmiddelen"].choices = keuzes  # type: ignore[attr-defined]


def _gebied(label: str, uitleg: str = "", *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=uitleg, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


class TweedeWegingForm(_MetInstrumenten):
    """Analysis, outcome and urgentie; health questions carry a ground of their own."""

    prefix = "tweede"

    oorzaken_en_gevolgen = _gebied(
        "Oorzaken en gevolgen", "Van deze verschijningsvorm, in deze casus."
    )
    kenmerken_actoren = _gebied("Kenmerken van de actoren")
    kenmerken_kwetsbaren = _gebied("Kenmerken van de kwetsbaren")
    kenmerken_systeem = _gebied("Kenmerken van het systeem", "Gezin, netwerk, bedrijf.")
    kenmerken_omgeving = _gebied("Kenmerken van de omgeving")
    socio_economisch = _gebied("Sociaal-economische situatie")
    factoren_slachtofferschap = _gebied("Factoren van slachtofferschap")
    historie = _gebied("Historie en eerdere meldingen", "Ook van de onderneming.")
    benodigde_expertise = _gebied("Expertise die nog nodig is")
    uitkomst = forms.ChoiceField(label="2e weging", widget=forms.RadioSelect)
    urgentie = forms.ChoiceField(
        label="Hoe urgent is de casus?",
        choices=Urgentie.choices,
        widget=forms.RadioSelect(attrs=NAAST),
    )
    motivering = forms.CharField(label="Motivering", widget=forms.Textarea(attrs={"rows": 4}))
    wegers = _Wegers()
    cognitief_niveau = _gebied("Cognitief niveau", rows=2)
    psychische_aandoening = _gebied("Psychische aandoening", rows=2)
    verslaving = _gebied("Verslaving", rows=2)
    gezondheid_grondslag = forms.ChoiceField(
        label="Grondslag voor de gezondheidsgegevens", required=False
    )
    gezondheid_motivering = forms.CharField(
        label="Waarom mag dit zonder toestemming?",
        required=False,
        help_text="Nodig als u een beroepsgeheim hebt.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, casus: Casus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        naam = casus.model.thema
        labels = (
            f"{naam}, zorg nodig",
            f"{naam}, geen zorg nodig",
            f"Geen {naam.lower()}, zorg nodig",
            f"Geen {naam.lower()}, geen zorg nodig",
        )
        self.fields["uitkomst"].choices = list(zip(UITKOMSTEN, labels, strict=True))  # type: ignore[attr-defined]
        self.fields["gezondheid_grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]
        self._instrumenten(casus, WEGING, TWEEDE)

    @property
    def analyse(self) -> list[Any]:
        """The fields of the analysis, in order."""
        return [self[naam] for naam in ANALYSEVELDEN]

    def voor_dienst(self) -> dict[str, Any]:
        """Cleaned values as `leg_tweede_weging_vast` takes them."""
        data = super().voor_dienst()
        uitkomst = data.pop("uitkomst")
        data["gezondheid_grondslag"] = data["gezondheid_grondslag"] or Grondslag.WGS
        return data | {
            "mensenhandel": uitkomst.startswith("wel"),
            "zorg_nodig": uitkomst in {"wel_zorg", "geen_zorg"},
        }
