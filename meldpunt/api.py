"""Meldingen for partner systems: filing one, and reading back one's own part.

Who filed it reads what was filed and a neutral status, never what the meldpunt made of it. The meldpunt's
own system reads the melding as it stands. The melder goes in and never comes out (R19).
Docstrings of serializers and views are the published description, so they are in Dutch.
"""

from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.urls import path, reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.api.serializers import LijstVraag, StrictSerializer
from ketenregie.foundation.api.views import ApiView
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.vaag import VageDatum, lees_aantal, lees_vage_datum
from ketenregie.foundation.viewer import Viewer, require_viewer
from meldpunt.models import Melder, Melding, Status
from meldpunt.services import MelderInvoer, doe_signaal, registreer_melding
from meldpunt.services.signaal import eigen_versies
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Keten, geldig_op
from referentiemodel.enums import JaNeeOnbekend
from referentiemodel.loader import model_van

# Fields of Melding that a partner fills, with their meaning; lengths and choices come from the model.
VELDEN = {
    "soort": "Signaal (standaard), melding of adviesvraag.",
    "korte_inhoud": "Wat is er aan de hand, in gewone woorden.",
    "verschijningsvormen": "Vormen van uitbuiting: sleutels uit het referentiemodel.",
    "signalen": "Waargenomen signalen, in eigen woorden.",
    "acuut": "Er is nu gevaar. Bel ook 112; dit bericht is geen alarm.",
    "nu_veilig": "Is de persoon nu veilig?",
    "dreiging": "Wat dreigt er, en wanneer.",
    "gevaar_anderen": "Gevaar voor anderen of hulpverleners.",
    "locatie": "Plaats van de uitbuiting: adres, bedrijf of online.",
    "gemeente": "Gemeente van de uitbuiting.",
    "gemeente_melding": "Gemeente waar dit is opgemerkt.",
    "periode_van": "Sinds wanneer, zo precies als bekend.",
    "periode_tot": "Tot wanneer.",
    "frequentie": "Hoe vaak.",
    "aantal_slachtoffers": "Een aantal ('3'), een schatting ('5 tot 8') of 'onbekend'.",
    "aantal_daders": "Een aantal ('3'), een schatting ('5 tot 8') of 'onbekend'.",
    "voertuigen": "Voertuig of kenteken.",
    "accounts": "Telefoonnummers of online accounts.",
    "persoon_onbekend": "Het is niet bekend om wie het gaat.",
    "voornaam": "Voornaam van de persoon om wie het gaat.",
    "tussenvoegsel": "Tussenvoegsel.",
    "achternaam": "Achternaam.",
    "andere_namen": "Andere namen of schrijfwijzen.",
    "geslacht": "Geslacht.",
    "nationaliteit": "Nationaliteit.",
    "taal": "Taal die de persoon spreekt.",
    "tolk_nodig": "Is een tolk nodig?",
    "woonplaats": "Woonplaats.",
    "adres": "Adres.",
    "verblijft_nu": "Waar de persoon nu is, of het laatst is gezien.",
    "telefoon": "Telefoonnummer van de persoon.",
    "veilig_contact": "Hoe en wanneer contact veilig is, en wat u niet moet doen.",
    "wens": "Wat de persoon zelf wil.",
    "directe_hulp": "Wat direct nodig is: opvang, arts, geld.",
    "vertegenwoordiger": "Wettelijk vertegenwoordiger.",
    "hulpverlening_betrokken": "Is er al hulpverlening?",
    "politie_gebeld": "Is de politie gebeld?",
    "zorgcoordinator_betrokken": "Is er al een zorgcoördinator?",
    "zorgcoordinator_naam": "Naam van de zorgcoördinator.",
    "extern_kenmerk": "Uw eigen kenmerk van deze zaak.",
}  # fmt: skip
_EXTRA = {name: {"help_text": uitleg} for name, uitleg in VELDEN.items()}
GEBOORTE = "Geboortedatum (2008-04-12), maand, jaar, leeftijd ('ongeveer 15 jaar') of 'onbekend'."
VOORBEELD = {
    "korteInhoud": "Leerling van 15 wordt na school opgehaald door oudere jongens en heeft dure spullen.",
    "verschijningsvormen": ["seksuele_uitbuiting"],
    "nuVeilig": "onbekend",
    "gemeente": "Apeldoorn",
    "periodeVan": "sinds september",
    "aantalSlachtoffers": "1",
    "aantalDaders": "2 tot 3",
    "voornaam": "Fenna",
    "geboorte": "ongeveer 15 jaar",
    "geslacht": "vrouw",
    "politieGebeld": "nee",
    "externKenmerk": "2026-00417",
    "melder": {
        "soort": "professional",
        "naam": "J. de Boer",
        "contact": "06 12 34 56 78",
        "organisatie": "Voorbeeldschool",
        "magBellen": "ja",
    },
}


