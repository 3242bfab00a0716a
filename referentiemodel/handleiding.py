"""The model as a page of text with diagram, for docs/referentiemodel.md."""

from collections.abc import Iterable, Iterator, Sequence

from .enums import CasusStatus, Functie, Onderdeel, Partnersoort, Rasci
from .schema import CELLEN, ELKE, NIEUW, Activiteit, Bevoegdheid, Model, Overgang


def cel(activiteit: Activiteit, naam: str) -> tuple[str, ...]:
    """The lines of one cell as text, also of the checklist."""
    if naam == "info_vooraf":
        return tuple(item.tekst for item in activiteit.info_vooraf)
    regels: tuple[str, ...] = getattr(activiteit, naam)
    return regels


def letters_tekst(letters: Iterable[Rasci]) -> str:
    """'A/R', strongest first; '-' when empty."""
    return "/".join(letter.value for letter in op_sterkte(letters)) or "-"


def op_sterkte(letters: Iterable[Rasci]) -> list[Rasci]:
    """Strongest first."""
    return sorted(letters, key=lambda letter: letter.sterkte, reverse=True)


def bevoegd_tekst(model: Model, bevoegdheid: Bevoegdheid) -> str:
    """Who, in words: 'R bij 3.1, publieke deelnemer, als ketenregieteamlid'."""
    delen = []
    if bevoegdheid.activiteit:
        code = model.activiteit(bevoegdheid.activiteit).code
        letters = " of ".join(letter.value for letter in op_sterkte(bevoegdheid.letters))
        delen.append(f"{letters} bij {code}")
    if bevoegdheid.hoedanigheid:
        delen.append(str(bevoegdheid.hoedanigheid.label))
    if bevoegdheid.functies:
        functies = sorted(str(Functie(f).label).lower() for f in bevoegdheid.functies)
        delen.append("als " + " of ".join(functies))
    return ", ".join(delen)


def plaats(model: Model, sleutel: str) -> str:
    """Name of a hoofdstap, status, or the start."""
    if sleutel == NIEUW:
        return "nieuw"
    if sleutel == ELKE:
        return "elke open stap"
    if sleutel in CasusStatus.values:
        return str(CasusStatus(sleutel).label).lower()
    return model.hoofdstap(sleutel).naam


def markdown(model: Model) -> str:
    """The whole model as Markdown."""
    return "\n".join(_regels(model)).rstrip() + "\n"


def _regels(model: Model) -> Iterator[str]:
    yield f"# {model.naam}"
    yield ""
    yield (
        "<!-- Gemaakt door `manage.py referentiemodel_docs`. Pas het model aan, niet deze pagina. -->"
    )
    yield ""
    yield f"Thema: {model.thema}. Versie {model.versie}. Bron: {model.bron}."
    yield ""
    yield model.omschrijving
    yield ""
    yield from _diagram(model)
    for stap in model.hoofdstappen:
        yield f"## {stap.volgorde}. {stap.naam}"
        yield ""
        if stap.aliassen:
            yield f"Ook genoemd: {'; '.join(stap.aliassen)}."
            yield ""
        yield from _activiteiten(model.activiteiten_van(stap.sleutel))
    yield from _matrix(model)
    yield from _stappen(model)
    yield "## Termijnen"
    yield ""
    yield from _tabel(
        ("Termijn", "Duur", "Vanaf", "Voldaan door", "Bron"),
        [
            (t.naam, t.duur, _woorden(t.vanaf), _woorden(t.voldaan_door), t.bron)
            for t in model.termijnen
        ],
    )
    yield "## Lijsten"
    yield ""
    for lijst in model.waardelijsten.values():
        namen = [w.naam if w.actief else f"{w.naam} (nog niet in gebruik)" for w in lijst.waarden]
        yield f"- **{lijst.naam}** (`{lijst.sleutel}`): {'; '.join(namen)}."
    yield ""
    onderdelen = [str(o.label) for o in Onderdeel if model.heeft(o)]
    yield f"Onderdelen van dit model: {', '.join(onderdelen) or 'geen'}."


