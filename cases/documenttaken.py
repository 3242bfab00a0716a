"""What happens with a document after the commit: scanned, previewed, and people called when it is infected."""

from uuid import UUID

from django.urls import reverse

from cases.models import Document
from ketenregie.foundation import clock, logboek, outbox, post
from ketenregie.foundation.documenten import werk
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.outbox.models import Bericht
from partners.models import Lidmaatschap, Medewerker, geldig_op
from referentiemodel.enums import Functie


@outbox.handler("document.toegevoegd", naam="cases.scan_document")
def scan_document(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Out of quarantine, or shut for good; a scanner that is away makes this message come back."""
    rij = Document.objects.select_for_update().filter(pk=ids["document_id"]).first()
    if rij is None or not werk.scan_bestand(rij):
        return
    rij.save()
    besmet = rij.scan == Document.Scan.BESMET
    logboek.record(
        Gebeurtenis.DOCUMENT_BESMET if besmet else Gebeurtenis.DOCUMENT_GESCAND, rij,
        details={"uitslag": rij.scan},
    )  # fmt: skip
    outbox.post("document.besmet" if besmet else "document.gescand", document_id=rij.pk)


@outbox.handler("document.toegevoegd", naam="cases.voorbeeld_document")
@outbox.handler("document.gescand", naam="cases.voorbeeld_gescand_document")
def voorbeeld_document(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The preview, once the file may be opened."""
    rij = Document.objects.select_for_update().filter(pk=ids["document_id"]).first()
    if rij is not None and werk.maak_voorbeeld(rij):
        rij.save()


@outbox.handler("document.besmet", naam="cases.mail_besmet")
def mail_besmet(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who brought the file in, and beheer, are called to look."""
    rij = Document.objects.filter(pk=ids["document_id"]).first()
    if rij is not None:
        post.stuur(
            {*_mail_van(rij.created_by_id), *_beheer(rij.leverancier_id)},
            "Virus gevonden in een bestand",
            "In een bestand van uw organisatie is een virus gevonden. Niemand kan het openen. "
            "Controleer de computer waar het vandaan komt.",
            reverse("casus_document", args=[rij.casus_id, rij.pk]),
        )


def _mail_van(medewerker_id: UUID | None) -> list[str]:
    if medewerker_id is None:
        return []
    return list(Medewerker.objects.filter(pk=medewerker_id).values_list("email", flat=True))


def _beheer(deelname_id: UUID) -> list[str]:
    """Beheer of the keten."""
    return list(
        Lidmaatschap.objects.filter(
            geldig_op(clock.today()), functie=Functie.KETENBEHEERDER,
            deelname__keten__deelnames=deelname_id, medewerker__is_active=True,
        ).values_list("medewerker__email", flat=True)
    )  # fmt: skip