class Stand(serializers.ChoiceField):
    # How a melding ended is not for who filed it.

    ONTVANGEN, IN_BEHANDELING, AFGEROND = "ontvangen", "in_behandeling", "afgerond"
    KEUZES = (
        (ONTVANGEN, "Ontvangen door het meldpunt"),
        (IN_BEHANDELING, "In behandeling bij het meldpunt"),
        (AFGEROND, "Afgerond door het meldpunt"),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self.KEUZES, **kwargs)

    @classmethod
    def van(cls, melding: Melding) -> str:
        if not melding.is_open:
            return cls.AFGEROND
        return cls.ONTVANGEN if melding.status == Status.NIEUW else cls.IN_BEHANDELING


class MelderInvoerSerializer(StrictSerializer):
    """De melder: apart en versleuteld bewaard, in geen enkel antwoord te lezen."""

    soort = serializers.ChoiceField(choices=Melder.Soort.choices, required=False)
    naam = serializers.CharField(required=False, allow_blank=True, max_length=200)
    contact = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Telefoon of e-mail."
    )
    organisatie = serializers.CharField(required=False, allow_blank=True, max_length=200)
    relatie = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=500,
        help_text="Relatie tot de persoon en belang bij de zaak.",
    )
    anoniem = serializers.BooleanField(
        required=False, help_text="De melder wil anoniem blijven; een naam wordt dan niet bewaard."
    )
    mag_bellen = serializers.ChoiceField(choices=JaNeeOnbekend.choices, required=False)
    gevaar_bij_herleiding = serializers.BooleanField(
        required=False, help_text="Het is gevaarlijk als de melder bekend wordt."
    )


