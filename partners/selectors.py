"""Reads of the keten itself: the sociale kaart and the convenant. No case data, only one's own keten."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.convenant.voorstellen import neemt_over, nieuwe_regels
from partners.models import (
    Aanbod,
    Deelname,
    Deelregelvoorstel,
    Kernlidmaatschap,
    Keten,
    Profiel,
    geldig_op,
)
from referentiemodel.enums import Domein, Partnersoort
from referentiemodel.loader import model_van
from referentiemodel.schema import Model


def model_van_keten(viewer: Viewer) -> Model:
    """The current referentiemodel of the viewer's keten; one query."""
    return model_van(Keten.objects.values_list("modelversie_id", flat=True).get(pk=viewer.keten_id))


@dataclass(frozen=True, slots=True)
class PartnerRegel:
    """One organisation in the list."""

    pk: UUID
    naam: str
    soort: str
    domein: str
    expertise: str
    vormen: tuple[str, ...]
    aanbod: tuple[str, ...]
    wachttijd: str
    telefoon: str
    bereikbaar: str
    kern: bool
    gemeente: bool
    eigen: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call: naam en rugnummer."""

    naam: str
    rol: str
    telefoon: str
    email: str


@dataclass(frozen=True, slots=True)
class Gedateerd:
    """Something that holds from one day to another."""

    wat: str
    van: date
    tot: date | None
    toelichting: str = ""
    nu: bool = True


@dataclass(frozen=True, slots=True)
class AanbodRegel:
    """An interventie that the organisation offers."""

    naam: str
    soort: str
    doelgroep: str
    omschrijving: str


@dataclass(frozen=True, slots=True)
class Partner:
    """The page of one organisation."""

    regel: PartnerRegel
    leeftijden: str
    werkgebied: tuple[str, ...]
    hele_regio: bool
    aanbod: tuple[AanbodRegel, ...]
    contacten: tuple[Contact, ...]
    lidmaatschappen: tuple[Gedateerd, ...]
    wgs: tuple[Gedateerd, ...]
    van: date


def partners_for(
    viewer: Viewer, *, zoek: str = "", vorm: str = "", gemeente: str = "", domein: str = ""
) -> list[PartnerRegel]:
    """Organisations of the viewer's keten that take part today; four queries however many.

    Args:
        zoek: part of the name, expertise or aanbod.
        vorm: verschijningsvorm the organisation knows.
        gemeente: within its werkgebied.
        domein: a partner in both counts for zorg and for veiligheid.
    """
    rows = _deelnames(viewer)
    if zoek:
        rows = rows.filter(
            Q(organisatie__naam__icontains=zoek)
            | Q(organisatie__kort__icontains=zoek)
            | Q(organisatie__profiel__expertise__icontains=zoek)
            | Q(organisatie__aanbod__naam__icontains=zoek)
        ).distinct()
    if vorm:
        rows = rows.filter(organisatie__profiel__verschijningsvormen__contains=[vorm])
    if gemeente:
        rows = rows.filter(organisatie__werkgebied__contains=[gemeente])
    if domein in Domein.values:
        rows = rows.filter(organisatie__domein__in={domein, Domein.BEIDE})
    model = model_van_keten(viewer)
    return [_regel(viewer, model, deelname) for deelname in rows]


def _deelnames(viewer: Viewer) -> QuerySet[Deelname]:
    vandaag = clock.today()
    core = Kernlidmaatschap.objects.filter(geldig_op(vandaag))
    return (
        Deelname.objects.filter(geldig_op(vandaag), keten_id=viewer.keten_id)
        .select_related("organisatie__profiel")
        .prefetch_related(
            "organisatie__aanbod",
            Prefetch("kernlidmaatschappen", queryset=core, to_attr="kern_nu"),
        )
        .order_by("organisatie__naam")
    )


def _regel(viewer: Viewer, model: Model, deelname: Deelname) -> PartnerRegel:
    organisatie = deelname.organisatie
    profiel = _profiel(deelname)
    lijst = model.waardelijst("verschijningsvorm")
    return PartnerRegel(
        pk=deelname.pk,
        naam=organisatie.naam,
        soort=str(Partnersoort(organisatie.partnersoort).label),
        domein=str(Domein(organisatie.domein).label),
        expertise=profiel.expertise,
        vormen=tuple(lijst.label(v) for v in profiel.verschijningsvormen),
        aanbod=tuple(a.naam for a in organisatie.aanbod.all()),
        wachttijd=_wachttijd(profiel.wachttijd_weken),
        telefoon=profiel.telefoon,
        bereikbaar=profiel.bereikbaarheid,
        kern=bool(deelname.kern_nu),  # type: ignore[attr-defined]
        gemeente=organisatie.partnersoort == Partnersoort.GEMEENTE,
        eigen=deelname.pk == viewer.deelname_id,
    )


def _profiel(deelname: Deelname) -> Profiel:
    return getattr(deelname.organisatie, "profiel", None) or Profiel()


def _wachttijd(weken: int | None) -> str:
    if weken is None:
        return "onbekend"
    if weken == 0:
        return "geen wachttijd"
    return f"{weken} {'week' if weken == 1 else 'weken'}"


def _leeftijden(profiel: Profiel) -> str:
    van, tot = profiel.leeftijd_van, profiel.leeftijd_tot
    if van and tot is not None:
        return f"{van} tot en met {tot} jaar"
    if van:
        return f"vanaf {van} jaar"
    if tot is not None:
        return f"tot en met {tot} jaar"
    return "alle leeftijden"


def partner_for(viewer: Viewer, pk: UUID) -> Partner:
    """One organisation of the viewer's keten; seven queries.

    Raises:
        NotVisible: absent, of another keten, or no longer taking part.
    """
    deelname = _deelnames(viewer).filter(pk=pk).first()
    if deelname is None:
        raise NotVisible
    model, vandaag = model_van_keten(viewer), clock.today()
    organisatie = deelname.organisatie
    soorten = model.waardelijsten.get("interventiesoort")
    region = _gemeenten(viewer)
    return Partner(
        regel=_regel(viewer, model, deelname),
        leeftijden=_leeftijden(_profiel(deelname)),
        werkgebied=tuple(sorted(organisatie.werkgebied)),
        hele_regio=bool(region) and region <= set(organisatie.werkgebied),
        aanbod=tuple(
            AanbodRegel(
                a.naam, soorten.label(a.soort) if soorten else a.soort, a.doelgroep, a.omschrijving
            )
            for a in organisatie.aanbod.all()
        ),
        contacten=tuple(
            Contact(c.naam, c.rol, c.telefoon, c.email) for c in organisatie.contactpersonen.all()
        ),
        lidmaatschappen=tuple(
            Gedateerd(k.get_gremium_display(), k.van, k.tot, nu=k.geldig(vandaag))
            for k in deelname.kernlidmaatschappen.order_by("-van")
        ),
        wgs=tuple(
            Gedateerd(w.get_soort_display(), w.van, w.tot, w.artikel, w.geldig(vandaag))
            for w in organisatie.wgs_rollen.all()
        ),
        van=deelname.van,
    )


def _gemeenten(viewer: Viewer) -> set[str]:
    rows = Deelname.objects.filter(keten_id=viewer.keten_id).exclude(organisatie__gemeente="")
    return set(rows.values_list("organisatie__gemeente", flat=True))


def filterkeuzes(viewer: Viewer) -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed to; two queries."""
    gemeenten = sorted(_gemeenten(viewer))
    return {
        "vormen": model_van_keten(viewer).waardelijst("verschijningsvorm").keuzes(),
        "gemeenten": [(g, g) for g in gemeenten],
        "domeinen": [(Domein.ZORG, "Zorg"), (Domein.VEILIGHEID, "Veiligheid")],
    }


