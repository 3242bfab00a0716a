"""What happens after the commit: files are scanned, and people are told to look."""

from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from cases.models import Persoon
from cases.services import uitvoering
from ketenregie.foundation import clock, logboek, outbox, post
from ketenregie.foundation.documenten import werk
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.werker import als_werker
from meldpunt.mail import postbus
from meldpunt.models import Hoorvraag, Melding, MeldingDocument, Meldingmail, PubliekConcept
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from partners.geadresseerden import geadresseerden
from partners.models import Lidmaatschap, Medewerker, geldig_op
from referentiemodel.enums import Functie


@outbox.handler("meldingdocument.toegevoegd", naam="meldpunt.scan_document")
def scan_document(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Out of quarantine, or shut for good; a scanner that is away makes this message come back."""
    rij = MeldingDocument.objects.select_for_update().filter(pk=ids["document_id"]).first()
    if rij is None or not werk.scan_bestand(rij):
        return
    rij.save()
    besmet = rij.scan == MeldingDocument.Scan.BESMET
    logboek.record(
        Gebeurtenis.DOCUMENT_BESMET if besmet else Gebeurtenis.DOCUMENT_GESCAND, rij,
        details={"uitslag": rij.scan},
    )  # fmt: skip
    soort = "meldingdocument.besmet" if besmet else "meldingdocument.gescand"
    outbox.post(soort, document_id=rij.pk)


@outbox.handler("meldingdocument.toegevoegd", naam="meldpunt.voorbeeld_document")
@outbox.handler("meldingdocument.gescand", naam="meldpunt.voorbeeld_gescand_document")
def voorbeeld_document(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The preview, once the file may be opened."""
    rij = MeldingDocument.objects.select_for_update().filter(pk=ids["document_id"]).first()
    if rij is not None and werk.maak_voorbeeld(rij):
        rij.save()


@outbox.handler("meldingdocument.besmet", naam="meldpunt.mail_besmet")
def mail_besmet(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who brought the file in, and beheer, are called to look."""
    rij = MeldingDocument.objects.filter(pk=ids["document_id"]).first()
    if rij is None:
        return
    wie = Q(pk=rij.created_by_id) if rij.created_by_id else Q(pk__in=[])
    beheer = Lidmaatschap.objects.filter(
        geldig_op(clock.today()),
        functie=Functie.KETENBEHEERDER,
        deelname__keten_id=bericht.keten_id,
    )
    people = Medewerker.objects.filter(wie | Q(lidmaatschappen__in=beheer), is_active=True)
    post.stuur(
        people.values_list("email", flat=True).distinct(),
        "Virus gevonden in een bestand",
        "In een bestand van uw organisatie is een virus gevonden. Niemand kan het openen. "
        "Controleer de computer waar het vandaan komt.",
        reverse("werk"),
    )


@shared_task
def lees_postbus() -> int:
    """Every minute: what came into the mailbox of the meldpunt; nothing when there is no mailbox."""
    return postbus.lees_postbus() if settings.POSTBUS_HOST else 0


@outbox.handler("meldingmail.ontvangen", naam="meldpunt.scan_mail")
def scan_mail(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The original out of quarantine, or shut for good."""
    rij = Meldingmail.objects.select_for_update().filter(pk=ids["mail_id"]).first()
    if rij is not None and werk.scan_bestand(rij):
        rij.save()
        besmet = rij.scan == Meldingmail.Scan.BESMET
        logboek.record(
            Gebeurtenis.DOCUMENT_BESMET if besmet else Gebeurtenis.DOCUMENT_GESCAND, rij,
            details={"uitslag": rij.scan},
        )  # fmt: skip


@outbox.handler("postbus.stuk", naam="meldpunt.mail_postbus_stuk")
def mail_postbus_stuk(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Beheer hears once that the mailbox cannot be read."""
    people = Lidmaatschap.objects.filter(
        geldig_op(clock.today()), functie=Functie.KETENBEHEERDER,
        deelname__keten_id=bericht.keten_id, medewerker__is_active=True,
    )  # fmt: skip
    post.stuur(
        geadresseerden(people),
        "De mailbox van het meldpunt is niet te lezen",
        "Het systeem kan de mailbox van het meldpunt niet lezen. Kijk de instellingen van de postbus na.",
        reverse("werk"),
    )


@outbox.handler("signaal.bericht", naam="meldpunt.mail_bericht")
def mail_bericht(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The other side of a signaal hears that something waits."""
    melding = Melding.objects.filter(pk=ids["melding_id"]).first()
    if melding is None:
        return
    partner = ids["deelname"] == melding.indiener_id
    recht = RECHTEN[Permission.MELDING_DOEN if partner else Permission.MELDPUNT_WERKEN]
    people = Lidmaatschap.objects.filter(
        geldig_op(clock.today()), deelname_id=ids["deelname"], functie__in=recht.functies,
        medewerker__is_active=True,
    )  # fmt: skip
    post.stuur(
        geadresseerden(people),
        "Er is nieuws over een signaal",
        "Er wacht een bericht over een signaal van of aan uw organisatie.",
        reverse("signaal_detail" if partner else "melding", args=[melding.pk]),
    )


@outbox.handler("melding.overdracht", naam="meldpunt.mail_overdracht")
def mail_overdracht(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The other side of a hand-over hears that something waits or was answered."""
    people = Lidmaatschap.objects.filter(
        geldig_op(clock.today()), deelname_id=ids["deelname"], medewerker__is_active=True,
        functie__in=RECHTEN[Permission.OVERDRACHT_BEHANDELEN].functies,
    )  # fmt: skip
    post.stuur(
        geadresseerden(people),
        "Er is nieuws over een overdracht",
        "Er wacht een bericht over een melding die wordt overgedragen.",
        reverse("melding_overdracht", args=[ids["overdracht_id"]]),
    )


@outbox.handler("melding.toegewezen", naam="meldpunt.mail_toegewezen")
def mail_toegewezen(ids: dict[str, UUID], bericht: Bericht) -> None:
    """A colleague hears that a melding is theirs now."""
    people = Medewerker.objects.filter(pk=ids["medewerker"], is_active=True)
    post.stuur(
        people.values_list("email", flat=True),
        "U kreeg een melding",
        "Een collega gaf u een melding om te behandelen.",
        reverse("melding", args=[ids["melding_id"]]),
    )


@outbox.handler("melder.antwoord", naam="meldpunt.mail_melder_antwoord")
def mail_melder_antwoord(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The meldpunt hears that a melder wrote."""
    melding = Melding.objects.filter(pk=ids["melding_id"]).first()
    if melding is not None:
        _mail_meldpunt(
            melding.eigenaar_id,
            "Een melder schreef iets",
            "Er wacht een bericht van een melder.",
            reverse("melding", args=[melding.pk]),
        )


@outbox.handler("hoorvraag.gesteld", naam="meldpunt.mail_hoorvraag")
def mail_hoorvraag(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The meldpunt hears that a partner wants to ask a melder something."""
    rij = Hoorvraag.objects.filter(pk=ids["hoorvraag_id"]).first()
    if rij is not None:
        _mail_meldpunt(
            rij.meldpunt_id,
            "Een partner heeft een vraag voor een melder",
            "Er wacht een vraag die alleen het meldpunt kan stellen.",
            reverse("hoorvraag", args=[rij.pk]),
        )


@outbox.handler("hoorvraag.afgerond", naam="meldpunt.mail_hoorvraag_afgerond")
def mail_hoorvraag_afgerond(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who asked hears that there is an answer."""
    rij = Hoorvraag.objects.filter(pk=ids["hoorvraag_id"]).first()
    if rij is None or rij.created_by_id is None:
        return
    people = Medewerker.objects.filter(pk=rij.created_by_id, is_active=True)
    post.stuur(
        people.values_list("email", flat=True),
        "Uw vraag aan een melder is afgerond",
        "Het meldpunt heeft uw vraag aan een melder afgerond.",
        reverse("casus_hoorvragen", args=[rij.casus_id]),
    )


@outbox.handler("navraag.gedaan", naam="meldpunt.mail_navraag")
def mail_navraag(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The procesregie hears that a question waits."""
    people = Lidmaatschap.objects.filter(
        geldig_op(clock.today()), deelname__keten_id=bericht.keten_id, deelname__procesregie=True,
        medewerker__is_active=True, functie__in=RECHTEN[Permission.NAVRAAG_BEANTWOORDEN].functies,
    )  # fmt: skip
    post.stuur(
        geadresseerden(people),
        "Er wacht een navraag",
        "Een partner vraagt of iemand elders bekend is. Het antwoord is aan u.",
        reverse("navraag", args=[ids["navraag_id"]]),
    )


def _mail_meldpunt(deelname_id: UUID, onderwerp: str, tekst: str, pad: str) -> None:
    people = Lidmaatschap.objects.filter(
        geldig_op(clock.today()), deelname_id=deelname_id, medewerker__is_active=True,
        functie__in=RECHTEN[Permission.MELDER_SPREKEN].functies,
    )  # fmt: skip
    post.stuur(geadresseerden(people), onderwerp, tekst, pad)


@shared_task
def ruim_melden_op() -> int:
    """Hourly: answers of the public form that nobody came back for."""
    with als_werker():
        return PubliekConcept.objects.filter(verloopt_at__lt=clock.now()).delete()[0]


@outbox.handler("casus.melding_toegevoegd", naam="meldpunt.terugvalcheck_toegevoegd")
@outbox.handler("melding.dossier_gevormd", naam="meldpunt.terugvalcheck_gevormd")
def vraag_terugvalcheck(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Somebody tied a melding to a known person: who gives nazorg looks again soon, and hears no reason."""
    wie = Persoon.objects.filter(dossier__casussen=ids["casus_id"])
    for persoon_id in wie.values_list("pk", flat=True):
        uitvoering.vraag_terugvalcheck(persoon_id, at=clock.now())
