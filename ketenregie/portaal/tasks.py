"""The practice keten; what somebody who leaves had in hand goes back to the team; the nightly proposal to destroy."""

from uuid import UUID

from celery import shared_task
from django.db.models import Q
from django.urls import reverse

from ketenregie.foundation import clock, eenmaal, logboek, outbox, post, taak
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from ketenregie.portaal import oefenen
from ketenregie.portaal.vernietigen.lijsten import stel_voor
from ketenregie.portaal.vernietigen.taken import hervat
from meldpunt.models import Melding
from meldpunt.models.melding import OPEN
from partners.models import Keten, Lidmaatschap, bevestigd_op, geldig_op
from referentiemodel.enums import Functie

taak.uitvoerder(oefenen.SOORT)(oefenen.maak)


@outbox.handler("medewerker.uit_dienst", naam="portaal.geef_meldingen_terug")
def geef_meldingen_terug(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Open meldingen on the name of who left are nobody's again, and stand so on the desk."""
    rijen = list(
        Melding.objects.select_for_update(of=("self",)).filter(
            behandelaar_id=ids["medewerker_id"], status__in=OPEN
        )
    )
    for melding in rijen:
        melding.behandelaar_id = None
        with met_reden("De behandelaar is weg."):
            melding.save()
        logboek.record(Gebeurtenis.WERK_VRIJGEGEVEN, melding)
    if rijen:
        post.stuur(
            _team(Q(deelname_id__in={m.eigenaar_id for m in rijen})),
            "Een collega is weg",
            "Meldingen die op die naam stonden, wachten weer op iemand die ze oppakt.",
            reverse("meldpunt"),
            eenmaal=bericht.pk,
        )


def _team(wie: Q) -> list[str]:
    vandaag = clock.today()
    return list(
        Lidmaatschap.objects.filter(
            wie,
            geldig_op(vandaag),
            bevestigd_op(vandaag),
            functie__in=[Functie.MELDPUNTMEDEWERKER, Functie.KETENREGIETEAMLID],
            medewerker__is_active=True,
        )
        .values_list("medewerker__email", flat=True)
        .distinct()
    )


@shared_task
def stel_vernietiging_voor() -> int:
    """Nightly, per keten: what is at its end comes on a list, and what was confirmed is finished."""
    with als_werker():
        if not eenmaal.neem_slot("vernietigen", clock.today().isoformat()):
            return 0
        ketens = list(Keten.objects.values_list("pk", flat=True))
    gevonden = 0
    for keten_id in ketens:
        with acting_as(Viewer.voor_systeem(keten_id, "vernietiging")):
            gevonden += stel_voor(keten_id)
            hervat()
    return gevonden
