"""Forms of the beheerder."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from ketenregie.foundation.forms import DatumVeld, Formulier
from partners.models import Deelname, Keten, Mededeling, Organisatie
from referentiemodel.enums import Functie, Mandaatsoort, Partnersoort
from referentiemodel.enums import WgsRol as Positie

KEUZE = tuple[str, str]


def _lijst(tekst: str) -> list[str]:
    """Lines or commas, each one item."""
    return [deel.strip() for deel in tekst.replace("\n", ",").split(",") if deel.strip()]


class MetSleutel(Formulier):
    """The key of what the form makes: a double click makes one."""

    rij_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"rij_id": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class UitnodigingForm(MetSleutel):
    """Whom, for which organisation, with which functie."""

    naam = forms.CharField(label="Naam", max_length=120)
    email = forms.EmailField(
        label="E-mail van het werk",
        help_text="Hierheen gaat de link. Hij werkt één keer, 7 dagen lang.",
    )
    deelname = forms.TypedChoiceField(label="Organisatie", coerce=UUID)
    functie = forms.ChoiceField(label="Functie")
    namens_deelnemer = forms.TypedChoiceField(
        label="Werkt namens",
        coerce=UUID,
        required=False,
        empty_value=None,
        help_text="Alleen voor het Zorg- en Veiligheidshuis: de deelnemer die deze medewerker aanwijst (WGS artikel 1.3).",
    )
    mandaten = forms.MultipleChoiceField(
        label="Mandaat",
        choices=Mandaatsoort.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mandaatgever = forms.CharField(
        label="Wie gaf het mandaat?", max_length=120, required=False,
        help_text="Bijvoorbeeld: directie, teamleider of college.",
    )  # fmt: skip

    def __init__(self, *args: Any, deelnames: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keuzes = [(str(d.pk), d.organisatie.naam) for d in deelnames]
        self.fields["deelname"].choices = [("", "Kies een organisatie"), *keuzes]  # type: ignore[attr-defined]
        self.fields["namens_deelnemer"].choices = [("", "De eigen organisatie"), *keuzes]  # type: ignore[attr-defined]
        self.fields["functie"].choices = [  # type: ignore[attr-defined]
            ("", "Kies een functie"),
            *(k for k in Functie.choices if k[0] != Functie.PLATFORMBEHEERDER),
        ]


class MedewerkerForm(Formulier):
    """How to reach a person."""

    naam = forms.CharField(label="Naam", max_length=120)
    email = forms.EmailField(
        label="E-mail van het werk", help_text="Een wijziging melden we ook aan het oude adres."
    )
    telefoon = forms.CharField(label="Telefoon", max_length=20, required=False)


class MandaatForm(Formulier):
    """A decision that a person may take for the organisation."""

    soort = forms.ChoiceField(label="Waarvoor", choices=[("", "Kies"), *Mandaatsoort.choices])
    mandaatgever = forms.CharField(label="Wie gaf het mandaat?", max_length=120)
    van = DatumVeld(label="Eerste dag")
    tot = DatumVeld(label="Laatste dag", required=False, help_text="Leeg: tot u het beëindigt.")
    bij_vervanging = forms.BooleanField(
        label="Geldt ook voor wie deze medewerker vervangt", required=False
    )


class NieuweOrganisatieForm(MetSleutel):
    """An organisation that comes to take part."""

    naam = forms.CharField(
        label="Naam", max_length=120,
        help_text="Doet de organisatie al mee in een andere keten? Vul dan precies dezelfde naam in.",
    )  # fmt: skip
    kort = forms.CharField(label="Korte naam", max_length=40)
    partnersoort = forms.ChoiceField(
        label="Soort partner", choices=[("", "Kies"), *Partnersoort.choices],
        help_text="Bepaalt welke rollen het referentiemodel voorstelt.",
    )  # fmt: skip
    positie = forms.ChoiceField(
        label="Positie in de WGS", choices=Positie.choices, widget=forms.RadioSelect,
        help_text="Artikel 2.27. Twijfelt u? Vraag de functionaris gegevensbescherming.",
    )  # fmt: skip
    gemeente = forms.CharField(label="Gemeente", max_length=60, required=False)
    werkgebied = forms.CharField(
        label="Werkgebied", required=False, widget=forms.Textarea({"rows": 2}),
        help_text="Gemeenten, met een komma ertussen.",
    )  # fmt: skip
    kernlid = forms.BooleanField(label="Zit in het ketenregieteam", required=False)

    def clean_werkgebied(self) -> list[str]:
        return _lijst(self.cleaned_data["werkgebied"])


class OrganisatieForm(Formulier):
    """What may change of an organisation."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kort = forms.CharField(label="Korte naam", max_length=40)
    gemeente = forms.CharField(label="Gemeente", max_length=60, required=False)
    werkgebied = forms.CharField(
        label="Werkgebied", required=False, widget=forms.Textarea({"rows": 2}),
        help_text="Gemeenten, met een komma ertussen.",
    )  # fmt: skip
    kernlid = forms.BooleanField(label="Zit in het ketenregieteam", required=False)

    def clean_werkgebied(self) -> list[str]:
        return _lijst(self.cleaned_data["werkgebied"])


