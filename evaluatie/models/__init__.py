"""Evaluating a casus without the casus: opdracht, anonymous description, answers, lessons."""

from evaluatie.feiten.models import Casussleutel, Feit, Feitzout
from evaluatie.indicatoren.models import ExternCijfer, Gebied, Inlezing, Rapport
from evaluatie.models.gesprek import Antwoord, Bespreking
from evaluatie.models.niveaus import (
    Afweging,
    Bron,
    Bronoordeel,
    Kaderscore,
    Kadertoets,
    Ketenmeting,
    Procesevaluatie,
    Uitspraak,
    Variabelescore,
)
from evaluatie.models.opdracht import Casusbeschrijving, Evaluatieopdracht, OpdrachtInstemming
from evaluatie.models.traject import Verbetertraject
from evaluatie.models.verbeterpunt import Terugkoppeling, Verbeterpunt

__all__ = [
    "Afweging",
    "Antwoord",
    "Bespreking",
    "Bron",
    "Bronoordeel",
    "Casusbeschrijving",
    "Casussleutel",
    "Evaluatieopdracht",
    "Kaderscore",
    "Kadertoets",
    "Ketenmeting",
    "OpdrachtInstemming",
    "Procesevaluatie",
    "ExternCijfer",
    "Feit",
    "Feitzout",
    "Gebied",
    "Inlezing",
    "Rapport",
    "Terugkoppeling",
    "Uitspraak",
    "Variabelescore",
    "Verbeterpunt",
    "Verbetertraject",
]
