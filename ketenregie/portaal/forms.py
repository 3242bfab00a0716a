"""Forms of the pages that span rooms."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from ketenregie.foundation.forms import DatumVeld, Formulier
from ketenregie.foundation.postvak.models import Postbericht
from ketenregie.foundation.registries import postsoorten
from partners.models import Lidmaatschap


class RedenForm(Formulier):
    """Only a reason."""

    reden = forms.CharField(label="Waarom?", max_length=200, widget=forms.Textarea({"rows": 2}))


class VervangingForm(Formulier):
    """Who is away, who stands in, from when until when."""

    lidmaatschap = forms.TypedChoiceField(label="Wie is afwezig?", coerce=UUID)
    vervanger = forms.TypedChoiceField(
        label="Wie vervangt?",
        coerce=UUID,
        help_text="Een collega van uw organisatie. Die ziet in deze dagen wat de afwezige ziet.",
    )
    van = DatumVeld(label="Eerste dag")
    tot = DatumVeld(label="Laatste dag")
    reden = forms.CharField(
        label="Waarom?", max_length=200, help_text="Bijvoorbeeld: vakantie of cursus."
    )
    vervanging_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        afwezigen: Sequence[Lidmaatschap],
        collegas: Sequence[Lidmaatschap],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"vervanging_id": uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["lidmaatschap"].choices = [  # type: ignore[attr-defined]
            ("", "Kies wie afwezig is"),
            *((str(x.pk), f"{x.medewerker.naam} ({x.get_functie_display().lower()})")
              for x in afwezigen),
        ]  # fmt: skip
        namen = {str(x.medewerker_id): x.medewerker.naam for x in collegas}
        self.fields["vervanger"].choices = [("", "Kies een collega"), *namen.items()]  # type: ignore[attr-defined]


class MailkeuzeForm(Formulier):
    """How somebody wants the mail of each kind of message; what must come at once is not asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, soort in postsoorten.items():
            if not soort.verplicht:
                self.fields[key] = forms.ChoiceField(
                    label=soort.label,
                    choices=Postbericht.Mail.choices[::-1],
                    widget=forms.RadioSelect({"data-naast-elkaar": ""}),
                )


class VrijeDagForm(Formulier):
    """A day that does not count as a werkdag, and why."""

    dag = DatumVeld(label="Welke dag?")
    naam = forms.CharField(label="Waarom is die vrij?", max_length=80)


class KoppelingForm(Formulier):
    """A new koppeling: for whom, and what it may do."""

    deelname = forms.TypedChoiceField(label="Voor welke organisatie?", coerce=UUID)
    naam = forms.CharField(
        label="Naam", max_length=100, help_text="Bijvoorbeeld: zaaksysteem van de gemeente."
    )
    scopes = forms.MultipleChoiceField(
        label="Wat mag de koppeling?", widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        deelnames: Sequence[tuple[str, str]],
        scopes: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deelname"].choices = [("", "Kies een organisatie"), *deelnames]  # type: ignore[attr-defined]
        self.fields["scopes"].choices = scopes  # type: ignore[attr-defined]


class ScopesForm(Formulier):
    """Other rights for a koppeling."""

    scopes = forms.MultipleChoiceField(
        label="Wat mag de koppeling?", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, scopes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = scopes  # type: ignore[attr-defined]


class GeheimForm(Formulier):
    """A new secret, and whether the old one ends at once."""

    direct = forms.BooleanField(
        label="Het oude geheim kan bij anderen bekend zijn: laat het meteen vervallen",
        required=False,
    )


class CertificaatForm(Formulier):
    """The client certificate that the koppeling must use."""

    certificaat = forms.CharField(
        label="Vingerafdruk van het certificaat",
        required=False,
        max_length=110,
        help_text="SHA-256, 64 tekens; dubbele punten mogen. Leeg: geen certificaat nodig.",
    )