class StoptForm(Formulier):
    """The last day of an organisation, and why."""

    tot = DatumVeld(label="Laatste dag")
    reden = forms.CharField(label="Waarom?", max_length=200, widget=forms.Textarea({"rows": 2}))


class ProfielForm(Formulier):
    """The entry in the sociale kaart."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    expertise = forms.CharField(
        label="Wat kan deze organisatie?", required=False, widget=forms.Textarea({"rows": 3})
    )
    verschijningsvormen = forms.MultipleChoiceField(
        label="Vormen van uitbuiting", required=False, widget=forms.CheckboxSelectMultiple
    )
    leeftijd_van = forms.IntegerField(
        label="Vanaf leeftijd", required=False, min_value=0, max_value=120
    )
    leeftijd_tot = forms.IntegerField(
        label="Tot en met leeftijd", required=False, min_value=0, max_value=120
    )
    wachttijd_weken = forms.IntegerField(
        label="Wachttijd in weken", required=False, min_value=0, max_value=520
    )
    bereikbaarheid = forms.CharField(label="Bereikbaar", max_length=120, required=False)
    telefoon = forms.CharField(label="Telefoon", max_length=20, required=False)

    def __init__(self, *args: Any, vormen: Iterable[KEUZE], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verschijningsvormen"].choices = list(vormen)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        van, tot = data.get("leeftijd_van"), data.get("leeftijd_tot")
        if van is not None and tot is not None and tot < van:
            self.add_error("leeftijd_tot", "Deze leeftijd ligt onder de eerste.")
        return data


class AanbodForm(MetSleutel):
    """An interventie that an organisation offers."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    naam = forms.CharField(label="Naam", max_length=120)
    soort = forms.ChoiceField(label="Soort")
    doelgroep = forms.CharField(label="Voor wie", max_length=120, required=False)
    omschrijving = forms.CharField(
        label="Wat houdt het in?", required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, soorten: Iterable[KEUZE], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["soort"].choices = [("", "Kies een soort"), *soorten]  # type: ignore[attr-defined]


class ContactForm(MetSleutel):
    """Who to call."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    naam = forms.CharField(label="Naam", max_length=120)
    rol = forms.CharField(label="Rol", max_length=120, required=False)
    telefoon = forms.CharField(label="Telefoon", max_length=20, required=False)
    email = forms.EmailField(label="E-mail", required=False)


class KetenForm(Formulier):
    """The numbers of the keten."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    telefoon_meldpunt = forms.CharField(
        label="Telefoon van het meldpunt", max_length=20, required=False,
        help_text="Staat op de openbare startpagina.",
    )  # fmt: skip
    email_meldpunt = forms.EmailField(label="E-mail van het meldpunt", required=False)
    hercertificatie_maanden = forms.IntegerField(
        label="Toegang bevestigen elke zoveel maanden", min_value=1, max_value=12,
        help_text="Wie niet op tijd is bevestigd, verliest de toegang na drie waarschuwingen.",
    )  # fmt: skip


class MededelingForm(MetSleutel):
    plek = forms.ChoiceField(
        label="Waar", choices=Mededeling.Plek.choices, widget=forms.RadioSelect
    )
    tekst = forms.CharField(
        label="Tekst", max_length=400, widget=forms.Textarea({"rows": 3}),
        help_text="Kort en zonder namen. De startpagina en de inlogpagina zijn openbaar.",
    )  # fmt: skip
    van = DatumVeld(label="Eerste dag")
    tot = DatumVeld(label="Laatste dag")


