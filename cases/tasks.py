"""What happens after the commit: people are told to look. Each message has its effect once."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases.models import Betrokkenheid
from ketenregie.foundation import clock, outbox, post
from ketenregie.foundation.outbox.models import Bericht
from partners.access.roles import CASUSWERK
from partners.models import Lidmaatschap, geldig_op
from referentiemodel.enums import Partnersoort

# Who acts on a doorlaatverbod: carrying it out is for police, OM and Arbeidsinspectie.
UITVOERDERS = (Partnersoort.POLITIE, Partnersoort.OM, Partnersoort.NLA)


@outbox.handler("betrokkenheid.uitgenodigd", naam="cases.mail_uitnodiging")
def mail_uitnodiging(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The invited organisation hears that an invitation waits."""
    rij = Betrokkenheid.objects.filter(pk=ids["betrokkenheid_id"], status="uitgenodigd").first()
    if rij is not None:
        post.stuur(
            _adressen(Q(deelname_id=rij.deelname_id)),
            "Er wacht een uitnodiging",
            "Uw organisatie is gevraagd mee te doen aan een casus. Laat weten of u meedoet.",
            reverse("uitnodiging", args=[rij.pk]),
        )


@outbox.handler("doorlaatverbod.alarm", naam="cases.mail_doorlaatverbod")
def mail_doorlaatverbod(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Police, OM, Arbeidsinspectie and the procesregie that take part are called to look at once."""
    erbij = Q(
        deelname__betrokkenheden__casus_id=ids["casus_id"],
        deelname__betrokkenheden__status=Betrokkenheid.Status.AANVAARD,
    )
    wie = Q(deelname__organisatie__partnersoort__in=UITVOERDERS) | Q(deelname__procesregie=True)
    post.stuur(
        _adressen(erbij & wie),
        "Met spoed: kijk in Ketenregie",
        "Er is alarm geslagen over de veiligheid van een slachtoffer. Kijk nu en bel elkaar.",
        reverse("casus_weging", args=[ids["casus_id"]]),
    )


def _adressen(wie: Q) -> list[str]:
    """Addresses of active people with casework."""
    return list(
        Lidmaatschap.objects.filter(
            wie, geldig_op(clock.today()), functie__in=CASUSWERK, medewerker__is_active=True
        )
        .values_list("medewerker__email", flat=True)
        .distinct()
    )
