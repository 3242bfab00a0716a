"""Interventies of a casus, and the other tables a person is discussed at."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.forms import interventie as forms
from cases.models import Betrokkene, Gremium, Interventie
from cases.selectors import aanbod_van_deelnemers
from cases.services import uitvoering as service
from cases.services.stapelafstemming import afstemming_van, stem_af
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from cases.views.uitvoering.formulieren import haal_gegeven, personen_keuze
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from partners.access import policy
from partners.access.permissions import Permission


def _terug(pk: UUID) -> str:
    return reverse("casus_uitvoering", args=[pk]) + "#interventies"


def _betrokkene(pagina: CasusPagina, pk: str) -> Betrokkene | None:
    return Betrokkene.objects.get(pk=pk, casus=pagina.casus) if pk else None


def interventie_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    policy.require(pagina.viewer, Permission.INTERVENTIE_VASTLEGGEN, pagina.casus)
    form = forms.InterventieForm(
        request.POST or None,
        initial={"start": clock.today()},
        model=pagina.casus.model,
        aanbod=aanbod_van_deelnemers(pagina.casus),
        personen=personen_keuze(pagina),
    )
    blad = Blad(
        "Interventie vastleggen",
        "Leg vast",
        _terug(pk),
        uitleg="Wie zorg geeft, deelt met zorg; wie veiligheid brengt, deelt met veiligheid. "
        "Het convenant bepaalt wie de rest ziet.",
    )

    def bewaar(f: Any) -> object:
        velden = f.inhoud()
        velden["betrokkene"] = _betrokkene(pagina, velden["betrokkene"])
        velden["op_wachtlijst"] = velden.pop("stand") == "wachtlijst"
        return service.leg_interventie_vast(
            pagina.viewer, pagina.casus, interventie_id=f.cleaned_data["sleutel"], **velden
        )

    return behandel(request, pagina, blad, form, bewaar)


def _eigen(request: HttpRequest, pk: UUID, interventie_id: UUID) -> tuple[CasusPagina, Interventie]:
    pagina = casus_pagina(request, pk, "uitvoering")
    row = haal_gegeven(
        pagina, Interventie, interventie_id, lambda r: r.uitvoerder_id == pagina.viewer.deelname_id
    )
    policy.require(pagina.viewer, Permission.INTERVENTIE_VASTLEGGEN, pagina.casus)
    return pagina, row


def interventie_starten(request: HttpRequest, pk: UUID, interventie_id: UUID) -> HttpResponse:
    pagina, row = _eigen(request, pk, interventie_id)
    form = forms.InterventieStartForm(
        request.POST or None, initial={"start": clock.today(), "versie": row.versie}
    )
    blad = Blad("De interventie is gestart", "Bewaar", _terug(pk), uitleg=row.omschrijving)
    return behandel(
        request, pagina, blad, form,
        lambda f: service.start_interventie(
            pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )  # fmt: skip


def interventie_afronden(request: HttpRequest, pk: UUID, interventie_id: UUID) -> HttpResponse:
    pagina, row = _eigen(request, pk, interventie_id)
    form = forms.InterventieAfrondenForm(
        request.POST or None,
        initial={"eind": clock.today(), "versie": row.versie},
        model=pagina.casus.model,
    )
    blad = Blad("Interventie afronden", "Rond af", _terug(pk), uitleg=row.omschrijving)
    return behandel(
        request, pagina, blad, form,
        lambda f: service.rond_interventie_af(
            pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )  # fmt: skip


def gremium_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    policy.require(pagina.viewer, Permission.GREMIUM_VASTLEGGEN, pagina.casus)
    form = forms.GremiumForm(
        request.POST or None, initial={"sinds": clock.today()}, personen=personen_keuze(pagina)
    )
    blad = Blad(
        "Ander overleg vastleggen", "Leg vast", _terug(pk),
        uitleg="Leg vast waar deze persoon nog meer wordt besproken. Zo lopen plannen niet langs elkaar. "
        "Schrijf niet op wat daar is gezegd.",
    )  # fmt: skip

    def bewaar(f: Any) -> object:
        velden = f.inhoud()
        persoon = Betrokkene.objects.get(pk=velden.pop("betrokkene"), casus=pagina.casus)
        return service.leg_gremium_vast(
            pagina.viewer, pagina.casus, betrokkene=persoon,
            gremium_id=f.cleaned_data["sleutel"], **velden,
        )  # fmt: skip

    return behandel(request, pagina, blad, form, bewaar)


def gremium_einde(request: HttpRequest, pk: UUID, gremium_id: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    row = haal_gegeven(pagina, Gremium, gremium_id)
    policy.require(pagina.viewer, Permission.GEGEVEN_BEHEREN, pagina.casus, van=row.leverancier_id)
    form = forms.GremiumEindeForm(request.POST or None, initial={"tot": clock.today()})
    blad = Blad("Ander overleg beëindigen", "Bewaar", _terug(pk), uitleg=row.naam)
    return behandel(
        request, pagina, blad, form,
        lambda f: service.beeindig_gremium(pagina.viewer, row, tot=f.cleaned_data["tot"]),
    )  # fmt: skip


def stapeling_afstemmen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was agreed about the pile; of an organisation that is not asked there is nothing here."""
    pagina = casus_pagina(request, pk, "uitvoering")
    if afstemming_van(pagina.viewer, pagina.casus) is None:
        raise NotVisible
    policy.require(pagina.viewer, Permission.TERMIJN_BEHEREN, pagina.casus)
    blad = Blad(
        "Stapeling afstemmen", "Bewaar", _terug(pk),
        uitleg="Er loopt veel tegelijk voor één persoon. Bel wie erbij betrokken is en spreek af wie wat doet.",
    )  # fmt: skip
    return behandel(
        request, pagina, blad, forms.StapelingForm(request.POST or None),
        lambda f: stem_af(pagina.viewer, pagina.casus, **f.cleaned_data),
    )  # fmt: skip
