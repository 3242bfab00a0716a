"""Input that says more than the contract knows is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError


class StrictSerializer(serializers.Serializer):
    """Base of every serializer for input: unknown and read-only keys are errors, all told at once.

    Keep input and output serializers apart: a new model field is then never writable by accident.
    """

    def to_internal_value(self, data: Any) -> Any:
        unknown: dict[str, list[str]] = {}
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {str(key): ["Dit veld bestaat niet."] for key in data if key not in known}
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            detail = error.detail
            raise ValidationError(
                {**unknown, **detail} if isinstance(detail, dict) else detail
            ) from error
        if unknown:
            raise ValidationError(unknown)
        return value


class LijstVraag(StrictSerializer):
    """What every list may be asked; a list with filters of its own adds them."""

    cursor = serializers.CharField(
        required=False, max_length=500, help_text="Uit `volgende` van de vorige bladzijde."
    )
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=100, help_text="Aantal per bladzijde; standaard 25."
    )
    velden = serializers.CharField(
        required=False,
        max_length=500,
        help_text="Alleen deze velden, met komma's ertussen. `id` komt altijd mee.",
    )