class MeldingInvoerSerializer(StrictSerializer, serializers.ModelSerializer):
    """Een nieuwe melding; alleen `korteInhoud` is verplicht."""

    geboorte = serializers.CharField(
        required=False, allow_blank=True, max_length=60, help_text=GEBOORTE
    )
    zorgcoordinator = serializers.UUIDField(
        required=False, help_text="Id van de organisatie van de zorgcoördinator, zie organisaties."
    )
    kanaal = serializers.ChoiceField(
        choices=Melding.Kanaal.choices,
        required=False,
        help_text="Alleen voor het meldpunt zelf; bij een partner is het altijd 'partner'.",
    )
    melder = MelderInvoerSerializer(
        required=False, help_text="Wie het meldt. Komt nooit terug in een antwoord."
    )

    class Meta:
        model = Melding
        fields = [*VELDEN, "geboorte", "zorgcoordinator", "kanaal", "melder"]
        extra_kwargs = _EXTRA

    def validate_geboorte(self, tekst: str) -> VageDatum | None:
        if not tekst.strip():
            return None
        try:
            return lees_vage_datum(tekst, vandaag=clock.today(), verleden=True, leeftijd=True)
        except ValueError as fout:
            raise ValidationError(str(fout)) from fout

    def validate_aantal_slachtoffers(self, tekst: str) -> str:
        return _aantal(tekst)

    def validate_aantal_daders(self, tekst: str) -> str:
        return _aantal(tekst)

    def validate_verschijningsvormen(self, sleutels: list[str]) -> list[str]:
        versie = Keten.objects.values_list("modelversie_id", flat=True)
        model = model_van(versie.get(pk=require_viewer().keten_id))
        known = {w.sleutel for w in model.waardelijst("verschijningsvorm").alles() if w.actief}
        if unknown := [s for s in sleutels if s not in known]:
            raise ValidationError(
                [f"'{s}' staat niet in de lijst van het referentiemodel." for s in unknown]
            )
        return list(dict.fromkeys(sleutels))

    def validate_zorgcoordinator(self, pk: UUID) -> Deelname:
        mine = Deelname.objects.filter(
            geldig_op(clock.today()), keten_id=require_viewer().keten_id, pk=pk
        )
        if (deelname := mine.first()) is None:
            raise ValidationError("Deze organisatie staat niet op uw sociale kaart.")
        return deelname

    def validate_kanaal(self, kanaal: str) -> str:
        if kanaal != Melding.Kanaal.PARTNER and not _is_meldpunt(require_viewer()):
            raise ValidationError("Alleen het meldpunt zelf kiest een kanaal.")
        return kanaal

    def validate_melder(self, data: dict[str, Any]) -> MelderInvoer:
        return MelderInvoer(**data)


class MeldingKortSerializer(serializers.Serializer[Any]):
    """Een melding in een lijst, zonder inhoud."""

    id = serializers.UUIDField()
    kenmerk = serializers.CharField(help_text="Willekeurig kenmerk, bijvoorbeeld K7QX-3MWD.")
    status = Stand()
    ontvangen = serializers.DateTimeField()


class BehandelingSerializer(serializers.Serializer[Any]):
    """Hoe het meldpunt ermee verder gaat."""

    status = serializers.ChoiceField(choices=Status.choices)
    volgende_stap = serializers.CharField()
    uiterlijk = serializers.DateField(allow_null=True)


class MeldingSerializer(serializers.ModelSerializer[Melding]):
    """Wat uw organisatie heeft ingediend; voor het meldpunt de melding zoals die nu is."""

    status = Stand()
    ontvangen = serializers.DateTimeField()
    geboorte = serializers.CharField(help_text=GEBOORTE)
    zorgcoordinator = serializers.UUIDField(allow_null=True)
    behandeling = BehandelingSerializer(
        required=False, help_text="Alleen voor het meldpunt, dat de melding behandelt."
    )

    class Meta:
        model = Melding
        fields = [
            "id", "kenmerk", "status", "ontvangen", *VELDEN, "geboorte", "zorgcoordinator",
            "behandeling",
        ]  # fmt: skip
        extra_kwargs = {
            name: kwargs | {"required": True, "allow_blank": True}
            if name not in ("acuut", "persoon_onbekend", "verschijningsvormen", "signalen")
            else kwargs | {"required": True}
            for name, kwargs in _EXTRA.items()
        }


def _aantal(tekst: str) -> str:
    if not tekst.strip():
        return ""
    try:
        return lees_aantal(tekst).tekst
    except ValueError as fout:
        raise ValidationError(str(fout)) from fout


def _is_meldpunt(viewer: Viewer) -> bool:
    return policy.may(viewer, Permission.MELDPUNT_WERKEN).allowed


def meldingen_for(viewer: Viewer) -> QuerySet[Melding]:
    """Those the meldpunt owns for the meldpunt, those it filed for another organisation."""
    rows: Any = Melding.objects
    return rows.visible_to(viewer) if _is_meldpunt(viewer) else rows.ingediend_door(viewer)


