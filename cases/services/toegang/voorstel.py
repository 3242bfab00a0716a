"""From requests that keep coming to a proposal for the convenant; runs as a task over the keten."""

from datetime import timedelta

from django.conf import settings

from cases.models import Toegangsverzoek
from ketenregie.foundation import clock
from partners.models import Deelregelvoorstel

JAAR = timedelta(days=365)
Status = Toegangsverzoek.Status


def werk_deelregelvoorstel_bij(verzoek: Toegangsverzoek) -> Deelregelvoorstel | None:
    """Count the same request (categorie x kind of supplier x kind of asker) over a year.

    Asking again in the same casus counts once, so that nobody makes a proposal by insisting. A
    proposal that was judged is not made again within the year.
    Returns: the open proposal, or None while it is not asked often enough.
    """
    sinds = clock.now() - JAAR
    keten_id = verzoek.casus.keten_id
    soorten = {
        "categorie": verzoek.categorie,
        "leverancier__organisatie__partnersoort": verzoek.leverancier.organisatie.partnersoort,
        "aanvrager__organisatie__partnersoort": verzoek.aanvrager.organisatie.partnersoort,
    }
    gelijk = Toegangsverzoek.objects.filter(
        **soorten, casus__keten_id=keten_id, created_at__gt=sinds
    )
    gevraagd = gelijk.order_by().values("casus", "aanvrager", "leverancier").distinct().count()
    if gevraagd < settings.DEELREGELVOORSTEL_NA:
        return None
    sleutel = {
        "keten_id": keten_id,
        "categorie": verzoek.categorie,
        "leveranciersoort": verzoek.leverancier.organisatie.partnersoort,
        "aanvragersoort": verzoek.aanvrager.organisatie.partnersoort,
    }
    judged = Deelregelvoorstel.objects.filter(**sleutel, laatst_at__gt=sinds).exclude(
        status=Deelregelvoorstel.Status.OPEN
    )
    if judged.exists():
        return None
    toegewezen = gelijk.filter(besloten_at__isnull=False).exclude(status=Status.AFGEWEZEN)
    aantallen = {
        "gevraagd": gevraagd,
        "toegewezen": toegewezen.order_by()
        .values("casus", "aanvrager", "leverancier")
        .distinct()
        .count(),
        "laatst_at": gelijk.latest("created_at").created_at,
    }
    voorstel, made = Deelregelvoorstel.objects.get_or_create(
        **sleutel, status=Deelregelvoorstel.Status.OPEN, defaults=aantallen
    )
    if not made:
        for naam, waarde in aantallen.items():
            setattr(voorstel, naam, waarde)
        voorstel.save()
    return voorstel
