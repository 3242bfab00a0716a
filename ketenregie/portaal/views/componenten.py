"""Every component in every state on one page: for builders, testers and the axe check. Demo only."""

from datetime import date
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ketenregie.foundation.filters import Bewaarblad, Bewaard
from ketenregie.foundation.forms import (
    AantalVeld,
    DatumVeld,
    Formulier,
    JaNeeOnbekendVeld,
    VageDatumVeld,
)
from partners.sharing import Waarom


class Voorbeeldformulier(Formulier):
    kort = forms.CharField(
        label="In het kort",
        help_text="Schrijf op wat de melder vertelt. Meer is niet nodig om op te slaan.",
        widget=forms.Textarea,
    )
    voornaam = forms.CharField(label="Voornaam", required=False)
    achternaam = forms.CharField(label="Achternaam")
    geboren = VageDatumVeld(
        label="Geboortedatum of leeftijd", leeftijd=True, verleden=True, required=False
    )
    gezien = DatumVeld(label="Gezien op", verleden=True)
    aantal = AantalVeld(label="Hoeveel slachtoffers?", required=False)
    gemeente = forms.ChoiceField(
        label="Gemeente",
        choices=[("", "Kies een gemeente"), ("apd", "Apeldoorn"), ("loc", "Lochem")],
    )
    veilig = JaNeeOnbekendVeld(label="Is de persoon nu veilig?", niet_gevraagd=True)
    vorm = forms.MultipleChoiceField(
        label="Type uitbuiting",
        choices=[
            ("s", "Seksueel"),
            ("a", "Arbeid"),
            ("c", "Crimineel"),
            ("o", "Orgaanverwijdering"),
            ("?", "Onbekend"),
        ],
        widget=forms.CheckboxSelectMultiple(attrs={"data-naast-elkaar": ""}),
    )
    signalen = forms.MultipleChoiceField(
        label="Signalen",
        help_text="Een lijst concludeert niet: u weegt.",
        required=False,
        choices=[
            (
                "Aantasting lichamelijke integriteit",
                [("1", "Zichtbare verwondingen"), ("2", "Is ziek maar krijgt geen zorg")],
            ),
            (
                "Meervoudige afhankelijkheid",
                [("3", "Woont bij de werkgever"), ("4", "Papieren zijn afgenomen")],
            ),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    gelezen = forms.BooleanField(label="Ik heb de melder verteld wat er met de melding gebeurt")
    bijlage = forms.FileField(label="Bijlage", required=False)


def _onderdelen() -> dict[str, object]:
    """Invented content that shows each component in each state."""
    return {
        "tabs": [
            {"label": "Overzicht", "url": "#tabs", "actief": True},
            {"label": "Betrokkenen", "url": "#tabs", "teller": 4},
            {"label": "Tijdlijn", "url": "#tabs"},
            {"label": "Weging", "url": "#tabs"},
            {"label": "Plan", "url": "#tabs"},
            {"label": "Uitvoering", "url": "#tabs"},
            {"label": "Documenten", "url": "#tabs", "teller": 2},
            {"label": "Toegang", "url": "#tabs"},
        ],
        "stappen": [
            {"label": "Preventie", "toelichting": "niet van toepassing", "status": "overgeslagen"},
            {"label": "Melden", "toelichting": "2 meldingen, 9 nov", "status": "klaar"},
            {"label": "Analyse en plan", "toelichting": "verrijken, 2e weging", "status": "nu"},
            {"label": "Uitvoering", "toelichting": "nog niet", "status": "straks"},
            {"label": "Evaluatie", "toelichting": "nog niet", "status": "straks"},
        ],
        "voorwaarden": [
            "2e weging vastleggen",
            "Plan van aanpak vaststellen: instemming van Moviera en gemeente Lochem ontbreekt",
        ],
        "checklist": [
            {"label": "Inhoud en kwalificatie van het dossier", "klaar": True},
            {"label": "Historie van de onderneming", "klaar": True},
            {"label": "Melder gehoord", "url": "#checklist", "toelichting": "Vraag het meldpunt"},
            {"label": "Factoren van slachtofferschap"},
        ],
        "tijdlijn": [
            {
                "titel": "Moviera stemde in met de uitnodiging",
                "moment": "vandaag 09:12",
                "wie": "A. Yilmaz, Moviera",
                "label": "Betrokkenheid",
            },
            {
                "titel": "1e weging: mensenhandel, onveilig",
                "tekst": "Drie werknemers wonen bij de werkgever en hebben geen papieren.",
                "moment": "12 november",
                "wie": "Veilig Thuis met politie",
                "soort": "besluit",
                "label": "Weging",
                "variant": "accent",
                "url": "#tijdlijn",
            },
            {
                "titel": "Acuut gevaar gemeld",
                "moment": "10 november 16:40",
                "wie": "N. de Boer, Veilig Thuis",
                "soort": "alarm",
                "label": "Alarm",
                "variant": "danger",
            },
            {
                "titel": "Melding toegevoegd aan het dossier",
                "moment": "10 november",
                "wie": "N. de Boer, Veilig Thuis",
                "soort": "notitie",
            },
        ],
        "rollen": [
            {"letters": "A", "wie": "Zorg- en Veiligheidshuis"},
            {"letters": "R", "wie": "Politie, OM, Arbeidsinspectie, Lochem, Moviera"},
            {"letters": "SC", "wie": "GGD", "toelichting": "tot 1 december"},
            {"letters": "C", "wie": "KMar"},
            {"letters": "I", "wie": "MEE Samen"},
        ],
        "redenen": [
            "Achternaam gelijk, anders geschreven",
            "Voornaam klinkt gelijk",
            "15 jaar, Apeldoorn",
        ],
        "filters": [
            {"label": "Gemeente: Lochem", "url": "#filters"},
            {"label": "Status: in behandeling", "url": "#filters"},
        ],
        "kruimels": [{"label": "Casussen", "url": "#kruimels"}, {"label": "K7QX-3MWD", "url": ""}],
        "controle": [
            {
                "vraag": "Wat deelt u?",
                "antwoord": "Situatie, locatie en periode",
                "url": "#bevestig",
            },
            {
                "vraag": "Reden",
                "antwoord": "Voorbereiding van het casusoverleg\nop 26 november",
                "url": "#bevestig",
            },
            {"vraag": "Toelichting", "antwoord": "", "url": "#bevestig"},
        ],
        "ontvangers": ["Gemeente Lochem", "Moviera", "Arbeidsinspectie"],
        "pagina": Paginator(range(480), 25).get_page(7),
        "dag": date(2026, 11, 24),
        "gegevens": [
            ("Verschijningsvorm", "Arbeidsuitbuiting, land- en tuinbouw"),
            ("Periode", "sinds ongeveer maart 2026, dagelijks"),
            ("Slachtoffers", "3 bekend, mogelijk meer"),
        ],
    }


WAAROM_NIET = Waarom(
    uitkomst="afschermen",
    regel="deelregel 4.2",
    tekst="Partners buiten de zorg zien dat er zorginformatie is, maar niet welke.",
    rol="Ondersteunt (S)",
    stap="Uitvoering",
    leverancier="Moviera",
    categorie="Gezondheid",
    doel="Complexe casuïstiek op elkaar afstemmen",
)
BEWAARD = Bewaarblad(
    "meldpunt",
    "kanaal=telefoon",
    (
        Bewaard(UUID(int=1), "Acuut en van niemand", "?urgentie=acuut&behandelaar=niemand", False),
        Bewaard(UUID(int=2), "Te laat", "?urgentie=te_laat", True),
    ),
)


def componenten(request: HttpRequest) -> HttpResponse:
    """Raises: Http404 outside the demo."""
    if not getattr(settings, "DEMO", False):
        raise Http404
    fout = Voorbeeldformulier(
        data={
            "fout-gezien": "31-2-2026",
            "fout-aantal": "veel",
            "fout-voornaam": "Jamilla",
            "fout-geboren": "13-2011",
        },
        prefix="fout",
    )
    fout.is_valid()
    goed = Voorbeeldformulier(
        data={
            "goed-gezien": "1-3-26",
            "goed-achternaam": "el Amrani",
            "goed-veilig": "nee",
            "goed-vorm": ["s"],
            "goed-geboren": "15",
        },
        prefix="goed",
    )
    goed.is_valid()
    return render(
        request,
        "portaal/componenten.html",
        {
            "waarom_niet": WAAROM_NIET,
            "bewaard": BEWAARD,
            "leeg": Voorbeeldformulier(prefix="leeg"),
            "fout": fout,
            "goed": goed,
            **_onderdelen(),
        },
    )
