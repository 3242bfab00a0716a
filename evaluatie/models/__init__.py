"""Evaluating a casus without the casus: opdracht, anonymous description, answers, lessons."""

from evaluatie.models.gesprek import Antwoord, Bespreking
from evaluatie.models.opdracht import Casusbeschrijving, Evaluatieopdracht, OpdrachtInstemming
from evaluatie.models.verbeterpunt import Terugkoppeling, Verbeterpunt

__all__ = [
    "Antwoord",
    "Bespreking",
    "Casusbeschrijving",
    "Evaluatieopdracht",
    "OpdrachtInstemming",
    "Terugkoppeling",
    "Verbeterpunt",
]
