"""Forms of the evaluation of proces, keten and beleid."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms.boundfield import BoundField

from evaluatie.beleid.plateaus import onderdelen
from evaluatie.forms import LANG
from evaluatie.models import Bron, Kaderscore
from evaluatie.niveaudiensten import themas, waarden
from ketenregie.foundation.forms import DatumVeld, Formulier
from referentiemodel.schema import Model

ZONDER_NAMEN = "De hele keten leest dit. Noem geen personen en geen casussen."
NAAST = {"data-naast-elkaar": ""}


class AfwegingForm(Formulier):
    niveau = forms.ChoiceField(label="Welk niveau gaat voor?", widget=forms.RadioSelect(NAAST))
    waarom = forms.CharField(label="Waarom?", max_length=500, widget=LANG)

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["niveau"].choices = model.waardelijst("evaluatieniveau").keuzes()  # type: ignore[attr-defined]


class ProcesForm(Formulier):
    van = DatumVeld(label="Van", verleden=True)
    tot = DatumVeld(label="Tot en met", verleden=True)
    bevindingen = forms.CharField(
        label="Waar bleef het steken, en waardoor?", widget=LANG, help_text=ZONDER_NAMEN
    )
    conclusie = forms.CharField(label="Wat concludeert u?", widget=LANG)


class MetingForm(Formulier):
    titel = forms.CharField(label="Titel", max_length=120, help_text="Bijvoorbeeld: najaar 2026.")
    datum = DatumVeld(label="Datum", verleden=True)
    toelichting = forms.CharField(label="Hoe is gemeten", required=False, widget=LANG)
    meting_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        kwargs["initial"] = {"meting_id": uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        lijst = model.waardelijsten.get("samenwerkingsvariabele")
        scores = waarden(model, "samenwerkingsscore")
        self._variabelen = [w for w in lijst.waarden if w.actief] if lijst else []
        for w in self._variabelen:
            self.fields[f"{w.sleutel}-score"] = forms.ChoiceField(
                label="Score", required=False, choices=[("", "niet gescoord"), *scores],
                widget=forms.RadioSelect(NAAST),
            )  # fmt: skip
            if w.onder:
                self.fields[f"{w.sleutel}-soort"] = forms.ChoiceField(
                    label="Soort", required=False,
                    choices=[("", "Kies"), *((o.sleutel, o.naam) for o in w.onder)],
                )  # fmt: skip
            self.fields[f"{w.sleutel}-toelichting"] = forms.CharField(
                label="Toelichting", required=False, max_length=500,
                widget=forms.Textarea({"rows": 1}),
            )  # fmt: skip

    def groepen(self) -> list[tuple[str, str, list[BoundField]]]:
        """(name, description, fields) per variabele."""
        return [
            (w.naam, w.omschrijving,
             [self[n] for n in (f"{w.sleutel}-score", f"{w.sleutel}-soort", f"{w.sleutel}-toelichting")
              if n in self.fields])
            for w in self._variabelen
        ]  # fmt: skip

    def scores(self) -> dict[str, dict[str, str]]:
        return {
            w.sleutel: {
                deel: self.cleaned_data.get(f"{w.sleutel}-{deel}", "")
                for deel in ("score", "soort", "toelichting")
            }
            for w in self._variabelen
        }


class BronForm(Formulier):
    soort = forms.ChoiceField(
        label="Wat voor bron?", choices=Bron.Soort.choices, widget=forms.RadioSelect(NAAST)
    )
    naam = forms.CharField(label="Naam", max_length=150, help_text="Zonder namen van personen.")
    datum = DatumVeld(label="Datum", verleden=True)

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status = [("", "Niets over te vinden"), *waarden(model, "doelstatus")]
        self._groepen: list[tuple[str, list[str]]] = []
        for lijst in ("ketendoel", "succesfactor"):
            if lijst not in model.waardelijsten:
                continue
            namen = []
            for sleutel, naam in waarden(model, lijst):
                veld = f"{lijst}-{sleutel}"
                self.fields[veld] = forms.ChoiceField(label=naam, required=False, choices=status)
                namen.append(veld)
            self._groepen.append((model.waardelijst(lijst).naam, namen))

    def groepen(self) -> list[tuple[str, list[BoundField]]]:
        return [(naam, [self[v] for v in velden]) for naam, velden in self._groepen]

    def oordelen(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for _, velden in self._groepen:
            for veld in velden:
                lijst, _, sleutel = veld.partition("-")
                found[lijst, sleutel] = self.cleaned_data.get(veld, "")
        return found


class UitspraakForm(Formulier):
    soort = forms.ChoiceField(label="Wat is het?", widget=forms.RadioSelect(NAAST))
    thema = forms.ChoiceField(label="Thema")
    bron = forms.TypedChoiceField(label="Uit welke bron?", coerce=UUID)
    tekst = forms.CharField(
        label="De uitspraak", max_length=500, widget=LANG,
        help_text=f"Schrijf niet op wie het zei. {ZONDER_NAMEN}",
    )  # fmt: skip

    def __init__(self, *args: Any, model: Model, bronnen: Sequence[Bron], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lijst = model.waardelijsten.get("uitspraaksoort")
        self.fields["soort"].choices = [  # type: ignore[attr-defined]
            (w.sleutel, f"{w.naam}: {w.omschrijving[:1].lower()}{w.omschrijving[1:].rstrip('.')}")
            for w in (lijst.waarden if lijst else ()) if w.actief
        ]  # fmt: skip
        self.fields["thema"].choices = [("", "Kies een thema"), *themas(model)]  # type: ignore[attr-defined]
        self.fields["bron"].choices = [  # type: ignore[attr-defined]
            ("", "Kies een bron"), *((str(b.pk), b.naam) for b in bronnen)
        ]  # fmt: skip


class ToetsForm(Formulier):
    document = forms.CharField(label="Welk document?", max_length=150)
    datum = DatumVeld(label="Datum van het document", verleden=True)

    def __init__(self, *args: Any, model: Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keuzes = [("", "Niet te vinden"), *Kaderscore.Score.choices]
        self._groepen = []
        for deel in onderdelen(model):
            namen = []
            for o in deel.onder:
                if o.actief:
                    self.fields[o.sleutel] = forms.ChoiceField(
                        label=o.naam, required=False, choices=keuzes
                    )
                    namen.append(o.sleutel)
            self._groepen.append((deel.naam, namen))

    def groepen(self) -> list[tuple[str, list[BoundField]]]:
        return [(naam, [self[v] for v in velden]) for naam, velden in self._groepen]

    def scores(self) -> dict[str, str]:
        return {v: self.cleaned_data.get(v, "") for _, velden in self._groepen for v in velden}
