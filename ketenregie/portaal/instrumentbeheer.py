"""Forms of the editor of instruments: one row per point, so that it works without script."""

from collections.abc import Mapping
from typing import Any

from django import forms

from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.forms import Formulier
from ketenregie.portaal.beheer.forms import MetSleutel
from ketenregie.portaal.modelbeheer import Versieformulier, YamlbestandVeld
from referentiemodel import instrumentbewerken as bewerken

CATEGORIE, PUNT, ERBIJ = "c-", "p-", "erbij-"
STAP = {"omhoog": -1, "omlaag": 1}


class NieuwInstrumentForm(MetSleutel):
    naam = forms.CharField(label="Naam", max_length=bewerken.KORT)
    uitleg = forms.CharField(
        label="Uitleg boven de lijst", max_length=bewerken.LANG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Zeg wat men aankruist en waarvoor. Een lijst is geen test.",
    )  # fmt: skip
    bron = forms.CharField(label="Waar komt de lijst vandaan?", max_length=bewerken.TEKST)
    bij = forms.ChoiceField(
        label="Waar gebruikt u de lijst?", widget=forms.RadioSelect,
        choices=[(sleutel, naam.capitalize()) for sleutel, naam in bewerken.BIJ.items()],
    )  # fmt: skip
    gezondheid = forms.BooleanField(
        label="De lijst gaat over iemands gezondheid", required=False,
        help_text="Wat men aankruist, gaat dan niet vanzelf mee naar een casus.",
    )  # fmt: skip


class LijstForm(Versieformulier):
    """Every text of a concept, with a field to add points under each category.

    `actie` moves or takes away one thing; what was typed elsewhere is kept in the same step.
    """

    naam = forms.CharField(label="Naam", max_length=bewerken.KORT)
    uitleg = forms.CharField(
        label="Uitleg boven de lijst", max_length=bewerken.LANG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    bron = forms.CharField(label="Waar komt de lijst vandaan?", max_length=bewerken.TEKST)
    bij = forms.ChoiceField(
        label="Waar gebruikt u de lijst?", widget=forms.RadioSelect, required=False,
        choices=[(sleutel, naam.capitalize()) for sleutel, naam in bewerken.GEBRUIK.items()],
        help_text="Uit gebruik: niemand vult haar nog in. Wat eerder is ingevuld, blijft te lezen.",
    )  # fmt: skip
    toelichting = forms.CharField(
        label="Waarom komt deze versie er?", required=False, max_length=bewerken.LANG,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="De collega die publiceert, leest dit. U kunt het ook later invullen.",
    )  # fmt: skip
    nieuwe_categorie = forms.CharField(
        label="Nieuwe categorie", required=False, max_length=bewerken.KORT
    )

    def __init__(
        self,
        *args: Any,
        inhoud: Mapping[str, Any],
        nu: int,
        actie: str = "",
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {veld: inhoud[veld] for veld in ("naam", "uitleg", "bron", "bij")}
        kwargs["initial"] = initial | {"versie": nu} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.inhoud, self.nu, self.actie = inhoud, nu, actie
        for c in inhoud["categorieen"]:
            self._tekst(f"{CATEGORIE}{c['sleutel']}", "Naam van de categorie", c["naam"])
            for nummer, s in enumerate(c["signalen"], start=1):
                naam = f"{PUNT}{c['sleutel']}.{s['sleutel']}"
                self._tekst(naam, f"Punt {nummer} van {c['naam']}", s["tekst"])
            self.fields[f"{ERBIJ}{c['sleutel']}"] = forms.CharField(
                label=f"Punten toevoegen aan ‘{c['naam']}’", required=False, max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}), help_text="Eén punt per regel.",
            )  # fmt: skip

    def _tekst(self, naam: str, label: str, tekst: str) -> None:
        plek = naam.removeprefix(PUNT).removeprefix(CATEGORIE)
        weg = self.actie in {f"weg:{plek}", f"weg:{plek.partition('.')[0]}"}
        ouder = self.is_bound and self.data.get("versie") != str(self.nu)
        meest = bewerken.TEKST if naam.startswith(PUNT) else bewerken.KORT
        self.fields[naam] = forms.CharField(
            label=label, initial=tekst, required=not (weg or ouder), max_length=meest
        )

    def blokken(self) -> list[dict[str, Any]]:
        """For the template: each category with its fields, and what can move where."""
        rijen = self.inhoud["categorieen"]
        return [
            {
                "plek": c["sleutel"],
                "naam": c["naam"],
                "veld": self[f"{CATEGORIE}{c['sleutel']}"],
                "erbij": self[f"{ERBIJ}{c['sleutel']}"],
                "eerste": nummer == 0,
                "laatste": nummer == len(rijen) - 1,
                "punten": [
                    {
                        "plek": f"{c['sleutel']}.{s['sleutel']}",
                        "naam": s["tekst"],
                        "veld": self[f"{PUNT}{c['sleutel']}.{s['sleutel']}"],
                        "eerste": n == 0,
                        "laatste": n == len(c["signalen"]) - 1,
                    }
                    for n, s in enumerate(c["signalen"])
                ],
            }
            for nummer, c in enumerate(rijen)
        ]

    def clean(self) -> dict[str, Any]:
        """What does not hold stands at its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or data.get("versie") != self.nu:
            return data  # a list that is not this one any more: the service says so
        try:
            nieuw = self.nieuw(self.inhoud)
        except DomainError as fout:
            self.add_error(None, fout.zin)
            return data
        for plek, zin in bewerken.fouten(nieuw):
            self.add_error(self._veld(plek), zin)
        return data

    def _veld(self, plek: str) -> str | None:
        categorie = plek.partition(".")[0]
        for naam in (plek, f"{PUNT}{plek}", f"{CATEGORIE}{plek}", f"{ERBIJ}{categorie}"):
            if naam in self.fields:
                return naam
        return "nieuwe_categorie" if plek else None

    def nieuw(self, inhoud: Mapping[str, Any]) -> bewerken.Inhoud:
        """The content with everything typed, and the one thing moved or taken away.

        Raises:
            DomainError: what is to be moved or taken away is not on the list.
        """
        data = self.cleaned_data
        teksten = {naam: data[naam] for naam in ("naam", "uitleg", "bron", "bij")}
        for naam in self.fields:
            if naam.startswith((CATEGORIE, PUNT)):
                teksten[naam.removeprefix(CATEGORIE).removeprefix(PUNT)] = data[naam]
        found = bewerken.zet(inhoud, teksten)
        for naam in self.fields:
            if naam.startswith(ERBIJ) and data[naam]:
                regels = [r[: bewerken.TEKST] for r in data[naam].splitlines()]
                found = bewerken.voeg_toe(found, regels, categorie=naam.removeprefix(ERBIJ))
        found = bewerken.voeg_toe(found, [data["nieuwe_categorie"]])
        wat, _, plek = self.actie.partition(":")
        if wat in STAP:
            return bewerken.verplaats(found, plek, STAP[wat])
        return bewerken.haal_weg(found, plek) if wat == "weg" else found


class LijstbestandForm(Versieformulier):
    bestand = YamlbestandVeld(
        label="Bestand",
        help_text="Een versie die hier is opgeslagen en daarna bewerkt (YAML). De hele lijst wordt "
        "vervangen.",
    )


class StapForm(Formulier):
    """A step without questions."""
