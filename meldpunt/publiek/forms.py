"""The questions of the public form, a few per step. Only what happened and two choices are asked for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ketenregie.foundation.documenten.soorten import toegestaan
from ketenregie.foundation.documenten.velden import Bestandkiezer
from ketenregie.foundation.forms import Formulier
from meldpunt.models import Melder

KORT = {"autocomplete": "off"}
NAAST = {"data-naast-elkaar": ""}
JA_NEE = [("ja", _("Ja")), ("nee", _("Nee")), ("onbekend", _("Weet ik niet"))]
# sleutel of a verschijningsvorm in the model -> what somebody sees of it
VORMEN = [
    ("seksuele_uitbuiting", _("Iemand moet seks hebben of zich laten filmen voor geld")),
    ("arbeidsuitbuiting", _("Iemand moet werken en krijgt weinig of geen loon")),
    ("criminele_uitbuiting", _("Iemand moet stelen, smokkelen of iets anders strafbaars doen")),
]
KIES = {"required": _("Kies een antwoord.")}


def _tekst(label: Any, lengte: int, hint: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=lengte,
        required=False,
        help_text=hint,
        widget=forms.TextInput(attrs=KORT | attrs),
    )


def _keuze(label: Any, keuzes: Any, hint: Any = "", **opties: Any) -> forms.ChoiceField:
    naast = NAAST if keuzes is JA_NEE else {}
    return forms.ChoiceField(
        label=label,
        choices=keuzes,
        help_text=hint,
        widget=forms.RadioSelect(attrs=naast),
        error_messages=KIES,
        **opties,
    )


class Stapformulier(Formulier):
    """One step.

    Args:
        soort: what the visitor said on the first: burger, professional or slachtoffer.
        vormen: verschijningsvormen that the model of the keten knows.
    """

    titel: Any = ""
    # soort -> fields that only that visitor gets
    alleen: dict[str, tuple[str, ...]] = {}

    def __init__(
        self, *args: Any, soort: str = "", vormen: frozenset[str] = frozenset(), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.wie = soort
        if "vormen" in self.fields:
            keuzes = [(sleutel, naam) for sleutel, naam in VORMEN if sleutel in vormen]
            self.fields["vormen"].choices = keuzes  # type: ignore[attr-defined]
            if not keuzes:
                del self.fields["vormen"]
        for voor, velden in self.alleen.items():
            for naam in velden if voor != soort else ():
                del self.fields[naam]


class WieForm(Stapformulier):
    titel = _("Wie bent u?")

    soort = _keuze(
        _("Wie bent u?"),
        [
            (Melder.Soort.BURGER, _("Ik zag of hoorde iets, of ik ken iemand")),
            (Melder.Soort.PROFESSIONAL, _("Ik meld dit voor mijn werk")),
            (Melder.Soort.SLACHTOFFER, _("Het gaat over mijzelf")),
        ],
    )


class WatForm(Stapformulier):
    titel = _("Wat is er aan de hand?")

    korte_inhoud = forms.CharField(
        label=_("Vertel het in uw eigen woorden"),
        help_text=_(
            "Wat ziet of hoort u? U hoeft niets zeker te weten. Schrijf hier niet wie u zelf bent."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Schrijf in het kort op wat er aan de hand is.")},
    )
    acuut = _keuze(_("Is er nu iemand in gevaar?"), JA_NEE, required=False)
    vormen = forms.MultipleChoiceField(
        label=_("Waar lijkt het op?"),
        required=False,
        choices=VORMEN,
        widget=forms.CheckboxSelectMultiple,
    )
    dreiging = _tekst(
        _("Gaat er binnenkort iets gebeuren?"), 200, _("Bijvoorbeeld: vrijdag moet zij verhuizen.")
    )
    periode_van = _tekst(_("Sinds wanneer is dit zo?"), 60)


class OverForm(Stapformulier):
    titel = _("Over wie gaat het, en waar?")
    alleen = {
        Melder.Soort.PROFESSIONAL: ("hulpverlening_betrokken", "politie_gebeld", "extern_kenmerk"),
        Melder.Soort.SLACHTOFFER: ("veilig_contact",),
    }

    voornaam = _tekst(_("Voornaam"), 80)
    achternaam = _tekst(_("Achternaam"), 80)
    geboorte = _tekst(_("Leeftijd of geboortedatum"), 60, _("Een schatting is goed."))
    woonplaats = _tekst(_("Woonplaats"), 80)
    verblijft_nu = _tekst(_("Waar is die persoon nu?"), 200)
    veilig_contact = _tekst(
        _("Hoe en wanneer is contact met u veilig?"),
        200,
        _("Schrijf ook op wat wij niet moeten doen."),
    )
    locatie = _tekst(_("Waar gebeurt het?"), 200, _("Een adres, bedrijf, hotel, website of app."))
    gemeente = _tekst(_("In welke gemeente?"), 60)
    aantal_slachtoffers = _tekst(_("Om hoeveel mensen gaat het?"), 40)
    voertuigen = _tekst(_("Auto of kenteken"), 200)
    accounts = _tekst(_("Telefoonnummers of online accounts"), 200)
    hulpverlening_betrokken = _keuze(_("Is er al hulpverlening?"), JA_NEE, required=False)
    politie_gebeld = _keuze(_("Is de politie gebeld?"), JA_NEE, required=False)
    extern_kenmerk = _tekst(_("Kenmerk bij uw organisatie"), 60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.wie == Melder.Soort.SLACHTOFFER:
            self.titel = _("Over u, en waar het gebeurt")
            self.fields["verblijft_nu"].label = _("Waar bent u nu?")


class ContactForm(Stapformulier):
    titel = _("Mogen wij weten wie u bent?")
    alleen = {Melder.Soort.PROFESSIONAL: ("organisatie",)}

    anoniem = _keuze(
        _("Wilt u zeggen wie u bent?"),
        [
            ("nee", _("Ja, alleen het meldpunt mag dat weten")),
            ("ja", _("Nee, ik blijf liever anoniem")),
        ],
        _(
            "Anoniem melden mag altijd. Weten wij hoe wij u bereiken, dan kunnen wij u iets vragen en "
            "sneller helpen. Uw naam komt niet in een dossier en gaat niet naar andere organisaties."
        ),
    )
    naam = _tekst(_("Uw naam"), 120)
    contact = _tekst(_("Uw telefoonnummer of e-mailadres"), 120)
    organisatie = _tekst(_("Uw organisatie"), 120)
    relatie = _tekst(_("Hoe kent u de persoon?"), 160)
    mag_bellen = _keuze(_("Mogen wij u bellen?"), JA_NEE, required=False)
    gevaar = forms.BooleanField(
        label=_("Het is gevaarlijk voor mij als bekend wordt dat ik dit meldde"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.wie == Melder.Soort.SLACHTOFFER:
            del self.fields["relatie"]
            # Here the melder is who it is about, so the promise of the others does not hold.
            self.fields["anoniem"].help_text = _(
                "Anoniem melden mag altijd. Weten wij hoe wij u veilig bereiken, dan kunnen wij u "
                "iets vragen en sneller helpen."
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("anoniem") == "ja":
            for naam in ("naam", "organisatie"):
                if data.get(naam):
                    self.add_error(
                        naam,
                        ValidationError(
                            _("U wilt anoniem blijven. Haal dit weg, of kies hierboven ‘Ja’.")
                        ),
                    )
        return data


class BestandenForm(Formulier):
    """Files to send along; checked and kept by publiek/bestanden.py."""

    bestanden = forms.FileField(
        label=_("Kies foto’s of bestanden"),
        required=False,
        help_text=_("Foto’s, PDF, tekst, geluid of video. Hooguit 5, elk tot 10 MB."),
        widget=Bestandkiezer(attrs={"accept": toegestaan(), "multiple": True}),
    )


class ControleForm(Formulier):
    """Nothing to fill in. People do not see the field; programs that fill in everything do."""

    bedrijf_website = forms.CharField(
        label=_("Laat dit veld leeg"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_bedrijf_website(self) -> str:
        if self.cleaned_data["bedrijf_website"]:
            raise ValidationError(_("Laat dit veld leeg en verstuur opnieuw."))
        return ""


class CodeForm(Formulier):
    code = forms.CharField(
        label=_("Uw code"),
        max_length=80,
        help_text=_("26 letters en cijfers. Spaties, streepjes en kleine letters maken niet uit."),
        widget=forms.TextInput(
            attrs=KORT | {"autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Vul uw code in.")},
    )


class BerichtForm(Formulier):
    """What a melder still wants to say."""

    tekst = forms.CharField(
        label=_("Uw bericht aan het meldpunt"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Schrijf uw bericht op.")},
    )
    antwoord_id = forms.UUIDField(widget=forms.HiddenInput)


# In this order; the key is the last part of the address.
STAPPEN: dict[str, type[Stapformulier]] = {
    "wie": WieForm,
    "wat": WatForm,
    "over": OverForm,
    "contact": ContactForm,
}
