"""The table of rights as a page of text, for docs/rechten.md: per action who may, readable for a jurist."""

from collections.abc import Iterable, Iterator

from partners.access.permissions import Permission
from partners.access.roles import CASUSWERK, IEDEREEN, OP_NAAM, ORGANISATIEBREED, RECHTEN, Recht
from partners.access.woorden import WOORDEN
from referentiemodel.enums import Functie, Mandaatsoort, Rasci
from referentiemodel.schema import Model

_INLEIDING = """# Wie mag wat

Deze pagina is gemaakt uit de tabel waar het programma zelf op beslist (`partners/access/roles.py`), met
`manage.py rechten_docs`. Een test houdt pagina en tabel gelijk.

Zo leest u een regel. Iemand mag iets alleen als **alles** klopt: de functie, de rol van de organisatie in
de casus en wat er onder "verder nodig" staat. Voor alles bij een casus geldt daarnaast:

- De casus moet zichtbaar zijn. {breed} zien de casussen waar hun organisatie aan meedoet;
  {op_naam} alleen casussen op hun eigen naam. Wie van een casus is uitgesloten, ziet hem nooit.
- Wat iemand mag zien, zegt nog niet welke gegevens: dat bepalen de deelregels van het convenant.
- Na het einde van een casus verandert er niets meer aan, behalve waar dat er staat.
- Wie een casus niet mag zien, krijgt hetzelfde antwoord als bij een casus die niet bestaat.
- Een taak van het systeem neemt nooit een besluit namens mensen. Geen enkele functie mag alles.
"""


def markdown(model: Model) -> str:
    """The whole table as Markdown."""
    return "\n".join(_regels(model)).rstrip() + "\n"


def _regels(model: Model) -> Iterator[str]:
    yield _INLEIDING.format(breed=_zin(_namen(ORGANISATIEBREED)), op_naam=_klein(_namen(OP_NAAM)))
    yield from _tabel(model, "Zonder casus", (p for p in Permission if not RECHTEN[p].op_casus))
    yield from _tabel(model, "Bij een casus", (p for p in Permission if RECHTEN[p].op_casus))
    yield "## Besluiten waarvoor een mandaat nodig is"
    yield ""
    for permission in Permission:
        if mandaat := RECHTEN[permission].mandaat:
            yield f"- {WOORDEN[permission]}: mandaat *{_klein([Mandaatsoort(mandaat).label])}*."
    yield ""
    yield "## De letters"
    yield ""
    yield "Elke organisatie heeft per activiteit een rol (RASCI), afgesproken bij de uitnodiging:"
    yield ""
    yield from (f"- **{letter.value}**: {_klein([letter.label])}" for letter in Rasci)


def _tabel(model: Model, titel: str, permissions: Iterable[Permission]) -> Iterator[str]:
    yield f"## {titel}"
    yield ""
    yield "| Handeling | Functie | Rol van de organisatie | Verder nodig |"
    yield "| --- | --- | --- | --- |"
    for permission in permissions:
        recht = RECHTEN[permission]
        yield (
            f"| {WOORDEN[permission]} | {_functies(recht)} | {_rol(model, recht)} "
            f"| {'; '.join(_verder(recht)) or '-'} |"
        )
    yield ""


def _functies(recht: Recht) -> str:
    if recht.functies == IEDEREEN:
        return "iedereen"
    if recht.functies >= CASUSWERK:
        extra = _klein(_namen(recht.functies - CASUSWERK))
        return "iedereen met casuswerk" + (f", {extra}" if extra else "")
    return _klein(_namen(recht.functies))


def _rol(model: Model, recht: Recht) -> str:
    if recht.letters and not recht.activiteit:
        raise ValueError("Letters zonder activiteit zeggen niets.")
    delen = []
    if recht.activiteit:
        letters = ", ".join(
            x.value for x in sorted(recht.letters, key=lambda letter: -letter.sterkte)
        )
        delen.append(f"{letters} bij {model.activiteit(recht.activiteit)}")
    if recht.eigenaar:
        delen.append("eigenaar van de casus")
    return " of ".join(delen) or "-"


def _verder(recht: Recht) -> Iterator[str]:
    if recht.eigen:
        yield "het is van de eigen organisatie"
    if recht.mandaat:
        yield f"mandaat: {_klein([Mandaatsoort(recht.mandaat).label])}"
    if recht.publiek:
        yield "publieke deelnemer onder de WGS"
    if recht.meldpunt:
        yield "de organisatie die het meldpunt is"
    if recht.procesregie:
        yield "de organisatie die de procesregie heeft"
    if recht.soorten:
        yield "alleen " + ", ".join(sorted(soort.label for soort in recht.soorten))
    if recht.bij_einde:
        yield "ook na het einde"


def _namen(functies: Iterable[Functie]) -> list[str]:
    gekozen = set(functies)
    return [str(f.label) for f in Functie if f in gekozen]


def _klein(namen: Iterable[str]) -> str:
    return ", ".join(naam[:1].lower() + naam[1:] for naam in namen)


def _zin(namen: list[str]) -> str:
    """A list at the start of a sentence."""
    return namen[0] + "".join(f", {n[:1].lower()}{n[1:]}" for n in namen[1:])
