"""A person in a casus and the roles of that person."""

from typing import Any
from uuid import uuid4

from django import forms

from cases.forms.bijdrage import KIES, grondslagkeuzes
from cases.models import Betrokkene, Persoon
from cases.services.rollen import ROLVELDEN
from ketenregie.foundation.forms import DatumVeld, Formulier
from referentiemodel.enums import Grondslag, JaNeeOnbekend, Persoonsrol


class _Rol(Formulier):
    rol = forms.ChoiceField(label="Rol in deze casus", choices=[KIES, *Persoonsrol.choices])
    van = DatumVeld(
        label="Sinds wanneer?", required=False, verleden=True, help_text="Leeg is vandaag."
    )
    tot = DatumVeld(label="Tot wanneer?", required=False, help_text="Leeg zolang dit nog zo is.")
    nu_veilig = forms.ChoiceField(
        label="Nu veilig?", choices=JaNeeOnbekend.choices, initial=JaNeeOnbekend.ONBEKEND.value,
        widget=forms.RadioSelect(attrs={"data-naast-elkaar": ""}),
    )  # fmt: skip
    toelichting = forms.CharField(label="Toelichting", required=False, max_length=300)


class RolForm(_Rol):
    """One more role for a person."""

    grondslag = forms.ChoiceField(
        label="Op welke grondslag deelt u dit?", initial=Grondslag.TAAK_ALGEMEEN_BELANG.value
    )
    betrokkene_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]
        self.fields["betrokkene_id"].initial = uuid4


class PersoonForm(RolForm):
    """A person who is not in the casus yet."""

    voornaam = forms.CharField(
        label="Voornaam",
        required=False,
        max_length=80,
        help_text="Onbekend? Laat de naam dan leeg.",
    )
    tussenvoegsel = forms.CharField(label="Tussenvoegsel", required=False, max_length=20)
    achternaam = forms.CharField(label="Achternaam", required=False, max_length=80)
    geboortedatum = DatumVeld(label="Geboortedatum", required=False, verleden=True)
    geboorte_omschrijving = forms.CharField(
        label="Of: ongeveer hoe oud?",
        required=False,
        max_length=60,
        help_text="Bijvoorbeeld: rond de 20.",
    )
    geslacht = forms.ChoiceField(
        label="Geslacht", choices=Persoon.Geslacht.choices, initial=Persoon.Geslacht.ONBEKEND.value
    )
    woonplaats = forms.CharField(label="Woonplaats", required=False, max_length=80)
    field_order = (
        "voornaam", "tussenvoegsel", "achternaam", "geboortedatum", "geboorte_omschrijving", "geslacht",
        "woonplaats", "rol",
    )  # fmt: skip


class RolWijzigForm(_Rol):
    """Correct or end a role."""

    reden = forms.CharField(
        label="Waarom wijzigt u dit?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Wat er stond, blijft in de geschiedenis.",
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)


def begin(rij: Betrokkene) -> dict[str, Any]:
    """The form as the role stands."""
    return {naam: getattr(rij, naam) for naam in ROLVELDEN} | {"versie": rij.versie}