def _activiteiten(activiteiten: Sequence[Activiteit]) -> Iterator[str]:
    kop = ("", *(str(activiteit) for activiteit in activiteiten))
    rijen = [
        (titel, *("<br>".join(cel(activiteit, naam)) or "-" for activiteit in activiteiten))
        for naam, titel in CELLEN
    ]
    rijen.append(("Sleutel", *(f"`{activiteit.sleutel}`" for activiteit in activiteiten)))
    yield from _tabel(kop, rijen)


def _matrix(model: Model) -> Iterator[str]:
    yield "## Wie doet wat (RASCI)"
    yield ""
    yield "; ".join(f"{letter.value} = {str(letter.label).lower()}" for letter in Rasci) + "."
    yield ""
    yield model.rasci_bron
    yield ""
    yield from _tabel(
        ("Activiteit", *(Partnersoort(kolom).kort for kolom in model.kolommen)),
        [
            (
                str(activiteit),
                *(
                    letters_tekst(model.letters(activiteit.sleutel, kolom))
                    for kolom in model.kolommen
                ),
            )
            for activiteit in model.activiteiten
        ],
    )


def _stappen(model: Model) -> Iterator[str]:
    yield "## Stappen en poorten"
    yield ""
    yield from _tabel(
        ("Stap", "Van", "Naar", "Wie", "Poorten", "Bijzonder"),
        [
            (
                overgang.naam,
                plaats(model, overgang.van),
                plaats(model, overgang.naar),
                "<br>".join(bevoegd_tekst(model, b) for b in overgang.bevoegd),
                "<br>".join(model.poort(p).naam for p in overgang.poorten) or "-",
                _bijzonder(overgang),
            )
            for overgang in model.overgangen
        ],
    )


def _bijzonder(overgang: Overgang) -> str:
    delen = []
    if overgang.reden_verplicht:
        delen.append("met reden")
    if overgang.acuut_passeerbaar:
        delen.append("bij acuut eerder, poort blijft zichtbaar open")
    if overgang.ongedaan_te_maken:
        delen.append("ongedaan te maken")
    return ", ".join(delen) or "-"


def _diagram(model: Model) -> Iterator[str]:
    """Mermaid: the way forward drawn, ends and ways back from anywhere kept to one line each."""
    eindes = [status for status in CasusStatus if not status.open]
    yield "```mermaid"
    yield "stateDiagram-v2"
    for stap in model.hoofdstappen:
        yield f"    {stap.sleutel}: {stap.naam}"
    for einde in eindes:
        yield f"    {einde.value}: {einde.label}"
    volgorde = {stap.sleutel: stap.volgorde for stap in model.hoofdstappen}
    for overgang in model.overgangen:
        van, naar = overgang.van, overgang.naar
        if van == NIEUW:
            yield f"    [*] --> {naar}"
        elif van in volgorde and (naar in volgorde or naar in CasusStatus.values):
            pijl = f"    {van} --> {naar}"
            terug = naar in volgorde and volgorde[naar] < volgorde[van]
            yield pijl + (": terug, met reden" if terug else "")
    for overgang in model.overgangen:
        if overgang.van == ELKE:
            for stap in model.hoofdstappen:
                yield f"    {stap.sleutel} --> {overgang.naar}"
    for einde in eindes:
        yield f"    {einde.value} --> [*]"
    yield "```"
    yield ""


def _tabel(kop: Sequence[str], rijen: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(kop) + " |"
    yield "|" + "---|" * len(kop)
    for rij in rijen:
        yield "| " + " | ".join(waarde.replace("|", "\\|") for waarde in rij) + " |"
    yield ""


def _woorden(sleutel: str) -> str:
    return sleutel.replace("_", " ")
