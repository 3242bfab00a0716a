"""The data sheet of a DPIA (AVG art. 35), from what the system really does: kinds of data with their
category, the deelregels in force, who takes part, how long, and what guards it. Nothing is typed in here.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy.models import Datalek, Privacyverzoek, Verwerking
from ketenregie.privacy.services.uitvoeren import gegevens_modellen
from partners.convenant import beeld as convenant
from partners.models import Deelname, Keten, WgsRol, geldig_op
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort
from referentiemodel.enums import WgsRol as Positie
from referentiemodel.loader import model_van

# What stands in the law and in the code; the place to change it is named, so that it can be checked.
MAATREGELEN = (
    ("Wie ziet wat", "Per gegeven beslist een deelregel; zonder regel afgeschermd of verborgen (partners/sharing.py)."),
    ("Twee sloten", "Rechten in de code en rijbeveiliging in de database; `manage.py verify` vergelijkt ze."),
    ("Logboek", "Elke inzage, ook een geweigerde, in een verzegeld logboek (docs/logboek.md)."),
    ("Melder", "Apart en versleuteld; in geen casus, plan, uitvoer of inzage (R19)."),
    ("Onderzoek", "Van een strafrechtelijk onderzoek hoogstens een vrijgegeven vlag (R21)."),
    ("Versleuteling", "Melder, documenten, concepten en verzoeken van personen met AES-256-GCM (docs/sleutels.md)."),
    ("Inloggen", "Wachtwoord met tweede stap, passkey of de inlogdienst van de eigen organisatie."),
    ("Besluiten", "Een score stelt voor, een mens beslist en staat erbij (R17)."),
    ("Evaluatie", "Anonieme kopie, door een mens gecontroleerd; cijfers onder de vijf onderdrukt."),
)  # fmt: skip
# What the law leaves to people.
VRAGEN = (
    "Draagt WGS art. 2.29-2.30 de categorieën die daar niet genoemd zijn, of is er een eigen grondslag?",
    "Is de noodzaak per verstrekking gemotiveerd (subsidiariteit, proportionaliteit)?",
    "Past de bewaartermijn van vijf jaar bij het doel, of kan het korter?",
    "Wie beoordeelt jaarlijks of deze DPIA nog klopt?",
)


@dataclass(frozen=True, slots=True)
class Soort:
    """A kind of datum: its category, how it behaves in sharing, and how many fields it has."""

    naam: str
    categorie: str
    soort: str
    velden: int


@dataclass(frozen=True, slots=True)
class Categorie:
    """A category as the law sees it, and the kinds of data in it."""

    naam: str
    omschrijving: str
    bron: str
    kenmerken: str
    in_wgs: bool
    soorten: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blad:
    """Everything on the sheet."""

    keten: str
    op: date
    soorten: tuple[Soort, ...]
    categorieen: tuple[Categorie, ...]
    regels: tuple[tuple[str, str, str], ...]  # number, sentence, ground
    convenant: str
    bewaren: str
    deelnemers: tuple[tuple[str, str], ...]  # name, position in the law
    verwerkingen: tuple[tuple[str, str, str], ...]
    maatregelen: tuple[tuple[str, str], ...]
    dit_jaar: tuple[tuple[str, int], ...]
    vragen: tuple[str, ...]


def blad(viewer: Viewer) -> Blad:
    """The sheet of the viewer's keten today; nine queries, whatever there is."""
    vandaag = clock.today()
    keten = Keten.objects.get(pk=viewer.keten_id)
    versie = convenant.geldend_for(viewer)
    soorten = _soorten()
    regels: tuple[tuple[str, str, str], ...] = ()
    if versie is not None:
        beelden = convenant.regelbeelden(
            viewer, list(versie.deelregels.all()), model_van(keten.modelversie_id)
        )
        regels = tuple((r.nummer, r.zin, r.grond) for r in beelden)
    begin = clock.start_of_day(vandaag.replace(month=1, day=1))
    return Blad(
        keten=keten.naam,
        op=vandaag,
        soorten=soorten,
        categorieen=_categorieen(soorten),
        regels=regels,
        convenant=str(versie) if versie is not None else "",
        bewaren=versie.bewaren if versie is not None else "",
        deelnemers=_deelnemers(viewer, vandaag),
        verwerkingen=tuple(
            (v.naam, v.get_grondslag_display(), v.bewaartermijn)
            for v in Verwerking.objects.filter(keten_id=keten.pk, tot__isnull=True)
        ),
        maatregelen=MAATREGELEN,
        dit_jaar=(
            ("Verzoeken van personen", _dit_jaar(Privacyverzoek, keten, "ontvangen_at", begin)),
            ("Datalekken", _dit_jaar(Datalek, keten, "ontdekt_at", begin)),
        ),
        vragen=VRAGEN,
    )


def _dit_jaar(model: type[models.Model], keten: Keten, veld: str, begin: object) -> int:
    return int(model._default_manager.filter(keten=keten, **{f"{veld}__gte": begin}).count())


def _soorten() -> tuple[Soort, ...]:
    """From the models themselves: a new kind of datum stands on the sheet by itself."""
    out = []
    for model in gegevens_modellen():
        eigen = [
            f for f in model._meta.concrete_fields
            if isinstance(f, models.CharField | models.TextField) and f.editable and not f.choices
        ]  # fmt: skip
        out.append(
            Soort(
                naam=str(model._meta.verbose_name).capitalize(),
                categorie=str(Gegevenscategorie(model.CATEGORIE).label),
                soort=str(Gegevenssoort(model.SOORT).label),
                velden=len(eigen),
            )
        )
    return tuple(sorted(out, key=lambda s: s.naam))


def _categorieen(soorten: tuple[Soort, ...]) -> tuple[Categorie, ...]:
    per: dict[str, list[str]] = defaultdict(list)
    for s in soorten:
        per[s.categorie].append(s.naam)
    out = []
    for categorie in Gegevenscategorie:
        k = categorie.kenmerken
        woorden = [
            woord
            for woord, waar in (
                ("bijzonder (AVG art. 9)", k.bijzonder),
                ("strafrechtelijk (AVG art. 10)", k.strafrechtelijk),
                ("onder beroepsgeheim", k.beroepsgeheim),
                ("geen persoonsgegeven", not k.persoonsgegeven),
            )
            if waar
        ]
        out.append(
            Categorie(
                naam=str(categorie.label),
                omschrijving=k.omschrijving,
                bron=k.bron,
                kenmerken=", ".join(woorden) or "gewoon",
                in_wgs=k.wgs_genoemd,
                soorten=tuple(per.get(str(categorie.label), ())),
            )
        )
    return tuple(out)


def _deelnemers(viewer: Viewer, dag: date) -> tuple[tuple[str, str], ...]:
    rows = Deelname.objects.filter(geldig_op(dag), keten_id=viewer.keten_id)
    namen = dict(
        rows.order_by("organisatie__naam").values_list("organisatie_id", "organisatie__naam")
    )
    posities = dict(
        WgsRol.objects.filter(Q(tot__isnull=True) | Q(tot__gte=dag), organisatie__in=namen, van__lte=dag)
        .values_list("organisatie_id", "soort")
    )  # fmt: skip
    return tuple(
        (naam, str(Positie(posities[pk]).label) if pk in posities else "Geen rol vastgelegd")
        for pk, naam in namen.items()
    )