class NieuweKetenForm(MetSleutel):
    """A keten for another region or theme, copied from one that works."""

    bron = forms.TypedChoiceField(
        label="Neem over van",
        coerce=UUID,
        help_text="Referentiemodel met lijsten en termijnen, tekst en deelregels van het convenant (als concept), vrije dagen.",
    )
    naam = forms.CharField(label="Naam van de keten", max_length=120)
    sleutel = forms.SlugField(
        label="Korte naam",
        max_length=50,
        help_text="Kleine letters, cijfers en streepjes. Verandert later niet.",
    )
    kleur = forms.ChoiceField(
        label="Kleur van de pagina's", choices=Keten.Kleur.choices, required=False
    )
    telefoon_meldpunt = forms.CharField(
        label="Telefoon van het meldpunt", max_length=20, required=False
    )
    email_meldpunt = forms.EmailField(label="E-mail van het meldpunt", required=False)
    meldpunt = forms.TypedChoiceField(label="Wie voert het meldpunt?", coerce=UUID)
    procesregie = forms.TypedChoiceField(label="Wie voert de procesregie?", coerce=UUID)
    organisaties = forms.TypedMultipleChoiceField(
        label="Wie doen er nog meer mee?", coerce=UUID, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="De ketenbeheerder voegt later nieuwe organisaties toe.",
    )  # fmt: skip
    beheerder_naam = forms.CharField(label="Naam van de eerste ketenbeheerder", max_length=120)
    beheerder_email = forms.EmailField(
        label="E-mail van de ketenbeheerder", help_text="Hierheen gaat de uitnodiging."
    )

    def __init__(
        self,
        *args: Any,
        ketens: Sequence[Keten],
        organisaties: Sequence[Organisatie],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        wie = [(str(o.pk), o.naam) for o in organisaties]
        bronnen = [(str(k.pk), k.naam) for k in ketens]
        self.fields["bron"].choices = [("", "Kies een keten"), *bronnen]  # type: ignore[attr-defined]
        for naam in ("meldpunt", "procesregie"):
            self.fields[naam].choices = [("", "Kies een organisatie"), *wie]  # type: ignore[attr-defined]
        self.fields["organisaties"].choices = wie  # type: ignore[attr-defined]


class KetenActiefForm(Formulier):
    actief = forms.BooleanField(label="De keten is open", required=False)
    reden = forms.CharField(label="Waarom?", max_length=200)


class InlogdienstForm(Formulier):
    """An organisation's own identity provider."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    naam = forms.CharField(label="Naam op de knop", max_length=60)
    issuer = forms.URLField(
        label="Adres van de inlogdienst", assume_scheme="https",
        help_text="De issuer: het adres waar /.well-known/openid-configuration onder staat.",
    )  # fmt: skip
    client_id = forms.CharField(label="Client-id", max_length=200)
    geheim = forms.CharField(
        label="Client-geheim", required=False, max_length=500,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text="Leeg laten: het geheim blijft zoals het is.",
    )  # fmt: skip
    tweede_factor = forms.BooleanField(
        label="Deze dienst vraagt zelf een tweede stap", required=False,
        help_text="Telt alleen als het antwoord van de dienst dat ook zegt (claim amr).",
    )  # fmt: skip
    actief = forms.BooleanField(label="In gebruik", required=False)


class AanvaardForm(Formulier):
    """A first account: a name to log in with, and a password."""

    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,79}$",
        label="Gebruikersnaam",
        help_text="Kleine letters, cijfers, punt of streepje; ten minste 3 tekens.",
        error_messages={
            "invalid": "Gebruik kleine letters, cijfers, punt of streepje; ten minste 3 tekens."
        },
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )


class WachtwoordForm(Formulier):
    wachtwoord = forms.CharField(
        label="Wachtwoord",
        strip=False,
        max_length=200,
        help_text="Ten minste 12 tekens. Een zin onthoudt u makkelijk.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    nogmaals = forms.CharField(
        label="Wachtwoord nog een keer", strip=False, max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("wachtwoord") and data.get("wachtwoord") != data.get("nogmaals"):
            self.add_error("nogmaals", "Dit is niet hetzelfde wachtwoord.")
        return data


class NieuwAccountForm(AanvaardForm, WachtwoordForm):
    field_order = ("username", "wachtwoord", "nogmaals")
