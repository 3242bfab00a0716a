"""The form field for one or more files, with every refusal at the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ketenregie.foundation.documenten.keuring import Gekeurd, keur
from ketenregie.foundation.documenten.soorten import UITLEG, toegestaan
from ketenregie.foundation.errors import DomainError

HOOGSTENS = 10
GRENS = "25 MB per bestand, geluid en video 100 MB"


class Bestandkiezer(forms.FileInput):
    """Several files at once; dropping them on the field is a help of the script."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class Bestandenveld(forms.FileField):
    """Cleaned value: a list of `Gekeurd`, checked and not stored yet."""

    def __init__(self, *, meer: bool = True, **kwargs: Any) -> None:
        attrs: dict[str, Any] = {"accept": toegestaan()}
        self.meer = meer
        if meer:
            attrs["multiple"] = True
        kwargs.setdefault("widget", Bestandkiezer(attrs=attrs))
        kwargs.setdefault("help_text", f"{UITLEG}. Hooguit {GRENS}.")
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Gekeurd]:  # type: ignore[override]
        files = (
            [item for item in data if item]
            if isinstance(data, list | tuple)
            else [data] * bool(data)
        )
        if not files:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if len(files) > (HOOGSTENS if self.meer else 1):
            raise ValidationError(
                f"Voeg hooguit {HOOGSTENS} bestanden tegelijk toe.", code="aantal"
            )
        good: list[Gekeurd] = []
        wrong: list[str] = []
        for item in files:
            try:
                good.append(keur(item))
            except DomainError as fout:
                wrong.append(fout.zin)
        if wrong:
            if good:
                wrong.append("Er is nog niets bewaard. Kies de andere bestanden opnieuw.")
            raise ValidationError(wrong)
        return good

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)
