"""Forms of the privacy desk: the public one, and those of the FG."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ketenregie.foundation.forms import DatumVeld, Formulier
from ketenregie.privacy.leeftijd import Toets
from ketenregie.privacy.models import Privacyverzoek
from ketenregie.privacy.termijnen import Soort
from meldpunt.publiek.forms import CodeForm

__all__ = [
    "BerichtForm",
    "CodeForm",
    "IdentiteitForm",
    "OpenbaarForm",
    "RegistreerForm",
    "SluitForm",
    "VerlengForm",
]
KORT = {"autocomplete": "off"}
KIES = {"required": _("Kies een antwoord.")}
VUL_IN = {"required": _("Vul dit in.")}


class _Verzoek(Formulier):
    soort = forms.ChoiceField(
        label=_("Wat vraagt u?"),
        choices=Soort.choices,
        widget=forms.RadioSelect,
        error_messages=KIES,
    )
    namens = forms.ChoiceField(
        label=_("Voor wie vraagt u dit?"),
        choices=Privacyverzoek.Namens.choices,
        widget=forms.RadioSelect,
        error_messages=KIES,
    )
    naam = forms.CharField(
        label=_("Volledige naam van de persoon over wie het gaat"),
        max_length=180,
        widget=forms.TextInput(attrs=KORT),
        error_messages=VUL_IN,
    )
    geboren = DatumVeld(
        label=_("Geboortedatum van die persoon"), verleden=True, required=False,
        help_text=_("Bijvoorbeeld 1-3-2004. Met de datum vinden wij de juiste gegevens."),
    )  # fmt: skip
    vertegenwoordiger = forms.CharField(
        label=_("Uw eigen naam, als u het voor een ander vraagt"),
        max_length=180,
        required=False,
        widget=forms.TextInput(attrs=KORT),
    )
    contact = forms.CharField(
        label=_("Hoe kunnen wij u veilig bereiken"),
        max_length=300,
        required=False,
        help_text=_(
            "Een telefoonnummer, e-mailadres of postadres. Laat leeg als dat niet veilig is."
        ),
        widget=forms.TextInput(attrs=KORT),
    )
    omschrijving = forms.CharField(
        label=_("Wat wilt u verder vertellen"),
        max_length=4000,
        required=False,
        help_text=_(
            "Bijvoorbeeld welk gegeven niet klopt, of van welke organisatie u iets wilt weten."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    sleutel = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"sleutel": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("namens") not in (None, "", Privacyverzoek.Namens.ZELF) and not data.get(
            "vertegenwoordiger"
        ):
            self.add_error("vertegenwoordiger", _("Vul ook uw eigen naam in."))
        if data.get("soort") == Soort.RECTIFICATIE and not data.get("omschrijving"):
            self.add_error("omschrijving", _("Schrijf op wat er niet klopt."))
        return data


class OpenbaarForm(_Verzoek):
    """Without an account. People do not see the last field; programs that fill in everything do."""

    bedrijf_website = forms.CharField(
        label=_("Laat dit veld leeg"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["geboren"].error_messages |= {
            "invalid": _("Schrijf de datum als dag, maand en jaar, bijvoorbeeld 1-3-2004."),
            "toekomst": _("Deze datum ligt in de toekomst."),
        }

    def clean_bedrijf_website(self) -> str:
        if self.cleaned_data["bedrijf_website"]:
            raise ValidationError(_("Laat dit veld leeg en verstuur opnieuw."))
        return ""


class RegistreerForm(_Verzoek):
    """What came by letter, telephone or at the desk."""

    kanaal = forms.ChoiceField(
        label="Hoe kwam het binnen?",
        choices=[k for k in Privacyverzoek.Kanaal.choices if k[0] != "formulier"],
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )
    ontvangen = DatumVeld(
        label="Ontvangen op", verleden=True, help_text="De termijn telt vanaf deze dag."
    )


class BerichtForm(Formulier):
    """A line of the talk, on either side."""

    tekst = forms.CharField(
        label=_("Uw bericht"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=VUL_IN,
    )
    sleutel = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"sleutel": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class IdentiteitForm(Formulier):
    """How the identity was checked. Never a copy of a document."""

    wijze = forms.ChoiceField(
        label="Hoe is de identiteit gecontroleerd?",
        choices=Privacyverzoek.Wijze.choices,
        widget=forms.RadioSelect,
    )
    toelichting = forms.CharField(
        label="Toelichting",
        max_length=300,
        required=False,
        help_text="Waar en wanneer. Bewaar geen kopie en noteer geen nummer van het document.",
    )
    geboren = DatumVeld(label="Geboortedatum", verleden=True, required=False)
    oudertoets = forms.ChoiceField(
        label="Is de vertegenwoordiger verdachte?",
        choices=Privacyverzoek.Oudertoets.choices,
        widget=forms.RadioSelect,
        help_text="Vraag het de politie of het Openbaar Ministerie. Bij twijfel kiest u ja.",
    )
    kindbelang = forms.CharField(
        label="Waarom vraagt het belang van het kind dat het dit zelf doet?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, toets: Toets, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not toets.ouder:
            del self.fields["oudertoets"]
        if not toets.belang:
            del self.fields["kindbelang"]
        if toets.leeftijd is not None:
            del self.fields["geboren"]


class VerlengForm(Formulier):
    """More time under one law, with the reason that who asks gets to hear."""

    regime = forms.ChoiceField(label="Welke termijn", widget=forms.HiddenInput)
    met = forms.TypedChoiceField(label="Hoeveel langer?", coerce=int, widget=forms.RadioSelect)
    reden = forms.CharField(
        label="Waarom is meer tijd nodig?",
        max_length=300,
        help_text="De aanvrager leest dit op de pagina met de code. Noem geen inhoud.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, regime: str, keuzes: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"regime": regime}
        super().__init__(*args, auto_id=f"id_{regime}_%s", **kwargs)
        self.fields["regime"].choices = [(regime, regime)]  # type: ignore[attr-defined]
        self.fields["met"].choices = keuzes  # type: ignore[attr-defined]


class SluitForm(Formulier):
    """Without a decision: withdrawn, or the identity could not be established."""

    reden = forms.CharField(
        label="Waarom behandelt u dit verzoek niet verder?",
        max_length=300,
        help_text="De aanvrager leest dit op de pagina met de code. Zeg niet of er gegevens zijn.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