def melding_kort(melding: Melding) -> dict[str, Any]:
    """Representation in a list: nothing of the content."""
    return {
        "id": melding.pk,
        "kenmerk": melding.kenmerk,
        "status": Stand.van(melding),
        "ontvangen": melding.ontvangen_at,
    }


def melding_beeld(viewer: Viewer, melding: Melding) -> dict[str, Any]:
    """Representation of one melding; what the meldpunt added or changed is for the meldpunt."""
    desk = _is_meldpunt(viewer)
    source: Any = melding if desk else _ingediend(melding)
    beeld = melding_kort(melding) | {name: getattr(source, name) for name in VELDEN}
    beeld["geboorte"] = source.geboorte_omschrijving
    beeld["zorgcoordinator"] = source.zorgcoordinator_id
    if desk:
        beeld["behandeling"] = {
            "status": melding.status,
            "volgende_stap": melding.volgende_stap,
            "uiterlijk": melding.volgende_datum,
        }
    return beeld


def _ingediend(melding: Melding) -> Any:
    """The melding as its filer last sent it."""
    return eigen_versies([melding])[melding.pk]


class Meldingen(ApiView):
    """Meldingen die uw organisatie heeft gedaan."""

    scopes = {"GET": "meldingen:lezen", "POST": "meldingen:schrijven"}
    serializer_class = MeldingKortSerializer
    ordering = ("-ontvangen_at", "-id")

    @extend_schema(
        operation_id="meldingen_lijst",
        summary="Meldingen van uw organisatie",
        description="Nieuwste eerst. Voor het meldpunt: de meldingen die het behandelt.",
        responses=MeldingKortSerializer(many=True),
        parameters=[LijstVraag],
    )
    def get(self, request: Request) -> Response:
        policy.require(self.viewer, Permission.MELDING_DOEN)
        self.vraag(LijstVraag)
        return self.bladzijde(meldingen_for(self.viewer), "meldpunt.melding", melding_kort)

    @extend_schema(
        operation_id="melding_doen",
        summary="Een signaal of melding doen",
        description=(
            "Gaat naar het meldpunt van uw keten. Alleen `korteInhoud` is verplicht. De melder wordt apart "
            "en versleuteld bewaard en komt in geen enkel antwoord terug."
        ),
        request=MeldingInvoerSerializer,
        responses={201: MeldingSerializer},
        examples=[
            OpenApiExample("Signaal van een school", value=VOORBEELD, request_only=True),
            OpenApiExample(
                "Zo kort mogelijk",
                value={"korteInhoud": "Bewoners melden elke nacht wisselende bezoekers."},
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        viewer = self.viewer
        velden = self.invoer(MeldingInvoerSerializer)
        if _is_meldpunt(viewer):
            melding = registreer_melding(viewer, melding_id=uuid4(), **velden)
        else:
            velden.pop("kanaal", None)
            melding = doe_signaal(viewer, melding_id=uuid4(), **velden)
        return self.antwoord(
            melding_beeld(viewer, melding),
            status=201,
            headers={"Location": reverse("api_melding", args=[melding.pk])},
        )


class MeldingDetail(ApiView):
    """Eén melding die uw organisatie heeft gedaan."""

    scopes = {"GET": "meldingen:lezen"}
    serializer_class = MeldingSerializer

    @extend_schema(
        operation_id="melding_lezen",
        summary="Een melding lezen",
        description="Wat uw organisatie heeft ingediend, met de status in neutrale woorden.",
        responses=MeldingSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        viewer = self.viewer
        besluit = policy.require(viewer, Permission.MELDING_DOEN)
        melding = meldingen_for(viewer).filter(pk=pk).first()
        if melding is None:
            raise NotVisible
        logboek.bekeken(melding, regel=besluit.regel)
        return self.antwoord(melding_beeld(viewer, melding))


urlpatterns = [
    path("meldingen", Meldingen.as_view(), name="api_meldingen"),
    path("meldingen/<uuid:pk>", MeldingDetail.as_view(), name="api_melding"),
]
