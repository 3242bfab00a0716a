"""Recording what an evaluation of proces, keten or beleid brought: one service per kind of row."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from evaluatie.leren.diensten import model_voor
from evaluatie.models import (
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
from evaluatie.proces.cijfers import Rij, afgeschermd
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.schema import Model


def waarden(model: Model, lijst: str) -> list[tuple[str, str]]:
    """(sleutel, naam) of a list, what falls under a value instead of the value; [] without the list."""
    gevonden = model.waardelijsten.get(lijst)
    if gevonden is None:
        return []
    found: list[tuple[str, str]] = []
    for waarde in gevonden.waarden:
        if waarde.actief:
            onder = [(o.sleutel, o.naam) for o in waarde.onder if o.actief]
            found += onder or [(waarde.sleutel, waarde.naam)]
    return found


def _begin(viewer: Viewer) -> Model:
    policy.require(viewer, Permission.EVALUATIE_NIVEAUS_BEWERKEN)
    return model_voor(viewer)


def _dag(datum: date, at: datetime) -> None:
    if datum > clock.local_date(at):
        raise DomainError("Deze dag moet nog komen.", veld="datum")


def _noteer(rij: Any, at: datetime) -> None:
    logboek.record(Gebeurtenis.EVALUATIE_NIVEAU_VASTGELEGD, rij, actie="C", at=at)


@transaction.atomic
def weeg_af(viewer: Viewer, *, niveau: str, waarom: str, at: datetime | None = None) -> Afweging:
    """Which level has priority now.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: unknown level, or no reason.
    """
    at = at or clock.now()
    model = _begin(viewer)
    if niveau not in model.waardelijst("evaluatieniveau"):
        raise DomainError("Kies een niveau.", veld="niveau")
    if not waarom.strip():
        raise DomainError("Schrijf op waarom dit niveau voorgaat.", veld="waarom")
    rij = Afweging.objects.create(
        keten_id=viewer.keten_id, niveau=niveau, datum=clock.local_date(at),
        waarom=waarom.strip(), created_at=at,
    )  # fmt: skip
    _noteer(rij, at)
    return rij


@transaction.atomic
def leg_proces_vast(
    viewer: Viewer,
    *,
    van: date,
    tot: date,
    rijen: list[Rij],
    bevindingen: str,
    conclusie: str,
    at: datetime | None = None,
) -> Procesevaluatie:
    """Freeze the figures of a period, small numbers left out, with what people make of them.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: a period that cannot be, or nothing written.
    """
    at = at or clock.now()
    _begin(viewer)
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste.", veld="tot")
    for veld, tekst in (("bevindingen", bevindingen), ("conclusie", conclusie)):
        if not tekst.strip():
            raise DomainError("Vul dit in.", veld=veld)
    rij = Procesevaluatie.objects.create(
        keten_id=viewer.keten_id, van=van, tot=tot, cijfers=[afgeschermd(r) for r in rijen],
        bevindingen=bevindingen.strip(), conclusie=conclusie.strip(), created_at=at,
    )  # fmt: skip
    _noteer(rij, at)
    return rij


@transaction.atomic
def meet_keten(
    viewer: Viewer,
    *,
    titel: str,
    datum: date,
    scores: Mapping[str, Mapping[str, str]],
    toelichting: str = "",
    meting_id: UUID | None = None,
    at: datetime | None = None,
) -> Ketenmeting:
    """Score the samenwerkingsvariabelen on one day.

    Args:
        scores: {variabele: {"score": ..., "soort": ..., "toelichting": ...}}; without a score left out.
    Raises:
        AccessDenied: not the procesregie.
        DomainError: nothing scored, something unknown, or a day to come.
    """
    at = at or clock.now()
    model = _begin(viewer)
    pk = meting_id or uuid4()
    if known := Ketenmeting.objects.filter(pk=pk, keten_id=viewer.keten_id).first():
        return known
    _dag(datum, at)
    lijst = model.waardelijst("samenwerkingsvariabele")
    soorten = dict(waarden(model, "samenwerkingsvariabele"))
    gekozen = {v: s for v, s in scores.items() if s.get("score")}
    if not gekozen:
        raise DomainError("Geef ten minste één variabele een score.")
    meting = Ketenmeting.objects.create(
        id=pk, keten_id=viewer.keten_id, titel=titel.strip(), datum=datum,
        toelichting=toelichting.strip(), created_at=at,
    )  # fmt: skip
    for variabele, s in gekozen.items():
        soort = s.get("soort", "")
        if variabele not in lijst or s["score"] not in model.waardelijst("samenwerkingsscore"):
            raise DomainError("Kies een variabele en een score uit de lijst.")
        if soort and (soort not in soorten or not soort.startswith(f"{variabele}.")):
            raise DomainError("Kies een soort die bij de variabele hoort.")
        Variabelescore.objects.create(
            meting=meting, variabele=variabele, soort=soort, score=s["score"],
            toelichting=s.get("toelichting", "").strip(), created_at=at,
        )  # fmt: skip
    _noteer(meting, at)
    return meting


@transaction.atomic
def voeg_bron_toe(
    viewer: Viewer,
    *,
    soort: str,
    naam: str,
    datum: date,
    oordelen: Mapping[tuple[str, str], str],
    at: datetime | None = None,
) -> Bron:
    """A source, with what it says of goals and succesfactoren.

    Args:
        oordelen: {(lijst, sleutel): status}; an empty status is left out.
    Raises:
        AccessDenied: not the procesregie.
        DomainError: something unknown, or a day to come.
    """
    at = at or clock.now()
    model = _begin(viewer)
    _dag(datum, at)
    bron = Bron.objects.create(
        keten_id=viewer.keten_id, soort=Bron.Soort(soort), naam=naam.strip(), datum=datum,
        created_at=at,
    )  # fmt: skip
    for (lijst, sleutel), status in oordelen.items():
        if not status:
            continue
        if sleutel not in dict(waarden(model, lijst)) or status not in model.waardelijst(
            "doelstatus"
        ):
            raise DomainError("Kies een doel en een status uit de lijst.")
        Bronoordeel.objects.create(
            bron=bron, lijst=lijst, sleutel=sleutel, status=status, created_at=at
        )
    _noteer(bron, at)
    return bron


@transaction.atomic
def voeg_uitspraak_toe(
    viewer: Viewer, *, bron: UUID, thema: str, soort: str, tekst: str, at: datetime | None = None
) -> Uitspraak:
    """A claim, concern or issue from a source.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: something unknown or empty.
    """
    at = at or clock.now()
    model = _begin(viewer)
    if not Bron.objects.filter(pk=bron, keten_id=viewer.keten_id).exists():
        raise DomainError("Kies een bron uit de lijst.", veld="bron")
    if thema not in dict(themas(model)):
        raise DomainError("Kies een thema.", veld="thema")
    if soort not in model.waardelijst("uitspraaksoort"):
        raise DomainError("Kies claim, concern of issue.", veld="soort")
    if not tekst.strip():
        raise DomainError("Schrijf de uitspraak op.", veld="tekst")
    rij = Uitspraak.objects.create(
        keten_id=viewer.keten_id, bron_id=bron, thema=thema, soort=soort, tekst=tekst.strip(),
        created_at=at,
    )  # fmt: skip
    _noteer(rij, at)
    return rij


def themas(model: Model) -> list[tuple[str, str]]:
    """The samenwerkingsvariabelen and the parts of the beleidskader, under which statements are put."""
    found = []
    for naam in ("samenwerkingsvariabele", "beleidskader"):
        lijst = model.waardelijsten.get(naam)
        found += [(w.sleutel, w.naam) for w in lijst.waarden if w.actief] if lijst else []
    return [*found, ("anders", "Anders")]


@transaction.atomic
def toets_beleid(
    viewer: Viewer,
    *,
    gemeente: str,
    document: str,
    datum: date,
    scores: Mapping[str, str],
    at: datetime | None = None,
) -> Kadertoets:
    """Lay one document of a gemeente beside the beleidskader.

    Args:
        scores: {indicator: ja, deels or nee}; empty is "not to be found in it" and left out.
    Raises:
        AccessDenied: not the procesregie.
        DomainError: unknown gemeente or indicator, or a day to come.
    """
    at = at or clock.now()
    model = _begin(viewer)
    _dag(datum, at)
    if gemeente not in {naam for _, naam in waarden(model, "gemeente")}:
        raise DomainError("Kies een gemeente uit de lijst.", veld="gemeente")
    bekend = dict(waarden(model, "beleidskader"))
    toets = Kadertoets.objects.create(
        keten_id=viewer.keten_id, gemeente=gemeente, document=document.strip(), datum=datum,
        created_at=at,
    )  # fmt: skip
    for indicator, score in scores.items():
        if not score:
            continue
        if indicator not in bekend or score not in Kaderscore.Score.values:
            raise DomainError("Kies een indicator en een score uit de lijst.")
        Kaderscore.objects.create(toets=toets, indicator=indicator, score=score, created_at=at)
    _noteer(toets, at)
    return toets


def gemeente_van(model: Model, sleutel: str) -> str:
    """The name of a gemeente by its sleutel.

    Raises:
        NotVisible: the model has no such gemeente.
    """
    naam = dict(waarden(model, "gemeente")).get(sleutel)
    if naam is None:
        raise NotVisible
    return naam
