"""What the API of a casus shares: right-first loading, withheld data, decisions on a mandaat."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from cases.delen import Deler
from cases.inzagedoel import noteer_inzage
from cases.models import Casus
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.api.pagination import stuk
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Lidmaatschap, Mandaat, geldig_op
from partners.sharing import TONEN, Afgeschermd, Deling
from referentiemodel.enums import Mandaatsoort

EIGEN_TAAK = Deling(TONEN, "eigen taak", "Dit is aan uw organisatie gevraagd of door haar gedaan.")


class DatumSerializer(serializers.Serializer[Any]):
    """Een gegeven: getoond met zijn velden, of afgeschermd met de regel. Wat verborgen is, staat er niet."""

    afgeschermd = serializers.BooleanField(
        help_text="Waar: u ziet dat dit gegeven er is, maar niet de inhoud."
    )
    regel = serializers.CharField(
        required=False, help_text="De regel van het convenant waardoor het is afgeschermd."
    )
    tekst = serializers.CharField(required=False, help_text="Wat die regel zegt.")
    categorie = serializers.CharField(required=False, help_text="Soort gegeven.")
    gegeven = serializers.UUIDField(
        required=False, help_text="Waarmee u toegang vraagt: zie `toegangsverzoeken`."
    )
    categorie_code = serializers.CharField(
        required=False, help_text="De soort als code, voor een toegangsverzoek."
    )
    toegang_te_vragen = serializers.BooleanField(
        required=False, help_text="Waar: u kunt de leverancier om toegang vragen."
    )
    leverancier = serializers.CharField(help_text="De organisatie die het heeft ingebracht.")


def afgeschermd_beeld(beeld: Afgeschermd) -> dict[str, Any]:
    """A withheld datum: its rule and its supplier, nothing of what it says."""
    return {
        "afgeschermd": True,
        "regel": beeld.regel,
        "tekst": beeld.tekst,
        "categorie": beeld.categorie,
        "gegeven": beeld.gegeven,
        "categorie_code": beeld.categoriecode,
        "toegang_te_vragen": beeld.te_vragen,
        "leverancier": beeld.leverancier,
    }


def datums(beelden: Iterable[Any], *fields: str) -> list[dict[str, Any]]:
    """Shown data with the named fields, withheld ones with their rule."""
    return [
        afgeschermd_beeld(beeld)
        if isinstance(beeld, Afgeschermd)
        else {"afgeschermd": False} | {name: getattr(beeld, name) for name in fields}
        for beeld in beelden
    ]


def toon(
    deler: Deler,
    rows: Iterable[Any],
    bouw: Callable[[Any], dict[str, Any]],
    eigen: Callable[[Any], UUID | None],
) -> list[dict[str, Any]]:
    """Decided rows; the organisation that a row is put to or carried out by always reads it."""
    shown: list[Any] = []
    for row in rows:
        if eigen(row) == deler.viewer.deelname_id:
            shown.append(deler.verklaard(bouw(row), row, EIGEN_TAAK))
        else:
            shown += deler.toon([row], bouw)
    return [
        afgeschermd_beeld(beeld)
        if isinstance(beeld, Afgeschermd)
        else {"afgeschermd": False} | {k: v for k, v in beeld.items() if k != "waarom"}
        for beeld in shown
    ]


class CasusView(ApiView):
    """A view on one casus that the organisation sees."""

    def casus(self, pk: UUID) -> tuple[Casus, Deler]:
        """The casus and the sharing decision; the look is in the logboek with its doel.

        Raises:
            NotVisible: no such casus for this organisation.
            AccessDenied: outside its own work and no doel sent along.
        """
        viewer = self.viewer
        casus: Casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
        besluit = policy.require(viewer, Permission.CASUS_ZIEN, casus)
        noteer_inzage(self.request._request, viewer, casus, besluit.regel)
        return casus, Deler(viewer, casus)

    def alles(
        self, soort: str, rijen: Sequence[dict[str, Any]], vraag: type[LijstVraag] = LijstVraag
    ) -> Response:
        """A page of rows that were decided already, so that no page is shorter for what is hidden."""
        asked = self.vraag(vraag)
        page, volgende = stuk(self.request, rijen, asked.get("cursor", ""), asked.get("limit"))
        logboek.lijst(soort, [r["id"] for r in page if "id" in r])
        headers = {"Link": f'<{volgende}>; rel="next"'} if volgende else {}
        shown = [self.met_velden(r) for r in page]
        return self.met_etag({"resultaten": shown, "volgende": volgende}, headers=headers)


class OpMandaatSerializer(StrictSerializer):
    """Wat uw organisatie bindt, beslist een collega met mandaat."""

    namens = serializers.CharField(
        max_length=150,
        help_text="Gebruikersnaam van de collega met mandaat die dit besloot. Staat in het logboek.",
    )


@contextmanager
def op_mandaat(viewer: Viewer, gebruikersnaam: str, soort: Mandaatsoort) -> Iterator[Viewer]:
    """Act for the colleague who decided: own organisation, in force, with this mandaat today.

    Exclusions of that person count from here on, for policy and database alike.
    Raises:
        ValidationError: 400; nobody of this organisation has that name and mandaat.
    """
    vandaag = clock.today()
    lid = (
        Lidmaatschap.objects.filter(
            geldig_op(vandaag),
            deelname_id=viewer.eigen_id,
            medewerker__username=gebruikersnaam,
            medewerker__is_active=True,
            pk__in=Mandaat.objects.filter(geldig_op(vandaag), soort=soort).values("lidmaatschap"),
        )
        .select_related("medewerker")
        .first()
    )
    if lid is None:
        raise ValidationError(
            {"namens": ["Deze collega heeft hier geen mandaat voor, of werkt niet bij u."]}
        )
    who = replace(
        viewer,
        medewerker_id=lid.medewerker_id,
        lidmaatschap_id=lid.pk,
        functie=lid.functie,
        mandaten=frozenset({str(soort)}),
        naam=lid.medewerker.naam,
    )
    with acting_as(who):
        yield who
