"""Forms around who takes part in a casus."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from cases.models import Betrokkenheid, CasusPersoonsrecht
from cases.services.betrokkenheid import Voorstel
from cases.services.uitsluiting import Kandidaat
from ketenregie.foundation.forms import Formulier
from partners.models import Deelname, Lidmaatschap
from referentiemodel.schema import Activiteit

UITLEG_ROLLEN = (
    "R voert uit, A is eindverantwoordelijk, S ondersteunt, C adviseert, I wordt geïnformeerd. "
    "Meer dan één letter mag, bijvoorbeeld AR. Leeg is geen rol."
)
LETTERS = forms.TextInput(
    attrs={"class": "kr-kort", "autocomplete": "off", "autocapitalize": "characters"}
)


def _tekst(label: str, hint: str = "", *, verplicht: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=verplicht,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=hint,
    )


class OrganisatiesForm(Formulier):
    """Tick organisations, adjust their letters, invite them in one go."""

    organisaties = forms.MultipleChoiceField(
        label="Wie nodigt u uit?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies ten minste één organisatie."},
    )

    def __init__(
        self,
        *args: Any,
        voorstellen: Sequence[Voorstel],
        extra: Sequence[Voorstel],
        activiteiten: Sequence[Activiteit],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._voorstellen = {str(v.deelname.pk): v for v in (*voorstellen, *extra)}
        self._extra = {str(v.deelname.pk) for v in extra}
        self._activiteiten = activiteiten
        self.fields["organisaties"].choices = [  # type: ignore[attr-defined]
            (pk, v.deelname.organisatie.naam) for pk, v in self._voorstellen.items()
        ]
        for pk, v in self._voorstellen.items():
            if pk in self._extra:
                self.fields[f"waarom_{pk}"] = _tekst(
                    f"Waarom {v.deelname.organisatie.kort}?",
                    "De organisatie leest dit. Noem geen namen.",
                    verplicht=False,
                )
            for a in activiteiten:
                self.fields[f"letters_{pk}_{a.sleutel}"] = forms.CharField(
                    label=str(a),
                    required=False,
                    max_length=9,
                    initial=v.letters.get(a.sleutel, ""),
                    widget=LETTERS,
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for pk in data.get("organisaties", []):
            if pk in self._extra and not data.get(f"waarom_{pk}", "").strip():
                self.add_error(f"waarom_{pk}", "Schrijf op waarom deze organisatie nodig is.")
        return data

    def gekozen(self) -> list[Voorstel]:
        """What was ticked, with the letters as typed; other activiteiten as proposed."""
        data = self.cleaned_data
        chosen = []
        for pk in data["organisaties"]:
            v = self._voorstellen[pk]
            typed = {a.sleutel: data[f"letters_{pk}_{a.sleutel}"] for a in self._activiteiten}
            waarom = data.get(f"waarom_{pk}", "").strip() or v.waarom
            chosen.append(Voorstel(v.deelname, waarom, v.letters | typed))
        return chosen

    def rijen(self) -> Iterable[dict[str, Any]]:
        """One block per organisation for the template."""
        chosen = set(self["organisaties"].value() or [])
        for pk, v in self._voorstellen.items():
            yield {
                "pk": pk,
                "naam": v.deelname.organisatie.naam,
                "waarom": v.waarom,
                "gekozen": pk in chosen,
                "extra": pk in self._extra,
                "waarom_veld": self[f"waarom_{pk}"] if pk in self._extra else None,
                "velden": [self[f"letters_{pk}_{a.sleutel}"] for a in self._activiteiten],
            }


class VoorstelForm(Formulier):
    """A partner proposes an organisation."""

    prefix = "voorstel"
    organisatie = forms.TypedChoiceField(label="Welke organisatie?", coerce=UUID)
    waarom = _tekst("Waarom is deze organisatie nodig?", "Noem geen namen van personen.")

    def __init__(self, *args: Any, deelnames: Sequence[Deelname], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisatie"].choices = [  # type: ignore[attr-defined]
            ("", "Kies een organisatie"),
            *((str(d.pk), d.organisatie.naam) for d in deelnames),
        ]


class BeslisVoorstelForm(Formulier):
    """Take over what a partner proposed, or not."""

    besluit = forms.ChoiceField(
        label="Wat doet u met dit voorstel?",
        choices=[
            ("ja", "Overnemen: nodig deze organisatie uit"),
            ("nee", "Niet overnemen"),
        ],
        widget=forms.RadioSelect,
    )
    reden = _tekst("Waarom niet?", "Nodig als u het voorstel niet overneemt.", verplicht=False)


class LettersForm(Formulier):
    """The letters of one organisation."""

    def __init__(
        self,
        *args: Any,
        betrokkenheid: Betrokkenheid,
        activiteiten: Sequence[Activiteit],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._activiteiten = activiteiten
        for a in activiteiten:
            self.fields[f"letters_{a.sleutel}"] = forms.CharField(
                label=str(a),
                required=False,
                max_length=9,
                initial=betrokkenheid.letters.get(a.sleutel, ""),
                widget=LETTERS,
            )
        self.fields["reden"] = _tekst("Waarom veranderen de rollen?")
        self.fields["bevestig"] = forms.BooleanField(
            label="Ik heb de gevolgen gelezen en wil dit",
            required=False,
            help_text="Nodig als een activiteit daarna niemand heeft die uitvoert of eindverantwoordelijk is.",
        )
        self.fields["versie"] = forms.IntegerField(
            initial=betrokkenheid.versie, widget=forms.HiddenInput
        )

    def letters(self) -> dict[str, str]:
        return {a.sleutel: self.cleaned_data[f"letters_{a.sleutel}"] for a in self._activiteiten}

    @property
    def velden(self) -> list[BoundField]:
        return [self[f"letters_{a.sleutel}"] for a in self._activiteiten]


class RedenForm(Formulier):
    """Only a reason."""

    reden = _tekst("Waarom?", "Anderen lezen dit terug. Noem geen namen van personen.")


class AfdoenForm(Formulier):
    """What was settled after an organisation declined or stopped."""

    toelichting = _tekst(
        "Wat hebt u geregeld?", "Bijvoorbeeld: de taak is overgenomen door een andere organisatie."
    )


class CollegaForm(Formulier):
    """A colleague and the duty on this casus."""

    prefix = "collega"
    collega = forms.TypedChoiceField(
        label="Welke collega?",
        coerce=UUID,
        widget=forms.RadioSelect,
        help_text="Een zorgcoördinator of behandelaar ziet alleen casussen op de eigen naam.",
    )
    taak = forms.ChoiceField(
        label="Waarvoor?",
        choices=CasusPersoonsrecht.Taak.choices,
        initial=CasusPersoonsrecht.Taak.UITVOERING,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, collegas: Sequence[Lidmaatschap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collega"].choices = [  # type: ignore[attr-defined]
            (str(lid.pk), f"{lid.medewerker.naam} ({lid.get_functie_display().lower()})")
            for lid in collegas
        ]


class UitsluitenForm(Formulier):
    """Whom to keep out, and why."""

    medewerker = forms.TypedChoiceField(label="Wie?", coerce=UUID)
    reden = _tekst(
        "Waarom?", "Alleen collega's van deze medewerker en de eigenaar van de casus lezen dit."
    )

    def __init__(self, *args: Any, kandidaten: Sequence[Kandidaat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["medewerker"].choices = [  # type: ignore[attr-defined]
            ("", "Kies een medewerker"),
            *(
                (str(k.lidmaatschap_id), f"{k.naam}, {k.organisatie} ({k.functie.lower()})")
                for k in kandidaten
            ),
        ]


class BelangForm(Formulier):
    """One's own conflict of interest."""

    reden = _tekst(
        "Hoe kent u de betrokkene?",
        "Kort is genoeg, bijvoorbeeld: familie, buren, vriend van de verdachte.",
    )
    zeker = forms.BooleanField(
        label="Ik begrijp dat ik deze casus daarna niet meer zie",
        help_text="Alleen een collega of de eigenaar van de casus kan u weer toelaten.",
    )