@dataclass(frozen=True, slots=True)
class Cataloguskaart:
    """One thing an organisation of the keten offers."""

    naam: str
    soort: str
    doelgroep: str
    omschrijving: str
    organisatie: str
    deelname: UUID
    wachttijd: str


def aanbod_for(viewer: Viewer, *, zoek: str = "", soort: str = "") -> list[Cataloguskaart]:
    """What organisations of the keten offer today, by name; a fixed number of queries."""
    deelnames = {d.organisatie_id: d for d in _deelnames(viewer)}
    rows = Aanbod.objects.filter(organisatie__in=deelnames)
    if soort:
        rows = rows.filter(soort=soort)
    if zoek:
        rows = rows.filter(
            Q(naam__icontains=zoek)
            | Q(doelgroep__icontains=zoek)
            | Q(organisatie__naam__icontains=zoek)
        )
    return [
        Cataloguskaart(
            naam=a.naam,
            soort=a.soort,
            doelgroep=a.doelgroep,
            omschrijving=a.omschrijving,
            organisatie=deelnames[a.organisatie_id].organisatie.naam,
            deelname=deelnames[a.organisatie_id].pk,
            wachttijd=_wachttijd(_profiel(deelnames[a.organisatie_id]).wachttijd_weken),
        )
        for a in rows.order_by("naam")
    ]


@dataclass(frozen=True, slots=True)
class VoorstelBeeld:
    """A proposal for a deelregel: kinds and counts, no casus and no organisation."""

    categorie: str
    leveranciersoort: str
    aanvragersoort: str
    gevraagd: int
    toegewezen: int
    laatst: datetime
    # For the address of a new rule in the editor.
    query: str
    # Number of the rule in a version in the making that takes it over.
    regel: str = ""


def deelregelvoorstellen(viewer: Viewer) -> list[VoorstelBeeld]:
    """Open proposals, for who works on the convenant; nothing for others. One query, three when there
    are any."""
    if not policy.may(viewer, Permission.DEELREGELVOORSTEL_ZIEN):
        return []
    rijen = list(
        Deelregelvoorstel.objects.filter(
            keten_id=viewer.keten_id, status=Deelregelvoorstel.Status.OPEN
        )
    )
    regels = nieuwe_regels(viewer.keten_id) if rijen else []
    return [
        VoorstelBeeld(
            categorie=v.get_categorie_display(),
            leveranciersoort=v.get_leveranciersoort_display(),
            aanvragersoort=v.get_aanvragersoort_display(),
            gevraagd=v.gevraagd,
            toegewezen=v.toegewezen,
            laatst=v.laatst_at,
            query=urlencode(
                {
                    "categorieen": v.categorie,
                    "leveranciers": v.leveranciersoort,
                    "ontvangers": v.aanvragersoort,
                }
            ),
            regel=next((r.nummer for r in regels if neemt_over(r, v)), ""),
        )
        for v in rijen
    ]
