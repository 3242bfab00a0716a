"""An onderneming or a place in a casus: what it is, its role, and on which ground it is told."""

from typing import Any
from uuid import uuid4

from django import forms

from cases.forms.bijdrage import KIES, grondslagkeuzes
from cases.models import Locatie, Onderneming
from cases.services.objecten import velden_van
from ketenregie.foundation.forms import DatumVeld, Formulier
from referentiemodel.enums import Grondslag, Locatierol, Locatiesoort, Ondernemingsrol


class _ObjectForm(Formulier):
    van = DatumVeld(label="Sinds wanneer?", required=False, verleden=True)
    tot = DatumVeld(label="Tot wanneer?", required=False, help_text="Leeg zolang dit nog zo is.")
    toelichting = forms.CharField(label="Toelichting", required=False, max_length=300)
    grondslag = forms.ChoiceField(
        label="Op welke grondslag deelt u dit?", initial=Grondslag.TAAK_ALGEMEEN_BELANG.value
    )
    voorwaarden = forms.CharField(
        label="Voorwaarden",
        required=False,
        max_length=300,
        help_text="Bijvoorbeeld: niet gebruiken zonder overleg met ons.",
    )
    object_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grondslag"].choices = grondslagkeuzes()  # type: ignore[attr-defined]
        self.fields["object_id"].initial = uuid4


class OndernemingForm(_ObjectForm):
    """A business."""

    naam = forms.CharField(label="Naam van de onderneming", max_length=160)
    kvk_nummer = forms.CharField(
        label="KvK-nummer", required=False, max_length=20, help_text="Acht cijfers."
    )
    handelsnamen = forms.CharField(
        label="Andere namen waaronder zij werkt",
        required=False,
        max_length=500,
        help_text="Met een komma ertussen.",
    )
    bedrijfstak = forms.CharField(
        label="Bedrijfstak", required=False, max_length=80, help_text="Bijvoorbeeld: horeca."
    )
    rol = forms.ChoiceField(label="Rol in deze casus", choices=[KIES, *Ondernemingsrol.choices])
    field_order = ("naam", "kvk_nummer", "handelsnamen", "bedrijfstak", "rol", "van", "tot")

    def clean_handelsnamen(self) -> list[str]:
        return [n.strip() for n in self.cleaned_data["handelsnamen"].split(",") if n.strip()]


class LocatieForm(_ObjectForm):
    """A place."""

    soort = forms.ChoiceField(label="Wat voor plek is het?", choices=Locatiesoort.choices)
    naam = forms.CharField(
        label="Naam",
        required=False,
        max_length=160,
        help_text="Bijvoorbeeld de naam op de gevel, of het account.",
    )
    adres = forms.CharField(label="Straat", required=False, max_length=160)
    huisnummer = forms.CharField(label="Huisnummer", required=False, max_length=12)
    postcode = forms.CharField(label="Postcode", required=False, max_length=8)
    plaats = forms.CharField(label="Plaats", required=False, max_length=80)
    gemeente = forms.CharField(label="Gemeente", required=False, max_length=60)
    rol = forms.ChoiceField(
        label="Wat gebeurt hier?",
        choices=[KIES, *Locatierol.choices],
        help_text="Een geheim opvangadres ziet alleen uw organisatie, tot u het deelt.",
    )
    field_order = (
        "soort", "naam", "adres", "huisnummer", "postcode", "plaats", "gemeente", "rol", "van", "tot",
    )  # fmt: skip


class _Wijzig(Formulier):
    reden = forms.CharField(
        label="Waarom wijzigt u dit?", max_length=300, help_text="Komt in de geschiedenis te staan."
    )
    versie = forms.IntegerField(widget=forms.HiddenInput)


class OndernemingWijzigForm(OndernemingForm, _Wijzig):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["object_id"]


class LocatieWijzigForm(LocatieForm, _Wijzig):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["object_id"]


class NogEenRolForm(Formulier):
    """The same thing in another role."""

    rol = forms.ChoiceField(label="Welke rol heeft deze ook?")
    van = DatumVeld(label="Sinds wanneer?", required=False, verleden=True)
    toelichting = forms.CharField(label="Toelichting", required=False, max_length=300)
    object_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, soort: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rollen = Ondernemingsrol if soort == "onderneming" else Locatierol
        self.fields["rol"].choices = [KIES, *rollen.choices]  # type: ignore[attr-defined]
        self.fields["object_id"].initial = uuid4


class TerugnemenForm(Formulier):
    reden = forms.CharField(label="Waarom neemt u dit terug?", max_length=300)


NIEUW: dict[str, type[_ObjectForm]] = {"onderneming": OndernemingForm, "locatie": LocatieForm}
WIJZIG: dict[str, type[_ObjectForm]] = {
    "onderneming": OndernemingWijzigForm,
    "locatie": LocatieWijzigForm,
}


def begin(rij: Onderneming | Locatie, soort: str) -> dict[str, Any]:
    """The form as the row stands."""
    found = {naam: getattr(rij, naam) for naam in velden_van(soort)} | {"versie": rij.versie}
    if "handelsnamen" in found:
        found["handelsnamen"] = ", ".join(found["handelsnamen"])
    return found
