"""What happens without people: the nightly proposal, counting, carrying out, and telling who decides."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from ketenregie.foundation import clock, outbox, post, taak
from ketenregie.foundation.bewaren.models import (
    Bewaarplicht,
    Hergebruik,
    Vernietiglijst,
    Vernietigonderwerp,
)
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.taak import Resultaat
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, require_viewer
from ketenregie.portaal.vernietigen import lijsten
from partners.models import Lidmaatschap, bevestigd_op, geldig_op
from referentiemodel.enums import Functie

Ids = dict[str, UUID]


@outbox.handler("vernietiging.tellen", naam="portaal.tel_vernietiging")
def tellen(ids: Ids, bericht: Bericht) -> None:
    """The dry run of a request."""
    lijsten.tel_verzoek(ids["lijst_id"])
    _zeg_beslissers(
        "Een vernietiglijst wacht op u", "Een verzoek om te vernietigen is geteld.", ids, bericht
    )


@outbox.handler("vernietiging.voorgesteld", naam="portaal.meld_vernietigvoorstel")
def voorgesteld(ids: Ids, bericht: Bericht) -> None:
    """Who decides, and whose it is: there is time to say why it must be kept."""
    zin = "Gegevens naderen hun laatste dag. Kijk wat er moet worden vernietigd of bewaard."
    _zeg_beslissers("Gegevens naderen hun laatste dag", zin, ids, bericht)
    rijen = Vernietigonderwerp.objects.filter(
        lijst=ids["lijst_id"],
        status=Vernietigonderwerp.Status.OPEN,
        created_at__gte=bericht.created_at - timedelta(hours=1),
    ).exclude(eigenaar_id=None)
    for eigenaar in set(rijen.values_list("eigenaar_id", flat=True)):
        post.stuur(
            _mensen(eigenaar, (Functie.KETENREGIETEAMLID, Functie.PROCESREGISSEUR)),
            "Gegevens van uw organisatie naderen hun laatste dag",
            "Kijk of iets langer moet worden bewaard. Anders wordt het vernietigd.",
            reverse("werk"),
            soort="vernietigen",
            eenmaal=bericht.pk,
        )


@outbox.handler("vernietiging.klaargezet", naam="portaal.meld_tweede_persoon")
def klaargezet(ids: Ids, bericht: Bericht) -> None:
    _zeg_beslissers(
        "Een vernietiglijst wacht op de tweede persoon",
        "Controleer de lijst en bevestig haar.",
        ids,
        bericht,
    )


@outbox.handler("vernietiging.bevestigd", naam="portaal.vernietig")
def bevestigd(ids: Ids, bericht: Bericht) -> None:
    """One task per subject: each is a transaction of its own."""
    rijen = Vernietigonderwerp.objects.filter(
        lijst=ids["lijst_id"], status=Vernietigonderwerp.Status.OPEN
    )
    for onderwerp in rijen:
        _start(onderwerp)
    lijsten.rond_af(ids["lijst_id"])


def _start(onderwerp: Vernietigonderwerp) -> None:
    taak.start(
        "vernietigen",
        viewer=require_viewer(),
        titel="Gegevens vernietigen",
        onderwerp_id=onderwerp.pk,
    )


@taak.uitvoerder("vernietigen")
def vernietigen(taak: Taak, viewer: Viewer, *, onderwerp_id: UUID) -> Resultaat:
    """One subject; what may not go stays on the list with why."""
    try:
        lijsten.voer_uit(onderwerp_id)
    except DomainError as fout:
        lijsten.meld_mislukt(onderwerp_id, fout.zin)
    return Resultaat()


@outbox.handler("vernietiging.uitgevoerd", naam="portaal.meld_vernietigd")
def uitgevoerd(ids: Ids, bericht: Bericht) -> None:
    _zeg_beslissers("Een vernietiglijst is uitgevoerd", "De verklaring staat klaar.", ids, bericht)


@outbox.handler("bewaarplicht.gevraagd", naam="portaal.meld_bewaarplicht")
def bewaarplicht(ids: Ids, bericht: Bericht) -> None:
    plicht = Bewaarplicht.objects.filter(pk=ids["bewaarplicht_id"]).first()
    if plicht is not None:
        post.stuur(
            _beslissers(plicht.keten_id),
            "Beoordeel een bewaarplicht",
            "Een organisatie vraagt gegevens langer te bewaren.",
            reverse("vernietigen"),
            soort="vernietigen",
            eenmaal=bericht.pk,
        )


@outbox.handler("hergebruik.gevraagd", naam="portaal.vraag_leverancier")
def hergebruik(ids: Ids, bericht: Bericht) -> None:
    rij = Hergebruik.objects.filter(pk=ids["hergebruik_id"]).first()
    if rij is not None:
        post.stuur(
            _mensen(rij.leverancier_id, (Functie.KETENREGIETEAMLID, Functie.PROCESREGISSEUR)),
            "Mag een gegeven van u langer worden bewaard?",
            "Een organisatie vraagt dat voor een bijzonder geval. Zonder uw akkoord wordt het vernietigd.",
            reverse("hergebruik", args=[rij.pk]),
            soort="vernietigen",
            eenmaal=bericht.pk,
        )


def hervat() -> None:
    """Each night, as a task of the keten: what was confirmed and did not finish is started again."""
    for onderwerp in Vernietigonderwerp.objects.filter(
        lijst__status=Vernietiglijst.Status.BEVESTIGD, status=Vernietigonderwerp.Status.OPEN
    ):
        loopt = Taak.objects.filter(
            soort="vernietigen", ids__onderwerp_id=str(onderwerp.pk), status__in=["wacht", "bezig"]
        )
        if not loopt.exists():
            _start(onderwerp)


def _zeg_beslissers(onderwerp: str, zin: str, ids: Ids, bericht: Bericht) -> None:
    lijst = Vernietiglijst.objects.filter(pk=ids["lijst_id"]).first()
    if lijst is not None:
        post.stuur(
            _beslissers(lijst.keten_id),
            onderwerp,
            zin,
            reverse("vernietiglijst", args=[lijst.pk]),
            soort="vernietigen",
            eenmaal=bericht.pk,
        )


def _beslissers(keten_id: UUID) -> list[str]:
    return _adressen(
        deelname__keten_id=keten_id, deelname__procesregie=True,
        functie__in=[Functie.FG, Functie.PROCESREGISSEUR],
    )  # fmt: skip


def _mensen(deelname_id: UUID | None, functies: tuple[Functie, ...]) -> list[str]:
    return _adressen(deelname_id=deelname_id, functie__in=functies)


def _adressen(**waar: object) -> list[str]:
    vandaag = clock.today()
    return list(
        Lidmaatschap.objects.filter(
            geldig_op(vandaag), bevestigd_op(vandaag), medewerker__is_active=True, **waar
        )
        .values_list("medewerker__email", flat=True)
        .distinct()
    )
