"""Forms of the pages that span rooms."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from ketenregie.foundation.forms import DatumVeld, Formulier
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
